// What is derived from a record besides its text: the incident's row and place, the log line, its words.
import type { RecordState } from '../../shared/journal/merge.ts'
import { shownValue } from '../../shared/journal/merge.ts'
import { INCIDENT } from '../../shared/model/incident.ts'
import { LOG_ENTRY } from '../../shared/model/log-entry.ts'
import { CountedRows } from './counted-rows.ts'
import type { Cell, StationDatabase, Statement } from './database.ts'
import { DeskItemRows } from './desk-item-rows.ts'
import type { IncidentColumns } from './incident-row.ts'
import { incidentColumns, text, textOrNull, timeMs } from './incident-row.ts'
import { WordIndex, textOf } from './word-index.ts'

/** The columns of an incident as they are on disk, in the order of COLUMNS: spares the indexes what did not change. */
export type IncidentCells = readonly (string | number | null)[]

const COLUMNS: readonly string[] = [
  'number',
  'title',
  'category',
  'level',
  'status',
  'lon',
  'lat',
  'division',
  'place',
  'occurred_at',
  'received_at',
  'occurred_ms',
  'received_ms',
  'dead',
  'missing',
  'injured',
  'trapped',
  'evacuated',
  'sensitive',
  'demonstration',
  'conflicts',
  'changed_ms',
  'area',
]
const LON = COLUMNS.indexOf('lon')
const LAT = COLUMNS.indexOf('lat')
/** Statements kept, one for each set of columns that changed together. */
const MAX_UPDATES = 200

/** What is on disk of an incident now. */
export interface PutIncident {
  readonly columns: IncidentColumns
  readonly cells: IncidentCells
}

export class DerivedRows {
  readonly words: WordIndex
  readonly #items: DeskItemRows
  readonly #counted: CountedRows
  readonly #db: StationDatabase
  readonly #insertIncident
  readonly #updates = new Map<string, Statement<Cell[], never>>()
  readonly #deleteIncident
  readonly #cells
  readonly #getLine
  readonly #getPlace
  readonly #putPlace
  readonly #deletePlace
  readonly #putLine
  readonly #deleteLine
  readonly #deletePictures

