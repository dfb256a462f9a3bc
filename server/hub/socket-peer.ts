// A connection that came by Socket.IO as the hub sees it: what waits in it, frames with their check where the other side asked
// for it [SY-35], and one packet for all who take the same.
import { crc32 } from 'node:zlib'
import type { Server, Socket } from 'socket.io'
import { CHECK_QUERY, withCheck, withoutCheck } from '../../shared/sync/frame-check.ts'
import type { EventName, RequestName } from '../../shared/sync/protocol.ts'
import { REQUESTS } from '../../shared/sync/protocol.ts'
import type { AcceptedPeer, Peer, PeerSocket } from './peer.ts'

/** The part of ws that is used. */
interface RawSocket {
  readonly bufferedAmount: number
  terminate(): void
}

/** Hands a new connection to the hub, and what comes over it. */
export function takeIn(socket: Socket, accept: (socket: PeerSocket) => AcceptedPeer): void {
  const { conn } = socket
  const raw = (): RawSocket | undefined => (conn.transport as { readonly socket?: RawSocket }).socket
  const isChecked = socket.handshake.query['check'] === CHECK_QUERY.check
  const checked = (frame: Uint8Array): Uint8Array => (isChecked ? withCheck(frame, crc32) : frame)
  // While the transport still sends, Engine.IO keeps what comes next in a list of its own, without limit: counted here.
  let queued = 0
  conn.on('flush', () => (queued = 0))
  const peer = accept({
    address: socket.handshake.address,
    together: { id: socket.id, isChecked, sent: (bytes) => void (queued += bytes) },
    emit(name, frame) {
      queued += frame.byteLength
      socket.emit(name, checked(frame))
    },
    bufferedBytes: () => queued + (raw()?.bufferedAmount ?? 0),
    close: () => void socket.disconnect(true),
    destroy: () => raw()?.terminate(),
  })
  socket.on('disconnect', () => peer.gone())
  for (const name of Object.keys(REQUESTS) as RequestName[]) {
    socket.on(name, (frame: unknown, acknowledge: unknown) => {
      if (typeof acknowledge !== 'function') return
      const plain = isChecked ? withoutCheck(frame, crc32) : frame
      // Nothing that was damaged on its way is looked at: the station asks again over its next connection.
      if (plain === undefined) socket.disconnect(true)
      else
        peer.ask(name, plain, (bytes) => {
          queued += bytes.byteLength
          ;(acknowledge as (bytes: Uint8Array) => void)(checked(bytes))
        })
    })
  }
}

/** Sends one frame to many: each of the two packets (with and without check) is made once, however many take it. */
export function emitTogether(
  io: Server | undefined,
  takers: readonly Peer[],
  name: EventName,
  frame: Uint8Array,
): void {
  const plain: string[] = []
  const checked: string[] = []
  for (const { socket } of takers) {
    const { together } = socket
    if (together === undefined) socket.emit(name, frame)
    else {
      together.sent(frame.byteLength)
      ;(together.isChecked ? checked : plain).push(together.id)
    }
  }
  if (plain.length > 0) io?.to(plain).emit(name, frame)
  if (checked.length > 0) io?.to(checked).emit(name, withCheck(frame, crc32))
}
