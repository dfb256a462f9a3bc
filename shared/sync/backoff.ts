// How long to wait before the next attempt: doubling, capped, with full jitter so that stations cut off together
// do not come back together.

/** Milliseconds to wait before attempt `attempt` (0 = first retry); `chance` in [0, 1) comes from outside. */
export function backoffMs(attempt: number, chance: number, baseMs = 500, capMs = 30_000): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(attempt, 20))
  return Math.round(baseMs / 2 + chance * (ceiling - baseMs / 2))
}
