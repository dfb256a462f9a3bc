import { sameBytes } from '../../../shared/base/bytes.ts'
import type { Fault, Result } from '../../../shared/base/fault.ts'
import { fault, refuse } from '../../../shared/base/fault.ts'
import type { SpaceId } from '../../../shared/base/ids.ts'
import type { Invitation } from '../../../shared/interop/link/invitation.ts'
import { LINK_TOPICS } from '../../../shared/interop/link/terms.ts'
// The accepting side's wire to the inviting server: it follows the shared space as a station follows one, sends what is written
// here, and after either side was restored brings back what the other lacks. Both journals end up holding the same changes.
import { backoffMs } from '../../../shared/sync/backoff.ts'
import { LINKED_ROWS_SINCE_PROTOCOL } from '../../../shared/sync/gateway-protocol.ts'
import type { EventName, EventOf } from '../../../shared/sync/protocol.ts'
import { PROTOCOL_VERSION } from '../../../shared/sync/protocol.ts'
import type { Notes } from '../gateway.ts'
import type { OpenLinkSocket } from './connection.ts'
import { LinkConnection } from './connection.ts'
import { greet } from './greet.ts'
import { Inflow } from './inflow.ts'
import { Outflow } from './outflow.ts'
import type { ServerSide } from './server-side.ts'

const SOFTWARE = 'fengsui-server-link'
const CHECK_EVERY_MS = 20_000
const LONGEST_WAIT_MS = 20_000
/** Nothing soon changes what these say. */
const SLOW: ReadonlySet<Fault['kind']> = new Set([
  'stationRevoked',
  'signatureInvalid',
  'joinCodeInvalid',
  'stationUnknown',
])
const SLOW_WAIT_MS = 60_000

export interface UpstreamOptions {
  readonly side: Pick<ServerSide, 'log' | 'push'>
  readonly space: SpaceId
  readonly invitation: Invitation
  readonly name: string
  readonly notes: Notes
  readonly open: OpenLinkSocket
  readonly nowMs: () => number
  readonly chance: () => number
  /** The other side showed a sign of life. */
  readonly onHeard: () => void
  readonly onLinked: (isLinked: boolean) => void
  readonly onFault: (why: Fault) => void
  /** Rows the other side gives. */
  readonly onRows: (event: EventOf<'ambient'>) => void
  /** A file is whole at the other side. */
  readonly onFile: () => void
}

export class Upstream {
  readonly #options: UpstreamOptions
  readonly #stop = new AbortController()
  #connection: LinkConnection | undefined
  #outflow: Outflow | undefined
  #running: Promise<void> = Promise.resolve()
  /** The version both speak on the connection there is; 0 without one. */
  #protocol = 0

  constructor(options: UpstreamOptions) {
    this.#options = options
  }

  start(): void {
    this.#running = this.#run()
  }

  /** The line to the other side while both are greeted; undefined without one. */
  get connection(): LinkConnection | undefined {
    return this.#protocol === 0 ? undefined : this.#connection
  }

  /** Something was written in the shared space here. */
  wake(): void {
    this.#outflow?.wake()
  }

