// Settings of the gateway `ogc`: our picture served as OGC API - Features. What goes out is a list of what may; telephones,
// names of callers and free text are on none unless an administrator puts them there.
import * as z from 'zod'
import { tlsFiles } from '../tls-files.ts'

export const OGC_COLLECTIONS = ['incidents', 'alerts', 'tracks', 'readings', 'features'] as const
export type OgcCollection = (typeof OGC_COLLECTIONS)[number]

/** Everything of an incident that may be served at all. */
export const OGC_INCIDENT_FIELDS = [
  'number',
  'title',
  'category',
  'level',
  'status',
  'position',
  'area',
  'division',
  'place',
  'occurredAt',
  'receivedAt',
  'recordedAt',
  'dead',
  'missing',
  'injured',
  'trapped',
  'evacuated',
  'agencies',
  'agencyInCharge',
  'linkedSystem',
  'linkedNumber',
  'demonstration',
  'sourceKind',
  'sourceChannel',
  'sourceName',
  'sourceTelephone',
  'description',
] as const

/** Who called, their telephone, and free text, where people write both. */
const PERSONAL: ReadonlySet<string> = new Set(['sourceName', 'sourceTelephone', 'description'])

export const ogcSettings = z.strictObject({
  host: z.string().min(1).max(253).default('127.0.0.1'),
  port: z.int().min(0).max(65_535).default(8090),
  /** Callers send it as `X-API-Key` or `Authorization: Bearer`. Needed unless it listens on this machine only. */
  apiKey: z.string().max(200).default('').meta({ secret: true }),
  tls: tlsFiles.nullable().default(null),
  /** How it is reached from outside, for the links it writes; '' takes the address it was asked under. */
  publicUrl: z
    .string()
    .max(500)
    .regex(/^(https?:\/\/\S+)?$/)
    .default(''),
  collections: z.array(z.enum(OGC_COLLECTIONS)).min(1).default(['incidents', 'alerts']),
  incidentFields: z
    .array(z.enum(OGC_INCIDENT_FIELDS))
    .default(OGC_INCIDENT_FIELDS.filter((name) => !PERSONAL.has(name))),
  /** Incidents marked sensitive. */
  withSensitive: z.boolean().default(false),
  requestsPerMinute: z.int().min(1).max(10_000).default(300),
})
export type OgcSettings = z.infer<typeof ogcSettings>
