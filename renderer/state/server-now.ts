// Now by the server's clock, as well as the station knows it: what deadlines and ages are told from, and what forms begin with.
// A machine whose clock is wrong counts right with it.
import type { StatusRow } from '../../shared/rpc/rows.ts'
import { useNow } from './clock-store.ts'
import { useStatusPart } from './use-status.ts'

/** The same, renewed every `everyMs` (default one second). */
export function useServerNow(everyMs = 1_000): number {
  return useNow(everyMs) + useOffset()
}

/** For the moment something is done: gives the time when it is called. */
export function useServerClock(): () => number {
  const offset = useOffset()
  return () => Date.now() + offset
}

/** From so far off on a clock's times are doubtful, and officers are told. */
export const CLOCK_WARN_MS = 60_000

/**
 * What is to be said of the time deadlines are counted by: the server's, because this machine's is `wrong`; or this machine's,
 * because the server's is `unknown`. Null where both are one, and at a station that has no server.
 */
export function clockDoubt({
  clockOffsetMs,
  servers,
}: Pick<StatusRow, 'clockOffsetMs' | 'servers'>): 'wrong' | 'unknown' | null {
  if (clockOffsetMs === null) return servers.length === 0 ? null : 'unknown'
  return Math.abs(clockOffsetMs) >= CLOCK_WARN_MS ? 'wrong' : null
}

function useOffset(): number {
  return useStatusPart((status) => status?.clockOffsetMs ?? 0)
}
