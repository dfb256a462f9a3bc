// A link over one WebSocket: JSON text frames, heartbeats, a bound on what may wait to be sent.
// A frame that is not JSON is handed on as the text it was: the RPC server closes such a link [RP-11].
import type { WebSocket } from 'ws'
import type { Link } from '../../shared/rpc/link.ts'
import { Inbox } from './inbox.ts'

/** A view that has not taken in this much is too slow to be served. */
const MAX_WAITING_BYTES = 256 * 1024 * 1024
const HEARTBEAT_MS = 20_000

/** Makes a link of an open (or opening) WebSocket. */
export function socketLink<Out, In>(socket: WebSocket): Link<Out, In> {
  const inbox = new Inbox<In>()
  let alive = true
  const heartbeat = setInterval(() => {
    if (!alive) {
      socket.terminate()
      return
    }
    alive = false
    if (socket.readyState === socket.OPEN) socket.ping()
  }, HEARTBEAT_MS)
  heartbeat.unref()

  socket.on('pong', () => {
    alive = true
  })
  socket.on('message', (data, isBinary) => {
    alive = true
    inbox.receive((isBinary ? null : parseOrText(textOf(data))) as In)
  })
  socket.on('close', (code, reason) => {
    clearInterval(heartbeat)
    inbox.end(reason.length > 0 ? reason.toString() : `socket closed (${code})`)
  })
  socket.on('error', () => socket.terminate())

  return {
    send(frame) {
      if (socket.readyState !== socket.OPEN) return
      socket.send(JSON.stringify(frame))
      if (socket.bufferedAmount > MAX_WAITING_BYTES) socket.terminate()
    },
    onFrame: (listener) => inbox.onFrame(listener),
    onClose: (listener) => inbox.onClose(listener),
    close(reason) {
      socket.close(1000, reason.slice(0, 100))
      // A peer that never answers the close handshake must not keep the link half open.
      setTimeout(() => socket.terminate(), 1_000).unref()
    },
  }
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8')
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString('utf8')
}

function parseOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
