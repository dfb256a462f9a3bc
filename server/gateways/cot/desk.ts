// What is done with every event, whoever sent it: judged (exercise, newer than what is known), shown or written down by what it
// means, passed on to the other clients, and answered where an answer is due.
import type { Result } from '../../../shared/base/fault.ts'
import { ok, refuse } from '../../../shared/base/fault.ts'
import { RateLimit } from '../../../shared/base/rate-limit.ts'
import { featureOf, rowId, trackOf } from '../../../shared/interop/cot/ambient-rows.ts'
import type { Chat } from '../../../shared/interop/cot/chat.ts'
import { writeReceipt } from '../../../shared/interop/cot/chat.ts'
import { PING, deletion, pong } from '../../../shared/interop/cot/control.ts'
import type { CotEvent, ReadCot } from '../../../shared/interop/cot/event.ts'
import { attribute, callsignOf, cut, detailOf, isExercise } from '../../../shared/interop/cot/event.ts'
import { incidentOfUid } from '../../../shared/interop/cot/incident-out.ts'
import type { Meaning } from '../../../shared/interop/cot/meaning.ts'
import { centralUids, meaningOf, unitThatCalls } from '../../../shared/interop/cot/meaning.ts'
import { describe } from '../../../shared/interop/cot/outcome.ts'
import type { CotSettings } from '../../../shared/interop/settings/cot.ts'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import type { GatewaySurroundings, Reading, Told } from '../gateway.ts'
import { keepChat } from './chat-keeper.ts'
import { IncidentKeeper } from './incident-keeper.ts'
import { Newest, endOf } from './newest.ts'
import { OutEvent } from './out-event.ts'
import type { TakPeer } from './tak-peer.ts'
import { Teller } from './teller.ts'

const MINUTE_MS = 60_000
const SWEEP_EVERY_MS = 15_000

/** How an event came. */
export interface Way {
  /** Null when it came over no connection. */
  readonly from: TakPeer | null
  readonly bytes: number
  readonly isPassedOn: boolean
  readonly dryRun: boolean
}

export class CotDesk {
  readonly #around: GatewaySurroundings
  readonly #settings: CotSettings
  readonly #newest = new Newest()
  readonly #incidents: IncidentKeeper
  readonly #teller: Teller
  readonly #peers = new Set<TakPeer>()
  readonly #writes: RateLimit
  #timer: NodeJS.Timeout | undefined
  #sweptMs = 0

  constructor(around: GatewaySurroundings, settings: CotSettings) {
    this.#around = around
    this.#settings = settings
    this.#writes = new RateLimit(settings.writesPerMinute)
    this.#incidents = new IncidentKeeper(around)
    this.#teller = new Teller(around, settings, (outs) => this.#tell(outs))
  }

  async open(): Promise<void> {
    await this.#teller.open()
    this.#around.health.peers(0)
    this.#timer = setInterval(() => this.#removeOld(), SWEEP_EVERY_MS)
  }

