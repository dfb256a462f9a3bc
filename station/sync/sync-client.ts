// Links a station to the first of its servers that answers, and keeps it linked: reconnect with jitter, the handshake,
// the directory before any other space [SY-6], then every space the server tells, each followed by itself.
//
//     none ─ setServers ─▶ connecting ─▶ linked ─ lost ─▶ cutOff ─(retry)─▶ linked
//                              └─ refused (key, code, version): tried again, slowly
import type { Fault, Result } from '../../shared/base/fault.ts'
import { fault, refuse } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { TOPICS } from '../../shared/model/ambient.ts'
import { DIRECTORY } from '../../shared/model/directory.ts'
import { backoffMs } from '../../shared/sync/backoff.ts'
import { FILES_SINCE_PROTOCOL, FILE_REQUESTS } from '../../shared/sync/file-protocol.ts'
import { GATEWAYS_SINCE_PROTOCOL } from '../../shared/sync/gateway-protocol.ts'
import type { AnswerOf, EventName, EventOf, RequestName, RequestOf } from '../../shared/sync/protocol.ts'
import { MAX_CHANGES_PER_FRAME } from '../../shared/sync/protocol.ts'
import type { StationStore } from '../store/station-store.ts'
import { Connection } from './connection.ts'
import type { Greeted } from './greet.ts'
import { greet } from './greet.ts'
import type { LinkStatus, OpenSocket, SyncNotice, SyncPorts } from './ports.ts'
import { wait } from './ports.ts'
import { openSocketIo } from './socket-io.ts'
import { SpaceFollower } from './space-follower.ts'

const CONNECT_LIMIT_MS = 8_000
const REFUSED_RETRY_MS = 30_000
/** How long to be content with a less preferred server before looking for a better one. */
const PREFER_EVERY_MS = 120_000
const CHECK_EVERY_MS = 60_000
/** A space with no more journal than this is pulled whole: history and all at once. */
const SNAPSHOT_FROM = 5_000

/** Refusals that a plain retry will not cure. */
const REFUSALS: ReadonlySet<Fault['kind']> = new Set([
  'joinCodeInvalid',
  'stationUnknown',
  'stationRevoked',
  'signatureInvalid',
  'otherServer',
  'versionUnsupported',
])

export interface SyncOptions {
  readonly store: StationStore
  readonly ports: SyncPorts
  readonly software: string
  readonly stationName: () => string
  /** A server has let this station in; its clock is so far ahead of this machine's. */
  readonly onGreeted?: (hello: AnswerOf<'hello'>, clockOffsetMs: number) => void
  /** Addresses in order of preference. */
  readonly servers: readonly string[]
  readonly checkEveryMs?: number
  /** Another network than Socket.IO: the simulation's. */
  readonly openSocket?: OpenSocket
  /** A new station fetches a snapshot when a space has more changes than this. */
  readonly snapshotFrom?: number
  /** Most changes of one push. */
  readonly pushLimit?: number
  readonly onStatus: (status: LinkStatus) => void
  readonly onNotice: (notice: SyncNotice) => void
  /** The server tells of a file of a space. */
  readonly onFile?: (event: EventOf<'file'>) => void
  /** The server tells rows that are no journal. */
  readonly onAmbient?: (event: EventOf<'ambient'>) => void
  readonly onDiffers: (space: SpaceId, differs: boolean) => void
}

/** The link of one station. Nothing here throws for what networks and servers do. */
export class SyncClient {
  readonly #options: SyncOptions
  #servers: readonly string[]
  readonly #joinCodes = new Map<string, { readonly code: string; settle(result: Result<null>): void }>()
  #status: LinkStatus
  #connection: Connection | undefined
  #followers = new Map<SpaceId, SpaceFollower>()
  #session: AbortController | undefined
  readonly #stop = new AbortController()
  #hurry = new AbortController()
  #protocol = 0
  #plugPulled = false
  #asleep = false
  #stopTouched: (() => void) | undefined
  #running: Promise<void> | undefined

