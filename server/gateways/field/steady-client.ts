// A TCP connection that is made again whenever it breaks, with growing pauses; how it is goes to the health line.
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { fault } from '../../../shared/base/fault.ts'
import { backoffMs } from '../../../shared/sync/backoff.ts'
import type { GatewaySurroundings } from '../gateway.ts'

const CONNECT_LIMIT_MS = 15_000
/** Nothing heard for so long, the connection may be dead without anybody having said so: it is made anew. */
const IDLE_LIMIT_MS = 5 * 60_000

export class SteadyClient {
  readonly #here: GatewaySurroundings
  readonly #to: { readonly host: string; readonly port: number }
  readonly #onSocket: (socket: Socket) => void
  #socket: Socket | undefined
  #timer: NodeJS.Timeout | undefined
  #attempts = 0
  #isClosed = false

  constructor(
    here: GatewaySurroundings,
    to: { readonly host: string; readonly port: number },
    onSocket: (socket: Socket) => void,
  ) {
    this.#here = here
    this.#to = to
    this.#onSocket = onSocket
    this.#connect()
  }

  close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    const socket = this.#socket
    if (socket === undefined || socket.closed) return Promise.resolve()
    return new Promise((resolve) => {
      socket.once('close', () => resolve())
      socket.destroy()
    })
  }

  #connect(): void {
    const { health } = this.#here
    const { host, port } = this.#to
    const source = `${host}:${port}`
    const socket = connect({ host, port, timeout: CONNECT_LIMIT_MS })
    this.#socket = socket
    let why = 'the other side hung up'
    socket.on('connect', () => {
      socket.setTimeout(IDLE_LIMIT_MS)
      socket.setKeepAlive(true, 30_000)
      health.peers(1)
      health.well(source)
      this.#onSocket(socket)
    })
    socket.on('data', () => (this.#attempts = 0))
    socket.on('timeout', () => {
      why = socket.connecting ? 'no answer' : 'nothing was heard for five minutes'
      socket.destroy()
    })
    socket.on('error', (error) => (why = error.message))
    socket.on('close', () => {
      if (this.#isClosed) return
      health.peers(0)
      health.failed(fault('linkLost', `${source}: ${why}`, { host, port }), source)
      this.#timer = setTimeout(() => this.#connect(), backoffMs(this.#attempts, Math.random()))
      this.#attempts += 1
    })
  }
}
