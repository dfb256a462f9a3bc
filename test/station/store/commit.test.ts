import { expect, test } from 'vitest'
import { shownFields } from '../../../shared/journal/merge.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { OFFICER, SPACE, memoryStore, open, rid, take, value, write } from './stores.ts'

test('what was committed is read, waits, and is there after opening again', async () => {
  const folder = scratchFolder()
  const first = await open({ folder })
  first.store.ensureSpace(SPACE)
  write(first.store, 'a', { title: 'Fire', status: 'reported', level: 2 })
  expect(first.store.facts(SPACE)).toMatchObject({ records: 1, conflicts: 0, waiting: 1 })
  const { digest } = first.store.facts(SPACE)
  first.store.close()
  const second = await open({ folder })
  expect(second.recovery).toBeNull()
  expect(second.store.station).toBe(first.store.station)
  expect(shownFields(value({ ok: true, value: second.store.read(SPACE, 'incident', rid('a')) }) as never)).toEqual({
    title: 'Fire',
    status: 'reported',
    level: 2,
  })
  expect(second.store.facts(SPACE).digest).toEqual(digest)
})

test('another station receives it and sees the same', async () => {
  const one = await memoryStore()
  const two = await memoryStore()
  const touched: string[] = []
  two.onTouched(({ records }) => touched.push(...records.map(({ id }) => id)))
  write(one, 'a', { title: 'Fire', status: 'reported', position: { lon: 120, lat: 26 } })
  const page = one.outboxPage(SPACE, 100, 1e6)
  expect(take(two, page?.changes ?? [])).toMatchObject({ added: 1, known: 0, gaps: [], forks: [], bad: [] })
  expect(take(two, page?.changes ?? [])).toMatchObject({ added: 0, known: 1 })
  expect(two.facts(SPACE).digest).toEqual(one.facts(SPACE).digest)
  expect(touched).toEqual(['a'])
  one.markAgreed(SPACE, [{ ...(page?.tips[0] as { station: never; chain: number; branch: ''; seq: number }) }])
  expect(one.facts(SPACE).waiting).toBe(0)
  expect(one.outboxPage(SPACE, 100, 1e6)).toBeUndefined()
  expect(OFFICER).toBe('officer-1')
})
