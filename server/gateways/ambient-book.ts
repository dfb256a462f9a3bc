// Rows that are shown and not journaled, newest per id, of every space and topic. What changed is told once a second; a row
// that is no row of its topic is refused at the door. Bounded: of one gateway's rows of a topic the oldest go.
import type { SpaceId } from '../../shared/base/ids.ts'
import type { AmbientRow, Topic } from '../../shared/model/ambient.ts'
import { AMBIENT, TOPICS } from '../../shared/model/ambient.ts'

/** Most rows of one gateway in one topic. */
export const MAX_ROWS = 20_000
const TELL_EVERY_MS = 1_000

/** What changed in a topic of a space. */
export interface AmbientChange {
  readonly space: SpaceId
  readonly topic: Topic
  readonly put: readonly AmbientRow<Topic>[]
  readonly gone: readonly string[]
}

interface Shelf {
  readonly space: SpaceId
  readonly topic: Topic
  /** Gateway → id → row, oldest first. */
  readonly rows: Map<string, Map<string, AmbientRow<Topic>>>
  readonly changed: Map<string, AmbientRow<Topic> | null>
}

export class AmbientBook {
  readonly #shelves = new Map<string, Shelf>()
  readonly #tell: (change: AmbientChange) => void
  readonly #everyMs: number
  #timer: NodeJS.Timeout | undefined

  constructor(tell: (change: AmbientChange) => void, everyMs = TELL_EVERY_MS) {
    this.#tell = tell
    this.#everyMs = everyMs
  }

  /** Takes a row; throws a ZodError when it is none of its topic. */
  put<Of extends Topic>(space: SpaceId, gateway: string, topic: Of, given: AmbientRow<Of>): void {
    const row = AMBIENT[topic].parse(given)
    const shelf = this.#shelf(space, topic)
    const rows = shelf.rows.get(gateway) ?? new Map<string, AmbientRow<Topic>>()
    shelf.rows.set(gateway, rows)
    // Put at the end: the first is then the one longest without news.
    rows.delete(row.id)
    rows.set(row.id, row)
    shelf.changed.set(row.id, row)
    const [oldest] = rows.size > MAX_ROWS ? rows.keys() : []
    if (oldest !== undefined) this.remove(space, gateway, topic, oldest)
    this.#soon()
  }

  remove(space: SpaceId, gateway: string, topic: Topic, id: string): void {
    const shelf = this.#shelf(space, topic)
    if (shelf.rows.get(gateway)?.delete(id) !== true) return
    shelf.changed.set(id, null)
    this.#soon()
  }

  /** Everything a gateway has put. */
  removeAll(space: SpaceId, gateway: string, topics: readonly Topic[] = TOPICS): void {
    for (const topic of topics)
      for (const id of [...(this.#shelf(space, topic).rows.get(gateway)?.keys() ?? [])])
        this.remove(space, gateway, topic, id)
  }

  rowsOf<Of extends Topic>(space: SpaceId, gateway: string, topic: Of): readonly AmbientRow<Of>[] {
    return [...(this.#shelf(space, topic).rows.get(gateway)?.values() ?? [])] as AmbientRow<Of>[]
  }

  all<Of extends Topic>(space: SpaceId, topic: Of): readonly AmbientRow<Of>[] {
    return [...this.#shelf(space, topic).rows.values()].flatMap((rows) => [...rows.values()]) as AmbientRow<Of>[]
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #shelf(space: SpaceId, topic: Topic): Shelf {
    const key = `${space}\n${topic}`
    const known = this.#shelves.get(key)
    if (known !== undefined) return known
    const made: Shelf = { space, topic, rows: new Map(), changed: new Map() }
    this.#shelves.set(key, made)
    return made
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      for (const { space, topic, changed } of this.#shelves.values()) {
        if (changed.size === 0) continue
        const put = [...changed.values()].filter((row) => row !== null)
        const gone = [...changed].flatMap(([id, row]) => (row === null ? [id] : []))
        changed.clear()
        this.#tell({ space, topic, put, gone })
      }
    }, this.#everyMs)
  }
}
