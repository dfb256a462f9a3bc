// What is typed into one field: read as the model wants it, or refused.
import { expect, test } from 'vitest'
import { choicesOf, readValue } from '../../../renderer/ui/fields/read-value.ts'

const NOW = Date.parse('2023-07-28T15:10:00+08:00')
const read = (field: string, text: string) => {
  const reading = readValue(field, text, NOW)
  return reading.ok ? reading.value : 'refused'
}

test.each([
  ['title', ' 台风 ', '台风'],
  ['title', '', 'refused'],
  ['title', 'x'.repeat(121), 'refused'],
  ['place', '', ''],
  ['dead', '3', 3],
  ['dead', '３', 3],
  ['dead', '', null],
  ['dead', '0', 0],
  ['dead', '-1', 'refused'],
  ['dead', 'two', 'refused'],
  ['occurredAt', '1432', '2023-07-28T14:32:00+08:00'],
  ['occurredAt', '', null],
  ['receivedAt', '', 'refused'],
  ['occurredAt', 'soon', 'refused'],
  ['category', '11b01', '11B01'],
  ['division', '350102', '350102'],
  ['division', '35', 'refused'],
  ['number', 'X1', 'refused'],
  ['position', '26, 119', 'refused'],
])('%s typed as %j is %j', (field, text, value) => {
  expect(read(field, text)).toEqual(value)
})

test('void is never a choice: voiding has its own command and needs a reason', () => {
  expect(choicesOf('status')).not.toContain('void')
  expect(choicesOf('level')).toEqual([1, 2, 3, 4, null])
  expect(choicesOf('title')).toBeUndefined()
})
