// The form in which the demonstration is written down, before it becomes commands.
// Times are 'DD HH:MM' of July 2023, China Standard Time.
import type { SOURCE_CHANNELS, SOURCE_KINDS } from '../../../shared/model/incident.ts'
import type { Level } from '../../../shared/model/level.ts'

type Status = 'verified' | 'responding' | 'contained' | 'closed'
type Place = readonly [lon: number, lat: number]

export interface Counts {
  readonly dead?: number
  readonly missing?: number
  readonly injured?: number
  readonly trapped?: number
  readonly evacuated?: number
}

/**
 * What happened later. `by` is an agency code; without it, the agency that took the incident in.
 * Steps of one incident with the same `unseen` mark are written by agencies that had not seen each other's.
 */
export type Step = { readonly at: string; readonly by?: string; readonly unseen?: string } & (
  | { readonly log: string }
  | { readonly status: Status; readonly why?: string }
  | { readonly level: Level | null; readonly why: string }
  | { readonly counts: Counts; readonly why?: string }
  | { readonly text: string; readonly why?: string }
  | { readonly move: Place; readonly why: string }
  | { readonly voided: string }
  | { readonly settle: keyof Counts; readonly value: number; readonly why: string }
)

export interface Story {
  readonly at: string
  /** When it happened, if not when it was told. */
  readonly since?: string
  readonly by: string
  readonly category: string
  readonly level?: Level
  readonly title: string
  readonly titleEn: string
  readonly place: string
  readonly division: string
  /** Absent: only the division is known. */
  readonly position?: Place
  /** The position is at sea; the division is the nearest county. */
  readonly atSea?: true
  readonly source: (typeof SOURCE_KINDS)[number]
  readonly channel: (typeof SOURCE_CHANNELS)[number]
  readonly teller: string
  readonly counts?: Counts
  readonly text: string
  readonly agencies: readonly string[]
  readonly lead?: string
  readonly sensitive?: true
  readonly steps: readonly Step[]
}

/** A line of the general duty log; `corrects` is its first, wrong wording, left readable beneath. */
export interface DutyLine {
  readonly at: string
  readonly by: string
  readonly text: string
  readonly corrects?: string
}
