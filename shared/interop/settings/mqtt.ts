// Settings of the gateway `mqtt`: the broker, and how messages of which topics are read. A mapping is data: topics with named
// levels, and for every value where it comes from (shared/interop/mqtt/source.ts).
import * as z from 'zod'
import type { Result } from '../../base/fault.ts'
import { UNIT_SORTS } from '../../model/ambient.ts'
import { DATUMS } from '../datum.ts'
import { parsePath } from '../mapping/json-path.ts'
import { parseSource } from '../mqtt/source.ts'
import { levelNames, parseTopic } from '../mqtt/topic.ts'
import { thresholdSchema } from '../readings/thresholds.ts'

export const MQTT_VERSIONS = ['mqtt5', 'mqtt311'] as const
/** Messages the broker kept: only those that say when they are of, all (as of now), or none. */
export const MQTT_RETAINED = ['timed', 'all', 'none'] as const
export const SPEED_UNITS = ['kmh', 'ms', 'knots'] as const

const topic = z
  .string()
  .min(1)
  .max(200)
  .superRefine((text, context) => sayFault(parseTopic(text), context))
/** A path is read when it is written, so that a wrong one never waits for a message. */
const source = z
  .string()
  .max(200)
  .superRefine((text, context) => {
    if (text.startsWith('$')) sayFault(parsePath(text), context)
  })
const optional = source.default('')

function sayFault(read: Result<unknown>, context: z.RefinementCtx): void {
  if (!read.ok) context.addIssue({ code: 'custom', message: read.fault.message })
}

/** `{name}` in a source must be a level of the rule's topic. */
function levelsAreKnown(rule: { readonly topic: string }, context: z.RefinementCtx): void {
  const read = parseTopic(rule.topic)
  if (!read.ok) return
  const { topic: _topic, ...sources } = rule
  for (const text of textsIn(sources)) sayFault(parseSource(text, levelNames(read.value)), context)
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

export const unitRule = z.strictObject({
  topic,
  /** Where the units stand when a message holds several: `$.units[*]`. Paths below begin at each. */
  items: source.default('$'),
  id: source.min(1),
  name: optional,
  sort: z.enum(UNIT_SORTS).default('other'),
  latitude: source.min(1),
  longitude: source.min(1),
  course: optional,
  speed: optional,
  speedUnit: z.enum(SPEED_UNITS).default('kmh'),
  at: optional,
  /** Where it says that it is in distress. */
  distress: optional,
  facts: z
    .array(z.strictObject({ label: z.string().min(1).max(40), from: source.min(1) }))
    .max(12)
    .default([]),
})
export type UnitRule = z.infer<typeof unitRule>

export const sensorRule = z.strictObject({
  topic,
  items: source.default('$'),
  sensor: source.min(1),
  name: optional,
  latitude: optional,
  longitude: optional,
  at: optional,
  values: z
    .array(
      z.strictObject({
        quantity: source.min(1),
        unit: z.string().max(20).default(''),
        from: source.min(1),
        factor: z.number().default(1),
        offset: z.number().default(0),
      }),
    )
    .min(1)
    .max(30),
})
export type SensorRule = z.infer<typeof sensorRule>

/** What a device, or the broker for it by its last will, says about whether it is there. */
export const presenceRule = z.strictObject({
  topic,
  id: source.min(1),
  state: source.default('$'),
  offline: z.string().min(1).max(100).default('offline'),
})
export type PresenceRule = z.infer<typeof presenceRule>

export const mqttSettings = z.strictObject({
  host: z.string().min(1).max(253),
  port: z.int().min(1).max(65_535).default(1_883),
  /** The broker shows a certificate; 8883 is the usual port then. */
  usesTls: z.boolean().default(false),
  /** Files in PEM on this server: whom to trust ('' the system's own), and what to show the broker ('' nothing). */
  authorityFile: z.string().max(500).default(''),
  certificateFile: z.string().max(500).default(''),
  keyFile: z.string().max(500).default(''),
  version: z.enum(MQTT_VERSIONS).default('mqtt5'),
  username: z.string().max(200).default(''),
  password: z.string().max(500).default('').meta({ secret: true }),
  /** '' makes one of the gateway's own id, the same after every restart. */
  clientId: z.string().max(100).default(''),
  qos: z.int().min(0).max(1).default(1),
  /** The broker keeps what comes while the line is cut (quality 1 only). */
  keepsSession: z.boolean().default(true),
  retained: z.enum(MQTT_RETAINED).default('timed'),
  /** Where this gateway says `online`, and the broker `offline` when it is gone; '' nowhere. */
  statusTopic: z.string().max(200).default(''),
  datum: z.enum(DATUMS).default('WGS84'),
  /** `auto`: ISO 8601, or seconds or milliseconds by their size; otherwise iso, epochSeconds, epochMs or a pattern. */
  timeFormat: z.string().min(1).max(60).default('auto'),
  /** The zone of times that name none. */
  timeOffset: z
    .string()
    .regex(/^[+-]\d{2}:\d{2}$/)
    .default('+08:00'),
  units: z.array(unitRule.superRefine(levelsAreKnown)).max(50).default([]),
  sensors: z.array(sensorRule.superRefine(levelsAreKnown)).max(50).default([]),
  presence: z.array(presenceRule.superRefine(levelsAreKnown)).max(50).default([]),
  thresholds: z.array(thresholdSchema).max(5_000).default([]),
  logsCrossings: z.boolean().default(true),
  /** A sensor heard before and not for so long leaves a line in the duty log; 0: none does. */
  sensorSilentMinutes: z.number().min(0).max(10_080).default(0),
  staleMinutes: z.number().min(1).max(10_080).default(10),
  removeHours: z.number().min(0.1).max(720).default(24),
  maxKilobytes: z.int().min(1).max(1_024).default(256),
  maxPerSecond: z.int().min(1).max(50_000).default(2_000),
  silentAfterMinutes: z.number().min(0).max(10_080).default(30),
})
export type MqttSettings = z.infer<typeof mqttSettings>