  constructor(options: SyncOptions) {
    this.#options = options
    this.#servers = options.servers
    this.#status = {
      state: options.servers.length === 0 ? 'none' : 'connecting',
      sinceMs: options.ports.nowMs(),
      server: null,
      fault: null,
      lastHeardMs: null,
    }
  }

  get status(): LinkStatus {
    return this.#status
  }

  /** In the order they are tried. */
  get servers(): readonly string[] {
    return this.#servers
  }

  /** Begins linking. Call once. */
  start(): void {
    this.#stopTouched = this.#options.store.onTouched((touched) => this.#followers.get(touched.space)?.wake())
    this.#running = this.#run()
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    this.#hurry.abort()
    this.#stopTouched?.()
    this.#drop('the station stops')
    for (const waiting of this.#joinCodes.values()) waiting.settle(refuse('linkLost', 'the station stops'))
    await this.#running
  }

  setServers(servers: readonly string[]): void {
    this.#servers = servers
    if (servers.length === 0) this.#say({ state: 'none', fault: null, server: null })
    this.relink()
  }

  /** Joins with a one-time code; resolves with the server's word, or when the try came to nothing. */
  join(server: string, code: string): Promise<Result<null>> {
    return new Promise((resolve) => {
      this.#joinCodes.get(server)?.settle(refuse('busy', 'another code was given'))
      const settle = (result: Result<null>): void => {
        this.#joinCodes.delete(server)
        resolve(result)
      }
      this.#joinCodes.set(server, { code, settle })
      this.#servers = [server, ...this.#servers.filter((known) => known !== server)]
      this.#plugPulled = false
      this.relink()
    })
  }

  /** Drops the link, if any, and tries at once. */
  relink(): void {
    this.#drop('linking anew')
    this.#hurry.abort()
  }

  /** Pulls the plug, or puts it back. The socket is really closed, and stays closed. */
  setCutOff(cutOff: boolean): void {
    this.#plugPulled = cutOff
    if (cutOff) {
      this.#drop('cut off on purpose')
      this.#say({ state: 'cutOff', fault: fault('offline', 'cut off on purpose', { deliberate: true }) })
    }
    this.#hurry.abort()
  }

  /** The machine goes to sleep or wakes: a socket that slept is not believed. */
  onPower(event: 'suspended' | 'resumed'): void {
    this.#asleep = event === 'suspended'
    this.#drop(event)
    this.#hurry.abort()
  }

  /** Asks the linked server; `offline` when there is none. */
  request<Name extends RequestName>(name: Name, request: RequestOf<Name>): Promise<Result<AnswerOf<Name>>> {
    if (this.#connection === undefined || this.#status.state !== 'linked')
      return Promise.resolve(refuse('offline', 'no server is linked'))
    if (name === 'gateways' && this.#protocol < GATEWAYS_SINCE_PROTOCOL)
      return Promise.resolve(refuse('unknownMethod', 'this server runs no gateways yet'))
    if (name in FILE_REQUESTS && this.#protocol < FILES_SINCE_PROTOCOL)
      return Promise.resolve(refuse('unknownMethod', 'this server keeps no files yet'))
    return this.#connection.request(name, request)
  }

  async #run(): Promise<void> {
    for (let attempt = 0; !this.#stop.signal.aborted;) {
      const mayTry = !this.#plugPulled && !this.#asleep && this.#servers.length > 0
      const wasLinked = mayTry && (await this.#tryServers())
      if (this.#stop.signal.aborted) return
      if (wasLinked) attempt = 0
      const pauseMs = !mayTry ? 3_600_000 : this.#pauseMs(attempt)
      attempt += 1
      const hurried = this.#hurry.signal.aborted || !(await wait(pauseMs, this.#hurry.signal))
      if (hurried) attempt = 0
      if (this.#hurry.signal.aborted) this.#hurry = new AbortController()
    }
  }

  #pauseMs(attempt: number): number {
    const { ports } = this.#options
    if (this.#status.state === 'refused') return REFUSED_RETRY_MS * (0.75 + ports.chance() / 2)
    return backoffMs(attempt, ports.chance())
  }

  /** One round through the list. True when a link was had (and has ended by now). */
  async #tryServers(): Promise<boolean> {
    for (const [index, server] of this.#servers.entries()) {
      if (this.#plugPulled || this.#asleep || this.#stop.signal.aborted) return false
      const linked = await this.#linkTo(server, index)
      if (linked) return true
    }
    return false
  }

  async #linkTo(server: string, rank: number): Promise<boolean> {
    const { ports } = this.#options
    if (this.#status.state === 'none') this.#say({ state: 'connecting' })
    const connection = new Connection(server, CONNECT_LIMIT_MS, this.#options.openSocket ?? openSocketIo)
    this.#connection = connection
    // A code given while this attempt runs belongs to the next one: this one's end must not settle it.
    const invited = this.#joinCodes.get(server)
    const ended = new Promise<string>((resolve) => connection.onClose(resolve))
    connection.onHeard(() => this.#heard())
    const greeted = await this.#greet(connection, ended, invited?.code)
    if (!greeted.ok) {
      connection.close('not linked')
      this.#failed(server, greeted.fault)
      if (this.#joinCodes.get(server) === invited) invited?.settle(greeted)
      return false
    }
    invited?.settle({ ok: true, value: null })
    const { value } = greeted
    this.#options.onGreeted?.(value.hello, value.clockOffsetMs)
    const session = new AbortController()
    this.#session = session
    this.#protocol = value.protocol
    this.#say({ state: 'linked', server, fault: null, lastHeardMs: ports.nowMs() })
    ports.log.info({ server, id: value.server, spaces: value.hello.spaces.length }, 'linked')
    if (rank > 0) void this.#preferEarlier(rank, connection, session.signal)
    void this.#follow(connection, value, session.signal)
    const reason = await ended
    session.abort()
    this.#followers.clear()
    if (this.#servers.length > 0 && !this.#plugPulled && !this.#stop.signal.aborted)
      this.#say({ state: 'cutOff', fault: fault('linkLost', reason) })
    ports.log.info({ server, reason }, 'link ended')
    return true
  }

  async #greet(connection: Connection, ended: Promise<string>, joinCode: string | undefined): Promise<Result<Greeted>> {
    const { store, ports, software, stationName } = this.#options
    const challenged = new Promise<EventOf<'challenge'>>((resolve) => {
      connection.onEvent((name, event) => {
        if (name === 'challenge') resolve(event as EventOf<'challenge'>)
      })
    })
    const limit = new AbortController()
    const first = await Promise.race([
      challenged,
      ended.then((reason) => fault('linkLost', reason)),
      wait(CONNECT_LIMIT_MS, limit.signal).then(() => fault('timeout', 'no challenge came')),
    ])
    limit.abort()
    if ('kind' in first) return { ok: false, fault: first }
    return greet(connection, first, { store, ports, software, stationName: stationName(), joinCode })
  }

  #failed(server: string, why: Fault): void {
    const refused = REFUSALS.has(why.kind)
    this.#options.ports.log.info({ server, fault: why }, 'not linked')
    if (why.kind === 'stationRevoked') this.#options.onNotice({ notice: 'revoked' })
    if (this.#plugPulled || this.#stop.signal.aborted) return
    this.#say({ state: refused ? 'refused' : 'cutOff', server, fault: why })
  }

  async #follow(connection: Connection, greeted: Greeted, signal: AbortSignal): Promise<void> {
    const { store } = this.#options
    connection.onEvent((name, event) => this.#event(connection, name, event))
    const told = greeted.hello.spaces.map(({ space }) => asId<SpaceId>(space))
    for (const space of told) store.ensureSpace(space)
    // Who may write what must be known before what they wrote arrives [SY-6].
    if (told.includes(DIRECTORY)) await this.#followUntilDone(connection, DIRECTORY, signal)
    for (const space of told.filter((space) => space !== DIRECTORY)) {
      // A space that cannot be followed now keeps no other waiting.
      let tried: () => void = () => undefined
      const first = new Promise<void>((resolve) => (tried = resolve))
      void this.#followUntilDone(connection, space, signal, tried)
      await first
    }
  }

  /** Follows a space; a failed try (an answer lost, a server that is busy) is repeated while the link holds [SY-24]. */
  async #followUntilDone(
    connection: Connection,
    space: SpaceId,
    signal: AbortSignal,
    onTried: () => void = () => undefined,
  ): Promise<void> {
    const { ports } = this.#options
    for (let attempt = 0; !signal.aborted && !connection.closed; attempt += 1) {
      const end = new AbortController()
      const followed = await this.#followSpace(connection, space, AbortSignal.any([signal, end.signal]))
      onTried()
      if (followed.ok) {
        if (space !== DIRECTORY) await this.#askAmbient(connection, space, signal)
        return
      }
      end.abort()
      if (connection.closed || signal.aborted) return
      ports.log.warn({ space, fault: followed.fault }, 'space cannot be followed')
      if (followed.fault.kind === 'spaceUnknown') return
      await wait(backoffMs(attempt, ports.chance(), 1_000), signal)
    }
    onTried()
  }

  /** Asks for the rows that are no journal; what they are about is small, and comes whole with every link. */
  async #askAmbient(connection: Connection, space: SpaceId, signal: AbortSignal): Promise<void> {
    if (this.#options.onAmbient === undefined || this.#protocol < GATEWAYS_SINCE_PROTOCOL) return
    const { ports } = this.#options
    for (let attempt = 0; !signal.aborted && !connection.closed; attempt += 1) {
      const asked = await connection.request('ambient', { space, topics: [...TOPICS] })
      if (asked.ok || asked.fault.kind === 'spaceUnknown') return
      await wait(backoffMs(attempt, ports.chance(), 1_000), signal)
    }
  }

  async #followSpace(connection: Connection, space: SpaceId, signal: AbortSignal): Promise<Result<void>> {
    const { store, ports, checkEveryMs, snapshotFrom, pushLimit, onNotice, onDiffers } = this.#options
    const follower = new SpaceFollower({
      connection,
      store,
      space,
      ports,
      signal,
      checkEveryMs: checkEveryMs ?? CHECK_EVERY_MS,
      snapshotFrom: snapshotFrom ?? SNAPSHOT_FROM,
      pushLimit: pushLimit ?? MAX_CHANGES_PER_FRAME,
      onNotice,
      onDiffers,
    })
    this.#followers.set(space, follower)
    return follower.start()
  }

  #event(connection: Connection, name: EventName, event: EventOf<EventName>): void {
    if (name === 'live') this.#followerOf(event as EventOf<'live'>)?.onLive(event as EventOf<'live'>)
    if (name === 'behind') this.#followerOf(event as EventOf<'behind'>)?.onBehind(event as EventOf<'behind'>)
    if (name === 'notice') this.#notice(connection, event as EventOf<'notice'>)
    if (name === 'ambient') this.#options.onAmbient?.(event as EventOf<'ambient'>)
    if (name === 'file') this.#options.onFile?.(event as EventOf<'file'>)
  }

  #followerOf(event: { readonly space: string }): SpaceFollower | undefined {
    return this.#followers.get(asId<SpaceId>(event.space))
  }

  #notice(connection: Connection, event: EventOf<'notice'>): void {
    const { detail } = event
    if (event.notice === 'revoked') this.#options.onNotice({ notice: 'revoked' })
    if (event.notice === 'fork')
      this.#options.onNotice({
        notice: 'fork',
        space: String(detail['space'] ?? ''),
        station: String(detail['station'] ?? ''),
        chain: Number(detail['chain'] ?? 0),
      })
    // The list of spaces comes with the greeting: greet again.
    if (event.notice === 'spacesChanged') {
      connection.closeAfterOrders('the spaces of this station changed')
      this.#hurry.abort()
    }
  }

  /** Linked to a less preferred server: look now and then whether a better one answers, and go there. */
  async #preferEarlier(rank: number, current: Connection, signal: AbortSignal): Promise<void> {
    while (await wait(PREFER_EVERY_MS, signal)) {
      for (const server of this.#servers.slice(0, rank)) {
        const probe = new Connection(server, CONNECT_LIMIT_MS, this.#options.openSocket ?? openSocketIo)
        const answered = await new Promise<boolean>((resolve) => {
          probe.onEvent(() => resolve(true))
          probe.onClose(() => resolve(false))
        })
        probe.close('only asked')
        if (!answered || signal.aborted) continue
        current.close(`going back to ${server}`)
        this.#hurry.abort()
        return
      }
    }
  }

  #drop(reason: string): void {
    this.#session?.abort()
    this.#connection?.close(reason)
  }

  #heard(): void {
    // Too frequent to tell every time: the status row says when, at second precision.
    const nowMs = this.#options.ports.nowMs()
    if (nowMs - (this.#status.lastHeardMs ?? 0) >= 1_000) this.#say({ lastHeardMs: nowMs })
  }

  #say(part: Partial<LinkStatus>): void {
    const state = part.state ?? this.#status.state
    const sinceMs = state === this.#status.state ? this.#status.sinceMs : this.#options.ports.nowMs()
    this.#status = { ...this.#status, ...part, sinceMs }
    this.#options.onStatus(this.#status)
  }
}
