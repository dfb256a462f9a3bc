// The map's side of the incident index: gives frames of the `points` watch to the worker, asks it what to draw, and
// knows every point by its id. At most one question is on its way; a newer one waits and replaces older ones.
import { LoadingLook } from './loading-look.ts'
import { RoughPoints } from './rough-points.ts'
import type { IncidentArea, SeatOf, StationFrame } from './rough-points.ts'
import type { FromIndex, IndexAnswer, IndexBox, ToIndex } from './worker/incident-messages.ts'
import type { MapPoint } from './worker/map-point.ts'
import { PointBook } from './worker/point-book.ts'

export interface Expansion {
  readonly zoom: number
  readonly members: readonly MapPoint[]
}

export interface IncidentSourceEvents {
  /** Points came or changed; what is drawn should be asked anew. */
  onChange(): void
  onAnswer(answer: IndexAnswer): void
}

export class IncidentSource {
  readonly #worker: Worker
  readonly #events: IncidentSourceEvents
  readonly #book = new PointBook()
  readonly #rough = new RoughPoints()
  readonly #expansions = new Map<number, (expansion: Expansion | null) => void>()
  #serial = 0
  #isAsking = false
  #next: { readonly box: IndexBox; readonly zoom: number } | null = null
  #version = 0
  readonly #look = new LoadingLook()

  constructor(events: IncidentSourceEvents) {
    this.#events = events
    this.#worker = new Worker(new URL('./worker/incidents.worker.ts', import.meta.url), { type: 'module' })
    this.#worker.addEventListener('message', (event: MessageEvent<FromIndex>) => this.#take(event.data))
  }

  /** Every point as known now, by incident. */
  get rows(): ReadonlyMap<string, MapPoint> {
    return this.#book.rows
  }

  /** The areas of incidents that are known by nothing nearer. */
  get areas(): ReadonlyMap<string, IncidentArea> {
    return this.#rough.areas
  }

  /** How many incidents lie in divisions that the table does not have; they are not among the points. */
  get beyond(): number {
    return this.#rough.beyond
  }

  /** True once a whole answer of the watch has come. */
  get complete(): boolean {
    return this.#book.complete
  }

  apply(sent: StationFrame, seatOf: SeatOf): void {
    const frame = this.#rough.place(sent, seatOf)
    this.#book.apply(frame)
    this.#send({ t: 'rows', reset: frame.reset, done: frame.done, put: frame.put, del: frame.del })
    this.#changed()
  }

  clear(): void {
    this.#book.clear()
    this.#rough.clear()
    this.#send({ t: 'clear' })
    this.#events.onChange()
  }

  /** Asks what to draw; the answer comes as an event. */
  ask(box: IndexBox, zoom: number): void {
    this.#next = { box, zoom }
    if (!this.#isAsking) this.#askNext()
  }

  /** At which zoom a cluster falls apart; null when the picture has changed under it. */
  expand(cluster: number): Promise<Expansion | null> {
    const request = ++this.#serial
    return new Promise((resolve) => {
      this.#expansions.set(request, resolve)
      this.#send({ t: 'expand', request, version: this.#version, cluster })
    })
  }

  end(): void {
    this.#worker.terminate()
    for (const resolve of this.#expansions.values()) resolve(null)
    this.#expansions.clear()
  }

  #changed(): void {
    if (this.#look.isDue(this.#book.complete, performance.now())) this.#events.onChange()
  }

  #askNext(): void {
    if (this.#next === null) return
    const { box, zoom } = this.#next
    this.#next = null
    this.#isAsking = true
    this.#serial += 1
    this.#send({ t: 'query', serial: this.#serial, box, zoom })
  }

  #take(message: FromIndex): void {
    if (message.t === 'changed') {
      this.#changed()
      return
    }
    if (message.t === 'expanded') {
      this.#expansions.get(message.request)?.(message.expansion)
      this.#expansions.delete(message.request)
      return
    }
    this.#isAsking = false
    this.#version = message.version
    this.#events.onAnswer(message)
    if (this.#next !== null) this.#askNext()
  }

  #send(message: ToIndex): void {
    this.#worker.postMessage(message)
  }
}
