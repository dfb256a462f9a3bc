import { toBase32, toHex } from '../../../shared/base/bytes.ts'
// The link between two servers, as one side of it runs: the inviting side opens a door and waits, the accepting side calls.
// Everything after that is alike. docs/interconnect/link.md says it for administrators, decision 0013 why it is so.
import type { Fault, Result } from '../../../shared/base/fault.ts'
import { FaultError, fault, ok, refuse } from '../../../shared/base/fault.ts'
import type { SpaceId } from '../../../shared/base/ids.ts'
import { asId } from '../../../shared/base/ids.ts'
import type { Json } from '../../../shared/base/json.ts'
import type { Invitation } from '../../../shared/interop/link/invitation.ts'
import { linkSpace, readInvitation, writeInvitation } from '../../../shared/interop/link/invitation.ts'
import type { Agreement, DirectiveTerms, Terms } from '../../../shared/interop/link/terms.ts'
import { LINK_DIRECTIVES, isOver } from '../../../shared/interop/link/terms.ts'
import type { LinkSettings } from '../../../shared/interop/settings/link.ts'
import { choosesDirectives, linkSettings } from '../../../shared/interop/settings/link.ts'
import { pictureCode } from '../../../shared/journal/picture-code.ts'
import { linkedSpaces } from '../../../shared/model/directory.ts'
import { codeHash } from '../../access/secrets.ts'
import { sha256 } from '../../log/node-crypto.ts'
import type { GatewayKind, GatewaySurroundings, RunningGateway } from '../gateway.ts'
import type { OpenLinkSocket } from './connection.ts'
import { DirectiveExchange } from './directive-exchange.ts'
import { Exchange, isAgreed } from './exchange.ts'
import { FileExchange } from './file-exchange.ts'
import type { LinkTls, LinkTlsTexts } from './link-tls.ts'
import { fingerprintOf, plainFingerprint, renewedTls } from './link-tls.ts'
import { RowExchange } from './row-exchange.ts'
import type { ServerSide } from './server-side.ts'
import { openLinkSocket } from './socket.ts'
import { Tally } from './tally.ts'
import { Upstream } from './upstream.ts'

const TICK_MS = 2_000
/** The source of trouble with the connection. */
const LINE = 'line'
const INVITED_DAYS = 7
const INVITED = 'invited'

/** The kind; a simulation brings sockets of its own. */
export function linkGateway(
  open: (tls: LinkTls) => OpenLinkSocket = openLinkSocket,
  chance: () => number = Math.random,
): GatewayKind<typeof linkSettings> {
  return {
    kind: 'link',
    settings: linkSettings,
    async start(surroundings, settings) {
      const { server: side } = surroundings
      if (side === undefined) throw new FaultError(fault('internal', 'this server cannot be linked'))
      const link = new Link(surroundings, side, settings, open, chance)
      await link.start()
      return link
    },
  }
}

class Link implements RunningGateway {
  readonly #around: GatewaySurroundings
  readonly #side: ServerSide
  readonly #settings: LinkSettings
  readonly #terms: Terms
  readonly #tally: Tally
  /** What the other side gave us; undefined on the inviting side. */
  readonly #accepted: Invitation | undefined
  readonly #link: string
  readonly #space: SpaceId
  readonly #exchange: Exchange
  readonly #upstream: Upstream | undefined
  readonly #rows: RowExchange
  readonly #files: FileExchange | undefined
  /** Where this side chose directives: which agency is which, and what carries them. */
  readonly #agencies: DirectiveTerms | undefined
  readonly #directives: DirectiveExchange | undefined
  #timer: NodeJS.Timeout | undefined
  #isLinked = false
  readonly #tls: () => LinkTlsTexts
  /** The certificate met at the other server. */
  #seenCertificate = ''
  #heardMs = 0
  #isEnded = false

