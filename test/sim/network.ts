// The simulated network between stations and servers, with the manners of websockets over TCP: frames of one connection and
// direction keep their order, those of different connections do not; a connection that breaks loses what was under way and
// may be noticed late. `Rudeness` goes beyond TCP: frames dropped, doubled or truncated inside a living connection.
import type { Hub } from '../../server/hub/hub.ts'
import type { AcceptedPeer } from '../../server/hub/peer.ts'
import type { EventName, RequestName } from '../../shared/sync/protocol.ts'
import type { OpenSocket, SocketListener } from '../../station/sync/ports.ts'
import type { SeededDice } from '../support/seeded.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** How long a dead connection may go unnoticed: two heartbeats. */
const NOTICE_MS = 40_000
/** A slow link counts its waiting bytes as so many times more: worlds are small, the server's limit is not. */
const SLOW_WEIGHT = 4_000

/** Probabilities per frame. */
export interface Rudeness {
  readonly drop: number
  readonly double: number
  readonly truncate: number
  /** Of a delay of up to 25 s instead of the usual. */
  readonly hold: number
}

export const POLITE: Rudeness = { drop: 0, double: 0, truncate: 0, hold: 0 }

export interface NetworkCounts {
  opened: number
  unreachable: number
  cuts: number
  lost: number
  dropped: number
  doubled: number
  truncated: number
  held: number
  overtaken: number
}

/** A server's side of the network. */
export interface Harbour {
  readonly name: string
  /** Undefined while it is down. */
  hub(): Hub | undefined
  /** An answer leaves the server: what it says must already be true. */
  onAnswer(name: RequestName, request: Uint8Array, answer: Uint8Array): void
  /** A request came in; the answer says when it was answered. */
  asked(): () => void
}

type Trace = (...parts: readonly (string | number)[]) => void

export class Network {
  readonly counts: NetworkCounts = {
    opened: 0,
    unreachable: 0,
    cuts: 0,
    lost: 0,
    dropped: 0,
    doubled: 0,
    truncated: 0,
    held: 0,
    overtaken: 0,
  }
  rudeness: Rudeness = POLITE
  /** Pairs `station server` that cannot reach each other. */
  readonly cutPairs = new Set<string>()
  readonly slowStations = new Set<string>()
  readonly #clock: VirtualClock
  readonly #dice: SeededDice
  readonly #trace: Trace
  readonly #harbours = new Map<string, Harbour>()
  readonly #links = new Set<Link>()
  #linkNumber = 0
  #newestArrival = 0

  constructor(clock: VirtualClock, dice: SeededDice, trace: Trace) {
    this.#clock = clock
    this.#dice = dice
    this.#trace = trace
  }

  addHarbour(address: string, harbour: Harbour): void {
    this.#harbours.set(address, harbour)
  }

