// What is derived from a record besides its text: the incident's row and place, the log line, its words.
import type { RecordState } from '../../shared/journal/merge.ts'
import { shownValue } from '../../shared/journal/merge.ts'
import { INCIDENT } from '../../shared/model/incident.ts'
import { LOG_ENTRY } from '../../shared/model/log-entry.ts'
import type { StationDatabase } from './database.ts'
import type { IncidentColumns } from './incident-row.ts'
import { incidentColumns, text, textOrNull, timeMs } from './incident-row.ts'
import { WordIndex, textOf } from './word-index.ts'

/** What of an incident is on disk: spares the indexes what did not change. */
export type Placed = Pick<IncidentColumns, 'lon' | 'lat' | 'level' | 'receivedMs'>

type IncidentCells = [
  number: string,
  title: string,
  category: string,
  status: number,
  lon: number | null,
  lat: number | null,
  division: string | null,
  place: string,
  occurredAt: string | null,
  receivedAt: string,
  occurredMs: number | null,
  dead: number | null,
  missing: number | null,
  injured: number | null,
  trapped: number | null,
  evacuated: number | null,
  sensitive: number,
  demonstration: number,
  conflicts: number,
  changedMs: number,
  touched: number,
  rec: number,
]

const COLUMNS =
  'number, title, category, status, lon, lat, division, place, occurred_at, received_at, occurred_ms, dead, missing, ' +
  'injured, trapped, evacuated, sensitive, demonstration, conflicts, changed_ms, touched, rec'
const SETS = COLUMNS.split(', ')
  .filter((name) => name !== 'rec')
  .map((name) => (name === 'touched' ? 'touched = max(touched, ?)' : `${name} = ?`))
  .join(', ')

export class DerivedRows {
  readonly words: WordIndex
  readonly #insertIncident
  readonly #updateIncident
  readonly #updateSorted
  readonly #deleteIncident
  readonly #placed
  readonly #putPlace
  readonly #deletePlace
  readonly #putLine
  readonly #deleteLine
  readonly #deletePictures

  constructor(db: StationDatabase) {
    this.words = new WordIndex(db)
    this.#insertIncident = db.prepare<[...IncidentCells, picture: number, id: string, level: number, received: number]>(
      'incident.insert',
      `INSERT INTO incident (${COLUMNS}, picture, id, level, received_ms)
        VALUES (${Array.from({ length: 26 }, () => '?').join(', ')})`,
    )
    this.#updateIncident = db.prepare<IncidentCells>('incident.update', `UPDATE incident SET ${SETS} WHERE rec = ?`)
    this.#updateSorted = db.prepare<[number, number, number]>(
      'incident.updateSorted',
      'UPDATE incident SET level = ?, received_ms = ? WHERE rec = ?',
    )
    this.#deleteIncident = db.prepare<[number]>('incident.delete', 'DELETE FROM incident WHERE rec = ?')
    this.#placed = db.prepare<[number], Placed>(
      'incident.placed',
      'SELECT lon, lat, level, received_ms AS receivedMs FROM incident WHERE rec = ?',
    )
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

  /** Writes what is derived of a record. `placed` is what is on disk, undefined when not known; gives what is there now. */
  put(
    rec: number,
    picture: number,
    state: RecordState,
    isNew: boolean,
    conflicts: number,
    touched: number,
    placed: Placed | undefined,
  ): IncidentColumns | undefined {
    if (state.kind === LOG_ENTRY) this.#putLogLine(rec, picture, state)
    if (state.kind !== INCIDENT) return undefined
    const columns = incidentColumns(state)
    const cells = cellsOf(columns, conflicts, touched, rec)
    const { lon, lat, level, receivedMs } = columns
    let before = isNew ? undefined : (placed ?? this.#placed.get(rec))
    if (before === undefined) {
      this.#insertIncident.run(...cells, picture, state.id, level, receivedMs)
      before = { lon: null, lat: null, level, receivedMs }
    } else this.#updateIncident.run(...cells)
    if (before.level !== level || before.receivedMs !== receivedMs) this.#updateSorted.run(level, receivedMs, rec)
    if (before.lon === lon && before.lat === lat) return columns
    if (lon === null || lat === null) this.#deletePlace.run(rec)
    else this.#putPlace.run(rec, lon, lon, lat, lat)
    return columns
  }

  /** Takes out everything derived of one record. */
  remove(rec: number): void {
    this.#deleteIncident.run(rec)
    this.#deletePlace.run(rec)
    this.#deleteLine.run(rec)
    this.words.remove(rec)
  }

  /** Takes out all records of a picture, with everything derived of them. */
  removePicture(from: number, to: number): void {
    this.words.removeRange(from, to)
    for (const statement of this.#deletePictures) statement.run(from, to)
  }

  #putLogLine(rec: number, picture: number, state: RecordState): void {
    const at = timeMs(text(shownValue(state, 'at')))
    this.#putLine.run(
      rec,
      picture,
      state.id,
      textOrNull(shownValue(state, 'incident')),
      at ?? state.fields.get('text')?.heads[0]?.mark.ms ?? 0,
      textOrNull(shownValue(state, 'corrects')),
    )
  }

  putWords(rec: number, state: RecordState, isNew: boolean): void {
    this.words.put(rec, textOf(state), isNew)
    this.words.unpend(rec)
  }
}

function cellsOf(row: IncidentColumns, conflicts: number, touched: number, rec: number): IncidentCells {
  return [
    row.number,
    row.title,
    row.category,
    row.status,
    row.lon,
    row.lat,
    row.division,
    row.place,
    row.occurredAt,
    row.receivedAt,
    row.occurredMs,
    row.dead,
    row.missing,
    row.injured,
    row.trapped,
    row.evacuated,
    row.sensitive,
    row.demonstration,
    conflicts,
    row.changedMs,
    touched,
    rec,
  ]
}
