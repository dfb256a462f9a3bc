import { expect, test } from 'vitest'
import { shownFields } from '../../../shared/journal/merge.ts'
import type { Touched } from '../../../station/store/station-store.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { NOW_MS, OFFICER, SPACE, chain, memoryStore, must, open, rid, tables, take, value, write } from './stores.ts'

const AUTHOR = { officer: OFFICER, nowMs: NOW_MS }

test('what was committed is read, waits, and is there after opening again', async () => {
  const folder = scratchFolder()
  const first = await open({ folder })
  first.store.ensureSpace(SPACE)
  write(first.store, 'a', { title: 'Fire', status: 'reported', level: 2 })
  expect(first.store.facts(SPACE)).toMatchObject({ records: 1, conflicts: 0, waiting: 1, waitingSinceMs: NOW_MS })
  expect([first.store.nextCount('n'), first.store.nextCount('n')]).toEqual([1, 2])
  first.store.setMeta('setting', { colour: '红' })
  const { digest } = first.store.facts(SPACE)
  first.store.close()
  const second = await open({ folder })
  expect(second.recovery).toBeNull()
  expect(second.store.station).toBe(first.store.station)
  expect(shownFields(must(second.store.read(SPACE, 'incident', rid('a'))))).toEqual({
    title: 'Fire',
    status: 'reported',
    level: 2,
  })
  expect(second.store.facts(SPACE).digest).toEqual(digest)
  expect(second.store.nextCount('n')).toBe(3)
  expect(second.store.meta('setting')).toEqual({ colour: '红' })
  expect(second.store.meta('none')).toBeUndefined()
})

test('another station receives it and sees the same; listeners hear of it', async () => {
  const [one, two] = [await memoryStore(), await memoryStore()]
  const touched: Touched[] = []
  const stop = two.onTouched((told) => touched.push(told))
  write(one, 'a', { title: 'Fire', status: 'reported', position: { lon: 120, lat: 26 } })
  const page = must(one.outboxPage(SPACE, 100, 1e6))
  expect(take(two, page.changes)).toMatchObject({ added: 1, known: 0, gaps: [], forks: [], bad: [] })
  expect(take(two, page.changes)).toMatchObject({ added: 0, known: 1 })
  expect(two.facts(SPACE).digest).toEqual(one.facts(SPACE).digest)
  expect(touched).toEqual([{ space: SPACE, records: [{ kind: 'incident', id: 'a' }], journal: true, all: false }])
  stop()
  write(two, 'b', { title: 'x' })
  expect(touched).toHaveLength(1)
})

test('the state of a change: saved, sent, agreed', async () => {
  const { store, db } = await open()
  store.ensureSpace(SPACE)
  write(store, 'a', { title: 'x' })
  const stateOf = (): unknown =>
    tables(db)
      .prepare(
        `SELECT CASE WHEN j.flags & 1 THEN 'refused' WHEN j.at % 4294967296 <= b.agreed_seq THEN 'agreed'
          WHEN j.at % 4294967296 <= coalesce(s.seq, 0) THEN 'sent' ELSE 'saved' END
          FROM journal j JOIN branch b ON b.branch = j.at / 4294967296 LEFT JOIN temp.sent s USING (branch)`,
      )
      .pluck()
      .all()
  expect(stateOf()).toEqual(['saved'])
  const page = must(store.outboxPage(SPACE, 100, 1e6))
  expect(stateOf()).toEqual(['sent'])
  store.markAgreed(SPACE, page.tips)
  expect(stateOf()).toEqual(['agreed'])
})

test('fields that say nothing new are left out; settling a conflict is something new', async () => {
  const store = await memoryStore()
  write(store, 'a', { title: 'Fire', status: 'reported' })
  const nothing = value(store.commit(SPACE, [{ kind: 'incident', id: rid('a'), fields: { title: 'Fire' } }], AUTHOR))
  expect(nothing).toEqual([])
  const some = write(store, 'a', { title: 'Fire', status: 'verified' })
  expect(some.content?.sets.map(({ name, over }) => [name, over.length])).toEqual([['status', 1]])
  take(store, chain('G', [{ record: 'a', fields: { status: 'contained' } }], 'test', [], NOW_MS + 1_000))
  expect(store.facts(SPACE).conflicts).toBe(1)
  const settled = write(store, 'a', { status: 'contained' })
  expect(settled.content?.sets[0]?.over).toHaveLength(2)
  expect(store.facts(SPACE).conflicts).toBe(0)
})

