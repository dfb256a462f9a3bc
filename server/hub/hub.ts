import { randomBytes } from 'node:crypto'
import type { Server as HttpServer } from 'node:http'
// Where stations meet: greets them, answers their requests from the log, and tells every commit to all who follow its space,
// encoded once. Every frame is checked at the door; a bad one is answered with a fault and changes nothing [SY-23].
import type { Logger } from 'pino'
import { Server } from 'socket.io'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { fault, ok, refuse } from '../../shared/base/fault.ts'
import type { OfficerId, SpaceId } from '../../shared/base/ids.ts'
import { asId, stationIdOf } from '../../shared/base/ids.ts'
import { DIRECTORY } from '../../shared/model/directory.ts'
import { encodeAnswer, encodeEvent, flattenChanges, readRequest } from '../../shared/sync/frame.ts'
import type { GatewayOrder, GatewaysAnswer } from '../../shared/sync/gateway-protocol.ts'
import { helloMessage, welcomeMessage } from '../../shared/sync/handshake.ts'
import type { AnswerOf, EventOf, RequestName, RequestOf } from '../../shared/sync/protocol.ts'
import { MAX_FRAME_BYTES, OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION } from '../../shared/sync/protocol.ts'
import type { Access } from '../access/access.ts'
import type { ServerFiles } from '../files/server-files.ts'
import { diskFault } from '../log/disk-fault.ts'
import { sha256, verifySignature } from '../log/node-crypto.ts'
import type { Batch, Commit, PushOutcome, ServerLog } from '../log/server-log.ts'
import { noteAccess } from './access-notes.ts'
import { AmbientTell } from './ambient-tell.ts'
import type { AmbientRows, AmbientTold } from './ambient-tell.ts'
import { GroupCommit } from './group-commit.ts'
import type { AcceptedPeer, PeerSocket } from './peer.ts'
import { Peer } from './peer.ts'
import type { Compress } from './requests.ts'
import { compressAside, requestAnswers } from './requests.ts'
import { RestoreWatch } from './restore-watch.ts'
import { emitTogether, takeIn } from './socket-peer.ts'
import { Strangers, strangerRefusal } from './stranger-limits.ts'

/** Requests a peer may have open at once; beyond, it is told to wait. */
const MAX_OPEN_REQUESTS = 64
/** How long a stopping server waits for requests it is answering. */
const CLOSE_LIMIT_MS = 3_000
/** A peer that asks on while it leaves so much unread is cut off. */
const MAX_UNREAD_BYTES = 32 * 1024 * 1024
const DISK_FAULTS: ReadonlySet<Fault['kind']> = new Set(['diskFull', 'readOnly', 'storeCorrupt'])
/** What a station unknown since a restore may ask, of the directory alone. */
const STRANGER_MAY: ReadonlySet<RequestName> = new Set(['follow', 'have', 'push'])
/** What a linked server may ask: the journals of the spaces of its links, files where both agreed, nothing of people or orders. */
const LINKED_MAY: ReadonlySet<RequestName> = new Set([
  ...(['follow', 'pull', 'push', 'have', 'check'] as const),
  ...(['ambient', 'tellAmbient'] as const),
])
/** How long it has to make itself known, and how long it is not let in again when it could not. */
const STRANGER_MS = 20_000
const TURNED_AWAY_MS = 10 * 60_000
const MAX_TURNED_AWAY = 10_000

type FileRequest = 'askFiles' | 'putFile' | 'getFile'

function isFileRequest(name: RequestName): name is FileRequest {
  return name === 'askFiles' || name === 'putFile' || name === 'getFile'
}

export interface HubOptions {
  /** Where Socket.IO listens; null when connections come by `accept` alone. */
  readonly http: HttpServer | null
  readonly log: ServerLog
  readonly access: Access
  readonly software: string
  readonly nowMs: () => number
  readonly logger: Logger
  readonly compress?: Compress
  /** Left out where a server keeps no files. */
  readonly files?: ServerFiles
  /** Tells processes that share the database what became of a file, for the stations linked to them. */
  readonly relayFile?: (event: EventOf<'file'>) => void
  /** Left out where a server runs no gateways. */
  readonly gateways?: HubGateways
}