  /** Tells rows to the other side; false when it was not told. */
  async tellRows(event: EventOf<'ambient'>): Promise<boolean> {
    if (this.#connection === undefined || this.#protocol < LINKED_ROWS_SINCE_PROTOCOL) return false
    return (await this.#connection.request('tellAmbient', event)).ok
  }

  /** Ends the connection at once. */
  async close(): Promise<void> {
    this.#stop.abort()
    this.#connection?.close('closed here')
    await this.#running
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    let failures = 0
    while (!signal.aborted) {
      const began = this.#options.nowMs()
      const ended = await this.#once()
      if (signal.aborted) return
      if (!ended.ok) this.#options.onFault(ended.fault)
      failures = this.#options.nowMs() - began > LONGEST_WAIT_MS ? 0 : failures + 1
      const slow = !ended.ok && SLOW.has(ended.fault.kind)
      await pause(slow ? SLOW_WAIT_MS : backoffMs(failures, this.#options.chance(), 200, LONGEST_WAIT_MS), signal)
    }
  }

  /** One connection from its beginning to its end. */
  async #once(): Promise<Result<null>> {
    const { invitation, open, onHeard, onLinked } = this.#options
    let challenged: (event: EventOf<'challenge'>) => void = () => undefined
    const challenge = new Promise<EventOf<'challenge'>>((resolve) => (challenged = resolve))
    let inflow: Inflow | undefined
    let revoked = false
    const connection = new LinkConnection(invitation.url, open, {
      onHeard,
      onEvent: <Name extends EventName>(name: Name, event: EventOf<Name>) => {
        if (name === 'challenge') challenged(event as EventOf<'challenge'>)
        if (name === 'file') this.#options.onFile()
        if (name === 'ambient') this.#options.onRows(event as EventOf<'ambient'>)
        if (name === 'live') inflow?.live(event as EventOf<'live'>)
        if (name === 'behind') inflow?.behind((event as EventOf<'behind'>).tip)
        if (name === 'notice' && (event as EventOf<'notice'>).notice === 'revoked') revoked = true
      },
    })
    this.#connection = connection
    if (this.#stop.signal.aborted) connection.close('closed here')
    try {
      const first = await Promise.race([challenge, connection.ended])
      if (typeof first === 'string') return refuse('linkLost', `${invitation.url}: ${first}`)
      const greeted = await this.#greet(connection, first)
      if (!greeted.ok) return greeted
      const { side, space, notes } = this.#options
      inflow = new Inflow({ connection, side, space, notes })
      const outflow = new Outflow({ connection, side, space, notes, peer: invitation.server })
      this.#outflow = outflow
      const followed = await inflow.follow()
      if (!followed.ok) return followed
      this.#protocol = Math.min(PROTOCOL_VERSION, first.protocol)
      onLinked(true)
      if (this.#protocol >= LINKED_ROWS_SINCE_PROTOCOL)
        void connection.request('ambient', { space, topics: [...LINK_TOPICS] })
      if (followed.value.isUnknown) outflow.refill(followed.value.epoch)
      void outflow.run(followed.value.epoch)
      void this.#check(connection, inflow, outflow)
      const why = await Promise.race([inflow.run(), outflow.ended, connection.ended])
      if (typeof why !== 'string') return { ok: false, fault: why }
      return revoked
        ? refuse('stationRevoked', 'the other server ended the link')
        : refuse('linkLost', `${invitation.url}: ${why}`)
    } finally {
      this.#outflow = undefined
      this.#protocol = 0
      connection.close('over')
      onLinked(false)
    }
  }

  #greet(connection: LinkConnection, challenge: EventOf<'challenge'>): ReturnType<typeof greet> {
    const { side, name, invitation, nowMs } = this.#options
    const { server, publicKey, code } = invitation
    return greet({ connection, challenge, log: side.log, name, software: SOFTWARE, server, publicKey, code, nowMs })
  }

  /** Now and then: do both hold the same? It is also how each hears that the other is there. */
  async #check(connection: LinkConnection, inflow: Inflow, outflow: Outflow): Promise<void> {
    const { side, space, chance } = this.#options
    const { signal } = this.#stop
    while (!connection.isClosed && !signal.aborted) {
      await pause(CHECK_EVERY_MS * (0.75 + chance() / 2), AbortSignal.any([signal, endOf(connection)]))
      if (connection.isClosed || signal.aborted) return
      const answer = await connection.request('check', { space })
      if (!answer.ok) continue
      const { epoch, pos, digest } = answer.value
      if (epoch !== inflow.epoch) return connection.close('the other server has another epoch')
      inflow.behind(pos)
      const here = await side.log.picture(space)
      // The positions are the other side's: only when nothing moves can the pictures be compared.
      if (pos !== inflow.expected || !outflow.isIdle || sameBytes(here.digest, digest)) continue
      this.#options.onFault(
        fault('hashMismatch', 'the two servers hold different pictures of the shared space: compared anew'),
      )
      inflow.forget()
      return connection.close('the pictures differ')
    }
  }
}

function endOf(connection: LinkConnection): AbortSignal {
  const ended = new AbortController()
  void connection.ended.then(() => ended.abort())
  return ended.signal
}

/** Waits; ends early when the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })
}
