// Hybrid logical clock: wall time that never runs backwards and always passes what it has seen.
// A stamp far ahead of the local wall clock is believed by nobody: it is kept on its change, shown as doubtful,
// and never moves this clock (one station with a wrong clock must not drag the others along).

/** Wall milliseconds and a counter for events within the same millisecond. */
export interface Stamp {
  readonly ms: number
  readonly counter: number
}

/** How far ahead of the wall clock a seen stamp may be and still be followed. */
export const MAX_DRIFT_MS = 5 * 60_000

/** Orders stamps by time, then counter: negative, zero or positive. */
export function compareStamps(a: Stamp, b: Stamp): number {
  return a.ms - b.ms || a.counter - b.counter
}

/** True when `stamp` lies further from `referenceMs` (a server's receiving time) than MAX_DRIFT_MS into the future. */
export function isDoubtful(stamp: Stamp, referenceMs: number): boolean {
  return stamp.ms - referenceMs > MAX_DRIFT_MS
}

/** The next stamp after `last` at wall time `nowMs`; strictly greater than `last`. The counter has no upper limit. */
export function nextStamp(last: Stamp, nowMs: number): Stamp {
  return nowMs > last.ms ? { ms: nowMs, counter: 0 } : { ms: last.ms, counter: last.counter + 1 }
}

/** The clock after seeing `seen` at wall time `nowMs`: the greater of both, but a doubtful stamp is ignored. */
export function seeStamp(last: Stamp, seen: Stamp, nowMs: number): Stamp {
  if (isDoubtful(seen, nowMs)) return last
  return compareStamps(seen, last) > 0 ? seen : last
}
