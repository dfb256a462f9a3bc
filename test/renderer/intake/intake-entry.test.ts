// The intake form as data: what it reads, what it refuses, what it keeps as a draft.
import { expect, test } from 'vitest'
import type { Entered } from '../../../renderer/features/intake/intake-entry.ts'
import {
  draftContent,
  draftId,
  draftTitle,
  intakeDrafts,
  isUntouched,
  NOTHING_ENTERED,
  readIntake,
} from '../../../renderer/features/intake/intake-entry.ts'
import { isJson } from '../../../shared/base/json.ts'
import { COMMANDS } from '../../../shared/commands/commands.ts'

const NOW = Date.parse('2026-11-25T10:00:00+08:00')
const CALL: Entered = {
  ...NOTHING_ENTERED,
  title: ' 闽江大桥车辆坠江 ',
  category: '12H03 车辆坠水、坠沟事件',
  level: '4',
  place: '南港大桥北侧',
  position: '26.0420, 119.3100',
  division: '350104 福州市仓山区',
  area: '500 m',
  occurredAt: '-15',
  receivedAt: '2026-11-25 09:58:30',
  sourceKind: 'police110',
  sourceName: '林先生',
  sourceTelephone: '138 0000 0000',
  missing: '２',
  trapped: '0',
  description: '一辆轿车冲破护栏',
  agencies: 'fzfd fzps',
  agencyInCharge: 'fzfd',
  sensitive: 'true',
  linkedSystem: '110',
  linkedNumber: 'J20261125-7',
}

test('a full form is the input of the command, every field of it', () => {
  const read = readIntake(CALL, { nowMs: NOW })
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  expect(COMMANDS.reportIncident.input.safeParse(read.input).error).toBeUndefined()
  const { area, ...rest } = read.input
  expect(area).toHaveLength(37)
  expect(rest).toEqual({
    title: '闽江大桥车辆坠江',
    category: '12H03',
    level: 4,
    place: '南港大桥北侧',
    position: { lat: 26.042, lon: 119.31 },
    division: '350104',
    occurredAt: '2026-11-25T09:45:00+08:00',
    receivedAt: '2026-11-25T09:58:30+08:00',
    sourceKind: 'police110',
    sourceChannel: 'telephone',
    sourceName: '林先生',
    sourceTelephone: '138 0000 0000',
    dead: null,
    missing: 2,
    injured: null,
    trapped: 0,
    evacuated: null,
    description: '一辆轿车冲破护栏',
    agencies: ['fzfd', 'fzps'],
    agencyInCharge: 'fzfd',
    sensitive: true,
    linkedSystem: '110',
    linkedNumber: 'J20261125-7',
  })
})

test('title and category are all a report needs; the time of receipt is then the moment of saving', () => {
  const read = readIntake({ ...NOTHING_ENTERED, title: '火情', category: '11B01' }, { nowMs: NOW })
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  expect(COMMANDS.reportIncident.input.safeParse(read.input).error).toBeUndefined()
  expect(read.input).not.toHaveProperty('receivedAt')
})

test('a relative time is read against now, not against the opening of the form', () => {
  const at = (nowMs: number) => {
    const read = readIntake({ ...NOTHING_ENTERED, title: 'x', category: '11B01', occurredAt: 'now' }, { nowMs })
    return read.ok ? read.input.occurredAt : undefined
  }
  expect([at(NOW), at(NOW + 600_000)]).toEqual(['2026-11-25T10:00:00+08:00', '2026-11-25T10:10:00+08:00'])
})

test('each field says what is wrong with it, all at once', () => {
  const read = readIntake(
    {
      ...CALL,
      title: '',
      category: '江',
      position: 'bridge',
      occurredAt: 'soon',
      dead: '-1',
      area: '1 km',
      division: '7',
    },
    { nowMs: NOW },
  )
  expect(read).toEqual({
    ok: false,
    problems: {
      title: 'needTitle',
      category: 'badCategory',
      position: 'badPosition',
      occurredAt: 'badTime',
      dead: 'badCount',
      // No position, so nothing to measure from.
      area: 'badArea',
      division: 'badDivision',
    },
  })
})

test('a social-security event with a grade is refused at the grade', () => {
  expect(readIntake({ ...NOTHING_ENTERED, title: 'x', category: '14A02', level: '2' }, { nowMs: NOW })).toEqual({
    ok: false,
    problems: { level: 'ungraded' },
  })
})

test('the time of receipt alone is no loss; any other entry is', () => {
  expect(isUntouched(NOTHING_ENTERED)).toBe(true)
  expect(isUntouched({ ...NOTHING_ENTERED, receivedAt: '2026-11-25 10:00' })).toBe(true)
  expect(isUntouched({ ...NOTHING_ENTERED, sourceKind: 'fire119' })).toBe(false)
})

test('a draft comes back as it was, for its own space, newest first', () => {
  const content = draftContent('fujian', CALL)
  expect(isJson(content)).toBe(true)
  const drafts = [
    { id: draftId('a'), savedMs: 1, content },
    { id: draftId('b'), savedMs: 2, content: draftContent('fujian', { ...CALL, title: '第二起' }) },
    { id: draftId('c'), savedMs: 3, content: draftContent('exercise', CALL) },
    { id: 'note.d', savedMs: 4, content },
  ]
  const found = intakeDrafts(drafts, 'fujian')
  expect(found.map(({ id }) => id)).toEqual([draftId('b'), draftId('a')])
  expect(found[1]?.entered).toEqual(CALL)
})

test('a draft of another version gives what fits; what is no draft gives nothing', () => {
  const odd = { form: 9, space: 'fujian', entered: { title: 'kept', dead: 3, hologram: 'x' } }
  const read = intakeDrafts(
    [
      { id: draftId('a'), savedMs: 1, content: odd },
      { id: draftId('b'), savedMs: 2, content: ['fujian'] },
      { id: draftId('c'), savedMs: 3, content: { space: 'fujian', entered: null } },
      { id: draftId('d'), savedMs: 4, content: null },
    ],
    'fujian',
  )
  expect(read.map(({ entered }) => entered)).toEqual([{ ...NOTHING_ENTERED, title: 'kept' }])
})

test('a draft is called by its title, else its place, else its first words', () => {
  const titles = [
    { ...CALL },
    { ...CALL, title: ' ' },
    { ...CALL, title: '', place: '' },
    { ...NOTHING_ENTERED, dead: '1' },
  ].map(draftTitle)
  expect(titles).toEqual(['闽江大桥车辆坠江', '南港大桥北侧', '一辆轿车冲破护栏', ''])
})
