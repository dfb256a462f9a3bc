// The real socket: Socket.IO, websocket only. Its own reconnection and state recovery stay off: the cursor is the truth.
import { io } from 'socket.io-client'
import { CHECK_QUERY, openChecked } from '../../shared/sync/frame-check.ts'
import type { EventName } from '../../shared/sync/protocol.ts'
import { EVENTS } from '../../shared/sync/protocol.ts'
import { crc32 } from '../store/node-crypto.ts'
import type { OpenSocket, SocketListener, StationSocket } from './ports.ts'

/** PEM texts of TLS: authorities believed in place of the system's, and what this station shows of itself. */
export interface TlsTexts {
  readonly ca?: readonly string[]
  readonly cert?: string
  readonly key?: string
}

/** How a failed connection is told: websockets hide why under a general word. */
function reasonOf(error: Error): string {
  const { description } = error as { readonly description?: { readonly message?: string } }
  return description?.message === undefined ? error.message : `${error.message}: ${description.message}`
}

/** Opens a Socket.IO connection to `address`. */
export const openSocketIo: OpenSocket = socketIoWith(() => ({}))

/** The same with certificates, asked for at every connection so that new files count at once. */
export function socketIoWith(tls: () => TlsTexts): OpenSocket {
  return (address, limitMs, listener) =>
    openChecked((checked) => openWith(tls(), address, limitMs, checked), listener, crc32)
}

function openWith(
  { ca, cert, key }: TlsTexts,
  address: string,
  limitMs: number,
  listener: SocketListener,
): StationSocket {
  const socket = io(address, {
    ...(ca === undefined ? {} : { ca: [...ca] }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
    query: CHECK_QUERY,
    transports: ['websocket'],
    reconnection: false,
    autoConnect: false,
    forceNew: true,
    timeout: limitMs,
    perMessageDeflate: { threshold: Number.MAX_SAFE_INTEGER },
  })
  for (const name of Object.keys(EVENTS) as EventName[])
    socket.on(name, (frame: unknown) => listener.onFrame(name, frame))
  socket.io.on('ping', () => listener.onHeard())
  socket.on('connect_error', (error) => listener.onEnd(reasonOf(error)))
  socket.on('disconnect', (reason) => listener.onEnd(reason))
  socket.connect()
  return {
    send(name, frame, onAnswer) {
      socket.emit(name, frame, onAnswer)
    },
    close() {
      socket.disconnect()
      socket.io.engine?.close()
    },
  }
}
