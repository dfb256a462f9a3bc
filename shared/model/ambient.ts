// What is shown and not journaled: how linked systems are, where units are, what sensors say, what moves or passes by itself.
// The newest row per id counts; rows travel from a server to the stations of their space and are kept in memory alone.
import * as z from 'zod'

const id = z.string().min(1).max(200)
const ms = z.number().min(0)
const latitude = z.number().min(-90).max(90)
const longitude = z.number().min(-180).max(180)
const short = z.string().max(200)

/** What went wrong; `atMs` is when it last did. */
const trouble = z.strictObject({
  kind: z.string().max(40),
  message: z.string().max(500),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  atMs: ms,
})
/** Most troubles a system tells of at once. */
export const MOST_TROUBLES = 20

export const SYSTEM_STATES = ['running', 'paused', 'failed'] as const
export const systemRow = z.strictObject({
  /** Id of the gateway or server link; the directory's station of the same id wrote what came through it. */
  id,
  name: short,
  /** A kind of shared/interop/gateways.ts. */
  kind: z.string().max(40),
  agency: id,
  space: id,
  state: z.enum(SYSTEM_STATES),
  /** When something sound last came in and went out; null never. */
  heardMs: ms.nullable(),
  gaveMs: ms.nullable(),
  /** Heard longer ago than this, it counts as silent; null when nothing regular is expected. */
  silentAfterMs: ms.nullable(),
  since: ms,
  taken: z.int().min(0),
  given: z.int().min(0),
  refused: z.int().min(0),
  /** What waits to go out, and what was given up and can be sent again. */
  waiting: z.int().min(0),
  dead: z.int().min(0),
  /** Clients or connections now, where it has them. */
  peers: z.int().min(0).nullable(),
  /** The newest trouble there is, or what was refused since something sound last came. */
  fault: trouble.nullable(),
  /**
   * Troubles there are now, by source: a feed's address, a topic, a part of the gateway; '' for the whole of it. Those of one
   * outage share the moment it began. Left out by servers older than protocol 10.
   */
  troubles: z
    .array(trouble.extend({ source: short, sinceMs: ms }))
    .max(MOST_TROUBLES)
    .optional(),
  /** What last went wrong, also once it is over (`overMs`) and after a restart. Left out by servers older than protocol 10. */
  lastTrouble: trouble.extend({ source: short, overMs: ms.nullable() }).nullable().optional(),
})
export type SystemRow = z.infer<typeof systemRow>

export const UNIT_SORTS = ['vessel', 'vehicle', 'person', 'aircraft', 'other'] as const
/** Newest position of a unit. Stations keep a bounded trail of what they saw. */
export const trackRow = z.strictObject({
  /** `<gateway>/<the system's own id>`. */
  id,
  gateway: id,
  sort: z.enum(UNIT_SORTS),
  name: short,
  /** WGS-84. */
  latitude,
  longitude,
  /** Degrees from north, clockwise. */
  course: z.number().min(0).max(360).nullable(),
  /** Metres per second. */
  speed: z.number().min(0).max(2_000).nullable(),
  /** As the unit says; heardMs is the server's clock. */
  atMs: ms,
  heardMs: ms,
  /** From then on it is shown as old; null by the console's own rule. */
  staleMs: ms.nullable(),
  isDistress: z.boolean(),
  /** Radio call sign, plate, MMSI …: label → value, as shown. */
  facts: z.record(z.string().max(40), short),
})
export type TrackRow = z.infer<typeof trackRow>

export const READING_STATES = ['normal', 'attention', 'danger'] as const
/** Newest value of one quantity of one sensor, with a short series for a small chart. */
export const readingRow = z.strictObject({
  /** `<gateway>/<sensor>/<quantity>`. */
  id,
  gateway: id,
  sensor: short,
  name: short,
  latitude: latitude.nullable(),
  longitude: longitude.nullable(),
  /** rain, level, wind …: words in renderer/i18n `gateways.quantity.<quantity>`, otherwise shown as it is. */
  quantity: z.string().max(40),
  unit: z.string().max(20),
  value: z.number(),
  atMs: ms,
  heardMs: ms,
  state: z.enum(READING_STATES),
  /** Time and value, oldest first. */
  series: z.array(z.tuple([ms, z.number()])).max(96),
})
export type ReadingRow = z.infer<typeof readingRow>

export const FEATURE_SORTS = ['storm', 'quake', 'marker', 'shape', 'layer'] as const
/** Anything else with a place that another system shows: a storm's track, an earthquake, a drawing, a feature of a layer. */
export const featureRow = z.strictObject({
  id,
  gateway: id,
  sort: z.enum(FEATURE_SORTS),
  name: short,
  atMs: ms,
  heardMs: ms,
  staleMs: ms.nullable(),
  /** GeoJSON geometry or FeatureCollection (RFC 7946), WGS-84; at most 64 KiB as text. */
  geometry: z.json(),
  facts: z.record(z.string().max(40), short),
})
export type FeatureRow = z.infer<typeof featureRow>

export const AMBIENT = {
  systems: systemRow,
  tracks: trackRow,
  readings: readingRow,
  features: featureRow,
} as const
export type Topic = keyof typeof AMBIENT
export const TOPICS = Object.keys(AMBIENT) as readonly Topic[]
export type AmbientRow<Of extends Topic> = z.infer<(typeof AMBIENT)[Of]>