  /** The door of one station into this network. */
  socketsOf(station: string): OpenSocket {
    return (address, limitMs, listener) => {
      const harbour = this.#harbours.get(address)
      if (harbour === undefined) throw new Error(`no server at ${address}`)
      this.#linkNumber += 1
      const link = new Link(this, station, harbour, listener, this.#linkNumber)
      this.#links.add(link)
      link.connect(limitMs)
      return link
    }
  }

  /** Breaks connections; each side notices at once or later. */
  cut(doomed: (station: string, server: string) => boolean): number {
    let cut = 0
    for (const link of [...this.#links]) {
      if (!doomed(link.station, link.harbour.name)) continue
      link.breakOff(this.#dice.happens(0.5) ? 0 : this.#dice.below(NOTICE_MS))
      cut += 1
    }
    this.counts.cuts += cut
    return cut
  }

  /** A machine lost its power: it hears nothing any more, the others notice now or later. */
  powerOff(machine: string): void {
    for (const link of [...this.#links])
      if (link.station === machine) link.stationDied(this.#dice.below(NOTICE_MS))
      else if (link.harbour.name === machine) link.serverDied(this.#dice.happens(0.7) ? 1 : this.#dice.below(NOTICE_MS))
  }

  reaches(link: Link): boolean {
    return !this.cutPairs.has(`${link.station} ${link.harbour.name}`)
  }

  forget(link: Link): void {
    this.#links.delete(link)
  }

  /** Sends a frame over a lane of a link; rude only to frames that say so. */
  carry(link: Link, lane: Lane, frame: Uint8Array, name: string, isRude: boolean, arrive: Arrive): void {
    const rude = isRude ? this.rudeness : POLITE
    const dice = this.#dice
    if (dice.happens(rude.drop)) {
      this.counts.dropped += 1
      return
    }
    const isHeld = dice.happens(rude.hold)
    if (isHeld) this.counts.held += 1
    const slowMs = this.slowStations.has(link.station) ? frame.length * 0.5 : 0
    const delayMs = isHeld ? dice.between(1_000, 25_000) : dice.between(1, 40)
    lane.lastMs = Math.max(lane.lastMs, this.#clock.nowMs + delayMs) + slowMs
    if (lane.lastMs < this.#newestArrival) this.counts.overtaken += 1
    this.#newestArrival = Math.max(this.#newestArrival, lane.lastMs)
    let bytes = frame
    if (dice.happens(rude.truncate)) {
      this.counts.truncated += 1
      bytes = frame.subarray(0, dice.below(frame.length))
    }
    const copies = dice.happens(rude.double) ? 2 : 1
    this.counts.doubled += copies - 1
    lane.waiting += frame.length * copies
    const { era } = link
    for (let copy = 0; copy < copies; copy += 1) {
      this.#clock.after(
        lane.lastMs - this.#clock.nowMs,
        () => {
          lane.waiting -= frame.length
          if (link.era !== era || link.isOver) {
            this.counts.lost += 1
            return
          }
          this.#trace(link.number, link.station, lane.direction, name, bytes.length)
          // Every receiver gets bytes of its own.
          arrive(bytes.slice())
        },
        name === 'openSnapshot' || name === 'snapshotPart',
      )
    }
  }

  connectDelay(): number {
    return this.#dice.between(1, 60)
  }

  after(ms: number, run: () => void): void {
    this.#clock.after(ms, run)
  }

  bufferedBytes(link: Link): number {
    return this.slowStations.has(link.station) ? link.down.waiting * SLOW_WEIGHT : link.down.waiting
  }
}

type Arrive = (frame: Uint8Array) => void

interface Lane {
  readonly direction: '>' | '<'
  lastMs: number
  waiting: number
}

/** One connection, both its ends. */
class Link {
  readonly up: Lane = { direction: '>', lastMs: 0, waiting: 0 }
  readonly down: Lane = { direction: '<', lastMs: 0, waiting: 0 }
  readonly station: string
  readonly harbour: Harbour
  readonly number: number
  /** Raised when the connection breaks: what was under way then never arrives. */
  era = 0
  isOver = false
  readonly #network: Network
  #listener: SocketListener | undefined
  #peer: AcceptedPeer | undefined
  #greeted = false

  constructor(network: Network, station: string, harbour: Harbour, listener: SocketListener, number: number) {
    this.#network = network
    this.station = station
    this.harbour = harbour
    this.#listener = listener
    this.number = number
  }

  connect(limitMs: number): void {
    const network = this.#network
    network.after(network.connectDelay(), () => {
      if (this.isOver) return
      const hub = this.harbour.hub()
      if (!network.reaches(this)) {
        network.counts.unreachable += 1
        network.after(limitMs, () => this.#endStation('timeout'))
        return
      }
      if (hub === undefined) {
        network.counts.unreachable += 1
        this.#endStation('connection refused')
        return
      }
      network.counts.opened += 1
      const { era } = this
      this.#peer = hub.accept({
        emit: (name, frame) => {
          if (this.era === era) this.#event(name, frame)
        },
        bufferedBytes: () => network.bufferedBytes(this),
        close: () => {
          // What was sent before the goodbye still arrives.
          network.carry(this, this.down, new Uint8Array(1), 'close', false, () =>
            this.#endStation('io server disconnect'),
          )
          this.#endServer()
        },
      })
    })
  }

  send(name: RequestName, frame: Uint8Array, onAnswer: (answer: unknown) => void): void {
    if (this.isOver) return
    const network = this.#network
    const { era } = this
    const isRude = this.#greeted && name !== 'hello'
    let answered = false
    network.carry(this, this.up, frame, name, isRude, (arrived) => {
      const peer = this.#peer
      if (peer === undefined) return
      const done = this.harbour.asked()
      peer.ask(name, arrived, (answer) => {
        done()
        // A server that died since says nothing.
        if (this.#peer !== peer || this.era !== era) return
        this.harbour.onAnswer(name, arrived, answer)
        network.carry(this, this.down, answer, `${name}=`, isRude, (bytes) => {
          if (answered || this.isOver) return
          answered = true
          this.#greeted ||= name === 'hello'
          onAnswer(bytes)
        })
      })
    })
  }

  /** The station closes its end. */
  close(): void {
    if (this.isOver) return
    this.isOver = true
    this.#listener = undefined
    this.#network.forget(this)
    this.#network.after(this.#network.connectDelay(), () => this.#endServer())
  }

  /** The wire breaks: nothing arrives any more, both ends notice within `noticeMs`. */
  breakOff(noticeMs: number): void {
    this.era += 1
    this.#network.after(noticeMs, () => this.#endServer())
    this.#network.after(noticeMs, () => this.#endStation('transport close'))
  }

  stationDied(noticeMs: number): void {
    this.#listener = undefined
    this.isOver = true
    this.era += 1
    this.#network.forget(this)
    this.#network.after(noticeMs, () => this.#endServer())
  }

  serverDied(noticeMs: number): void {
    this.#peer?.gone()
    this.#peer = undefined
    this.era += 1
    this.#network.after(noticeMs, () => this.#endStation('transport close'))
  }

  #event(name: EventName, frame: Uint8Array): void {
    const isRude = name === 'live' || name === 'behind'
    this.#network.carry(this, this.down, frame, name, isRude, (bytes) => this.#listener?.onFrame(name, bytes))
  }

  #endServer(): void {
    const peer = this.#peer
    this.#peer = undefined
    peer?.gone()
  }

  #endStation(reason: string): void {
    if (this.isOver) return
    const listener = this.#listener
    this.isOver = true
    this.#listener = undefined
    this.#network.forget(this)
    this.#endServer()
    listener?.onEnd(reason)
  }
}
