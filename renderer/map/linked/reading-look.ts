// Readings as the map writes them, and as a small line of their latest values. Pure.
import { READING_STATES } from '../../../shared/model/ambient.ts'
import type { ReadingView, SystemView } from '../../../shared/rpc/rows.ts'

/** A value whose system names no time for silence is old after this long. */
export const READING_OLD_MS = 2 * 60 * 60_000

/** After how long values of a system are old: when it itself would count as silent. A link's own silence says nothing of gauges. */
export function readingOldAfterMs(system: Pick<SystemView, 'kind' | 'silentAfterMs'> | undefined): number {
  return system === undefined || system.kind === 'link' ? READING_OLD_MS : (system.silentAfterMs ?? READING_OLD_MS)
}

/** When the value is of: what was measured long ago is no newer for being told now. */
export function readingMs({ atMs, heardMs }: Pick<ReadingView, 'atMs' | 'heardMs'>): number {
  return Math.min(atMs, heardMs)
}

/** True when the value may no longer be what is. */
export function isReadingOld(
  reading: Pick<ReadingView, 'atMs' | 'heardMs'>,
  oldAfterMs: number,
  nowMs: number,
): boolean {
  return nowMs - readingMs(reading) > oldAfterMs
}

export type PlacedReading = ReadingView & { readonly longitude: number; readonly latitude: number }

/** Value and unit, short: "12.5 mm". */
export function readingText({ value, unit }: Pick<ReadingView, 'value' | 'unit'>): string {
  return `${valueText(value)} ${unit}`.trim()
}

/** Three figures are enough on a map; large numbers keep their whole part. */
export function valueText(value: number): string {
  const size = Math.abs(value)
  return String(Number(value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2)))
}

/** Those with a place, in the order they are drawn: the gravest last; `line` counts the quantities of one place. */
export function readingBoxes(
  readings: readonly ReadingView[],
): readonly { readonly reading: PlacedReading; readonly line: number }[] {
  const lines = new Map<string, number>()
  return readings
    .filter((reading): reading is PlacedReading => reading.longitude !== null && reading.latitude !== null)
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map((reading) => {
      const place = `${reading.longitude} ${reading.latitude}`
      const line = lines.get(place) ?? 0
      lines.set(place, line + 1)
      return { reading, line }
    })
    .toSorted((a, b) => READING_STATES.indexOf(a.reading.state) - READING_STATES.indexOf(b.reading.state))
}

export interface Sparkline {
  /** Points of an SVG polyline. */
  readonly points: string
  readonly last: { readonly x: number; readonly y: number }
  readonly low: number
  readonly high: number
}

/** A line through the latest values in a box of `width` by `height`; null when there are fewer than two. */
export function sparkline(
  series: readonly (readonly [number, number])[],
  width: number,
  height: number,
): Sparkline | null {
  const [first] = series
  const last = series.at(-1)
  if (first === undefined || last === undefined || series.length < 2 || last[0] <= first[0]) return null
  const values = series.map(([, value]) => value)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const x = (ms: number): number => ((ms - first[0]) / (last[0] - first[0])) * width
  // A level line lies in the middle.
  const y = (value: number): number => (high === low ? height / 2 : height - ((value - low) / (high - low)) * height)
  const round = (number: number): number => Math.round(number * 10) / 10
  return {
    points: series.map(([ms, value]) => `${round(x(ms))},${round(y(value))}`).join(' '),
    last: { x: round(x(last[0])), y: round(y(last[1])) },
    low,
    high,
  }
}
