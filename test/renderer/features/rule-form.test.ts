// The form of a rule of the report clock, and what the board says of the clock it is counted by.
import { expect, test } from 'vitest'
import { changedOf, lacksOf, ruleForm } from '../../../renderer/features/reports/rule-form.ts'
import { clockDoubt } from '../../../renderer/state/server-now.ts'
import { ruleSaysFields } from '../../../shared/model/report-clock.ts'
import { SHIPPED_CLOCK_RULES } from '../../../shared/model/shipped-clock-rules.ts'

const [rule] = SHIPPED_CLOCK_RULES
if (rule === undefined) throw new Error('no rule ships')

test('[CM-42] of a changed rule only what differs is written, of a new one everything a rule says', () => {
  const before = ruleForm(rule)
  expect(changedOf(before, before)).toEqual({})
  expect(changedOf(before, { ...before, minutes: 30, categories: ['12', '12G'] })).toEqual({
    minutes: 30,
    categories: ['12', '12G'],
  })
  expect(Object.keys(changedOf(null, ruleForm(null))).toSorted()).toEqual(Object.keys(ruleSaysFields).toSorted())
})

test('[CM-42] the form says what it lacks, one thing after the other', () => {
  const full = { ...ruleForm(null), citation: '值班制度', toRole: '县政府', minutes: 15 }
  expect(lacksOf({ ...full, citation: ' ' }, '陈', '议定', true)).toBe('citation')
  expect(lacksOf({ ...full, categories: ['12', 'fire'] }, '陈', '议定', true)).toBe('categories')
  expect(lacksOf({ ...full, toRole: '' }, '陈', '议定', true)).toBe('toRole')
  expect(lacksOf({ ...full, minutes: null }, '陈', '议定', true)).toBe('minutes')
  expect(lacksOf(full, '陈', '议定', false)).toBe('change')
  expect(lacksOf(full, ' ', '议定', true)).toBe('name')
  expect(lacksOf(full, '陈', '议', true)).toBe('reason')
  expect(lacksOf({ ...full, categories: ['12', '12G', '12G07'] }, '陈', '议定', true)).toBeNull()
})

test('[TM-2] the board says when the machine’s clock is wrong, and when nothing is known of the server’s', () => {
  const servers = ['https://server']
  expect(clockDoubt({ clockOffsetMs: -3_600_000, servers })).toBe('wrong')
  expect(clockDoubt({ clockOffsetMs: 900, servers })).toBeNull()
  expect(clockDoubt({ clockOffsetMs: null, servers })).toBe('unknown')
  expect(clockDoubt({ clockOffsetMs: null, servers: [] })).toBeNull()
})
