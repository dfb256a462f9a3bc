// The pure parts of the directives view: times as they are typed, what the notice says, the questions lists and badges share.
import { expect, test } from 'vitest'
import { readDue, spanOf } from '../../../renderer/features/directives/due-text.ts'
import type { Missing } from '../../../renderer/features/directives/notice-facts.ts'
import { noticeFacts } from '../../../renderer/features/directives/notice-facts.ts'
import {
  deliveredMs,
  inboxQuestion,
  issuedQuestion,
  missingQuestion,
} from '../../../renderer/features/directives/questions.ts'
import { RECEIPT_STATES } from '../../../shared/model/directive.ts'
import { WATCHES } from '../../../shared/rpc/watches.ts'

const NOW_MS = Date.parse('2023-07-28T10:00:00+08:00')
const MINUTE_MS = 60_000

test.each([
  ['+30', '2023-07-28T10:30:00+08:00'],
  ['45m', '2023-07-28T10:45:00+08:00'],
  ['20分钟', '2023-07-28T10:20:00+08:00'],
  ['2h', '2023-07-28T12:00:00+08:00'],
  ['1.5小时', '2023-07-28T11:30:00+08:00'],
  ['18:30', '2023-07-28T18:30:00+08:00'],
  ['1830', '2023-07-28T18:30:00+08:00'],
  ['0900', '2023-07-29T09:00:00+08:00'],
  ['2023-07-30 08:00', '2023-07-30T08:00:00+08:00'],
])('due %s', (text, iso) => {
  expect(readDue(text, NOW_MS)).toMatchObject({ kind: 'due', iso })
})

test('nothing is no limit; what is past or no time is said to be', () => {
  expect(readDue('  ', NOW_MS)).toEqual({ kind: 'none' })
  for (const text of ['soon', '+0', '-15', '2023-07-27 08:00', '25:99'])
    expect(readDue(text, NOW_MS), text).toEqual({ kind: 'bad' })
})

test('a length of time in the parts that matter', () => {
  expect(spanOf(-59 * MINUTE_MS)).toMatchObject({ unit: 'minutes', minutes: 59 })
  expect(spanOf(61 * MINUTE_MS)).toMatchObject({ unit: 'hours', hours: 1, minutes: 1 })
  expect(spanOf(50 * 60 * MINUTE_MS)).toMatchObject({ unit: 'days', days: 2, hours: 2 })
})

const receipt = (key: string, fields: Missing['fields']): Missing => ({
  key,
  fields: { from: 'centre', agency: 'fuzhou', priority: 'urgent', issuedAt: '2023-07-28T10:00:00+08:00', ...fields },
})

test('[CM-21] the receiver hears from the first minute, the issuer when it is late, its leader when it is for long', () => {
  const rows = [receipt('a', {})]
  const at = (minutes: number, agency: string, role: 'dutyOfficer' | 'commander') => {
    const { unsigned, late, issued, alarm } = noticeFacts(rows, [], {
      agency,
      role,
      nowMs: NOW_MS + minutes * MINUTE_MS,
    })
    return [unsigned, late, issued, alarm]
  }
  expect(at(1, 'fuzhou', 'dutyOfficer')).toEqual([1, 0, 0, 'new'])
  expect(at(1, 'centre', 'dutyOfficer')).toEqual([0, 0, 0, 'calm'])
  expect(at(21, 'fuzhou', 'commander')).toEqual([0, 1, 0, 'late'])
  expect(at(21, 'centre', 'dutyOfficer')).toEqual([0, 0, 1, 'late'])
  expect(at(21, 'centre', 'commander')).toEqual([0, 0, 0, 'calm'])
  expect(at(51, 'centre', 'commander')).toEqual([0, 0, 1, 'grave'])
  expect(at(51, 'xiamen', 'commander')).toEqual([0, 0, 0, 'calm'])
})

test('[CM-21] flash directives are counted apart, reminders make it sound again', () => {
  const reminded = { by: 'lin', at: '2023-07-28T10:01:00+08:00', times: 2 }
  const rows = [receipt('a', { priority: 'flash' }), receipt('b', {}), receipt('c', { reminded })]
  const facts = noticeFacts(rows, ['t1'], { agency: 'fuzhou', role: 'dutyOfficer', nowMs: NOW_MS })
  expect([facts.flash, facts.unsigned, facts.transfers, facts.calling.get('t1')?.alarm]).toEqual([1, 2, 1, 'new'])
  expect(facts.calling.get('c')).toEqual({ alarm: 'new', priority: 'urgent', reminders: 2 })
})

test('the parts of the inbox share out all states of a receipt, and the badge asks as the list does', () => {
  const states = (['unsigned', 'inHand', 'settled'] as const).flatMap(
    (part) => inboxQuestion('s', 'a', part, 0).filter.states ?? [],
  )
  expect(states.toSorted()).toEqual([...RECEIPT_STATES].toSorted())
  const { limit: none, ...badge } = inboxQuestion('s', 'a', 'unsigned', 0)
  const { limit: page, ...list } = inboxQuestion('s', 'a', 'unsigned', 100)
  expect([badge, none, page]).toEqual([list, 0, 100])
  for (const question of [
    inboxQuestion('s', 'a', 'settled', 100),
    missingQuestion('s', null),
    missingQuestion('s', 'a'),
    issuedQuestion('s', 'a', { text: ' 转移 ', isSupervised: true, limit: 100 }),
  ])
    expect(WATCHES.items.params.safeParse(question).success).toBe(true)
})

test('delivered is when the first station said so', () => {
  const head = (atMs: number) => ({ atMs }) as never
  expect(deliveredMs({ fields: {} })).toBeNull()
  expect(deliveredMs({ fields: { delivered: { value: true, atMs: 9, conflict: false } } })).toBe(9)
  expect(
    deliveredMs({ fields: { delivered: { value: true, atMs: 9, conflict: false, heads: [head(9), head(4)] } } }),
  ).toBe(4)
})
