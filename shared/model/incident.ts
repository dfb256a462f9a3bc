// A 突发事件 as officers record it: one flat set of fields, each merged on its own, so that two officers who
// write different things about the same incident never stand in each other's way.
import * as z from 'zod'

export const INCIDENT = 'incident'

/** 接报 → 已核实 → 处置中 → 已控制 → 已办结; 作废 is reached only by voiding with a reason. */
export const INCIDENT_STATUSES = ['reported', 'verified', 'responding', 'contained', 'closed', 'void'] as const
export const OPEN_STATUSES = [
  'reported',
  'verified',
  'responding',
  'contained',
] as const satisfies readonly IncidentStatus[]
export type IncidentStatus = (typeof INCIDENT_STATUSES)[number]

/** Who told us. */
export const SOURCE_KINDS = [
  'police110',
  'fire119',
  'medical120',
  'traffic122',
  'maritime12395',
  'floodControl',
  'weather',
  'earthquake',
  'forestry',
  'agency',
  'citizen',
  'media',
  'sensor',
  'other',
] as const
/** How it reached us. */
export const SOURCE_CHANNELS = ['telephone', 'system', 'radio', 'fax', 'message', 'inPerson', 'online'] as const

/** WGS-84. */
export const positionSchema = z.strictObject({ lon: z.number().min(-180).max(180), lat: z.number().min(-90).max(90) })
export type Position = z.infer<typeof positionSchema>

/** One closed ring of [lon, lat], WGS-84; first and last point equal. */
export const areaSchema = z
  .array(z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]))
  .min(4)
  .max(2_000)
/** ISO 8601 with zone, for example 2023-07-28T09:55:00+08:00. */
export const timeSchema = z.iso.datetime({ offset: true })
/** A code of event_codes, shape checked only: the table is replaceable data. */
export const eventCodeSchema = z.string().regex(/^\d{2}[0-9A-Z]\d{2}$/)
/** GB/T 2260 division of 6 digits, 9 for a township, 12 for a village. */
export const divisionSchema = z.string().regex(/^(\d{6}|\d{9}|\d{12})$/)
const count = z.int().min(0).max(10_000_000)
const line = (max: number) => z.string().trim().max(max)

export const incidentFields = {
  /** Human number: agency, date, station, counter (incident-number.ts). */
  number: line(40).min(1),
  title: line(120).min(1),
  category: eventCodeSchema,
  /** 1 特别重大 … 4 一般; null = ungraded. */
  level: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.null()]),
  status: z.enum(INCIDENT_STATUSES),
  position: positionSchema.nullable(),
  area: areaSchema.nullable(),
  division: divisionSchema.nullable(),
  place: line(200),
  occurredAt: timeSchema.nullable(),
  receivedAt: timeSchema,
  recordedAt: timeSchema,
  sourceKind: z.enum(SOURCE_KINDS),
  sourceChannel: z.enum(SOURCE_CHANNELS),
  sourceName: line(80),
  sourceTelephone: line(40),
  dead: count.nullable(),
  missing: count.nullable(),
  injured: count.nullable(),
  trapped: count.nullable(),
  evacuated: count.nullable(),
  description: line(8_000),
  sensitive: z.boolean(),
  /** Directory ids of the agencies involved. */
  agencies: z.array(z.string().min(1).max(60)).max(60),
  /** Agency in charge (主办单位): one field, so two claims are a conflict people see. */
  agencyInCharge: z.string().min(1).max(60).nullable(),
  /** A linked system and its own number for the event. */
  linkedSystem: line(60).nullable(),
  linkedNumber: line(80).nullable(),
  voidReason: line(500).nullable(),
  /** Demonstration data, marked everywhere it is shown. */
  demonstration: z.boolean(),
} as const

/** Every field of an incident, all present once it was reported through the command. */
export const incidentSchema = z.object(incidentFields)
export type Incident = z.infer<typeof incidentSchema>
export type IncidentField = keyof typeof incidentFields

export const CASUALTY_FIELDS = [
  'dead',
  'missing',
  'injured',
  'trapped',
  'evacuated',
] as const satisfies readonly IncidentField[]
/** Fields whose words the text search finds. */
export const INCIDENT_TEXT_FIELDS = [
  'number',
  'title',
  'place',
  'description',
  'sourceName',
  'sourceTelephone',
  'linkedNumber',
] as const satisfies readonly IncidentField[]
