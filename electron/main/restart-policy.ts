// When to start a stopped engine again: soon, then later, then not without a person. Pure.

/** After this many stops within the window the safe screen is shown instead. */
export const MOST_STOPS = 3
export const WINDOW_MS = 60_000

export type AfterStop = { readonly do: 'restart'; readonly afterMs: number } | { readonly do: 'safeScreen' }

/** Decides after an engine stopped by itself; `stops` are the times it did so, newest last. */
export function afterStop(stops: readonly number[], nowMs: number): AfterStop {
  const recent = stops.filter((at) => nowMs - at < WINDOW_MS).length
  return recent >= MOST_STOPS ? { do: 'safeScreen' } : { do: 'restart', afterMs: 500 * 2 ** Math.max(0, recent - 1) }
}