test('drafts of one commit see the ones before, and are all there or none', async () => {
  const store = await memoryStore()
  const drafts = [
    { kind: 'incident', id: rid('a'), fields: { title: '1' } },
    { kind: 'incident', id: rid('a'), fields: { title: '2' }, reason: 'because' },
  ]
  const [first, second] = value(store.commit(SPACE, drafts, AUTHOR))
  expect(second?.content).toEqual({ sets: [{ name: 'title', value: '2', over: [first?.id] }], reason: 'because' })
  expect(second?.head).toMatchObject({ seq: 2, previous: first?.hash })
})

test('[JN-4] what cannot be stored is refused before anything is written', async () => {
  const store = await memoryStore()
  const fields = { title: 'ok' }
  const kindOf = (given: Parameters<typeof store.commit>[1]): unknown => {
    const done = store.commit(SPACE, [{ kind: 'incident', id: rid('a'), fields }, ...given], AUTHOR)
    return done.ok ? 'ok' : done.fault.kind
  }
  expect(kindOf([{ kind: 'incident', id: rid('b'), fields: { description: 'x'.repeat(300_000) } }])).toBe('tooLarge')
  expect(kindOf([{ kind: 'incident', id: rid('b'), fields: { level: Number.NaN } }])).toBe('invalidInput')
  expect(kindOf([{ kind: 'incident', id: rid('b'), fields: { '': 1 } }])).toBe('invalidInput')
  expect(store.facts(SPACE)).toMatchObject({ records: 0, waiting: 0 })
  const elsewhere = store.commit('nowhere' as typeof SPACE, [], AUTHOR)
  expect(elsewhere).toMatchObject({ ok: false, fault: { kind: 'spaceUnknown' } })
})

test('[BA-2] [BA-4] stamps go on from the disk, also when the wall clock jumped back', async () => {
  const folder = scratchFolder()
  const first = await open({ folder })
  first.store.ensureSpace(SPACE)
  write(first.store, 'a', { title: '1' }, 'incident', NOW_MS)
  first.store.close()
  const { store } = await open({ folder })
  expect(write(store, 'a', { title: '2' }, 'incident', NOW_MS - 86_400_000).head.stamp).toEqual({
    ms: NOW_MS,
    counter: 1,
  })
})

test('a record given out is a copy: later changes do not reach into it', async () => {
  const store = await memoryStore()
  write(store, 'a', { title: '1' })
  const before = must(store.read(SPACE, 'incident', rid('a')))
  write(store, 'a', { title: '2', place: 'x' })
  expect(shownFields(before)).toEqual({ title: '1' })
})

test('log lines are found by their incident and by what they correct', async () => {
  const { store, db } = await open()
  store.ensureSpace(SPACE)
  const at = '2024-07-01T08:00:00+08:00'
  write(store, 'l1', { incident: 'a', text: '已派车', at, corrects: null }, 'logEntry')
  write(store, 'l2', { incident: 'a', text: '已派两车', at, corrects: 'l1' }, 'logEntry')
  expect(tables(db).prepare('SELECT id, incident, at_ms, corrects FROM log_line ORDER BY id').raw().all()).toEqual([
    ['l1', 'a', Date.parse(at), null],
    ['l2', 'a', Date.parse(at), 'l1'],
  ])
})

test('an incident’s row follows its values; values that do not fit their column are no error', async () => {
  const { store, db } = await open()
  store.ensureSpace(SPACE)
  const row = (): unknown =>
    tables(db)
      .prepare('SELECT title, level, status, lon, lat, injured, conflicts, received_ms FROM incident')
      .raw()
      .get()
  const receivedAt = '2024-07-01T08:00:00+08:00'
  write(store, 'a', { title: 'Fire', level: 3, status: 'verified', position: { lon: 120, lat: 26 }, receivedAt })
  expect(row()).toEqual(['Fire', 3, 1, 120, 26, null, 0, Date.parse(receivedAt)])
  write(store, 'a', { level: null, status: 'closed', position: { lon: 121, lat: 27 }, injured: 4 })
  expect(row()).toEqual(['Fire', 0, 4, 121, 27, 4, 0, Date.parse(receivedAt)])
  const near = tables(db).prepare('SELECT count(*) FROM place WHERE west > 120.9 AND east < 121.1').pluck()
  expect(near.get()).toBe(1)
  write(store, 'a', { title: 7, level: 'x', status: [], position: { lon: 'x' }, injured: 1e300, receivedAt: 'never' })
  expect(row()).toEqual(['', 0, 0, null, null, null, 0, NOW_MS])
  expect(near.get()).toBe(0)
})
