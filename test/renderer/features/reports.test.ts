import { expect, test } from 'vitest'
import { leftText, urgency, wholeDays } from '../../../renderer/features/reports/clock-text.ts'
import { reportName } from '../../../renderer/features/reports/report-words.ts'
import { officeName } from '../../../renderer/i18n/office-names.ts'
import { changesSince, lastReported } from '../../../shared/model/report-facts.ts'
import { SHIPPED_CLOCK_RULES } from '../../../shared/model/shipped-clock-rules.ts'

test.each([
  [0, '0:00:00'],
  [65_000, '0:01:05'],
  [3_909_000, '1:05:09'],
  [-750_000, '−0:12:30'],
])('%i ms left reads %s', (leftMs, text) => {
  expect(leftText(leftMs)).toBe(text)
})

test('from two days on whole days are said, either way', () => {
  expect([47 * 3_600_000, 48 * 3_600_000, -75 * 3_600_000].map(wholeDays)).toEqual([null, 2, 3])
})

test('pressing: late below zero, soon in the last ten minutes, done when sent however late', () => {
  expect([
    urgency('running', 600_001),
    urgency('running', 600_000),
    urgency('overdue', -1),
    urgency('metLate', -1),
  ]).toEqual(['calm', 'soon', 'late', 'done'])
})

test('a follow-up is called by its number, in Chinese figures where the words ask for them', () => {
  const saying =
    (figures: string) =>
    (key: string, values?: { readonly [name: string]: string | number }): string =>
      key === 'type.figures' ? figures : `${key} ${values?.['ordinal'] ?? ''}`
  expect(reportName({ type: 'followUp', ordinal: 12 }, saying('han'))).toBe('type.followUpNumber 十二')
  expect(reportName({ type: 'followUp', ordinal: 12 }, saying('arabic'))).toBe('type.followUpNumber 12')
  expect(reportName({ type: 'initial', ordinal: 0 }, saying('han'))).toBe('type.initial ')
})

test('a follow-up tells what differs from the newest signed report and nothing else', () => {
  const signed = (at: string, facts: object) => ({ signed: { at, facts: { ...facts } } })
  const reports = [
    signed('2023-07-28T12:00:00+08:00', { dead: 2, place: 'a' }),
    signed('2023-07-28T10:00:00+08:00', { dead: 1, place: 'a' }),
    { title: 'a draft' },
  ]
  const last = lastReported(reports)
  expect(last).toEqual({ dead: 2, place: 'a' })
  expect(changesSince(last ?? {}, { dead: 3, place: 'a', number: 'x', injured: 1 })).toEqual([
    { field: 'dead', from: 2, to: 3 },
    { field: 'injured', from: null, to: 1 },
  ])
  expect(lastReported([{ title: 'a draft' }])).toBeNull()
})

test('every office of the shipped rules has an English name; one written by hand stays as written', () => {
  const offices = SHIPPED_CLOCK_RULES.flatMap(({ fromRole, toRole }) => [fromRole, toRole])
  expect(offices.filter((office) => officeName(office, 'zh-CN') !== office)).toEqual([])
  expect(offices.filter((office) => !/^[\w ’()-]+$/.test(officeName(office, 'en')))).toEqual([])
  expect(officeName('莆田市应急指挥部', 'en')).toBe('莆田市应急指挥部')
})
