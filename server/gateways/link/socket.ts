// The real socket to a linked server: Socket.IO over http or https. Over https nothing is sent before the certificate is the one
// whose fingerprint the invitation names; who issued it does not matter.
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

/** Opens sockets; `certificate` is the SHA-256 in lower-case hexadecimal, '' where certificates are checked as usual. */
export function openLinkSocket(certificate: string): OpenLinkSocket {
  return (address, limitMs, listener) =>
    openChecked((checked) => openSocket(certificate, address, limitMs, checked), listener, crc32)
}

function openSocket(certificate: string, address: string, limitMs: number, listener: LinkSocketListener): LinkSocket {
  const socket = io(address, {
    query: CHECK_QUERY,
    transports: ['websocket'],
    reconnection: false,
    autoConnect: false,
    forceNew: true,
    timeout: limitMs,
    perMessageDeflate: { threshold: Number.MAX_SAFE_INTEGER },
    // Engine.IO's types know a string only; Node's own agent is what its Node build hands on.
    ...(certificate === '' ? {} : { agent: new PinnedAgent(certificate) as unknown as string }),
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

type Created = (error: Error | null, stream: Duplex) => void

class PinnedAgent extends Agent {
  readonly #certificate: string

  constructor(certificate: string) {
    super()
    this.#certificate = certificate
  }

  override createConnection(options: RequestOptions, created?: Created): Duplex | null | undefined {
    const socket = connect({ ...(options as ConnectionOptions), rejectUnauthorized: false })
    socket.once('error', (error) => created?.(error, socket))
    socket.once('secureConnect', () => {
      const seen = socket.getPeerCertificate().fingerprint256.replaceAll(':', '').toLowerCase()
      if (seen === this.#certificate) created?.(null, socket)
      else socket.destroy(new Error('the certificate at the address is not the one of the invitation'))
    })
    return undefined
  }
}
