// When and of what an officer is warned before a session ends. Pure: times come in, what to say goes out.
import { SESSION_WARNING_MS } from '../../../shared/model/session-rules.ts'
import type { OfficerView } from '../../../shared/rpc/rows.ts'

export interface SessionWarning {
  /** idle: any use goes on; limit: only the password does. */
  readonly kind: 'idle' | 'limit'
  /** Minutes while there are some, then seconds in steps of ten, so that a screen reader is not flooded. */
  readonly unit: 'minutes' | 'seconds'
  readonly count: number
}

const MINUTE_MS = 60_000
const STEP_S = 10

/** The warning due at `nowMs`; null while there is none. Of two ends the nearer counts. */
export function warningOf(
  { idleEndMs, limitMs }: Pick<OfficerView, 'idleEndMs' | 'limitMs'>,
  nowMs: number,
): SessionWarning | null {
  const idle = idleEndMs ?? Infinity
  const limit = limitMs ?? Infinity
  const leftMs = Math.max(0, Math.min(idle, limit) - nowMs)
  if (leftMs > SESSION_WARNING_MS) return null
  const kind = limit <= idle ? 'limit' : 'idle'
  if (leftMs > MINUTE_MS) return { kind, unit: 'minutes', count: Math.ceil(leftMs / MINUTE_MS) }
  return { kind, unit: 'seconds', count: Math.ceil(leftMs / 1_000 / STEP_S) * STEP_S }
}
