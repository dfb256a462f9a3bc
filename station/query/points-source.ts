// The watch `points`: every incident with a position, an area or a division that fits a filter, for the map. Rows follow page by page, each read
// when it is asked for; afterwards only touched incidents are looked at.
import type { Json } from '../../shared/base/json.ts'
import type { PointRow } from '../../shared/rpc/rows.ts'
import type { IncidentFilter } from '../../shared/rpc/watches.ts'
import { ROWS_PER_PAGE } from '../../shared/rpc/watches.ts'
import type { Look } from '../store/reads/incident-filter.ts'
import type { StationReads } from '../store/reads/station-reads.ts'
import { touchedIncidents } from './incidents-source.ts'
import type { WatchDelta, WatchPage } from './query-hub.ts'
import type { Dirt, WatchSource } from './watch-source.ts'

export class PointsSource implements WatchSource {
  readonly #reads: StationReads
  readonly #space: string
  readonly #officer: string
  readonly #filter: IncidentFilter
  #picture: number | undefined
  #sent = new Map<string, PointRow>()

  constructor(reads: StationReads, space: string, officer: string, filter: IncidentFilter) {
    this.#reads = reads
    this.#space = space
    this.#officer = officer
    this.#filter = filter
  }

  *first(): Iterable<WatchPage> {
    const look = this.#reads.look(this.#space, this.#officer)
    this.#picture = look?.picture
    this.#sent = new Map()
    const sent = this.#sent
    for (const { rows, done } of this.#pages(look)) {
      for (const row of rows) sent.set(row[0], row)
      yield { rows: rows as readonly unknown[] as readonly Json[], done }
    }
  }

  delta(dirt: Dirt): WatchDelta | undefined {
    const look = this.#reads.look(this.#space, this.#officer)
    const put: PointRow[] = []
    const del: string[] = []
    if (dirt.all || look === undefined || look.picture !== this.#picture) {
      this.#picture = look?.picture
      const gone = new Set(this.#sent.keys())
      for (const { rows } of this.#pages(look))
        for (const row of rows) {
          gone.delete(row[0])
          this.#put(row, put)
        }
      del.push(...gone)
    } else {
      const { incidents } = this.#reads
      const touched = touchedIncidents(this.#reads, look, dirt)
      if (touched.size === 0) return undefined
      const recs = [...incidents.matchingAmong(look, this.#filter, [...touched.values()]).keys()]
      const gone = new Set([...touched.keys()].filter((id) => this.#sent.has(id)))
      for (const row of recs.length === 0 ? [] : incidents.points(look, recs, true)) {
        gone.delete(row[0])
        this.#put(row, put)
      }
      del.push(...gone)
    }
    for (const key of del) this.#sent.delete(key)
    return put.length === 0 && del.length === 0 ? undefined : { put: put as readonly unknown[] as readonly Json[], del }
  }

  #put(row: PointRow, put: PointRow[]): void {
    const old = this.#sent.get(row[0])
    if (old !== undefined && old.every((cell, index) => cell === row[index])) return
    this.#sent.set(row[0], row)
    put.push(row)
  }

  *#pages(look: Look | undefined): Iterable<{ readonly rows: readonly PointRow[]; readonly done: boolean }> {
    if (look === undefined) {
      yield { rows: [], done: true }
      return
    }
    const { incidents } = this.#reads
    const anyWaiting = this.#reads.branches(look).some(({ tip, agreed }) => agreed < tip)
    const { text, box } = this.#filter
    if (text === undefined && box === undefined) {
      for (let after: number | null = 0; after !== null;) {
        const page = incidents.pointsAfter(look, this.#filter, after, ROWS_PER_PAGE, anyWaiting)
        after = page.last
        yield { rows: page.rows, done: after === null }
      }
      return
    }
    const recs = [...incidents.matching(look, this.#filter).keys()]
    for (let from = 0; ; from += ROWS_PER_PAGE) {
      const done = from + ROWS_PER_PAGE >= recs.length
      yield { rows: incidents.points(look, recs.slice(from, from + ROWS_PER_PAGE), anyWaiting), done }
      if (done) return
    }
  }
}
