// The command line's end of the local socket: opens a link to a running station with the token of its data folder.
import { WebSocket } from 'ws'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { StationFrame, ViewFrame } from '../../shared/rpc/frames.ts'
import type { Link } from '../../shared/rpc/link.ts'
import { socketLink } from './socket-link.ts'

/** Opens a link to the station at `port`. Refused as `linkLost` when nothing answers there or it does not let us in. */
export function openSocketLink(port: number, token: string): Promise<Result<Link<ViewFrame, StationFrame>>> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, {
      headers: { authorization: `Bearer ${token}` },
      perMessageDeflate: false,
      maxPayload: 1024 * 1024 * 1024,
    })
    const link = socketLink<ViewFrame, StationFrame>(socket)
    socket.once('open', () => resolve(ok(link)))
    socket.once('error', (error) => resolve(refuse('linkLost', error.message)))
  })
}
