// The form in which the demonstration is written down, before it becomes commands.
// Times are 'DD HH:MM' of July 2023, China Standard Time.
import type { SOURCE_CHANNELS, SOURCE_KINDS } from '../../../shared/model/incident.ts'

type Status = 'verified' | 'responding' | 'contained' | 'closed'

export interface Counts {
  readonly dead?: number
  readonly missing?: number
  readonly injured?: number
  readonly trapped?: number
  readonly evacuated?: number
}

/** What happened later. `by` is an agency code; without it, the agency that took the incident in. */
export type Step = { readonly at: string; readonly by?: string } & (
  | { readonly log: string }
  | { readonly status: Status; readonly why?: string }
  | { readonly level: 1 | 2 | 3 | 4; readonly why: string }
  | {
      readonly counts: Counts
      readonly why?: string
      /** Written without having seen the other step of this mark. */ readonly unseen?: string
    }
  | { readonly text: string; readonly why?: string }
  | { readonly move: readonly [lon: number, lat: number]; readonly why: string }
  | { readonly voided: string }
)

export interface Story {
  readonly at: string
  /** When it happened, if not when it was told. */
  readonly since?: string
  readonly by: string
  readonly category: string
  readonly level?: 1 | 2 | 3 | 4
  readonly title: string
  readonly titleEn: string
  readonly place: string
  readonly division: string
  /** Absent: only the division is known. */
  readonly position?: readonly [lon: number, lat: number]
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
