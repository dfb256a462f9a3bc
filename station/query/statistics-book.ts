// What statistics count, in memory: read once per space, stretch by stretch while nothing else is to do, or at once when it is
// asked for before; then kept up with what the store touches, so that a question costs a walk over numbers.
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { INCIDENT } from '../../shared/model/incident.ts'
import { DELIVERY } from '../../shared/model/report.ts'
import type { Look } from '../store/reads/incident-filter.ts'
import type { StationReads } from '../store/reads/station-reads.ts'
import type { DeliveryFacts, IncidentFacts } from '../store/reads/statistics-reads.ts'
import type { StationStore, Touched } from '../store/station-store.ts'

/** With more touched than this everything is read anew. */
const MAX_TOUCHED = 5_000
/** Subjects read at once. */
const STRETCH = 4_000

interface SpaceBook {
  /** Incident id → its facts. */
  readonly incidents: Map<string, IncidentFacts>
  /** Delivery id → its facts, and incident id → its deliveries. */
  readonly deliveries: Map<string, DeliveryFacts>
  readonly ofIncident: Map<string, Map<string, DeliveryFacts>>
  readonly touchedIncidents: Set<string>
  readonly touchedDeliveries: Set<string>
  /** Subjects read, of those there were at the beginning; what came since was touched. */
  read: number
  readonly upTo: number
}

export interface CountedSpace {
  readonly incidents: ReadonlyMap<string, IncidentFacts>
  readonly ofIncident: ReadonlyMap<string, ReadonlyMap<string, DeliveryFacts>>
}

export class StatisticsBook {
  readonly #reads: StationReads
  readonly #books = new Map<SpaceId, SpaceBook>()
  readonly #stopHearing: () => void

  constructor(store: StationStore, reads: StationReads) {
    this.#reads = reads
    this.#stopHearing = store.onTouched((touched) => this.#hear(touched))
  }

  /** What is counted of a space, as it is now. */
  of(space: string): CountedSpace {
    const id = asId<SpaceId>(space)
    const book = this.#books.get(id) ?? this.#begin(id)
    const look = this.#reads.look(space, '')
    if (look === undefined) return book
    while (book.read < book.upTo) this.#readStretch(look, book, book.upTo)
    this.#catchUp(look, book)
    return book
  }

  /** Reads `stretch` subjects more of a space; true while there is more to read. */
  warm(space: SpaceId, stretch = STRETCH): boolean {
    const look = this.#reads.look(space, '')
    if (look === undefined) return false
    const book = this.#books.get(space) ?? this.#begin(space)
    if (book.read < book.upTo) this.#readStretch(look, book, stretch)
    return book.read < book.upTo
  }

  close(): void {
    this.#stopHearing()
  }

  #begin(space: SpaceId): SpaceBook {
    const book: SpaceBook = {
      incidents: new Map(),
      deliveries: new Map(),
      ofIncident: new Map(),
      touchedIncidents: new Set(),
      touchedDeliveries: new Set(),
      read: 0,
      upTo: this.#reads.statistics.lastSubject(),
    }
    this.#books.set(space, book)
    return book
  }

  #readStretch(look: Look, book: SpaceBook, subjects: number): void {
    const stretch = { after: book.read, upTo: Math.min(book.read + subjects, book.upTo) }
    for (const facts of this.#reads.statistics.incidents(look, stretch)) book.incidents.set(facts[0], facts)
    for (const facts of this.#reads.statistics.deliveries(look, stretch)) put(book, facts)
    book.read = stretch.upTo
  }

  #hear({ space, records, all }: Touched): void {
    const book = this.#books.get(space)
    if (book === undefined) return
    for (const { kind, id } of records) {
      if (kind === INCIDENT) book.touchedIncidents.add(id)
      else if (kind === DELIVERY) book.touchedDeliveries.add(id)
    }
    if (all || book.touchedIncidents.size + book.touchedDeliveries.size > MAX_TOUCHED) this.#books.delete(space)
  }

  #catchUp(look: Look, book: SpaceBook): void {
    if (book.touchedIncidents.size > 0) {
      const ids = [...book.touchedIncidents]
      for (const id of ids) book.incidents.delete(id)
      for (const facts of this.#reads.statistics.incidents(look, ids)) book.incidents.set(facts[0], facts)
      book.touchedIncidents.clear()
    }
    if (book.touchedDeliveries.size === 0) return
    const ids = [...book.touchedDeliveries]
    for (const id of ids) {
      const before = book.deliveries.get(id)
      if (before === undefined) continue
      book.deliveries.delete(id)
      book.ofIncident.get(before[1])?.delete(id)
    }
    for (const facts of this.#reads.statistics.deliveries(look, ids)) put(book, facts)
    book.touchedDeliveries.clear()
  }
}

function put(book: SpaceBook, facts: DeliveryFacts): void {
  const [id, incident] = facts
  book.deliveries.set(id, facts)
  const known = book.ofIncident.get(incident)
  if (known === undefined) book.ofIncident.set(incident, new Map([[id, facts]]))
  else known.set(id, facts)
}
