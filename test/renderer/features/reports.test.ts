import { expect, test } from 'vitest'
import { clockHappening } from '../../../renderer/features/notices/clock-happenings.ts'
import { leftText, wholeDays } from '../../../renderer/features/reports/clock-text.ts'
import { factLines, initialText, reportName } from '../../../renderer/features/reports/report-words.ts'
import { i18n } from '../../../renderer/i18n/i18n.ts'
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

test('[FI-8] a clock tells when it is nearly due, overdue, and overdue for long: three notices, each graver and of its own moment', () => {
  const dueMs = Date.parse('2023-07-28T12:00:00+08:00')
  const clock = {
    key: 'i1/order493-own-government',
    incident: 'i1',
    number: 'FJ-1',
    title: '火灾',
    level: 3,
    isClosed: false,
    rule: 'order493-own-government',
    toRole: '本级人民政府',
    channel: 'any',
    citation: '',
    dueMs,
    metMs: null,
  } as const
  const told = (afterMs: number, metMs: number | null = null): unknown => {
    const one = clockHappening(
      { ...clock, metMs },
      dueMs + afterMs,
      (alarm, { title, to }) => `${title} ${to} ${alarm}`,
    )
    return one === null ? null : [one.title, one.level, one.moment]
  }
  expect(told(-600_001)).toBeNull()
  expect(told(-600_000)).toEqual(['火灾 本级人民政府 soon', 3, '2023-07-28T11:50:00+08:00'])
  expect(told(0)).toEqual(told(-600_000))
  expect(told(1)).toEqual(['火灾 本级人民政府 late', 2, '2023-07-28T12:00:00+08:00'])
  expect(told(30 * 60_000)).toEqual(told(1))
  expect(told(30 * 60_000 + 1)).toEqual(['火灾 本级人民政府 grave', 1, '2023-07-28T12:30:00+08:00'])
  expect(told(30 * 60_000 + 1, dueMs + 1)).toBeNull()
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

test('facts of people say that they count people; what is not known is not written', () => {
  const t = i18n.getFixedT('zh-CN')
  const sources = {
    language: 'zh-CN' as const,
    category: (code: string) => code,
    division: (code: string) => code,
    agency: (id: string) => id,
    word: (key: string, values?: object) => t(`model:${key}`, { ...values }),
  }
  const say = (key: string, values?: object): string => t(`reports:${key}`, { ...values })
  expect(initialText({ place: '连江', dead: 1, missing: null, injured: 0 }, sources, say)).toBe(
    '地点：连江\n死亡：1 人\n受伤：0 人',
  )
  const changes = [{ field: 'dead', from: null, to: 3 }] as const
  expect(factLines(changes, sources, say)).toBe('死亡：3 人（原为—）')
})
