// Alerts (预警) as an authority has issued them: the eight items the law asks for (突发事件应对法 art. 64: category, level,
// start, area, warnings, measures, issuing unit, time of issue), the end and the telephone for questions. What was issued
// under which name is written once; what the issuer adjusts later (art. 70) is written over it with a reason; a cancelled
// alert stays. Nothing here is issued by the program: officers record what they were told. Facts: domain.md 3.1 and 3.8.
import * as z from 'zod'
import type { JsonFields } from '../base/json.ts'
import { textField, timeField } from './fields.ts'
import { areaSchema, divisionSchema, eventCodeSchema, positionSchema, timeSchema } from './incident.ts'

export const ALERT = 'alert'
/** That an alert has to do with an incident: one record for each pair, so that links made apart never meet. */
export const ALERT_LINK = 'alertLink'

/** 一级 red, 二级 orange, 三级 yellow, 四级 blue (art. 63). */
export const ALERT_LEVELS = [1, 2, 3, 4] as const
export type AlertLevel = (typeof ALERT_LEVELS)[number]

/** 实际, 演练, 测试. What is no real alert never stands among the real ones. */
export const ALERT_USES = ['actual', 'exercise', 'test'] as const
export type AlertUse = (typeof ALERT_USES)[number]

/** 解除: the issuer lifted it. 误录: it should never have been recorded. */
export const CANCEL_WAYS = ['lifted', 'mistake'] as const
export type CancelWay = (typeof CANCEL_WAYS)[number]

/** For lists: those without an end, those with one (over or not is a matter of the time), cancelled, and no real ones. */
export const ALERT_STATES = ['openEnded', 'ending', 'cancelled', 'notReal'] as const
export type AlertState = (typeof ALERT_STATES)[number]

/** 未生效, 生效中, 已过期, 已解除, 误录. */
export const ALERT_PHASES = ['coming', 'active', 'over', 'lifted', 'mistake'] as const
export type AlertPhase = (typeof ALERT_PHASES)[number]

const id = z.string().min(1).max(60)
const line = (max: number) => z.string().trim().max(max)

export const MAX_RADIUS_M = 500_000
export const circleSchema = z.strictObject({
  centre: positionSchema,
  radiusM: z.number().min(10).max(MAX_RADIUS_M),
})

/** What was found of a message's signature: none, checked against a pinned certificate, made with a key nobody pinned, wrong. */
export const SIGNATURE_FINDINGS = ['none', 'valid', 'keyUnknown', 'broken'] as const
export type SignatureFinding = (typeof SIGNATURE_FINDINGS)[number]

/** Where an alert of a linked system came from: who it is there, what was odd about it, and what the fields above cannot hold. */
export const receivedSchema = z.strictObject({
  /** cap: Common Alerting Protocol. gt: China's warning form (国突). */
  form: z.enum(['cap', 'gt']),
  sender: line(200),
  identifier: line(300),
  /** As the message says it. */
  sent: line(60),
  signature: z.enum(SIGNATURE_FINDINGS),
  /** A word for what was odd, and after `: ` what it was. */
  odd: z.array(line(200)).max(40),
  /** Name and value, in the words of the message. */
  facts: z.array(z.tuple([line(80), line(400)])).max(60),
  /** Name of the message as it came, in the folder of the gateway; '' when it is not kept. */
  original: line(160),
})
export type Received = z.infer<typeof receivedSchema>

export const alertFields = {
  category: eventCodeSchema,
  /** null where the law gives no level: social security. */
  level: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.null()]),
  title: line(120).min(1),
  use: z.enum(ALERT_USES),
  /** The issuer's own number. Two alerts with one number are likely one, recorded twice; '' when none was told. */
  number: line(60),
  startsAt: timeSchema,
  /** null: until it is lifted. */
  endsAt: timeSchema.nullable(),
  /** The area possibly affected: divisions, a ring, a circle, words; at least one of them. */
  divisions: z.array(divisionSchema).max(200),
  ring: areaSchema.nullable(),
  circle: circleSchema.nullable(),
  areaText: line(500),
  warnings: line(4_000),
  measures: line(4_000),
  /** 发布单位 in words: it need not be in the directory. */
  issuedBy: line(120).min(1),
  issuedAt: timeSchema,
  telephone: line(60),
  /** When the issuer last adjusted it. */
  adjustedAt: timeSchema,
  cancelled: z.strictObject({ how: z.enum(CANCEL_WAYS), at: timeSchema, by: id, reason: line(500).min(2) }),
  /** Set where a linked system sent it; absent where an officer recorded it. */
  received: receivedSchema,
} as const

/** What was issued stays as it was issued. */
export const ALERT_ONCE = ['category', 'use', 'number', 'issuedBy', 'issuedAt', 'cancelled'] as const

export const alertLinkFields = { alert: id, incident: id, linked: z.boolean() } as const
export const ALERT_LINK_ONCE = ['alert', 'incident'] as const

/** Record id of the link between an alert and an incident. */
export function alertLinkId(alert: string, incident: string): string {
  return `${alert}.${incident}`
}

/** Where an alert stands for lists. */
export function alertState(fields: JsonFields): AlertState {
  if (!isRealAlert(fields)) return 'notReal'
  if (cancelOf(fields) !== null) return 'cancelled'
  return textField(fields, 'endsAt') === null ? 'openEnded' : 'ending'
}

/** Only what says that it is an exercise or a test is not real: a missing word must not hide an alert. */
export function isRealAlert(fields: JsonFields): boolean {
  return fields['use'] !== 'exercise' && fields['use'] !== 'test'
}

/** How an alert was cancelled; null while it was not. */
export function cancelOf(fields: JsonFields): z.infer<typeof alertFields.cancelled> | null {
  const cancelled = alertFields.cancelled.safeParse(fields['cancelled'])
  return cancelled.success ? cancelled.data : null
}

/** Where an alert stands at a time: its end itself is over. */
export function alertPhase(fields: JsonFields, nowMs: number): AlertPhase {
  const cancelled = cancelOf(fields)
  if (cancelled !== null) return cancelled.how
  const endMs = timeField(fields, 'endsAt')
  if (endMs !== null && endMs <= nowMs) return 'over'
  const startMs = timeField(fields, 'startsAt')
  return startMs !== null && startMs > nowMs ? 'coming' : 'active'
}

/** A level, or null where there is none. */
export function alertLevel(fields: JsonFields): AlertLevel | null {
  return ALERT_LEVELS.find((level) => level === fields['level']) ?? null
}

/** What is missing of the eight items: the name of the first field, or null. The area is told as `areaText`. */
export function missingItem(fields: JsonFields): string | null {
  for (const name of ['category', 'title', 'startsAt'] as const) if (textField(fields, name) === null) return name
  const divisions = fields['divisions']
  const hasDivision = Array.isArray(divisions) && divisions.length > 0
  const hasShape = isGiven(fields['ring']) || isGiven(fields['circle'])
  if (!hasDivision && !hasShape && textField(fields, 'areaText') === null) return 'areaText'
  for (const name of ['warnings', 'measures', 'issuedBy', 'issuedAt'] as const)
    if (textField(fields, name) === null) return name
  return null
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}
