// The list's conditions: in words, as trees of codes to choose from, and times of day as Beijing reads them.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { categoryTree, divisionTree, fitsWords } from '../../../renderer/features/incidents/code-tree.ts'
import type { CodeBranch } from '../../../renderer/features/incidents/code-tree.ts'
import { filterPhrases } from '../../../renderer/features/incidents/filter-words.ts'
import { i18n } from '../../../renderer/i18n/i18n.ts'
import { NO_FILTER } from '../../../renderer/state/filter-store.ts'
import { readDay } from '../../../renderer/ui/local-time.ts'
import { eventCodesSchema } from '../../../shared/model/event-codes.ts'
import { divisionsSchema } from '../../../shared/model/places.ts'

const seeds = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../seeds/${path}`, import.meta.url), 'utf8'))
const { codes } = eventCodesSchema.parse(seeds('event-codes/event-codes.json'))
const { divisions } = divisionsSchema.parse(seeds('divisions/divisions.json'))

const all = (tree: readonly CodeBranch[]): readonly CodeBranch[] =>
  tree.flatMap((branch) => [branch, ...all(branch.children)])

test('every code but the root stands in the tree once, under the beginning it shares with its family', () => {
  const branches = all(categoryTree(codes, 'zh-CN'))
  expect(branches).toHaveLength(codes.length - 1)
  expect(new Set(branches.map(({ value }) => value)).size).toBe(branches.length)
  for (const branch of branches)
    for (const child of branch.children) expect(child.value.startsWith(branch.value)).toBe(true)
  expect(branches.map(({ value }) => value)).toEqual(expect.arrayContaining(['11', '11B', '11B01', '12P10']))
})

test('nine cities with their counties, each by the beginning the station filters by', () => {
  const tree = divisionTree(divisions, 'en')
  expect(tree.map(({ value }) => value.length)).toEqual(Array(9).fill(4))
  expect(tree.flatMap(({ children }) => children)).toHaveLength(84)
  for (const city of tree) for (const county of city.children) expect(county.value.startsWith(city.value)).toBe(true)
})

test('a branch is found by name, English name, code, pinyin and initials', () => {
  const typhoon = all(categoryTree(codes, 'en')).find(({ value }) => value === '11B01')
  const words = typhoon?.words ?? ''
  const { name, nameEn, initials, pinyin } =
    codes.find(({ code }) => code === '11B01') ?? codes[0] ?? expect.fail('no codes')
  for (const typed of [name, nameEn, '11b01', initials, pinyin, ` ${nameEn.toUpperCase()} `])
    expect([typed, fitsWords(words, typed)]).toEqual([typed, true])
  expect(fitsWords(words, 'earthquake')).toBe(false)
})

test('the whole picture has no phrase; each condition has one, in both languages', () => {
  const filter = {
    ...NO_FILTER,
    text: ' flood ',
    levels: [1, 0],
    statuses: ['closed' as const],
    categories: ['11B'],
    divisions: ['3501'],
    withinHours: 72,
    onlyWithoutPosition: true,
    onlyNowhere: true,
    inMapView: true,
  }
  const phrases = (language: string, given: typeof NO_FILTER): readonly string[] =>
    filterPhrases(given, {
      word: (key, values) => i18n.t(key, { lng: language, ns: 'incidents', ...values }),
      category: (code) => `<${code}>`,
      division: (code) => `<${code}>`,
      time: (ms) => `@${ms}`,
    })
  expect(phrases('en', NO_FILTER)).toEqual([])
  expect(phrases('en', filter)).toEqual([
    'with “flood”',
    'level I, –',
    'status Closed',
    'category <11B>',
    'division <3501>',
    'received Last 3 days',
    'Without a position only',
    'Not on the map only',
    'In map view',
  ])
  expect(phrases('zh-CN', filter)).toHaveLength(9)
  expect([
    phrases('en', { ...NO_FILTER, receivedFromMs: 1 }),
    phrases('en', { ...NO_FILTER, receivedToMs: 2 }),
    phrases('en', { ...NO_FILTER, receivedFromMs: 1, receivedToMs: 2 }),
    phrases('en', { ...NO_FILTER, today: true }),
  ]).toEqual([['received since @1'], ['received until @2'], ['received @1 to @2'], ['received Today']])
})

test('a day is read as it is typed, in this year when no year is said; what is no day is none', () => {
  const now = Date.parse('2026-11-30T16:30:00Z')
  const days = ['2026-11-25', '2026/11/5', '20261125', '2026年11月5日', ' 11-25 ', '1125', '1.5'].map((text) =>
    readDay(text, now),
  )
  expect(days).toEqual([
    '2026-11-25',
    '2026-11-05',
    '2026-11-25',
    '2026-11-05',
    '2026-11-25',
    '2026-11-25',
    '2026-01-05',
  ])
  const none = ['', '125', '2026-04-31', '2026-13-01', '11-', 'soon', '-5', '2026-11-25 08:00']
  expect(none.map((text) => readDay(text, now))).toEqual(none.map(() => null))
})