/** What the hub needs of the gateways. */
export interface HubGateways {
  order(order: GatewayOrder, by: OfficerId): Promise<Result<GatewaysAnswer>>
  /** The space a gateway is of. */
  spaceOf(gateway: string): string | undefined
  readonly rows: AmbientRows
  /** A linked server told rows of the space both share. */
  told(event: EventOf<'ambient'>): Result<null>
  /** Whether a linked server may bring or fetch files in the space of its link now. */
  mayCarry(space: string, request: FileRequest): boolean
  /** Something was committed. */
  committed(commits: readonly Commit[]): void
}

/** Numbers for /metrics. */
export interface HubCounts {
  changes: number
  commits: number
  liveFrames: number
  leftOut: number
  refused: number
}

export class Hub {
  readonly counts: HubCounts = { changes: 0, commits: 0, liveFrames: 0, leftOut: 0, refused: 0 }
  readonly #options: HubOptions
  readonly #io: Server | undefined
  readonly #peers = new Set<Peer>()
  readonly #group: GroupCommit
  readonly #restore: RestoreWatch
  readonly #ambient: AmbientTell
  readonly #strangers = new Strangers()
  readonly #turnedAwayUntilMs = new Map<string, number>()
  #answering = 0
  #isClosing = false
  #diskFault: Fault | undefined

