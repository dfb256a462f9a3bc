// Finding, counting and archiving: what a view asks its station and what it is answered.
import * as z from 'zod'

const space = z.string().min(1).max(60)

// ---- search ----

/** Most hits of one kind in an answer. */
export const MAX_HITS = 200

export const searchSchema = z.strictObject({
  space,
  text: z.string().max(200),
  /** Only these kinds; all when left out. Kinds of the directory are `agency` and `officer`. */
  kinds: z.array(z.string().min(1).max(60)).max(60).optional(),
  /** When it counts for lists: from, and before. */
  fromMs: z.number().optional(),
  toMs: z.number().optional(),
  perKind: z.int().min(1).max(MAX_HITS),
})
export type SearchQuestion = z.infer<typeof searchSchema>

/** Where a record says what was searched for. */
export interface SearchMatch {
  readonly field: string
  readonly before: string
  /** As the record says it; '' when the words stand apart from each other. */
  readonly found: string
  readonly after: string
}

export interface SearchHit {
  /** kind/id */
  readonly key: string
  readonly kind: string
  readonly id: string
  readonly title: string
  readonly number: string | null
  /** Where it stands: a word of its kind's own list; null for kinds that have none. */
  readonly state: string | null
  /** When it counts for lists; null for the directory. */
  readonly atMs: number | null
  /** Record of another kind it belongs to: a receipt's directive. */
  readonly parent: string | null
  /** The incident it belongs to. */
  readonly incident: { readonly id: string; readonly number: string; readonly title: string } | null
  readonly matches: readonly SearchMatch[]
}

export interface SearchGroup {
  readonly kind: string
  /** How many records of the kind fit. */
  readonly total: number
  /** Newest first, at most `perKind`. */
  readonly hits: readonly SearchHit[]
}

export interface SearchAnswer {
  readonly groups: readonly SearchGroup[]
  /** Records whose words still wait to be indexed and were not looked at: results may be incomplete. */
  readonly unindexed: number
}

// ---- statistics ----

export const statisticsSchema = z.strictObject({
  space,
  /** Time of occurrence (of receipt where nobody knows it): from, and before. */
  fromMs: z.number(),
  toMs: z.number(),
  /** Beginnings of division and event codes; '' for all. */
  division: z.string().max(12),
  category: z.string().max(5),
  /** Digits of the division codes it is told by: 4 cities, 6 counties. */
  divisionDigits: z.union([z.literal(4), z.literal(6)]),
  unit: z.enum(['hour', 'day', 'month', 'year']),
})
export type StatisticsQuestion = z.infer<typeof statisticsSchema>

/** Incidents by level: index 0 ungraded, 1 to 4 the levels. */
export type ByLevel = readonly [number, number, number, number, number]
export interface CountRow {
  /** Code, id or beginning of the stretch of time in milliseconds; '' where the incident says none. */
  readonly key: string
  readonly byLevel: ByLevel
}

/** How often a deadline was met, met late, missed with nothing sent so far, or still runs. */
export interface Timeliness {
  readonly key: string
  readonly met: number
  readonly metLate: number
  readonly never: number
  readonly running: number
}

/** Of reports also how often an officer said, closing the incident, why nothing is sent: decided, and not in time. */
export interface ReportTimeliness extends Timeliness {
  readonly explained: number
}

export interface Statistics {
  /** When it was counted. */
  readonly atMs: number
  readonly total: number
  /** Of these, without a time of occurrence: counted by when they were received. */
  readonly byReceipt: number
  /** Void incidents of the period; they are in no other figure. */
  readonly voided: number
  readonly sensitive: number
  readonly byLevel: ByLevel
  readonly byStatus: { readonly [status: string]: number }
  readonly byTime: readonly CountRow[]
  /** By family of event codes, three characters. */
  readonly byCategory: readonly CountRow[]
  readonly byDivision: readonly CountRow[]
  /** By agency in charge. */
  readonly byAgency: readonly CountRow[]
  readonly casualties: {
    readonly dead: number
    readonly missing: number
    readonly injured: number
    readonly trapped: number
    readonly evacuated: number
  }
  /** By clock rule. */
  readonly reports: readonly ReportTimeliness[]
  /** Deliveries of these incidents' reports, and how many of them were confirmed. */
  readonly deliveries: { readonly sent: number; readonly confirmed: number; readonly medianMinutes: number | null }
  /** Answers to directives about these incidents, by agency that owes them; those without a time limit are not in it. */
  readonly receipts: readonly Timeliness[]
  /** Answers to general directives, which belong to no division or category: left out where one was asked for. */
  readonly receiptsLeftOut: number
}

// ---- archive ----

/** A document the console filled from a template, put into the bundle as it is. */
export const archiveSchema = z.strictObject({
  space,
  incident: z.string().min(1).max(200),
  documents: z
    .array(
      z.strictObject({
        /** The report it is of. */
        report: z.string().min(1).max(200),
        ending: z.enum(['docx', 'pdf']),
        base64: z.string().max(512 * 1024),
      }),
    )
    .max(40),
  /** What fields, states, kinds, codes and the page itself are called: words belong to the console. */
  words: z.record(z.string().max(80), z.string().max(300)),
})
export type ArchiveQuestion = z.infer<typeof archiveSchema>

/** A bundle written at the station; `exportBytes` reads it. */
export interface ArchiveReport {
  readonly name: string
  readonly pack: string
  readonly bytes: number
  readonly records: number
  readonly changes: number
  readonly files: number
  /** Attachments whose file is not at this station. */
  readonly missing: number
}
