// The report clock (报送时限): which reports are due, to whom, until when. Rules are data with a citation; unverified ones are
// off until an administrator puts a name to them. Everything here is a pure function of the incident, the rules and the
// deliveries, so a clock survives restarts, outages and regrading without being kept anywhere. Rules: domain.md 3.4.
import * as z from 'zod'
import type { JsonFields } from '../base/json.ts'
import { timeField } from './fields.ts'
import { timeSchema } from './incident.ts'
import { isGraded } from './level.ts'
import type { Explained } from './unreported.ts'
import { explains } from './unreported.ts'

export const CLOCK_RULE = 'clockRule'

const line = (max: number) => z.string().trim().max(max)

/** Who answers for a rule as it stands, since when and why. */
export const answerSchema = z.strictObject({
  name: line(80).min(1),
  by: z.string().min(1).max(60),
  at: timeSchema,
  why: line(500).min(2),
})

/** What a rule says. */
export const ruleSaysFields = {
  citation: line(300).min(1),
  /** Beginnings of event codes it applies to; empty: every event. */
  categories: z.array(z.string().max(5)).max(50),
  /** Grades it applies to, 1 to 4; empty: graded or not. */
  levels: z.array(z.int().min(1).max(4)).max(4),
  /** True: applies to sensitive events whatever their grade. */
  sensitive: z.boolean(),
  fromRole: line(80),
  toRole: line(80).min(1),
  channel: z.enum(['telephone', 'writing', 'system', 'any']),
  minutes: z
    .int()
    .min(1)
    .max(60 * 24 * 60),
  startsAt: z.enum(['occurred', 'received']),
  source: line(500),
  enabled: z.boolean(),
} as const

export const clockRuleFields = {
  ...ruleSaysFields,
  /** Somebody of this program read it in the rule's own text. */
  verified: z.boolean(),
  /** Name of who answers for a rule that was not verified when it shipped. */
  confirmedBy: line(80).nullable(),
  /** Of its newest change; a rule nobody changed has none. */
  answer: answerSchema,
} as const

export const clockRuleSchema = z.object(clockRuleFields).omit({ answer: true })
export type ClockRule = z.infer<typeof clockRuleSchema> & { readonly id: string }

/** Fields of an incident a clock depends on, besides its being void. */
export const CLOCK_FIELDS = ['category', 'level', 'sensitive', 'occurredAt', 'receivedAt'] as const

/** What the clock needs to know of a delivery. */
export interface Delivered {
  readonly rule: string | null
  readonly to: string
  readonly channel: string
  readonly atMs: number
}

/** What the clock needs of a delivery's fields; null when they tell nothing. */
export function deliveredOf(fields: JsonFields): Delivered | null {
  const sent = fields['sent']
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return null
  const { rule, to, channel } = sent as JsonFields
  const atMs = timeField(sent as JsonFields, 'at')
  if (typeof to !== 'string' || typeof channel !== 'string' || atMs === null) return null
  return { rule: typeof rule === 'string' ? rule : null, to, channel, atMs }
}

export interface DueReport {
  readonly rule: ClockRule
  readonly startMs: number
  readonly dueMs: number
  /** When a delivery met it, in time or late; null while none has. */
  readonly metMs: number | null
  /** An officer has said why it is not reported. That ends the clock of a closed incident and of no other. */
  readonly isExplained: boolean
}

/** A rule counts only when it is on and somebody answers for it. */
export function isInForce(rule: Pick<ClockRule, 'enabled' | 'verified' | 'confirmedBy'>): boolean {
  return rule.enabled && (rule.verified || (rule.confirmedBy ?? '') !== '')
}

/** True when a rule in force is about this incident. Ungraded events are met only by rules that ask for no grade. */
export function applies(rule: ClockRule, incident: JsonFields): boolean {
  if (!isInForce(rule)) return false
  const category = typeof incident['category'] === 'string' ? incident['category'] : ''
  if (rule.categories.length > 0 && !rule.categories.some((prefix) => category.startsWith(prefix))) return false
  if (rule.sensitive && incident['sensitive'] === true) return true
  if (rule.levels.length === 0) return !rule.sensitive
  const level = incident['level']
  return isGraded(category) && typeof level === 'number' && rule.levels.includes(level)
}

/**
 * The reports due of an incident, soonest first. A clock starts when the event occurred or was received; an occurrence
 * nobody knows the time of starts when it was received. Void incidents owe nothing, closed ones what they owed before.
 */
export function dueReports(
  incident: JsonFields,
  rules: readonly ClockRule[],
  deliveries: readonly Delivered[],
  explained: readonly Explained[] = [],
): readonly DueReport[] {
  if (incident['status'] === 'void') return []
  const receivedMs = timeField(incident, 'receivedAt')
  const times = { occurredMs: timeField(incident, 'occurredAt'), receivedMs }
  return rules
    .filter((rule) => applies(rule, incident))
    .flatMap((rule) => dueBy(rule, times, deliveries, explained) ?? [])
    .toSorted((a, b) => a.dueMs - b.dueMs || (a.rule.id < b.rule.id ? -1 : 1))
}

/** The report due by one rule that applies; null where no time is known. */
export function dueBy(
  rule: ClockRule,
  times: { readonly occurredMs: number | null; readonly receivedMs: number | null },
  deliveries: readonly Delivered[],
  explained: readonly Explained[] = [],
): DueReport | null {
  const startMs = clockStartMs(rule, times.occurredMs, times.receivedMs)
  if (startMs === null) return null
  const meets = deliveries.filter((one) => meetsRule(rule, one)).map(({ atMs }) => atMs)
  const metMs = meets.length === 0 ? null : Math.min(...meets)
  const isExplained = explained.some((one) => explains(one, { rule: rule.id, startMs }))
  return { rule, startMs, dueMs: startMs + rule.minutes * 60_000, metMs, isExplained }
}