  constructor(options: HubOptions) {
    this.#options = options
    const { log, access, nowMs } = options
    this.#group = new GroupCommit(log, access, nowMs, (commits) => {
      this.#restore.committed()
      this.tell(commits)
      if (access.mayLackIdentities && commits.some(({ space }) => space === DIRECTORY)) void this.#directoryCameBack()
    })
    const endLinks = (): void => {
      for (const peer of [...this.#peers]) peer.close()
    }
    this.#ambient = new AmbientTell(options.gateways?.rows ?? (() => []))
    this.#restore = new RestoreWatch({ log, nowMs, logger: options.logger, endLinks })
    if (options.http === null) return
    this.#io = new Server(options.http, {
      transports: ['websocket'],
      serveClient: false,
      maxHttpBufferSize: MAX_FRAME_BYTES + 1024 * 1024,
      perMessageDeflate: false,
      pingInterval: 20_000,
      pingTimeout: 20_000,
    })
    this.#io.on('connection', (socket) => takeIn(socket, (end) => this.accept(end)))
  }

  get peers(): number {
    return this.#peers.size
  }

  /** Stations that have greeted and are connected now. */
  linked(): ReadonlySet<string> {
    return new Set([...this.#peers].flatMap(({ identity }) => (identity === undefined ? [] : [identity.station])))
  }

  /** Tells commits to all who follow their spaces; one encoding for all. */
  tell(commits: readonly Commit[]): void {
    for (const { space, epoch, from, changes, seals } of commits) {
      this.counts.commits += 1
      this.counts.changes += changes.length
      const event = { space, epoch, from, changes: flattenChanges(changes), seals: [...seals] }
      const frame = encodeEvent('live', event)
      const tip = from + changes.length - 1
      const takers = [...this.#peers].filter((peer) => {
        if (!peer.following.has(space)) return false
        const takes = peer.takes(space, epoch, tip)
        if (!takes) this.counts.leftOut += 1
        return takes
      })
      this.counts.liveFrames += takers.length
      emitTogether(this.#io, takers, 'live', frame)
    }
    this.#options.gateways?.committed(commits)
  }

  /** Tells rows that are no journal to those who asked. */
  tellAmbient(told: AmbientTold): void {
    this.#ambient.tell(told)
  }

  /** Takes changes in that were made in this process, as a push. */
  take(batch: Batch): Promise<Result<PushOutcome>> {
    return this.#group.push(batch)
  }

  /** Another process that shares the database committed, or drew a new epoch. */
  othersCommitted(commits: readonly Commit[]): void {
    this.#restore.committed()
    this.tell(commits)
  }

  /** True while a station is connected and follows the space. */
  follows(station: string, space: string): boolean {
    return [...this.#peers].some(
      ({ identity, following }) => identity?.station === station && following.has(asId<SpaceId>(space)),
    )
  }

  /**
   * Ends the connections of a linked server over one space at once: that link is paused, over or revoked. Which link a
   * connection is for is known when it follows; one that does not yet simply comes again.
   */
  cut(station: string, space: string): void {
    for (const peer of [...this.#peers])
      if (
        peer.identity?.station === station &&
        (peer.following.size === 0 || peer.following.has(asId<SpaceId>(space)))
      ) {
        peer.following.clear()
        peer.close()
      }
  }

  /** After the directory changed: revoked stations are cut off at once, others greet again when their spaces changed. */
  directoryChanged(): void {
    const { access } = this.#options
    for (const peer of [...this.#peers]) {
      const { identity } = peer
      if (identity === undefined) continue
      const known = access.directory.stations.get(identity.station)
      if (identity.isStranger === true && known === undefined) continue
      if (identity.isStranger === true && known?.active === true) {
        this.#notice(peer, { notice: 'spacesChanged', detail: {} })
        continue
      }
      if (access.directory.stations.get(identity.station)?.active !== true) {
        this.#notice(peer, { notice: 'revoked', detail: { station: identity.station } })
        peer.close()
        continue
      }
      const spaces = access.spacesFor(identity.station, identity.agency).join('\n')
      if (identity.spaces === spaces) continue
      peer.identity = { ...identity, spaces }
      // Not left to the station: what it may no longer follow it hears nothing more of [SY-5].
      for (const space of peer.following)
        if (!access.directory.maySee(identity.station, identity.agency, space)) peer.following.delete(space)
      this.#notice(peer, { notice: 'spacesChanged', detail: {} })
    }
  }

  /** Says goodbye, answers what was asked before, acknowledges what is committed [SL-18], ends all connections. */
  async close(): Promise<void> {
    this.#isClosing = true
    for (const peer of this.#peers) this.#notice(peer, { notice: 'closing', detail: {} })
    const untilMs = performance.now() + CLOSE_LIMIT_MS
    while (this.#answering > 0 && performance.now() < untilMs) await new Promise((resolve) => setTimeout(resolve, 5))
    await this.#group.idle()
    // A peer that does not read would keep its connection, and with it the server, for ever.
    const sockets = [...this.#peers].map(({ socket }) => socket)
    const limit = setTimeout(() => {
      for (const socket of sockets) socket.destroy?.()
    }, CLOSE_LIMIT_MS)
    await this.#io?.close()
    clearTimeout(limit)
  }

  get isClosing(): boolean {
    return this.#isClosing
  }

  /** What the disk last refused to do, until a push succeeds again. */
  get diskFault(): Fault | undefined {
    return this.#diskFault
  }

  /** Takes a connection in and challenges it; the caller hands over what it asks, and tells when it is gone. */
  accept(socket: PeerSocket): AcceptedPeer {
    const { log, software, nowMs } = this.#options
    const peer = new Peer(socket, new Uint8Array(randomBytes(32)))
    this.#peers.add(peer)
    let open = 0
    const challenge: EventOf<'challenge'> = {
      protocol: PROTOCOL_VERSION,
      oldest: OLDEST_PROTOCOL_VERSION,
      nonce: peer.nonce,
      server: log.station,
      publicKey: log.publicKey,
      nowMs: nowMs(),
      software,
    }
    socket.emit('challenge', encodeEvent('challenge', challenge))
    const forget = this.#strangers.came(peer)
    return {
      ask: (name, frame, answer) => {
        if (open >= MAX_OPEN_REQUESTS) {
          answer(encodeAnswer(name, refuse('rateLimited', 'too many requests at once')))
          return
        }
        if (this.#isClosing) {
          answer(encodeAnswer(name, refuse('busy', 'the server is stopping')))
          return
        }
        open += 1
        this.#answering += 1
        void this.#answer(peer, name, frame)
          .then((bytes) => {
            answer(bytes)
            this.#cutOffUnread(peer)
          })
          .finally(() => {
            open -= 1
            this.#answering -= 1
          })
      },
      gone: () => {
        forget()
        if (peer.identity !== undefined) this.#options.access.sawStation(peer.identity.station)
        peer.gone()
        this.#ambient.gone(peer)
        this.#peers.delete(peer)
      },
    }
  }

  #cutOffUnread(peer: Peer): void {
    if (peer.socket.bufferedBytes() <= MAX_UNREAD_BYTES) return
    this.#options.logger.warn({ station: peer.identity?.station }, 'a peer asks and does not read: cut off')
    peer.socket.destroy?.()
    peer.close()
  }

  async #answer<Name extends RequestName>(peer: Peer, name: Name, frame: unknown): Promise<Uint8Array> {
    try {
      const barred = peer.identity === undefined ? strangerRefusal(name, frame) : undefined
      if (barred !== undefined) return encodeAnswer(name, this.#refused(barred))
      const request = readRequest(name, frame)
      if (!request.ok) return encodeAnswer(name, this.#refused(request.fault))
      const answer = await this.#handle(peer, name, request.value)
      if (answer.ok && name === 'push') this.#diskFault = undefined
      return encodeAnswer(name, answer.ok ? answer : this.#refused(answer.fault))
    } catch (error) {
      const why = diskFault(error)
      this.#options.logger.error({ request: name, err: error }, 'a request could not be answered')
      return encodeAnswer(name, this.#refused(why))
    }
  }

  #refused(why: Fault): { readonly ok: false; readonly fault: Fault } {
    this.counts.refused += 1
    if (DISK_FAULTS.has(why.kind)) this.#diskFault = why
    return { ok: false, fault: why }
  }

  async #handle<Name extends RequestName>(
    peer: Peer,
    name: Name,
    request: RequestOf<Name>,
  ): Promise<Result<AnswerOf<Name>>> {
    if (name === 'hello') return (await this.#hello(peer, request as RequestOf<'hello'>)) as Result<AnswerOf<Name>>
    if (peer.identity === undefined) return refuse('notSignedIn', 'say hello first')
    const { log, access } = this.#options
    const { agency } = peer.identity
    const space = 'space' in request && name !== 'admin' ? request.space : undefined
    if (peer.identity.isStranger === true) {
      if (space !== DIRECTORY || !STRANGER_MAY.has(name))
        return refuse('stationUnknown', 'this station has not joined', { station: peer.identity.station })
      this.#restore.refills(peer)
      // It brings the directory and is shown nothing of it.
      if (name === 'follow') return ok({ epoch: log.epoch, tip: 0, mode: 'epochUnknown' } as AnswerOf<Name>)
    }
    const bar = space === undefined ? undefined : access.linkedServers.bar(peer.identity.station, space)
    if (bar !== undefined) return { ok: false, fault: bar }
    // A space one is no member of looks like one that is not there [SY-5].
    if (space !== undefined && !access.directory.maySee(peer.identity.station, agency, space))
      return refuse('spaceUnknown', `no space ${space}`, { space })
    if (access.directory.stations.get(peer.identity.station)?.only !== undefined) {
      const mayAsk = isFileRequest(name)
        ? space !== undefined && this.#options.gateways?.mayCarry(space, name) === true
        : LINKED_MAY.has(name)
      if (!mayAsk) return refuse('notAllowed', 'a linked server may not ask this', { request: name })
    }
    const answers: Readonly<Record<string, unknown>> = requestAnswers({
      log,
      access,
      group: this.#group,
      peer,
      identity: peer.identity,
      restore: this.#restore,
      compress: this.#options.compress ?? compressAside,
      onForks: (forked) => this.#tellForks(forked),
      files: this.#options.files,
      gateways: this.#options.gateways,
      ambient: this.#ambient,
      nowMs: this.#options.nowMs,
      onFile: (event) => {
        this.tellFile(event, peer)
        this.#options.relayFile?.(event)
      },
    })
    const answer = answers[name] as (request: unknown) => Promise<Result<AnswerOf<Name>>>
    const given = await answer(request)
    noteAccess(this.#options.logger, peer.identity.station, name, request, given)
    return given
  }

  async #hello(peer: Peer, hello: RequestOf<'hello'>): Promise<Result<AnswerOf<'hello'>>> {
    const { log, access, nowMs, logger } = this.#options
    if (hello.protocol < OLDEST_PROTOCOL_VERSION || hello.protocol > PROTOCOL_VERSION) {
      return refuse('versionUnsupported', `station speaks ${hello.protocol}`, {
        own: PROTOCOL_VERSION,
        station: hello.protocol,
      })
    }
    const proof = helloMessage(peer.nonce, log.station, hello.protocol)
    if (
      stationIdOf(sha256(hello.publicKey)) !== hello.station ||
      !verifySignature(hello.publicKey, proof, hello.signature)
    )
      return refuse('signatureInvalid', 'the station did not prove its key')
    // What a connection follows and holds belongs to the station that greeted on it: no other takes it over.
    if (peer.identity !== undefined && peer.identity.station !== hello.station)
      return refuse('signatureInvalid', 'another station greeted on this connection')
    const admitted = await access.admit(hello, peer.socket.address ?? '')
    if (!admitted.ok) return this.#takesStranger(hello, admitted.fault) ? this.#welcomeStranger(peer, hello) : admitted
    const { agency, joined } = admitted.value
    const told = access.spacesFor(hello.station, agency)
    peer.identity = { station: asId(hello.station), agency, spaces: told.join('\n') }
    peer.protocol = hello.protocol
    access.sawStation(asId(hello.station))
    logger.info({ station: hello.station, name: hello.name, joined }, 'station linked')
    const open = told.filter((space) => access.linkedServers.bar(hello.station, space) === undefined)
    const spaces = await Promise.all(
      open.map(async (space) => ({ space, epoch: log.epoch, tip: await log.tip(space) })),
    )
    const closing = await access.closingOf(hello.station)
    const signature = log.sign(welcomeMessage(hello.nonce, hello.station))
    return ok({ signature, agency, spaces, nowMs: nowMs(), ...closing, ...access.openIdOffer })
  }

  /** Tells all who follow the space, but not the one who asked. */
  tellFile(event: EventOf<'file'>, asker?: Peer): void {
    const frame = encodeEvent('file', event)
    for (const peer of this.#peers)
      if (peer !== asker && peer.following.has(asId<SpaceId>(event.space))) peer.socket.emit('file', frame)
  }

  /** [SL-14] Joined after the backup this server was restored from, perhaps: it has its own entry to show, sealed by us. */
  #takesStranger(hello: RequestOf<'hello'>, why: Fault): boolean {
    const { access, nowMs } = this.#options
    if (why.kind !== 'stationUnknown' || !access.mayLackIdentities) return false
    return nowMs() >= (this.#turnedAwayUntilMs.get(hello.station) ?? 0)
  }

  #welcomeStranger(peer: Peer, hello: RequestOf<'hello'>): Result<AnswerOf<'hello'>> {
    const { log, nowMs, logger } = this.#options
    peer.identity = { station: asId(hello.station), agency: '', spaces: DIRECTORY, isStranger: true }
    peer.protocol = hello.protocol
    const timer = setTimeout(() => {
      if (this.#turnedAwayUntilMs.size >= MAX_TURNED_AWAY) this.#turnedAwayUntilMs.clear()
      this.#turnedAwayUntilMs.set(hello.station, nowMs() + TURNED_AWAY_MS)
      peer.close()
    }, STRANGER_MS)
    peer.onGone = () => clearTimeout(timer)
    logger.info(
      { station: hello.station, name: hello.name },
      'unknown since the restore: it may bring the directory back',
    )
    return ok({
      signature: log.sign(welcomeMessage(hello.nonce, hello.station)),
      agency: '?',
      spaces: [{ space: DIRECTORY, epoch: log.epoch, tip: 0 }],
      nowMs: nowMs(),
    })
  }

  /** Stations brought back what this server wrote before it was restored. */
  async #directoryCameBack(): Promise<void> {
    try {
      await this.#options.access.directory.refresh()
      this.directoryChanged()
    } catch (error) {
      this.#options.logger.error({ err: error }, 'the directory could not be read again')
    }
  }

  #tellForks(
    forked: readonly {
      readonly space: SpaceId
      readonly station: string
      readonly chain: number
      readonly seq: number
    }[],
  ): void {
    for (const { space, station, chain, seq } of forked) {
      this.#options.logger.warn(fault('chainFork', 'a chain forked', { space, station, chain, seq }), 'a chain forked')
      for (const peer of this.#peers)
        if (peer.following.has(space)) this.#notice(peer, { notice: 'fork', detail: { space, station, chain, seq } })
    }
  }

  #notice(peer: Peer, event: EventOf<'notice'>): void {
    peer.socket.emit('notice', encodeEvent('notice', event))
  }
}
