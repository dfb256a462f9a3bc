import { expect, test } from 'vitest'
import { shownFields } from '../../../shared/journal/merge.ts'
import { NOW_MS, SPACE, chain, memoryStore, must, open, rid, tables, take, write } from './stores.ts'

test('[JN-16] a refused change leaves the picture as if never made, and stays in its chain', async () => {
  const store = await memoryStore()
  const first = write(store, 'a', { title: 'Fire', status: 'reported' })
  const before = store.facts(SPACE).digest
  const refused = write(store, 'a', { title: 'Flood', level: 1 })
  const verdict = chain('SRV', [
    { kind: 'verdict', record: refused.id, fields: { fault: 'notAllowed', about: 'incident/a' } },
  ])
  expect(take(store, verdict)).toMatchObject({ added: 1, refold: [] })
  expect(shownFields(must(store.read(SPACE, 'incident', rid('a'))))).toEqual({ title: 'Fire', status: 'reported' })
  const history = store.history(SPACE, { kind: 'incident', id: rid('a') })
  expect(history.map(({ change, refused: by }) => [change.id, by])).toEqual([
    [first.id, null],
    [refused.id, refused.id],
  ])
  const alone = await memoryStore()
  take(alone, [first, ...verdict])
  expect(store.facts(SPACE).digest).toEqual(alone.facts(SPACE).digest)
  expect(store.facts(SPACE).digest).not.toEqual(before)
  expect([...store.chainLinks(SPACE, must(store.tips(SPACE)[0]))]).toHaveLength(2)
})

test('[JN-16] a verdict that is here first, or comes in the same batch behind its change, keeps it out', async () => {
  const said = chain('G', [
    { record: 'a', fields: { title: 'kept' } },
    { record: 'b', fields: { title: 'refused' } },
    { record: 'a', fields: { place: 'kept too' } },
  ])
  const verdict = chain('SRV', [{ kind: 'verdict', record: must(said[1]).id, fields: { about: 'incident/b' } }])
  const digests: Uint8Array[] = []
  for (const batches of [[verdict, said], [[...said, ...verdict]], [said, verdict], [[...verdict, ...said]]]) {
    const store = await memoryStore()
    for (const batch of batches) take(store, batch)
    expect(store.read(SPACE, 'incident', rid('b'))).toBeUndefined()
    expect(store.facts(SPACE).records).toBe(2)
    digests.push(store.facts(SPACE).digest)
  }
  for (const digest of digests) expect(digest).toEqual(digests[0])
})

test('a refused new incident takes its notice and its place on the map back', async () => {
  const { store, db } = await open()
  store.ensureSpace(SPACE)
  const count = (table: string): unknown => tables(db).prepare(`SELECT count(*) FROM ${table}`).pluck().get()
  const said = chain('G', [{ record: 'a', fields: { title: 'x', position: { lon: 120, lat: 26 } } }])
  take(store, said)
  expect([count('notice'), count('place'), count('incident'), count('words')]).toEqual([1, 1, 1, 1])
  take(store, chain('SRV', [{ kind: 'verdict', record: must(said[0]).id, fields: {} }]))
  expect([count('notice'), count('place'), count('incident'), count('words')]).toEqual([0, 0, 0, 0])
})

test('notices: only new incidents of others, not old or over ones; unread until seen', async () => {
  const { store, db } = await open()
  store.ensureSpace(SPACE)
  write(store, 'mine', { title: 'x' })
  take(store, chain('G', [{ record: 'new', fields: { title: 'x' } }]))
  take(store, chain('H', [{ record: 'over', fields: { title: 'x', status: 'closed' } }]))
  take(store, chain('I', [{ record: 'old', fields: { title: 'x' } }], 'test', [], NOW_MS - 30 * 86_400_000))
  const noticed = tables(db).prepare('SELECT id FROM notice JOIN subject USING (subject)').pluck().all()
  expect(noticed).toEqual(['new'])
  const unread = tables(db)
    .prepare(
      `SELECT i.id FROM incident i LEFT JOIN seen s ON s.subject = i.rec % 4294967296 AND s.officer = 'officer-1'
        WHERE i.touched > coalesce(s.touched, 0) ORDER BY i.id`,
    )
    .pluck()
    .all()
  expect(unread).toEqual(['new', 'old', 'over'])
})
