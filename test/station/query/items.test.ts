// Lists of the duty desk: any kind with columns, filtered, counted by state, kept up to date by differences.
import { expect, test } from 'vitest'
import { openStore } from '../../../station/store/open-store.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { options, tables, value } from '../store/stores.ts'
import { CHEN, FUJIAN, START_MS, View, queryDesk } from './query-desk.ts'

const at = (minutes: number): string => new Date(START_MS + minutes * 60_000).toISOString()
const line = (text: string, minutes: number, incident: string | null = null, corrects: string | null = null) => ({
  incident,
  text,
  at: at(minutes),
  corrects,
})
const question = {
  space: FUJIAN,
  kind: 'logEntry',
  filter: {},
  sort: 'at' as const,
  descending: true,
  offset: 0,
  limit: 2,
}

test('a list and its badge count with the same question, and differences keep both right', async () => {
  const desk = await queryDesk()
  desk.write('logEntry', 'l1', line('上岗', 1))
  desk.write('logEntry', 'l2', line('福州来电', 3, 'i1'))
  desk.write('logEntry', 'l3', line('回电', 2, 'i1'))
  const list = new View(desk, 'items', question)
  const badge = new View(desk, 'items', { ...question, limit: 0 })
  expect(list.rows.map(({ key }) => key)).toEqual(['l2', 'l3'])
  expect(badge.rows).toEqual([])
  expect(list.meta).toEqual({ total: 3, byState: { line: 3 } })
  expect(badge.meta).toEqual(list.meta)
  list.ack()
  badge.ack()

  desk.write('logEntry', 'l4', line('更正：福州来电', 4, 'i1', 'l2'))
  desk.settle()
  expect(list.rows.map(({ key }) => key)).toEqual(['l4', 'l2'])
  expect(list.meta).toEqual({ total: 4, byState: { line: 3, correction: 1 } })
  expect(badge.meta).toEqual(list.meta)
  expect(list.rows[0]?.fields['text']?.value).toBe('更正：福州来电')
})

test.each([
  ['of an incident', { incident: 'i1' }, ['l3', 'l2']],
  ['of no incident', { incident: null }, ['l1']],
  ['by state', { states: ['correction'] }, ['l3']],
  ['by what it belongs to', { parent: 'l2' }, ['l3']],
  ['by time', { fromMs: START_MS + 2 * 60_000, toMs: START_MS + 3 * 60_000 }, ['l2']],
  ['by a Chinese word of two characters', { text: '来电' }, ['l3', 'l2']],
  ['by nothing that is there', { numbers: ['1'], officers: ['o'], agencies: ['a'], onlyDue: true }, []],
])('narrowed down %s', async (_name, filter, keys) => {
  const desk = await queryDesk()
  desk.write('logEntry', 'l1', line('上岗', 1))
  desk.write('logEntry', 'l2', line('福州来电', 2, 'i1'))
  desk.write('logEntry', 'l3', line('更正来电', 3, 'i1', 'l2'))
  while (desk.drainWords(1_000) > 0);
  const list = new View(desk, 'items', { ...question, filter, limit: 100 })
  expect(list.rows.map(({ key }) => key)).toEqual(keys)
})

test('kinds stored before this program knew them get their place in the lists', async () => {
  const folder = scratchFolder()
  const first = value(await openStore(options({ folder })))
  first.store.ensureSpace(FUJIAN)
  const draft = { kind: 'logEntry', id: 'l1' as never, fields: line('早先', 1) }
  value(first.store.commit(FUJIAN, [draft], { officer: CHEN.officer, nowMs: START_MS }))
  // As an older program would have left it.
  tables(first.db).exec('DELETE FROM desk_item')
  first.store.setMeta('store.deskKinds', [])
  first.store.close()
  const second = value(await openStore(options({ folder })))
  expect(tables(second.db).prepare('SELECT id, state FROM desk_item').all()).toEqual([{ id: 'l1', state: 'line' }])
  second.store.close()
})
