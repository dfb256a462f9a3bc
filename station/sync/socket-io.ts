// The real socket: Socket.IO, websocket only. Its own reconnection and state recovery stay off: the cursor is the truth.
import { io } from 'socket.io-client'
import type { EventName } from '../../shared/sync/protocol.ts'
import { EVENTS } from '../../shared/sync/protocol.ts'
import type { OpenSocket } from './ports.ts'

/** Opens a Socket.IO connection to `address`. */
export const openSocketIo: OpenSocket = (address, limitMs, listener) => {
  const socket = io(address, {
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
  socket.on('connect_error', (error) => listener.onEnd(error.message))
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