/** True while somebody still has to report or, of a closed incident, to say why not. */
export function isOwed({ metMs, isExplained }: Pick<DueReport, 'metMs' | 'isExplained'>, isClosed: boolean): boolean {
  return metMs === null && !(isClosed && isExplained)
}

/** When a rule's clock starts; null where no time is known. */
export function clockStartMs(
  rule: Pick<ClockRule, 'startsAt'>,
  occurredMs: number | null,
  receivedMs: number | null,
): number | null {
  return (rule.startsAt === 'occurred' ? occurredMs : null) ?? receivedMs
}

/** True when a delivery stops a rule's clock. */
export function meetsRule(rule: ClockRule, { rule: named, to, channel }: Omit<Delivered, 'atMs'>): boolean {
  if (rule.channel !== 'any' && channel !== rule.channel && channel !== 'system') return false
  return named === null ? to === rule.toRole : named === rule.id
}

/**
 * The due report a delivery is late for: the one it names, or those that whom it went to and how stop and nothing stopped before;
 * of several the one that was due first. Null when it is in time for all of them.
 */
export function lateFor(due: readonly DueReport[], delivery: Omit<Delivered, 'atMs'>, atMs: number): DueReport | null {
  return (
    due.find(
      ({ rule, dueMs, metMs }) =>
        atMs > dueMs && (delivery.rule === rule.id || (metMs === null && meetsRule(rule, delivery))),
    ) ?? null
  )
}

/** How a due report stands at a time: met in time, met late, running, or overdue. */
export function dueState(
  due: Pick<DueReport, 'dueMs' | 'metMs'>,
  nowMs: number,
): 'met' | 'metLate' | 'running' | 'overdue' {
  if (due.metMs !== null) return due.metMs <= due.dueMs ? 'met' : 'metLate'
  return nowMs <= due.dueMs ? 'running' : 'overdue'
}

/** The office is reminded so long before a report is due; so long after, its leader is called in. This program's own, no law. */
const REMIND_BEFORE_MS = 10 * 60_000
const ESCALATE_AFTER_MS = 30 * 60_000

/** done: met, in time or late; soon: nearly due; late: overdue; grave: overdue for so long that a leader has to see to it. */
export type ClockAlarm = 'calm' | 'soon' | 'late' | 'grave' | 'done'

/** What a clock calls for, and since when it does, milliseconds. */
export function clockAlarm(
  { dueMs, metMs }: Pick<DueReport, 'dueMs' | 'metMs'>,
  nowMs: number,
): { readonly alarm: ClockAlarm; readonly sinceMs: number } {
  if (metMs !== null) return { alarm: 'done', sinceMs: metMs }
  if (nowMs > dueMs + ESCALATE_AFTER_MS) return { alarm: 'grave', sinceMs: dueMs + ESCALATE_AFTER_MS }
  if (nowMs > dueMs) return { alarm: 'late', sinceMs: dueMs }
  const sinceMs = dueMs - REMIND_BEFORE_MS
  return { alarm: nowMs >= sinceMs ? 'soon' : 'calm', sinceMs }
}

/** The shipped rules with what this office changed about them; its own rules besides. */
export function rulesWith(
  shipped: readonly ClockRule[],
  changed: ReadonlyMap<string, JsonFields>,
): readonly ClockRule[] {
  const rules = new Map<string, ClockRule>(shipped.map((rule) => [rule.id, rule]))
  for (const [id, fields] of changed) {
    const merged = clockRuleSchema.safeParse({ ...rules.get(id), ...fields })
    if (merged.success) rules.set(id, { ...merged.data, id })
  }
  return [...rules.values()]
}

// ---- grading help ----

/** Losses by which accidents are graded; null: not known. */
export interface Losses {
  readonly dead: number | null
  /** 重伤, acute poisoning included. */
  readonly seriouslyInjured: number | null
  /** 直接经济损失, yuan. */
  readonly directLossYuan: number | null
}

/** 国务院令第493号《生产安全事故报告和调查处理条例》第三条; 以上 includes the number, 以下 does not. */
const ORDER_493 = [
  { level: 1, dead: 30, seriouslyInjured: 100, directLossYuan: 100_000_000 },
  { level: 2, dead: 10, seriouslyInjured: 50, directLossYuan: 50_000_000 },
  { level: 3, dead: 3, seriouslyInjured: 10, directLossYuan: 10_000_000 },
] as const
export const ORDER_493_CITATION = '国务院令第493号《生产安全事故报告和调查处理条例》第三条'

/**
 * The grade order 493 gives an accident (event codes 12…), with its citation; null where the order says nothing: other
 * classes of events, or no figure known. A help for the officer, who decides.
 */
export function gradeByOrder493(
  category: string,
  losses: Losses,
): { readonly level: 1 | 2 | 3 | 4; readonly citation: string } | null {
  if (!category.startsWith('12')) return null
  const { dead, seriouslyInjured, directLossYuan } = losses
  if (dead === null && seriouslyInjured === null && directLossYuan === null) return null
  const reached = ORDER_493.find(
    (row) =>
      (dead ?? 0) >= row.dead ||
      (seriouslyInjured ?? 0) >= row.seriouslyInjured ||
      (directLossYuan ?? 0) >= row.directLossYuan,
  )
  return { level: reached?.level ?? 4, citation: ORDER_493_CITATION }
}
