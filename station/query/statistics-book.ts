// What statistics count, in memory: read once per space when first asked for, then kept up with what the store touches, so
// that a question costs a walk over numbers and not a reading of everything.
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { INCIDENT } from '../../shared/model/incident.ts'
import { DELIVERY } from '../../shared/model/report.ts'
import type { StationReads } from '../store/reads/station-reads.ts'
import type { DeliveryFacts, IncidentFacts } from '../store/reads/statistics-reads.ts'
import type { StationStore, Touched } from '../store/station-store.ts'

/** With more touched than this everything is read anew. */
const MAX_TOUCHED = 5_000

interface SpaceBook {
  /** Incident id → its facts. */
  readonly incidents: Map<string, IncidentFacts>
  /** Delivery id → its facts, and incident id → its deliveries. */
  readonly deliveries: Map<string, DeliveryFacts>
  readonly ofIncident: Map<string, Map<string, DeliveryFacts>>
  readonly touchedIncidents: Set<string>
  readonly touchedDeliveries: Set<string>
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
    const known = this.#books.get(id)
    if (known !== undefined) {
      this.#catchUp(space, known)
      return known
    }
    const book: SpaceBook = {
      incidents: new Map(),
      deliveries: new Map(),
      ofIncident: new Map(),
      touchedIncidents: new Set(),
      touchedDeliveries: new Set(),
    }
    const look = this.#reads.look(space, '')
    if (look === undefined) return book
    for (const facts of this.#reads.statistics.incidents(look, null)) book.incidents.set(facts[0], facts)
    for (const facts of this.#reads.statistics.deliveries(look, null)) put(book, facts)
    this.#books.set(id, book)
    return book
  }

  close(): void {
    this.#stopHearing()
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

  #catchUp(space: string, book: SpaceBook): void {
    const look = this.#reads.look(space, '')
    if (look === undefined) return
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
