import { expect, test } from 'vitest'
import type { StationDatabase } from '../../../station/store/database.ts'
import { matchQuery, textMatches } from '../../../station/store/word-index.ts'
import { SPACE, chain, open, tables, take, write } from './stores.ts'

function found(db: StationDatabase, typed: string): readonly unknown[] {
  return tables(db)
    .prepare(`SELECT id FROM words JOIN subject ON subject = words.rowid % 4294967296 WHERE words MATCH ? ORDER BY id`)
    .pluck()
    .all(matchQuery(typed))
}

test('words of one and two characters, latin beginnings and numbers are found; what was replaced is not', async () => {
  const { store, db } = await open()
  store.ensureSpace(SPACE)
  write(store, 'a', { title: '鼓楼区工业路发生火灾', number: 'FJ-20240701-AB12-7' })
  write(store, 'b', { title: 'Chemical spill 化学品泄漏', description: '火车站附近' })
  expect(found(db, '火')).toEqual(['a', 'b'])
  expect(found(db, '火灾')).toEqual(['a'])
  expect(found(db, '灾火')).toEqual([])
  expect(found(db, 'chem')).toEqual(['b'])
  expect(found(db, 'fj-2024')).toEqual(['a'])
  expect(found(db, '工业 火灾')).toEqual(['a'])
  write(store, 'a', { title: '水灾' })
  expect(found(db, '火灾')).toEqual([])
  expect(found(db, '水灾')).toEqual(['a'])
})

test('a large batch waits and is indexed in slices; later writes are found at once all the same', async () => {
  const { store, db, drainWords: drain } = await open()
  store.ensureSpace(SPACE)
  const said = Array.from({ length: 300 }, (_, index) => ({ record: `r${index}`, fields: { title: `火灾 ${index}` } }))
  take(store, chain('G', said))
  expect(found(db, '火灾')).toEqual([])
  write(store, 'r7', { title: '水灾' })
  expect(found(db, '水灾')).toEqual(['r7'])
  let rounds = 0
  for (let left = 300; left > 0 && rounds < 400; rounds += 1) left = drain(0)
  expect(rounds).toBeGreaterThan(3)
  expect(found(db, '火灾')).toHaveLength(299)
  expect(found(db, '水灾')).toEqual(['r7'])
})

test('without the index the same question gives the same answer', async () => {
  const { store, db } = await open()
  store.ensureSpace(SPACE)
  const texts = ['鼓楼区火灾', 'Fire at Dock 12', 'café 火 12', 'fi re', '灾火鼓', 'Ⅱ级响应']
  texts.forEach((title, index) => write(store, `r${index}`, { title }))
  for (const typed of ['火', '火灾', 'fi', 'FIRE', 'dock 1', 'cafe', '12', '灾 火', '鼓楼区', '级响', 'x'])
    expect([typed, found(db, typed)]).toEqual([
      typed,
      texts.flatMap((text, index) => (textMatches(text, typed) ? [`r${index}`] : [])),
    ])
})
