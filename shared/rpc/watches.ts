// The closed table of standing queries. A watch answers in pages, then sends row differences; views never poll.
import * as z from 'zod'
import { READING_STATES } from '../model/ambient.ts'
import { INCIDENT_STATUSES } from '../model/incident.ts'
import type {
  AttachmentRow,
  ClockRow,
  ConflictRow,
  DirectoryRow,
  FeatureView,
  IncidentRow,
  ItemRow,
  LogRow,
  MapSourceRow,
  NoticeRow,
  OutboxRow,
  PointRow,
  ReadingView,
  RecordRow,
  StatusRow,
  SystemView,
  TimelineRow,
  TrackPoint,
  TrackView,
} from './rows.ts'

const id = z.string().min(1).max(200)
const space = z.string().min(1).max(60)
const box = z.tuple([z.number(), z.number(), z.number(), z.number()])

/** What narrows incidents down. Empty lists mean no limit. */
export const incidentFilterSchema = z.strictObject({
  text: z.string().max(200).optional(),
  /** 0 stands for ungraded. */
  levels: z.array(z.int().min(0).max(4)).max(5).optional(),
  statuses: z.array(z.enum(INCIDENT_STATUSES)).max(6).optional(),
  /** Codes or their beginnings: 11, 11B, 11B01. */
  categories: z.array(z.string().max(5)).max(50).optional(),
  /** Division codes or their beginnings: 35, 3501, 350102. */
  divisions: z.array(z.string().max(12)).max(100).optional(),
  /** [west, south, east, north] */
  box: box.optional(),
  receivedFromMs: z.number().optional(),
  receivedToMs: z.number().optional(),
  onlyUnread: z.boolean().optional(),
  onlyConflicts: z.boolean().optional(),
  onlyWithoutPosition: z.boolean().optional(),
  /** What the map cannot show: neither position nor area nor division. */
  onlyNowhere: z.boolean().optional(),
  withVoid: z.boolean().optional(),
})
export type IncidentFilter = z.infer<typeof incidentFilterSchema>

/** What narrows a list of the duty desk down. Empty lists mean no limit. */
export const itemFilterSchema = z.strictObject({
  text: z.string().max(200).optional(),
  /** null: only what belongs to no incident. */
  incident: id.nullable().optional(),
  parent: id.optional(),
  states: z.array(z.string().max(40)).max(20).optional(),
  agencies: z.array(id).max(100).optional(),
  officers: z.array(id).max(100).optional(),
  numbers: z.array(z.string().max(80)).max(100).optional(),
  /** When it counts for lists: from, and before. */
  fromMs: z.number().optional(),
  toMs: z.number().optional(),
  dueBeforeMs: z.number().optional(),
  /** Only what something is still due of. */
  onlyDue: z.boolean().optional(),
})
export type ItemFilter = z.infer<typeof itemFilterSchema>

export const INCIDENT_SORTS = ['received', 'occurred', 'level', 'status', 'number', 'changed', 'title'] as const

interface Watch<Schema extends z.ZodType, Row, Meta> {
  readonly params: Schema
  readonly row?: Row
  readonly meta?: Meta
}
/** How many fit, sent or not. */
interface Counted {
  readonly total: number
}
function watch<Row, Meta = null>() {
  return <Schema extends z.ZodType>(params: Schema): Watch<Schema, Row, Meta> => ({ params })
}

/** Most rows of `clocks`. */
export const MAX_CLOCKS = 2_000

