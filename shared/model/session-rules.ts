// When a session ends by itself. One place for the station that ends it, the server whose tokens it holds, and the words
// that tell the officer beforehand.
import type { Role } from './role.ts'

/** At the latest, whatever is done: one shift. */
export const SESSION_LIMIT_MS = 12 * 60 * 60_000
/** Without any use. */
export const SESSION_IDLE_MS = 60 * 60_000
/** How long before its end the officer is told. */
export const SESSION_WARNING_MS = 5 * 60_000

/** How long a session may go unused; null for a role that can change nothing (a picture on the wall is not touched). */
export function idleLimitMs(role: Role): number | null {
  return role === 'viewer' ? null : SESSION_IDLE_MS
}
