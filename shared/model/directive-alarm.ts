// When a receipt calls for attention, and whose: reminder before and escalation after, by rule. A pure function of the
// receipt and the time, so that the notice, the lists and the paper say the same at every station, linked or not.
// The minutes are this program's own and no rule of law: domain.md knows none for directives.
import type { JsonFields } from '../base/json.ts'
import type { Priority, ReceiptState } from './directive.ts'
import { answerDueMs, priorityOf, receiptState } from './directive.ts'
import { timeField } from './fields.ts'

export interface AlarmRule {
  /** Without a signature after so long, the receiver is reminded. */
  readonly signWithinMs: number
  /** The receiver is reminded so long before the answer is due. */
  readonly remindBeforeMs: number
  /** So long after a missed time, the issuer's leader is told as well. */
  readonly escalateAfterMs: number
}

const MINUTE_MS = 60_000

export const ALARM_RULES: { readonly [priority in Priority]: AlarmRule } = {
  routine: { signWithinMs: 60 * MINUTE_MS, remindBeforeMs: 30 * MINUTE_MS, escalateAfterMs: 60 * MINUTE_MS },
  urgent: { signWithinMs: 20 * MINUTE_MS, remindBeforeMs: 20 * MINUTE_MS, escalateAfterMs: 30 * MINUTE_MS },
  flash: { signWithinMs: 5 * MINUTE_MS, remindBeforeMs: 10 * MINUTE_MS, escalateAfterMs: 10 * MINUTE_MS },
}

/** calm: nothing to say; new: not signed for; soon: an answer is nearly due; late: something is overdue; grave: for long. */
export const ALARMS = ['calm', 'new', 'soon', 'late', 'grave'] as const
export type Alarm = (typeof ALARMS)[number]

/** What one receipt calls for now. */
export function receiptAlarm(fields: JsonFields, nowMs: number): Alarm {
  const state = receiptState(fields)
  const rule = ALARM_RULES[priorityOf(fields)]
  const signBy = signDueMs(fields, state, rule)
  const answerBy = answerDueMs(fields)
  const missed = [signBy, answerBy].filter((due): due is number => due !== null && due < nowMs)
  if (missed.length > 0) return Math.min(...missed) + rule.escalateAfterMs < nowMs ? 'grave' : 'late'
  if (answerBy !== null && answerBy - nowMs <= rule.remindBeforeMs) return 'soon'
  return signBy === null ? 'calm' : 'new'
}

/** The graver of two. */
export function graver(a: Alarm, b: Alarm): Alarm {
  return ALARMS.indexOf(a) >= ALARMS.indexOf(b) ? a : b
}

/** Level of the tone for an alarm that has just begun: as an incident's level, 1 the gravest; null for none. */
export function toneOf(alarm: Alarm, priority: Priority): number | null {
  if (alarm === 'grave') return 1
  if (alarm === 'late') return 2
  if (alarm === 'new') return priority === 'flash' ? 2 : priority === 'urgent' ? 3 : 4
  return alarm === 'soon' ? 3 : null
}

/**
 * What has to sound: of receipts as they call now, those that call otherwise than `before`, the gravest. A reminder by the
 * issuer sounds again. null when nothing is new.
 */
export function toneForChange(
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, { readonly alarm: Alarm; readonly priority: Priority; readonly reminders: number }>,
): number | null {
  let tone: number | null = null
  for (const [key, { alarm, priority, reminders }] of now) {
    if (before.get(key) === alarmKey(alarm, reminders)) continue
    const level = toneOf(alarm, priority)
    if (level !== null && (tone === null || level < tone)) tone = level
  }
  return tone
}

/** What is remembered of a receipt that has sounded. */
export function alarmKey(alarm: Alarm, reminders: number): string {
  return `${alarm} ${reminders}`
}

function signDueMs(fields: JsonFields, state: ReceiptState, rule: AlarmRule): number | null {
  const issuedMs = timeField(fields, 'issuedAt')
  return issuedMs === null || (state !== 'sent' && state !== 'delivered') ? null : issuedMs + rule.signWithinMs
}