  constructor(
    around: GatewaySurroundings,
    side: ServerSide,
    settings: LinkSettings,
    open: (tls: LinkTls) => OpenLinkSocket,
    chance: () => number,
  ) {
    this.#around = around
    this.#side = side
    this.#settings = settings
    this.#terms = termsOf(settings, around)
    this.#tally = new Tally(around.notes, around.nowMs)
    this.#accepted = settings.side === 'accept' ? acceptedOf(settings, side.log.station) : undefined
    // The gateway's own key names it for ever: nothing about the link must be remembered elsewhere.
    this.#link =
      this.#accepted?.link ?? toBase32(sha256(new TextEncoder().encode(around.id)).subarray(0, 10)).toLowerCase()
    this.#space = asId(linkSpace(this.#link))
    const { author, health, nowMs, space } = around
    this.#tls = renewedTls(settings)
    this.#agencies = agenciesOf(settings, around, side)
    this.#exchange = new Exchange({
      ...{ side, author, health, nowMs, tally: this.#tally, link: this.#link, own: space, shared: this.#space },
      terms: this.#terms,
      directives: this.#agencies,
      peer: () => this.#activePeer(),
      onShared: () => this.#upstream?.wake(),
      onAgreed: () => {
        this.#files?.again()
        this.#directives?.again()
      },
      onDirectory: () => void this.#directoryChanged(),
    })
    this.#upstream =
      this.#accepted === undefined
        ? undefined
        : new Upstream({
            ...{ side, space: this.#space, invitation: this.#accepted, notes: around.notes, nowMs, chance },
            name: around.name,
            open: open({
              pinned: this.#namedCertificate(),
              texts: this.#tls,
              onSeen: (fingerprint) => (this.#seenCertificate = fingerprint),
            }),
            onHeard: () => this.#heard(),
            onLinked: (isLinked) => {
              this.#isLinked = isLinked
              health.peers(isLinked ? 1 : 0)
              if (isLinked) {
                this.#rows.again()
                this.#files?.again()
                health.well(LINE)
              }
            },
            onFault: (why) => health.failed(why, LINE),
            onRows: (event) => void this.#rows.take(event),
            onFile: () => this.#files?.wake(),
          })
    const upstream = this.#upstream
    const agreement = (): Agreement | undefined =>
      isAgreed(this.#exchange.agreement) && !this.#isEnded ? this.#exchange.agreement : undefined
    this.#files =
      side.files === undefined
        ? undefined
        : new FileExchange({
            ...{ side, files: side.files, health, own: space, shared: this.#space, agreement },
            peer: () => this.#activePeer(),
            door: side.fileDoors,
            carries: upstream !== undefined,
            connection: () => upstream?.connection,
          })
    this.#directives =
      this.#agencies === undefined
        ? undefined
        : new DirectiveExchange({
            ...{ side, author, health, nowMs, tally: this.#tally, link: this.#link, own: space, shared: this.#space },
            ...{ counterpart: settings.counterpart, desk: settings.desk || author.agency, agreement },
            peer: () => this.#activePeer(),
          })
    this.#rows = new RowExchange({
      ...{ around, side, shared: this.#space, tally: this.#tally },
      agreement,
      tell: upstream === undefined ? undefined : (event) => upstream.tellRows(event),
    })
  }

  async start(): Promise<void> {
    const { health } = this.#around
    health.peers(0)
    this.#standFor(true)
    if (this.#accepted === undefined) this.#openDoor()
    else await this.#pin(this.#accepted)
    await this.#exchange.start()
    this.#directives?.start()
    this.#rows.start()
    this.#files?.start()
    this.#tick()
    this.#timer = setInterval(() => this.#tick(), TICK_MS)
    this.#timer.unref()
    if (!this.#isEnded) this.#upstream?.start()
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    const peer = this.#peer()
    this.#side.access.links.close(this.#space)
    if (this.#accepted === undefined && peer !== undefined) this.#side.hub.cut(peer, this.#space)
    this.#rows.close()
    await this.#upstream?.close()
    await this.#files?.close()
    await this.#directives?.close()
    await this.#exchange.close()
    this.#standFor(false)
    this.#tally.keep()
  }

  /** `invitation`: the text for the other side. `state`: what is given and taken. `end`: cuts the other side off for good. */
  async ask(question: string): Promise<Result<Json>> {
    if (question === 'invitation') return this.#invitation()
    if (question === 'state') return ok(await this.#state())
    if (question === 'end') return this.#end()
    return refuse('unknownMethod', `a link answers no ${question}`, { question })
  }

  // ---- the other side ----

  /** The station the directory knows for the shared space, cut off or not. */
  #peer(): string | undefined {
    for (const [id, { only }] of this.#side.access.directory.stations)
      if (only?.includes(this.#space) === true) return id
    return undefined
  }

  #activePeer(): string | undefined {
    const peer = this.#peer()
    const known = peer === undefined ? undefined : this.#side.access.directory.stations.get(peer)
    return known?.active === true && linkedSpaces(known)?.includes(this.#space) === true ? peer : undefined
  }

  /** The inviting server stands in our directory for the shared spaces alone: its key proves what it wrote there. */
  async #pin({ server, publicKey }: Invitation): Promise<void> {
    const { access } = this.#side
    const known = access.directory.stations.get(server)
    const { name, author, space: own } = this.#around
    if (known?.only?.includes(this.#space) !== true) {
      if (known?.active === true && known.only === undefined)
        throw new FaultError(fault('alreadyExists', 'that server is a station here', { id: server }))
      const place = { name, agency: author.agency, space: this.#space, own }
      const added = await access.linkedServers.add(server, Buffer.from(publicKey, 'hex'), place)
      if (!added.ok) throw new FaultError(added.fault)
    }
    access.links.call(this.#space, own)
  }

  /** Inviting: of this server; accepting: the one believed at the other. */
  #namedCertificate(): string {
    return plainFingerprint(this.#settings.certificate) || (this.#accepted?.certificate ?? '')
  }

  /** In a space one agency stands for one server: directives to it go one way. */
  #standFor(isNow: boolean): void {
    if (this.#agencies === undefined) return
    const { counterparts } = this.#side
    const counterpart = `${this.#around.space} ${this.#settings.counterpart}`
    const link = counterparts.get(counterpart)
    if (!isNow) {
      if (link === this.#link) counterparts.delete(counterpart)
    } else if (link === undefined || link === this.#link) counterparts.set(counterpart, this.#link)
    else
      throw new FaultError(
        fault('alreadyExists', 'the agency stands for another linked server', { field: 'counterpart' }),
      )
  }

  #openDoor(): void {
    const { author, name, nowMs, space: own } = this.#around
    const isInvited = this.#peer() === undefined
    this.#side.access.links.open({
      space: this.#space,
      own,
      agency: author.agency,
      name,
      code: isInvited ? { hash: codeHash(this.#code()), expiresMs: this.#expiresMs() } : undefined,
      barred: () => (isOver(this.#terms, nowMs()) ? over() : undefined),
    })
  }

  /** Made of our own signature, which nobody else can make: it need not be kept. */
  #code(): string {
    const { log } = this.#side
    const text = `fengsui-link-invitation-1 ${this.#link} ${this.#invitedMs()}`
    return toBase32(sha256(log.sign(new TextEncoder().encode(text))).subarray(0, 15))
  }

  #invitedMs(): number {
    const { notes, nowMs } = this.#around
    const noted = Number(notes.get(INVITED) ?? 0)
    if (noted > 0) return noted
    const invitedMs = nowMs()
    notes.set(INVITED, String(invitedMs))
    return invitedMs
  }

  #expiresMs(): number {
    return this.#invitedMs() + INVITED_DAYS * 24 * 3_600_000
  }

  // ---- questions ----

  #invitation(): Result<Json> {
    const { notes, nowMs } = this.#around
    if (this.#accepted !== undefined) return refuse('wrongState', 'the other side invites', { state: 'accept' })
    if (this.#peer() !== undefined) return refuse('alreadyExists', 'the other side has joined: a link is for one')
    if (this.#settings.address === '') return refuse('invalidInput', 'the address is missing', { field: 'address' })
    if (this.#expiresMs() <= nowMs()) {
      notes.delete(INVITED)
      this.#openDoor()
    }
    const { log } = this.#side
    return ok(
      writeInvitation({
        link: this.#link,
        url: this.#settings.address,
        server: log.station,
        publicKey: toHex(log.publicKey),
        code: this.#code(),
        expiresMs: this.#expiresMs(),
        certificate: plainFingerprint(this.#settings.certificate),
        terms: this.#terms,
      }),
    )
  }

  async #state(): Promise<Json> {
    const { agreement, theirs, theirDirectives } = this.#exchange
    const { records, digest } = await this.#side.log.picture(this.#space)
    return {
      link: this.#link,
      space: this.#space,
      peer: this.#peer() ?? null,
      isCutOff: this.#peer() !== undefined && this.#activePeer() === undefined,
      isLinked: this.#isLinked,
      terms: { ...this.#terms },
      theirs: theirs === undefined ? null : { ...theirs },
      gives: isAgreed(agreement)
        ? listed(agreement.gives, [...(agreement.givesDirectives ? [LINK_DIRECTIVES] : []), ...agreement.givesTopics])
        : null,
      takes: isAgreed(agreement)
        ? listed(agreement.takes, [...(agreement.takesDirectives ? [LINK_DIRECTIVES] : []), ...agreement.takesTopics])
        : null,
      directives: {
        mine: this.#agencies === undefined ? null : { ...this.#agencies },
        theirs: theirDirectives === undefined ? null : { ...theirDirectives },
        waiting: this.#directives?.waiting ?? 0,
      },
      certificates: {
        named: this.#namedCertificate(),
        seen: this.#seenCertificate,
        own: this.#accepted === undefined ? '' : fingerprintOf(this.#tls().cert),
      },
      whyNot: isAgreed(agreement) ? null : (agreement ?? 'notJoined'),
      carried: this.#tally.lines(),
      records,
      code: pictureCode(digest),
    }
  }

  async #end(): Promise<Result<Json>> {
    const peer = this.#activePeer()
    if (peer === undefined) return refuse('nothingToChange', 'nobody is linked')
    await this.#side.access.linkedServers.end(peer, this.#space, 'link ended')
    return ok(null)
  }

  // ---- time ----

  #tick(): void {
    const { health, nowMs } = this.#around
    void this.#exchange.renew()
    this.#tally.keep()
    this.#files?.tick(nowMs())
    this.#directives?.tick(nowMs())
    if (isOver(this.#terms, nowMs())) return this.#finish(over())
    if (this.#accepted !== undefined) return
    const peer = this.#activePeer()
    const isLinked = peer !== undefined && this.#side.hub.follows(peer, this.#space)
    if (isLinked) this.#heard()
    if (isLinked !== this.#isLinked) {
      health.peers(isLinked ? 1 : 0)
      // The inviting side does not call: that nobody is on the line is all it can tell, and it tells it at once.
      if (isLinked) health.well(LINE)
      else health.failed(fault('linkLost', 'the other side is not on the line'), LINE)
    }
    this.#isLinked = isLinked
  }

  async #directoryChanged(): Promise<void> {
    const peer = this.#peer()
    if (peer !== undefined && this.#activePeer() === undefined)
      this.#finish(fault('stationRevoked', 'the link was ended here', { station: peer }))
    // The other side joined: its code has counted.
    else if (peer !== undefined && this.#accepted === undefined) this.#openDoor()
    await this.#exchange.renew()
  }

  /** Nothing goes over the link any more. */
  #finish(why: Fault): void {
    if (this.#isEnded) return
    this.#isEnded = true
    const peer = this.#peer()
    if (this.#accepted === undefined && peer !== undefined) this.#side.hub.cut(peer, this.#space)
    void this.#upstream?.close()
    this.#around.health.peers(0)
    this.#around.health.failed(why, LINE)
  }

  #heard(): void {
    const { health, nowMs } = this.#around
    // Too frequent to count every one.
    if (nowMs() - this.#heardMs < 500) return
    this.#heardMs = nowMs()
    health.took(0)
  }
}

function over(): Fault {
  return fault('stationRevoked', 'the time agreed for the link is over', { why: 'over' })
}

function acceptedOf({ invitation }: LinkSettings, self: string): Invitation {
  const read = readInvitation(invitation)
  if (!read.ok) throw new FaultError(read.fault)
  if (read.value.server === self)
    throw new FaultError(fault('invalidInput', 'a server is not linked to itself', { field: 'invitation' }))
  return read.value
}

function termsOf(settings: LinkSettings, { name, spaceKind }: GatewaySurroundings): Terms {
  const { give, take, giveFields, takeFields, personal, sensitive, passOn, from, until } = settings
  const time = (text: string): number | null => (text === '' ? null : Date.parse(text))
  return {
    ...{ name, spaceKind, give, take, giveFields, takeFields, personal, sensitive, passOn },
    fromMs: time(from),
    untilMs: time(until),
  }
}

/** Which agency is which here, in words; undefined where this side chose no directives. */
function agenciesOf(
  settings: LinkSettings,
  { author, space }: GatewaySurroundings,
  { access }: ServerSide,
): DirectiveTerms | undefined {
  if (!choosesDirectives(settings)) return undefined
  const named = (field: 'counterpart' | 'desk', id: string): string => {
    const agency = access.directory.agencies.get(id)
    if (agency === undefined) throw new FaultError(fault('notFound', `no agency ${id}`, { field }))
    return agency.name
  }
  const desk = settings.desk || author.agency
  if (desk === settings.counterpart)
    throw new FaultError(
      fault('invalidInput', 'the agency that gets their directives stands for the other side', {
        field: 'counterpart',
      }),
    )
  // Who is no member of the space would never see them.
  if (!access.directory.mayFollow(desk, space))
    throw new FaultError(fault('spaceUnknown', `agency ${desk} is no member of the space`, { field: 'desk', space }))
  return { counterpart: named('counterpart', settings.counterpart), desk: named('desk', desk) }
}

function listed(
  allowed: ReadonlyMap<string, ReadonlySet<string>>,
  topics: readonly string[],
): { readonly [kind: string]: readonly string[] } {
  const kinds = [...allowed].map(([kind, fields]) => [kind, [...fields]] as const)
  return Object.fromEntries([...kinds, ...topics.map((topic) => [topic, []] as const)])
}
