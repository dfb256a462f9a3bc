// Values in words: nothing is shown as JSON or by a code that an officer has a word for.
import { expect, test } from 'vitest'
import { searchRank } from '../../../renderer/ui/fields/field-input.tsx'
import { valueWords } from '../../../renderer/ui/fields/value-words.ts'

const sources = {
  word: (key: string, values?: object) => `<${key}${values === undefined ? '' : ` ${JSON.stringify(values)}`}>`,
  category: (code: string) => `c${code}`,
  division: (code: string) => `d${code}`,
  agency: (id: string) => `a${id}`,
}

test('levels, statuses, sources, codes, times, positions, agencies and nothing', () => {
  expect([
    valueWords('level', 2, sources),
    valueWords('level', null, sources),
    valueWords('status', 'closed', sources),
    valueWords('sourceKind', 'fire119', sources),
    valueWords('category', '11B01', sources),
    valueWords('division', '350100', sources),
    valueWords('occurredAt', '2023-07-28T01:55:00Z', sources),
    valueWords('position', { lon: 118.5, lat: 24.8 }, sources),
    valueWords('place', '', sources),
    valueWords('dead', 0, sources),
    valueWords('sensitive', true, sources),
    valueWords('agencyInCharge', 'fz', sources),
    valueWords('agencies', ['fz', 'pt'], sources),
    valueWords('agencies', [], sources),
  ]).toEqual([
    '<level.2>',
    '<level.0>',
    '<status.closed>',
    '<source.fire119>',
    'c11B01',
    'd350100',
    '2023-07-28 09:55',
    '24.80000, 118.50000',
    '—',
    '0',
    '<flag.yes>',
    'afz',
    'afz<and>apt',
    '—',
  ])
})

test('an area is told by its size, its corners and its middle', () => {
  const square = [
    [119, 26],
    [119.01, 26],
    [119.01, 26.01],
    [119, 26.01],
    [119, 26],
  ]
  expect(valueWords('area', square, sources)).toBe(
    '<areaWords {"size":"1.1","corners":4,"middle":"26.00500, 119.00500"}>',
  )
})

test('of the choices that fit what was typed, the one it begins or names stands first', () => {
  const levels = ['特别重大 1 tbzd', '重大 2 zd', '较大 3 jd', '一般 4 yb']
  const best = (typed: string) => levels.toSorted((a, b) => searchRank(a, typed) - searchRank(b, typed))[0]
  expect([best('zd'), best('重大'), best('tb'), best('3')]).toEqual([levels[1], levels[1], levels[0], levels[2]])
  expect(searchRank(levels[3]!, 'zd')).toBe(3)
})

test('how a receipt was closed, in words, with what was said and when', () => {
  const at = '2023-07-28T10:00:00+08:00'
  expect(valueWords('closed', { how: 'returned', by: 'x', text: '不是我们', at }, sources)).toBe(
    '<how.returned> · 不是我们 · 2023-07-28 10:00',
  )
  expect(valueWords('signed', { by: 'x', at }, sources)).toBe('2023-07-28 10:00')
})
