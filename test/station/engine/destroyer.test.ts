// Orders to destroy at the start of a station: the database is written anew once for all that is new, and otherwise only where an
// erasing was cut off before it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyRecord } from '../../../shared/journal/merge.ts'
import { DESTRUCTION, ERASURE, erasureId } from '../../../shared/model/destruction.ts'
import { Destroyer } from '../../../station/engine/destroyer.ts'
import type { OpenedStore } from '../../../station/store/open-store.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { NOW_MS, SPACE, chain, must, open, rid, take, write } from '../store/stores.ts'

const ORDERS = ['d0', 'd1', 'd2']
const SECRET = '某甲一二三四'
const THEIRS = chain(
  'other',
  ORDERS.map((_, index) => ({ record: `r${index}`, fields: { sourceName: `${SECRET}${index}` } })),
)
const GIVEN = chain(
  'server',
  ORDERS.map((record, index) => ({
    kind: DESTRUCTION,
    record,
    fields: {
      ...{ incident: `r${index}`, basis: '个人信息保护法第四十七条', reason: '事件办结', by: 'o1', evidence: [] },
      ...{ at: '2024-07-01T08:00:00+08:00' },
      erases: [{ kind: 'incident', id: `r${index}`, changes: [must(THEIRS[index]).id] }],
    },
  })),
)

/** How often the database was written anew: SQLite counts it with the forms it had. */
function writtenAnew({ db }: OpenedStore): number {
  return Number(db.sqlite.pragma('schema_version', { simple: true }))
}

/** What the start of a station does; gives how often it wrote the database anew. */
function start(opened: OpenedStore): number {
  const before = writtenAnew(opened)
  const destroyer = new Destroyer({
    store: opened.store,
    nowMs: () => NOW_MS,
    list: (space) => (space === SPACE ? ORDERS.map((id) => emptyRecord(DESTRUCTION, rid(id))) : []),
    log: () => undefined,
  })
  destroyer.start()
  destroyer.stop()
  return writtenAnew(opened) - before
}

async function again(folder: string, opened: OpenedStore): Promise<OpenedStore> {
  opened.store.close()
  return open({ folder })
}

function holds(folder: string): boolean {
  return ['station.db', 'station.db-wal'].some((name) => {
    try {
      return readFileSync(join(folder, name)).includes(SECRET)
    } catch {
      return false
    }
  })
}

test('[OP-4] new orders write the database anew once for all of them, orders carried out never again', async () => {
  const folder = scratchFolder()
  const opened = await open({ folder })
  opened.store.ensureSpace(SPACE)
  take(opened.store, [...THEIRS])
  take(opened.store, GIVEN)
  expect(start(opened)).toBe(1)
  for (const id of ORDERS)
    expect(opened.store.read(SPACE, ERASURE, rid(erasureId(id, opened.store.station)))).toBeDefined()
  const next = await again(folder, opened)
  expect(start(next)).toBe(0)
  expect(start(await again(folder, next))).toBe(0)
})

test('[OP-4] an erasing that was cut off before the database was written anew is ended at the next start', async () => {
  const folder = scratchFolder()
  let opened = await open({ folder })
  opened.store.ensureSpace(SPACE)
  take(opened.store, GIVEN)
  // Carried out before the changes came; a file brings them, and the station is killed once their bodies are taken out.
  expect(start(opened)).toBe(1)
  take(opened.store, THEIRS)
  for (const [index] of ORDERS.entries()) write(opened.store, `r${index}`, { sourceName: '' })
  expect(
    opened.store.erase(
      SPACE,
      THEIRS.map(({ id }) => id),
    ),
  ).toBe(3)
  opened = await again(folder, opened)
  expect(start(opened)).toBe(1)
  opened.store.close()
  expect(holds(folder)).toBe(false)
  expect(start(await open({ folder }))).toBe(0)
})
