// What one entry brings with it: time of receipt, division of a position, the grade that a category takes away.
import { expect, test } from 'vitest'
import { NOTHING_ENTERED } from '../../../renderer/features/intake/intake-entry.ts'
import type { EntryHelp } from '../../../renderer/features/intake/intake-store.ts'
import { afterEntry, afterPlace, createIntakeStore, fill } from '../../../renderer/features/intake/intake-store.ts'
import type { Place } from '../../../shared/model/places.ts'

const HELP: EntryHelp = {
  nowMs: Date.parse('2026-11-25T10:00:05+08:00'),
  codeOf: () => undefined,
  divisionAt: ({ lon }) => (lon > 119 ? '350102 鼓楼区' : '350200 厦门市'),
  divisionText: (code) => `${code} 某区`,
}
const EMPTY = { entered: NOTHING_ENTERED, isDivisionOwn: false, placeNote: null }
const PLACE: Place = {
  name: '洪塘',
  nameEn: 'Hongtang',
  initials: 'ht',
  pinyin: 'hongtang',
  kind: 'village',
  lon: 119.2,
  lat: 26.1,
  division: '350104',
}

test('the first entry notes the time of receipt; later ones leave it', () => {
  const first = afterEntry(EMPTY, 'title', '火', HELP)
  expect(first.entered.receivedAt).toBe('2026-11-25 10:00:05')
  const second = afterEntry(first, 'title', '火情', { ...HELP, nowMs: HELP.nowMs + 60_000 })
  expect(second.entered.receivedAt).toBe('2026-11-25 10:00:05')
  expect(afterEntry(first, 'receivedAt', '', HELP).entered.receivedAt).toBe('')
})

test('a position brings its division, and takes it along when it moves or goes', () => {
  const here = afterEntry(EMPTY, 'position', '26.08, 119.3', HELP)
  expect(here.entered.division).toBe('350102 鼓楼区')
  const there = afterEntry(here, 'position', '24.5, 118.1', HELP)
  expect(there.entered.division).toBe('350200 厦门市')
  expect(afterEntry(there, 'position', '24.5, 118.1x', HELP).entered.division).toBe('350200 厦门市')
  expect(afterEntry(there, 'position', '', HELP).entered.division).toBe('')
})

test('a division the officer wrote stays, whatever the position says; emptied, it follows again', () => {
  const own = afterEntry(EMPTY, 'division', '350103', HELP)
  expect(afterEntry(own, 'position', '26.08, 119.3', HELP).entered.division).toBe('350103')
  const emptied = afterEntry(own, 'division', '', HELP)
  expect(afterEntry(emptied, 'position', '26.08, 119.3', HELP).entered.division).toBe('350102 鼓楼区')
})

test('a category without grades takes the grade away', () => {
  const graded = afterEntry(EMPTY, 'level', '2', HELP)
  expect(afterEntry(graded, 'category', '12H03', HELP).entered.level).toBe('2')
  expect(afterEntry(graded, 'category', '14A02 x', HELP).entered.level).toBe('none')
})

test('a place with a point sets it, and its division', () => {
  const { entered, placeNote } = afterPlace(EMPTY, PLACE, '洪塘', HELP)
  expect(entered).toMatchObject({ place: '洪塘', position: '26.1, 119.2', division: '350104 某区' })
  expect(placeNote).toEqual({ kind: 'point', name: '洪塘' })
})

test.each([
  ['approximate', { ...PLACE, kind: 'township', approximate: true }],
  ['a river', { ...PLACE, kind: 'river' }],
  ['the province', { ...PLACE, kind: 'province' }],
])('%s sets no point that nobody knows, only the division', (_, place) => {
  const { entered, placeNote } = afterPlace(EMPTY, place, place.name, HELP)
  expect(entered).toMatchObject({ position: '', division: '350104 某区' })
  expect(placeNote?.kind).toBe('division')
})

test('problems are looked at only once saving was tried, and go as they are mended', () => {
  const store = createIntakeStore(NOTHING_ENTERED, false)
  const enter = (field: 'title' | 'category', text: string) =>
    fill(store, afterEntry(store.getState(), field, text, HELP), HELP)
  enter('title', '')
  expect(store.getState().problems).toEqual({})
  store.setState({ isTried: true })
  enter('title', '火情')
  expect(store.getState().problems).toEqual({ category: 'needCategory' })
  enter('category', '11B01')
  expect(store.getState().problems).toEqual({})
})