  constructor(db: StationDatabase) {
    this.words = new WordIndex(db)
    this.#items = new DeskItemRows(db)
    this.#counted = new CountedRows(db)
    this.#db = db
    const places = Array.from({ length: COLUMNS.length + 4 }, () => '?').join(', ')
    this.#insertIncident = db.prepare<Cell[]>(
      'incident.insert',
      `INSERT INTO incident (rec, picture, id, touched, ${COLUMNS.join(', ')}) VALUES (${places})`,
    )
    this.#deleteIncident = db.prepare<[number]>('incident.delete', 'DELETE FROM incident WHERE rec = ?')
    this.#cells = db.prepareRaw<[number], (string | number | null)[]>(
      'incident.cells',
      `SELECT ${COLUMNS.join(', ')} FROM incident WHERE rec = ?`,
    )
    this.#getLine = db.prepareRaw<[number], (string | number | null)[]>(
      'logLine.get',
      'SELECT id, incident, at_ms, corrects FROM log_line WHERE rec = ?',
    )
    this.#getPlace = db.prepareRaw<[number], [number]>('place.get', 'SELECT rec FROM place WHERE rec = ?')
    this.#putPlace = db.prepare<[number, number, number, number, number]>(
      'place.put',
      'INSERT OR REPLACE INTO place (rec, west, east, south, north) VALUES (?, ?, ?, ?, ?)',
    )
    this.#deletePlace = db.prepare<[number]>('place.delete', 'DELETE FROM place WHERE rec = ?')
    this.#putLine = db.prepare<[number, number, string, string | null, number, string | null]>(
      'logLine.put',
      'INSERT OR REPLACE INTO log_line (rec, picture, id, incident, at_ms, corrects) VALUES (?, ?, ?, ?, ?, ?)',
    )
    this.#deleteLine = db.prepare<[number]>('logLine.delete', 'DELETE FROM log_line WHERE rec = ?')
    this.#deletePictures = ['place', 'incident', 'log_line', 'record'].map((table) =>
      db.prepare<[number, number]>(`${table}.deletePicture`, `DELETE FROM ${table} WHERE rec BETWEEN ? AND ?`),
    )
  }

  /** Writes what is derived of a record. `before` is what is on disk of an incident, undefined when not known. */
  put(
    rec: number,
    picture: number,
    state: RecordState,
    isNew: boolean,
    conflicts: number,
    touched: number,
    before: IncidentCells | undefined,
  ): PutIncident | undefined {
    this.#items.put(rec, picture, state)
    this.#counted.put(rec, picture, state, isNew)
    if (state.kind === LOG_ENTRY) this.#putLogLine(rec, picture, state)
    if (state.kind !== INCIDENT) return undefined
    const columns = incidentColumns(state)
    const cells = cellsOf(columns, conflicts)
    const known = isNew ? undefined : (before ?? this.#cells.get(rec))
    if (known === undefined) this.#insertIncident.run(rec, picture, state.id, touched, ...cells)
    else this.#update(rec, known, cells, touched)
    const { lon, lat } = columns
    if ((known?.[LON] ?? null) === lon && (known?.[LAT] ?? null) === lat) return { columns, cells }
    if (lon === null || lat === null) this.#deletePlace.run(rec)
    else this.#putPlace.run(rec, lon, lon, lat, lat)
    return { columns, cells }
  }

  /** Writes what is counted of a record that was stored before it was. */
  putCounted(rec: number, picture: number, state: RecordState): void {
    this.#counted.put(rec, picture, state, true)
  }

  /** True when the rows derived of a record are what its state gives. */
  holds(rec: number, state: RecordState, conflicts: number): boolean {
    if (!this.#items.holds(rec, state) || !this.#counted.holds(rec, state)) return false
    if (state.kind === LOG_ENTRY) {
      const line = this.#getLine.get(rec)
      const wanted = lineOf(state)
      return line !== undefined && wanted.every((cell, index) => cell === line[index])
    }
    if (state.kind !== INCIDENT) return true
    const columns = incidentColumns(state)
    const stored = this.#cells.get(rec)
    if (stored === undefined || !cellsOf(columns, conflicts).every((cell, index) => cell === stored[index]))
      return false
    return (this.#getPlace.get(rec) !== undefined) === (columns.lon !== null && columns.lat !== null)
  }

  /** Takes out everything derived of one record. */
  remove(rec: number): void {
    this.#deleteIncident.run(rec)
    this.#deletePlace.run(rec)
    this.#deleteLine.run(rec)
    this.#items.remove(rec)
    this.#counted.remove(rec)
    this.words.remove(rec)
  }

  /** Takes out all records of a picture, with everything derived of them. */
  removePicture(from: number, to: number): void {
    this.words.removeRange(from, to)
    this.#items.removeRange(from, to)
    this.#counted.removeRange(from, to)
    for (const statement of this.#deletePictures) statement.run(from, to)
  }

  /** Writes the columns that changed and no others: most indexes are left alone. */
  #update(rec: number, before: IncidentCells, cells: IncidentCells, touched: number): void {
    const names: string[] = []
    const values: Cell[] = []
    COLUMNS.forEach((name, index) => {
      const cell = cells[index] ?? null
      if (cell === before[index]) return
      names.push(name)
      values.push(cell)
    })
    if (touched > 0) {
      names.push('touched')
      values.push(touched)
    }
    if (names.length > 0) this.#updateOf(names).run(...values, rec)
  }

  #updateOf(names: readonly string[]): Statement<Cell[], never> {
    const sets = names.join(' = ?, ')
    let update = this.#updates.get(sets)
    if (update === undefined) {
      update = this.#db.prepare<Cell[]>('incident.update', `UPDATE incident SET ${sets} = ? WHERE rec = ?`)
      if (this.#updates.size < MAX_UPDATES) this.#updates.set(sets, update)
    }
    return update
  }

  #putLogLine(rec: number, picture: number, state: RecordState): void {
    const [id, incident, atMs, corrects] = lineOf(state)
    this.#putLine.run(rec, picture, id, incident, atMs, corrects)
  }

  putWords(rec: number, state: RecordState, isNew: boolean): void {
    this.words.put(rec, textOf(state), isNew)
    this.words.unpend(rec)
  }
}

/** id, incident, at_ms and corrects of a log line. */
function lineOf(state: RecordState): readonly [string, string | null, number, string | null] {
  const at = timeMs(text(shownValue(state, 'at')))
  return [
    state.id,
    textOrNull(shownValue(state, 'incident')),
    at ?? state.fields.get('text')?.heads[0]?.mark.ms ?? 0,
    textOrNull(shownValue(state, 'corrects')),
  ]
}

function cellsOf(row: IncidentColumns, conflicts: number): IncidentCells {
  return [
    row.number,
    row.title,
    row.category,
    row.level,
    row.status,
    row.lon,
    row.lat,
    row.division,
    row.place,
    row.occurredAt,
    row.receivedAt,
    row.occurredMs,
    row.receivedMs,
    row.dead,
    row.missing,
    row.injured,
    row.trapped,
    row.evacuated,
    row.sensitive,
    row.demonstration,
    conflicts,
    row.changedMs,
    row.area,
  ]
}
