// Units that are heard no more leave the picture: ships that sailed off, vehicles switched off. A unit in distress stays a
// whole day longer, because its last position is where the search begins.
import type { Ambient } from '../gateway.ts'

const EVERY_MS = 30_000
const DISTRESS_MS = 24 * 3_600_000

/** Removes what was last heard more than `removeMs` ago; gives how many there were. */
export function sweepTracks(ambient: Ambient, removeMs: number, nowMs: number): number {
  const gone = ambient.rows('tracks').filter(({ heardMs, isDistress }) => {
    const keptMs = isDistress ? removeMs + DISTRESS_MS : removeMs
    return nowMs - heardMs > keptMs
  })
  for (const { id } of gone) ambient.remove('tracks', id)
  return gone.length
}

/** Sweeps now and then until the returned function is called. */
export function keepSwept(work: () => void): () => void {
  const timer = setInterval(work, EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
