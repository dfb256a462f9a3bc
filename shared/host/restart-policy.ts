// When to start a stopped engine (a station, an embedded server) again: soon, then later, then not without telling a
// person. Pure; used by whoever starts processes.

/** After this many stops within the window a person is told. */
export const MOST_STOPS = 3
export const WINDOW_MS = 60_000
/** How long to wait between quiet tries once a person has been told. */
export const QUIET_RETRY_MS = 5 * 60_000

export type AfterStop = { readonly do: 'restart'; readonly afterMs: number } | { readonly do: 'tell' }

/** Decides after an engine stopped by itself; `stops` are the times it did so, newest last. */
export function afterStop(stops: readonly number[], nowMs: number): AfterStop {
  const recent = stops.filter((at) => nowMs - at < WINDOW_MS).length
  return recent >= MOST_STOPS ? { do: 'tell' } : { do: 'restart', afterMs: 500 * 2 ** Math.max(0, recent - 1) }
}
