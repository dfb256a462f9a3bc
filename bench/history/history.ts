// A journal that grows and is asked what one more change costs.
import type { Figures } from '../lib/report.ts'

export const RECORDS = 10_000
export const LIVE_BATCH = 20
export const SAMPLES = 1_000

export interface History {
  /** Adds changes until it holds so many. */
  growTo(changes: number): Promise<void>
  /** Microseconds a change. */
  costs(): Promise<Figures>
  close(): Promise<void>
}
