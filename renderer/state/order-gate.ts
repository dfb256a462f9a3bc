// Whether an administrator's orders can be given now. Orders are carried out by the server, so they need the link and the
// server's own word that the administrator is signed in; nothing waits for a refusal to find out.
import type { StatusRow } from '../../shared/rpc/rows.ts'

/** What stands between the administrator and an order. */
export type Obstacle = 'cutOff' | 'connecting' | 'none' | 'refused' | 'fromMemory'

/** Null when orders can be given. */
export function obstacleOf(status: StatusRow | null): Obstacle | null {
  if (status === null) return 'connecting'
  if (status.link !== 'linked') return status.link
  return status.officer?.offline === true ? 'fromMemory' : null
}
