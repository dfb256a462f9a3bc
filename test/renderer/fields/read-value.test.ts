// What is entered into one field: read as the model wants it, or refused; and a value as its editor begins, read back.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fieldProblem } from '../../../renderer/ui/fields/field-problem.ts'
import { choicesOf, choiceText, editorOf, editText, readValue } from '../../../renderer/ui/fields/read-value.ts'
import type { Json } from '../../../shared/base/json.ts'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import { incidentFields } from '../../../shared/model/incident.ts'

const NOW = Date.parse('2023-07-28T15:10:00+08:00')
const CONTEXT = {
  nowMs: NOW,
  codeOf: (field: string, name: string) =>
    name === '台风事件' && field === 'category' ? '11B01' : name === '鼓楼区' ? '350102' : undefined,
}
const read = (field: string, text: string) => {
  const reading = readValue(field, text, CONTEXT)
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
  ['occurredAt', '0155Z', '2023-07-28T09:55:00+08:00'],
  ['occurredAt', '', null],
  ['receivedAt', '', 'refused'],
  ['occurredAt', 'soon', 'refused'],
  ['category', '11b01', '11B01'],
  ['category', '11B01 台风事件', '11B01'],
  ['category', '台风事件', '11B01'],
  ['category', '台风', 'refused'],
  ['category', '', 'refused'],
  ['division', '350102', '350102'],
  ['division', '350102 福州市鼓楼区', '350102'],
  ['division', '鼓楼区', '350102'],
  ['division', '', null],
  ['division', '35', 'refused'],
  ['level', '2', 2],
  ['level', 'none', null],
  ['level', '5', 'refused'],
  ['sensitive', 'true', true],
  ['sensitive', 'perhaps', 'refused'],
  ['status', 'void', 'refused'],
  ['sourceKind', 'fire119', 'fire119'],
  ['agencies', 'fjhs  ptyj', ['fjhs', 'ptyj']],
  ['agencies', '', []],
  ['agencyInCharge', '', null],
  ['linkedSystem', '', ''],
  ['number', 'X1', 'refused'],
  ['position', '26, 119', { lon: 119, lat: 26 }],
  ['position', '', null],
  ['position', 'by the bridge', 'refused'],
  [
    'area',
    '26, 119; 26, 119.1; 26.1, 119',
    [
      [119, 26],
      [119.1, 26],
      [119, 26.1],
      [119, 26],
    ],
  ],
  ['area', '2 km', 'refused'],
  ['area', '', null],
])('%s entered as %j is %j', (field, text, value) => {
  expect(read(field, text)).toEqual(value)
})

test('what is wrong is said for each kind of field', () => {
  const wrong = (field: string, text: string) => fieldProblem(field, text, CONTEXT)
  expect([
    wrong('title', ''),
    wrong('title', 'x'.repeat(121)),
    wrong('category', ''),
    wrong('category', 'xyz'),
    wrong('division', 'nowhere'),
    wrong('position', 'here'),
    wrong('area', '26, 119'),
    wrong('receivedAt', ''),
    wrong('occurredAt', 'soon'),
    wrong('dead', '1.5'),
    wrong('dead', ''),
  ]).toEqual([
    'needTitle',
    'tooLong',
    'needCategory',
    'badCategory',
    'badDivision',
    'badPosition',
    'badArea',
    'needTime',
    'badTime',
    'badCount',
    undefined,
  ])
})

test('void is never a choice: voiding has its own command and needs a reason', () => {
  expect(choicesOf('status')).not.toContain('void')
  expect(choicesOf('level')).toEqual([1, 2, 3, 4, null])
  expect(choicesOf('title')).toBeUndefined()
})

test('only what commands may write has an editor', () => {
  const fixed = ['number', 'recordedAt', 'voidReason', 'demonstration']
  expect(Object.keys(incidentFields).filter((field) => editorOf(field) === undefined)).toEqual(fixed)
})

// The console's picture lies in China, where two bare numbers say by themselves which is which.
const inChina = fc.record({
  lon: fc.integer({ min: 73_000_000, max: 135_000_000 }).map((millionths) => millionths / 1_000_000),
  lat: fc.integer({ min: 4_000_000, max: 53_000_000 }).map((millionths) => millionths / 1_000_000),
})
const line = (max: number) => fc.string({ maxLength: max }).map((text) => text.trim())
const count = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 10_000_000 }))
const id = fc.stringMatching(/^[0-9a-zA-Z]{1,20}$/)
const VALUES: { readonly [field: string]: fc.Arbitrary<Json> } = {
  title: line(120).filter((text) => text !== ''),
  place: line(200),
  description: line(8_000),
  dead: count,
  evacuated: count,
  level: fc.constantFrom(1, 2, 3, 4, null),
  sensitive: fc.boolean(),
  position: fc.oneof(fc.constant(null), inChina),
  area: fc
    .array(inChina, { minLength: 3, maxLength: 30 })
    .map((corners) => [...corners, corners[0]!].map(({ lon, lat }) => [lon, lat])),
  agencies: fc.array(id, { maxLength: 60 }),
  agencyInCharge: fc.oneof(fc.constant(null), id),
  category: fc.constantFrom('11B01', '14A02', '12099'),
  division: fc.constantFrom(null, '350102', '350102001', '350102001002'),
  receivedAt: fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => isoWithOffset(seconds * 1_000)),
}

test.each(Object.keys(VALUES))('%s: what its editor begins with is read as the same value', (field) => {
  const names = { category: (code: string) => `name of ${code}`, division: () => '福州市鼓楼区' }
  fc.assert(
    fc.property(VALUES[field]!, (value) => {
      expect(read(field, editText(field, value, names))).toEqual(value)
    }),
  )
})

test('never throws, whatever is entered', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(incidentFields), 'toString'), fc.string(), (field, text) => {
      expect(typeof readValue(field, text, CONTEXT).ok).toBe('boolean')
    }),
  )
})

test('choices are told apart by their texts', () => {
  for (const field of ['level', 'status', 'sourceKind', 'sourceChannel', 'sensitive']) {
    const texts = choicesOf(field)!.map(choiceText)
    expect(new Set(texts).size).toBe(texts.length)
  }
})