export const WATCHES = {
  status: watch<StatusRow>()(z.strictObject({})),
  /** A window of the list; `meta.total` counts all that fit the filter, `meta.unread` the unread among them. */
  incidents: watch<IncidentRow, { readonly total: number; readonly unread: number }>()(
    z.strictObject({
      space,
      filter: incidentFilterSchema,
      sort: z.enum(INCIDENT_SORTS),
      descending: z.boolean(),
      offset: z.int().min(0),
      limit: z.int().min(1).max(500),
    }),
  ),
  /** Every incident with a position, an area or a division that fits the filter, for the map. */
  points: watch<PointRow>()(z.strictObject({ space, filter: incidentFilterSchema })),
  record: watch<RecordRow>()(z.strictObject({ space, kind: z.string().max(60), id })),
  timeline: watch<TimelineRow, { readonly complete: boolean }>()(
    z.strictObject({ space, kind: z.string().max(60), id }),
  ),
  /** Log lines of an incident, or the general log when null; newest last. */
  log: watch<LogRow>()(z.strictObject({ space, incident: id.nullable() })),
  /**
   * A list of the duty desk: records of one kind (shared/model/desk-item.ts). `meta` counts all that fit the filter and, by
   * state, what they are made of; limit 0 asks for the counts alone.
   */
  items: watch<ItemRow, { readonly total: number; readonly byState: { readonly [state: string]: number } }>()(
    z.strictObject({
      space,
      kind: z.string().min(1).max(60),
      filter: itemFilterSchema,
      sort: z.enum(['at', 'due', 'number']),
      descending: z.boolean(),
      offset: z.int().min(0),
      limit: z.int().min(0).max(500),
    }),
  ),
  /**
   * Reports due of all incidents that are not closed, and of closed ones those that were neither sent nor explained: those no
   * delivery has met first, soonest first. `meta` counts them all, whatever the limit; `closed` of the unmet are of closed
   * incidents.
   */
  clocks: watch<ClockRow, { readonly total: number; readonly unmet: number; readonly closed: number }>()(
    z.strictObject({ space, limit: z.int().min(1).max(MAX_CLOCKS) }),
  ),
  /** Files of an incident, oldest first, with how each stands here. */
  attachments: watch<AttachmentRow>()(z.strictObject({ space, incident: id })),
  conflicts: watch<ConflictRow>()(z.strictObject({ space })),
  notices: watch<NoticeRow>()(z.strictObject({ space, limit: z.int().min(1).max(500) })),
  outbox: watch<OutboxRow, { readonly waiting: number; readonly refused: number }>()(
    z.strictObject({ limit: z.int().min(1).max(500) }),
  ),
  /** Agencies, officers, stations or spaces. */
  directory: watch<DirectoryRow>()(z.strictObject({ kind: z.enum(['agency', 'officer', 'station', 'space']) })),
  mapSources: watch<MapSourceRow>()(z.strictObject({})),
  /** Linked systems of a space and how they are; ordered by nothing. */
  systems: watch<SystemView, Counted>()(z.strictObject({ space })),
  /** Units by their newest position; `meta.total` counts all that fit. */
  tracks: watch<TrackPoint, Counted>()(
    z.strictObject({
      space,
      box: box.optional(),
      onlyDistress: z.boolean().optional(),
      limit: z.int().min(1).max(20_000),
    }),
  ),
  /** One unit with where it has been. */
  track: watch<TrackView, Counted>()(z.strictObject({ space, id })),
  readings: watch<ReadingView, Counted>()(
    z.strictObject({
      space,
      states: z.array(z.enum(READING_STATES)).max(3).optional(),
      limit: z.int().min(1).max(5_000),
    }),
  ),
  features: watch<FeatureView, Counted>()(z.strictObject({ space, limit: z.int().min(1).max(5_000) })),
} as const

export type WatchName = keyof typeof WATCHES
export type WatchParams<Name extends WatchName> = z.input<(typeof WATCHES)[Name]['params']>
export type WatchRow<Name extends WatchName> =
  (typeof WATCHES)[Name] extends Watch<z.ZodType, infer Row, infer _Meta> ? Row : never
export type WatchMeta<Name extends WatchName> =
  (typeof WATCHES)[Name] extends Watch<z.ZodType, infer _Row, infer Meta> ? Meta : never

/** Watches a caller may hold before anyone has signed in. */
export const OPEN_WATCHES: readonly WatchName[] = ['status', 'mapSources']

/** Rows per page of a first answer. */
export const ROWS_PER_PAGE = 1_000
