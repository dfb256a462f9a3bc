// The picture's tables lag behind the journal until someone reads. Nobody may notice: not after a crash, not after a full
// disk, not in what is unread, announced or counted.
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toHex } from '../../../shared/base/bytes.ts'
import type { Change } from '../../../shared/journal/change.ts'
import type { OpenedStore } from '../../../station/store/open-store.ts'
import { openStore } from '../../../station/store/open-store.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { NOW_MS, OFFICER, SPACE, chain, open, options, plain, rid, tables, take, value, write } from './stores.ts'

/** Everything a reader can tell of a space. */
function seen({ store, db }: OpenedStore): unknown {
  const sql = tables(db)
  return {
    digest: toHex(store.facts(SPACE).digest),
    records: store.facts(SPACE).records,
    incidents: sql.prepare('SELECT id, title, level, lon, lat, conflicts, changed_ms FROM incident ORDER BY id').all(),
    places: sql.prepare('SELECT count(*) FROM place').pluck().get(),
    notices: sql.prepare('SELECT id FROM notice JOIN subject USING (subject) ORDER BY id').pluck().all(),
    unread: sql
      .prepare(
        `SELECT i.id FROM incident i LEFT JOIN seen s ON s.subject = i.rec % 4294967296 AND s.officer = ?
          WHERE i.touched > coalesce(s.touched, 0) ORDER BY i.id`,
      )
      .pluck()
      .all(OFFICER),
  }
}

/** A copy of the folder as a power cut would leave it, opened. */
async function afterPowerCut(folder: string): Promise<OpenedStore> {
  const copy = scratchFolder()
  for (const name of ['station.db', 'station.db-wal', 'station.key'])
    cpSync(join(folder, name), join(copy, name), { force: true })
  return open({ folder: copy })
}

test('what was not settled when the power failed is there afterwards, announced and unread as before', async () => {
  const folder = scratchFolder()
  const opened = await open({ folder })
  const { store } = opened
  store.ensureSpace(SPACE)
  write(store, 'mine', { title: 'a', position: { lon: 119, lat: 26 } })
  take(store, chain('G', [{ record: 'theirs', fields: { title: 'b' } }]))
  const copy = await afterPowerCut(folder)
  expect(copy.db.sqlite.prepare('SELECT count(*) FROM unsettled').pluck().get()).toBe(2)
  expect(copy.db.sqlite.prepare('SELECT count(*) FROM incident').pluck().get()).toBe(0)
  expect(seen(copy)).toEqual(seen(opened))
  expect(seen(copy)).toMatchObject({ records: 2, notices: ['theirs'], unread: ['theirs'], places: 1 })
  expect(copy.db.sqlite.prepare('SELECT count(*) FROM unsettled').pluck().get()).toBe(0)
})

test('a transaction that fails takes nothing of what was committed before it', async () => {
  let nowMs = NOW_MS
  const { store, db } = await open({ folder: scratchFolder(), nowMs: () => nowMs })
  store.ensureSpace(SPACE)
  write(store, 'a', { title: 'before' })
  db.sqlite.pragma(`max_page_count = ${Number(db.sqlite.pragma('page_count', { simple: true }))}`)
  const big = [{ kind: 'incident', id: rid('big'), fields: { title: 'x'.repeat(200_000) } }]
  expect(store.commit(SPACE, big, { officer: OFFICER, nowMs })).toMatchObject({ fault: { kind: 'diskFull' } })
  expect(store.read(SPACE, 'incident', rid('a'))).toBeDefined()
  db.sqlite.pragma('max_page_count = 1000000')
  nowMs += 10_000
  expect(store.facts(SPACE).records).toBe(1)
  expect(tables(db).prepare('SELECT title FROM incident').pluck().all()).toEqual(['before'])
})

const step = fc.oneof(
  fc.record({ do: fc.constant('write' as const), record: fc.nat(4), title: fc.string({ maxLength: 3 }) }),
  fc.record({ do: fc.constant('take' as const), record: fc.nat(4), title: fc.string({ maxLength: 3 }) }),
  fc.record({ do: fc.constantFrom('look' as const, 'drain' as const, 'restart' as const) }),
)

test('settled late, early or after a restart: the same picture', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const folder = scratchFolder()
      let lazy = value(await openStore(options({ folder })))
      const eager = value(await openStore(options()))
      for (const { store } of [lazy, eager]) store.ensureSpace(SPACE)
      let given: Change[] = []
      for (const one of steps) {
        if (one.do === 'write') {
          // The eager store is given what the lazy one wrote: as its own it would have another station's name.
          const fields = { title: one.title }
          const done = value(
            lazy.store.commit(SPACE, [{ kind: 'incident', id: rid(`w${one.record}`), fields }], {
              officer: OFFICER,
              nowMs: NOW_MS,
            }),
          )
          take(eager.store, done)
        } else if (one.do === 'take') {
          const next = chain('G', [{ record: `t${one.record}`, fields: { title: one.title } }], 'test', given)
          given = [...given, ...next]
          for (const { store } of [lazy, eager]) take(store, next)
        } else if (one.do === 'look') lazy.store.facts(SPACE)
        else if (one.do === 'drain') lazy.drainWords(1)
        else {
          lazy.store.close()
          lazy = value(await openStore(options({ folder })))
        }
        eager.store.facts(SPACE)
      }
      const pictures = [lazy, eager].map((opened) => {
        const { digest, records, incidents, places } = seen(opened) as { [name: string]: unknown }
        const subjects = ['w', 't'].flatMap((letter) => [0, 1, 2, 3, 4].map((index) => rid(`${letter}${index}`)))
        const held = subjects.map((id) => {
          const record = opened.store.read(SPACE, 'incident', id)
          return record === undefined || opened.store.view().holds(SPACE, record)
        })
        const history = subjects.map((id) =>
          opened.store.history(SPACE, { kind: 'incident', id }).map(({ change }) => plain(change)),
        )
        return { digest, records, incidents, places, held, history }
      })
      expect(pictures[0]).toEqual(pictures[1])
      expect(pictures[0]?.held.every(Boolean)).toBe(true)
      for (const { store } of [lazy, eager]) store.close()
    }),
    { numRuns: 40 },
  )
}, 60_000)
