// From what value on a reading asks for attention or is dangerous. A value that swings around a threshold does not swing the
// state: it must fall back by the margin first.
import * as z from 'zod'
import type { ReadingRow } from '../../model/ambient.ts'

export const thresholdSchema = z.strictObject({
  /** The sensor it is for; `*` for all. */
  sensor: z.string().min(1).max(200).default('*'),
  quantity: z.string().min(1).max(40),
  attention: z.number().nullable().default(null),
  danger: z.number().nullable().default(null),
  /** True when it is small values that are dangerous (a supply voltage, a dry reservoir). */
  isBelow: z.boolean().default(false),
  /** How far a value must fall back before the state does. */
  margin: z.number().min(0).default(0),
})
export type Threshold = z.infer<typeof thresholdSchema>

export type ReadingState = ReadingRow['state']
const RANK: Readonly<Record<ReadingState, number>> = { normal: 0, attention: 1, danger: 2 }

/** The threshold of a sensor's quantity: its own before the one for all. */
export function thresholdFor(
  thresholds: readonly Threshold[],
  sensor: string,
  quantity: string,
): Threshold | undefined {
  const fitting = thresholds.filter((one) => one.quantity === quantity)
  return fitting.find((one) => one.sensor === sensor) ?? fitting.find((one) => one.sensor === '*')
}

/** State of `value`, coming from state `before`. */
export function stateOf(value: number, threshold: Threshold | undefined, before: ReadingState): ReadingState {
  if (threshold === undefined) return 'normal'
  const reached = levelOf(value, threshold, 0)
  if (RANK[reached] >= RANK[before]) return reached
  const held = levelOf(value, threshold, threshold.margin)
  return RANK[held] > RANK[before] ? before : held
}

function levelOf(value: number, { attention, danger, isBelow }: Threshold, margin: number): ReadingState {
  const isReached = (limit: number | null): boolean =>
    limit !== null && (isBelow ? value <= limit + margin : value >= limit - margin)
  if (isReached(danger)) return 'danger'
  return isReached(attention) ? 'attention' : 'normal'
}

/** True when `now` is worse than `before`. */
export function isWorse(now: ReadingState, before: ReadingState): boolean {
  return RANK[now] > RANK[before]
}
