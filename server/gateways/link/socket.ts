// The real socket to a linked server: Socket.IO over http or https. Over https nothing is sent before the certificate is the one
// whose fingerprint the invitation names; who issued it matters where an authority is named, or no fingerprint is.
import type { RequestOptions } from 'node:http'
import { Agent } from 'node:https'
import type { Duplex } from 'node:stream'
import { connect } from 'node:tls'
import type { ConnectionOptions } from 'node:tls'
import { crc32 } from 'node:zlib'
import { io } from 'socket.io-client'
import { CHECK_QUERY, openChecked } from '../../../shared/sync/frame-check.ts'
import type { EventName } from '../../../shared/sync/protocol.ts'
import { EVENTS } from '../../../shared/sync/protocol.ts'
import type { LinkSocket, LinkSocketListener, OpenLinkSocket } from './connection.ts'
import type { LinkTls } from './link-tls.ts'
import { plainFingerprint } from './link-tls.ts'

/** How a failed connection is told: websockets hide why under a general word. */
function reasonOf(error: Error): string {
  const { description } = error as { readonly description?: { readonly message?: string } }
  return description?.message === undefined ? error.message : `${error.message}: ${description.message}`
}

/** Opens sockets. */
export function openLinkSocket(tls: LinkTls): OpenLinkSocket {
  return (address, limitMs, listener) =>
    openChecked((checked) => openSocket(tls, address, limitMs, checked), listener, crc32)
}

function openSocket(tls: LinkTls, address: string, limitMs: number, listener: LinkSocketListener): LinkSocket {
  const socket = io(address, {
    query: CHECK_QUERY,
    transports: ['websocket'],
    reconnection: false,
    autoConnect: false,
    forceNew: true,
    timeout: limitMs,
    perMessageDeflate: { threshold: Number.MAX_SAFE_INTEGER },
    // Engine.IO's types know a string only; Node's own agent is what its Node build hands on.
    ...(address.startsWith('https:') ? { agent: new LinkAgent(tls) as unknown as string } : {}),
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

type Created = (error: Error | null, stream: Duplex) => void

class LinkAgent extends Agent {
  readonly #tls: LinkTls

  constructor(tls: LinkTls) {
    super()
    this.#tls = tls
  }

  override createConnection(options: RequestOptions, created?: Created): Duplex | null | undefined {
    const { pinned, texts, onSeen } = this.#tls
    const own = texts()
    // A fingerprint says which certificate, an authority who vouches for it: what was named must hold, and one of them at least.
    const rejectUnauthorized = own.ca !== undefined || pinned === ''
    const socket = connect({ ...(options as ConnectionOptions), ...own, minVersion: 'TLSv1.2', rejectUnauthorized })
    socket.once('error', (error) => created?.(error, socket))
    socket.once('secureConnect', () => {
      const seen = plainFingerprint(socket.getPeerCertificate().fingerprint256)
      onSeen(seen)
      if (pinned === '' || seen === pinned) created?.(null, socket)
      else socket.destroy(new Error('the certificate at the address is not the one of the invitation'))
    })
    return undefined
  }
}