  /** Ends every connection and waits for what is being worked on. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#teller.close()
    const peers = [...this.#peers]
    for (const peer of peers) peer.end(null)
    await Promise.all(peers.map((peer) => peer.settled()))
  }

  /** Whether clients hear one another through us. */
  get #isServing(): boolean {
    return this.#settings.role === 'server' && this.#settings.fanOut
  }

  /** A connection holds: it is told all there is. As a server also what the other clients sent. */
  join(peer: TakPeer): void {
    this.#peers.add(peer)
    this.#around.health.peers(this.#peers.size)
    const others = this.#isServing ? this.#newest.still(this.#around.nowMs()) : []
    this.#feed(peer, [...this.#teller.everything(), ...others])
  }

  /** A connection ended: the others take its unit off their list. */
  leave(peer: TakPeer): void {
    if (!this.#peers.delete(peer)) return
    this.#around.health.peers(this.#peers.size)
    if (peer.uid === '' || !this.#settings.fanOut) return
    const gone = deletion(peer.uid, 'a-f-G', `${peer.uid}.gone`, this.#around.nowMs())
    this.#newest.over(peer.uid)
    this.#broadcast(new OutEvent(gone), peer)
  }

  committed(told: readonly Told[]): void {
    this.#teller.committed(told)
  }

  /** Takes one event. `dryRun` says what would come of it. A refusal is the caller's to note. */
  async take({ event, odd }: ReadCot, { from, bytes, dryRun, isPassedOn }: Way): Promise<Result<Reading>> {
    const meaning = meaningOf(event)
    if (isExercise(event) && this.#around.spaceKind === 'live')
      return refuse('notAllowed', `an event marked ${event.opex} is not for real and does not enter a live space`, {
        action: 'exercise',
      })
    if (this.#around.nowMs() - this.#sweptMs > SWEEP_EVERY_MS) this.#removeOld()
    const strange = /^o(-|$)/.test(event.opex ?? '') && this.#around.spaceKind !== 'live'
    const notes = strange ? [...odd, `marked ${event.opex} in a space that is not live`] : odd
    if (dryRun) return ok({ lines: [describe(event)], odd: notes })
    if (meaning.is === 'control') {
      if (event.type === PING && from !== null) this.#give(from, new OutEvent(pong(this.#around.nowMs())))
      return ok({ lines: [describe(event)], odd: notes })
    }
    for (const uid of centralUids(event, meaning))
      if (await this.#isOurs(uid)) return ok({ lines: [`${describe(event)}: ours, and told by us alone`], odd: notes })
    if (isKept(meaning) && this.#newest.isOld(event))
      return ok({ lines: [`${describe(event)}: something newer is known`], odd: notes })
    const out = new OutEvent(event, meaning.is === 'position')
    if (from !== null && meaning.is === 'position') this.#learn(event, from)
    const mayWrite = isWritten(meaning) ? this.#writes.take('', this.#around.nowMs()) : ok(null)
    const done = mayWrite.ok ? await this.#write({ event, odd: notes }, meaning, from, out) : mayWrite
    if (isKept(meaning)) this.#remember(event, meaning, out, bytes)
    // Passed on even when it could not be written down: the other clients may need it more.
    if (isPassedOn && this.#isServing) this.#broadcast(out, from)
    return done.ok ? ok({ lines: [describe(event), done.value], odd: notes }) : done
  }

  /** What a client calls itself: said by the first position that has a callsign and a way to reach it. */
  #learn(event: CotEvent, from: TakPeer): void {
    const isSelf = detailOf(event, 'takv') !== undefined || attribute(detailOf(event, 'contact'), 'endpoint') !== ''
    if (from.uid !== '' && from.uid !== event.uid) return
    if (from.uid === '' && !isSelf) return
    from.uid = event.uid
    from.callsign = callsignOf(event)
  }

  #remember(event: CotEvent, meaning: Meaning, out: OutEvent, bytes: number): void {
    const stays = meaning.is === 'position' || meaning.is === 'feature' || meaning.is === 'incident'
    this.#newest.note(event, stays ? out : null, this.#around.nowMs(), bytes)
  }

  async #write(read: ReadCot, meaning: Meaning, from: TakPeer | null, out: OutEvent): Promise<Result<string>> {
    const { event } = read
    switch (meaning.is) {
      case 'position':
        return this.#showUnit(read, this.#incidents.isCalling(event.uid))
      case 'feature':
        return this.#showFeature(read)
      case 'incident': {
        if (!this.#settings.takeIncidents) return ok('incidents are not taken')
        const taken = await this.#incidents.take(read, meaning.facts, meaning.isEmergency)
        if (meaning.isEmergency) this.#markDistress(event)
        return taken
      }
      case 'emergencyOver': {
        const over = await this.#incidents.over(event, meaning.who)
        this.#markDistress(event)
        return over
      }
      case 'chat':
        return this.#settings.takeChat ? this.#keepChat(meaning.chat, from, out) : ok('chat is not taken')
      case 'notice':
        return this.#notice(event, meaning.text)
      case 'gone':
        for (const uid of meaning.uids) await this.#remove(uid)
        return ok(`taken off: ${meaning.uids.length}`)
      case 'receipt':
        return ok(`receipt of ${meaning.receipt.by}`)
      case 'passed':
        return ok(meaning.why)
      default:
        return ok(meaning.is)
    }
  }

  #showUnit({ event, odd }: ReadCot, isDistress: boolean): Result<string> {
    const heardMs = this.#around.nowMs()
    const row = trackOf(event, { gateway: this.#around.id, heardMs, odd }, isDistress)
    if (row === null) return ok('a unit without a place')
    this.#around.ambient.put('tracks', { ...row, staleMs: Math.max(0, endOf(event, heardMs)) })
    return ok(`unit ${row.name}`)
  }

  #showFeature({ event, odd: notes }: ReadCot): Result<string> {
    const heardMs = this.#around.nowMs()
    const feature = featureOf(event, { gateway: this.#around.id, heardMs, odd: notes })
    if (feature === null) return refuse('tooLarge', 'a drawing too large to show', { what: 'geometry', max: 64 * 1024 })
    const { row, odd } = feature
    this.#around.ambient.put('features', { ...row, staleMs: Math.max(0, endOf(event, heardMs)) })
    return ok([`${row.sort} ${row.name}`, ...odd].join('; '))
  }

  /** The unit that calls for help stands out, and does so no more once it cancelled. */
  #markDistress(event: CotEvent): void {
    const { ambient, id } = this.#around
    const unit = unitThatCalls(event)
    const isDistress = this.#incidents.isCalling(unit)
    const row = ambient.rows('tracks').find((track) => track.id === rowId(id, unit))
    if (row !== undefined) ambient.put('tracks', { ...row, isDistress })
    else if (isDistress) this.#showUnit({ event: { ...event, uid: unit, type: 'a-f-G' }, odd: [] }, true)
  }

  async #keepChat(chat: Chat, from: TakPeer | null, out: OutEvent): Promise<Result<string>> {
    const { callsign, chatRoom } = this.#settings
    const { ownUid } = this.#teller
    const { receivers } = out
    const others = [...this.#peers].filter((peer) => peer !== from)
    const kept = await keepChat(chat, this.#around, {
      ownUid,
      callsign,
      room: chatRoom,
      isForOthers: receivers !== null && !receivers.has(callsign) && !receivers.has(ownUid),
      isOther: (name) => others.some((peer) => peer.uid === name || peer.callsign === name),
    })
    if (!kept.ok) return kept
    if (kept.value.isOurs && from !== null)
      this.#give(from, new OutEvent(writeReceipt(chat, { uid: ownUid, callsign }, this.#around.nowMs())))
    return ok(kept.value.line)
  }

  async #notice(event: CotEvent, text: string): Promise<Result<string>> {
    const { author, nowMs } = this.#around
    const line = { incident: null, text: cut(text, 4_000), at: isoWithOffset(nowMs()) }
    const added = await author.run('addLogEntry', line, author.idFor(`notice/${event.uid}/${event.timeMs}`))
    return added.ok || added.fault.kind === 'alreadyExists' ? ok('a line of the log') : added
  }

  /** The centre itself, or an incident of this space, whichever gateway it went out by. */
  async #isOurs(uid: string): Promise<boolean> {
    if (uid === this.#teller.ownUid) return true
    const incident = incidentOfUid(uid)
    return incident !== null && (await this.#around.picture.record(INCIDENT, incident)) !== undefined
  }

  async #remove(uid: string): Promise<void> {
    const { ambient, id, health } = this.#around
    const noted = await this.#incidents.gone(uid)
    if (!noted.ok) health.refused(noted.fault)
    ambient.remove('tracks', rowId(id, uid))
    ambient.remove('features', rowId(id, uid))
    this.#newest.over(uid)
  }

  #removeOld(): void {
    const { ambient, nowMs } = this.#around
    const now = nowMs()
    this.#sweptMs = now
    const keepMs = this.#settings.keepMinutes * MINUTE_MS
    for (const { id, staleMs } of ambient.rows('tracks'))
      if (staleMs !== null && staleMs + keepMs < now) ambient.remove('tracks', id)
    for (const { id, staleMs } of ambient.rows('features'))
      if (staleMs !== null && staleMs < now) ambient.remove('features', id)
  }

  /** What is ours, to all. */
  #tell(outs: readonly OutEvent[]): void {
    for (const peer of this.#peers) this.#feed(peer, outs)
  }

  #feed(peer: TakPeer, outs: readonly OutEvent[]): void {
    const { health, logger } = this.#around
    peer
      .feed(outs, () => health.gave())
      .catch((error: unknown) => logger.error({ err: error, peer: peer.name }, 'a TAK client could not be told'))
  }

  #broadcast(out: OutEvent, except: TakPeer | null): void {
    const { receivers } = out
    for (const peer of this.#peers)
      if (peer !== except && (receivers === null || receivers.has(peer.uid) || receivers.has(peer.callsign)))
        this.#give(peer, out)
  }

  #give(peer: TakPeer, out: OutEvent): void {
    if (peer.send(out)) this.#around.health.gave()
  }
}

/** Whether it may become a change of the journal. */
function isWritten({ is }: Meaning): boolean {
  return is === 'incident' || is === 'chat' || is === 'notice'
}

/** Whether a newer event of its uid takes its place. */
function isKept({ is }: Meaning): boolean {
  return is === 'position' || is === 'feature' || is === 'incident' || is === 'emergencyOver'
}
