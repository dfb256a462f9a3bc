// Reads of incidents: one window of the sorted list, counts, points for the map, and the same questions asked about a few
// records only, so that a difference costs what has changed and not what is there.
import type { RecordId } from '../../../shared/base/ids.ts'
import { readRecord } from '../../../shared/journal/record-text.ts'
import { INCIDENT, INCIDENT_STATUSES } from '../../../shared/model/incident.ts'
import type { Level } from '../../../shared/model/level.ts'
import { divisionAround, divisionBeginning, familyOf } from '../../../shared/model/same-event.ts'
import type { IncidentRow, PointRow } from '../../../shared/rpc/rows.ts'
import type { INCIDENT_SORTS, IncidentFilter } from '../../../shared/rpc/watches.ts'
import type { Cell, StationDatabase } from '../database.ts'
import { SHIFT } from '../journal-book.ts'
import { matchQuery, textMatches, textOf } from '../word-index.ts'
import type { Clause, Look } from './incident-filter.ts'
import { IS_SOMEWHERE, SUBJECT, filterClause, unreadClause } from './incident-filter.ts'
import { Statements } from './statements.ts'

export type IncidentSort = (typeof INCIDENT_SORTS)[number]

/**
 * Where this share of all records fits a filter the list is walked in the order of its index, else what fits is sorted.
 * A walk is quick unless what fits lies at the far end; sorting costs the same always.
 */
const WALK_FROM_SHARE = 0.5
/** The same for a window that is looked at again after every touch. */
const WALK_AGAIN_FROM_SHARE = 0.3

const SORTS: { readonly [sort in IncidentSort]: { readonly columns: readonly string[]; readonly index: string } } = {
  received: { columns: ['received_ms'], index: 'incident_received' },
  occurred: { columns: ['occurred_ms'], index: 'incident_occurred' },
  level: { columns: ['level', 'received_ms'], index: 'incident_level' },
  status: { columns: ['status', 'received_ms'], index: 'incident_status' },
  number: { columns: ['number'], index: 'incident_number' },
  changed: { columns: ['changed_ms'], index: 'incident_changed' },
  title: { columns: ['title'], index: 'incident_title' },
}

const CLOSED = INCIDENT_STATUSES.indexOf('closed')

const WAITING = `EXISTS (SELECT 1 FROM journal j JOIN branch b ON b.branch = (j.at >> 32)
  WHERE j.subject = ${SUBJECT} AND (j.at & 4294967295) > b.agreed_seq)`

const COLUMNS = `i.id, i.number, i.title, i.category, i.level, i.status, i.lon, i.lat, i.division, i.place,
  i.occurred_at, i.received_at, i.dead, i.missing, i.injured, i.trapped, i.evacuated, i.sensitive, i.demonstration,
  i.conflicts, i.changed_ms`

type Cells = [
  id: string,
  number: string,
  title: string,
  category: string,
  level: number,
  status: number,
  lon: number | null,
  lat: number | null,
  division: string | null,
  place: string,
  occurredAt: string | null,
  receivedAt: string,
  dead: number | null,
  missing: number | null,
  injured: number | null,
  trapped: number | null,
  evacuated: number | null,
  sensitive: number,
  demonstration: number,
  conflicts: number,
  changedMs: number,
  unread: number,
  waiting: number,
  /** The record number, or a time. */
  extra: number,
]
type PointCells = [...PointRow, rec: number]

/** What fits a filter, by record number; the value says whether it is unread. */
export type Matching = Map<number, boolean>

/** An incident and when it was. */
export interface TimedRow {
  readonly row: IncidentRow
  readonly timeMs: number
}

export interface Window {
  readonly sort: IncidentSort
  readonly descending: boolean
  readonly offset: number
  readonly limit: number
}

export class IncidentReads {
  readonly #statements: Statements
  readonly #pendingTexts
  readonly #stateOf

  constructor(db: StationDatabase) {
    this.#statements = new Statements(db)
    this.#pendingTexts = db.prepareRaw<[number, number], [rec: number, id: string, state: string]>(
      'words.pendingTexts',
      `SELECT r.rec, i.id, r.state FROM words_pending JOIN record r USING (rec) JOIN incident i USING (rec)
        WHERE r.rec BETWEEN ? AND ?`,
    )
    this.#stateOf = db.prepareRaw<[number], [id: string, state: string]>(
      'incident.stateOf',
      'SELECT i.id, r.state FROM incident i JOIN record r USING (rec) WHERE i.rec = ?',
    )
  }

  /** How many fit, and how many of them are unread. */
  totals(look: Look, filter: IncidentFilter): { readonly total: number; readonly unread: number } {
    const where = this.#where(look, filter)
    const unread = unreadClause(look)
    const [row] = this.#statements.all<[number, number | null]>(
      'incidents.totals',
      `SELECT count(*), sum(${unread.sql}) FROM incident i NOT INDEXED WHERE ${where.sql}`,
      [...unread.params, ...where.params],
    )
    return { total: row?.[0] ?? 0, unread: row?.[1] ?? 0 }
  }

  /** One window of the sorted list. `total` is how many fit the filter: it decides how the list is walked. */
  window(look: Look, filter: IncidentFilter, window: Window, total: number): IncidentRow[] {
    return this.#windowOf(look, this.#where(look, filter), window, total > look.records * WALK_FROM_SHARE)
  }

  /** The same window when everything that fits is known. */
  windowAmong(
    look: Look,
    matching: ReadonlyMap<number, boolean>,
    window: Window,
    filter: IncidentFilter,
  ): IncidentRow[] {
    if (matching.size > look.records * WALK_AGAIN_FROM_SHARE && filter.text === undefined)
      return this.#windowOf(look, this.#where(look, filter), window, true)
    return this.#windowOf(look, among([...matching.keys()]), window, false)
  }

  #windowOf(look: Look, where: Clause, { sort, descending, offset, limit }: Window, isWalked: boolean): IncidentRow[] {
    const { columns, index } = SORTS[sort]
    const direction = descending ? 'DESC' : 'ASC'
    // The record number ends every order, so that no two rows are ever in doubt.
    const order = [...columns, 'rec'].map((column) => `i.${column} ${direction}`).join(', ')
    const recs = this.#statements
      .all<[number]>(
        'incidents.window',
        `SELECT i.rec FROM incident i ${isWalked ? `INDEXED BY ${index}` : 'NOT INDEXED'}
          WHERE ${where.sql} ORDER BY ${order} LIMIT ? OFFSET ?`,
        [...where.params, limit, offset],
      )
      .map(([rec]) => rec)
    const few = among(recs)
    const unread = unreadClause(look)
    const rows = new Map(
      this.#statements
        .all<Cells>(
          'incidents.rows',
          `SELECT ${COLUMNS}, ${unread.sql}, ${WAITING}, i.rec FROM incident i WHERE ${few.sql}`,
          [...unread.params, ...few.params],
        )
        .map((cells) => [cells[23], rowOf(cells)]),
    )
    return recs.flatMap((rec) => rows.get(rec) ?? [])
  }

  /** Record numbers of everything that fits, in order. Lists come as one text each: a row apiece would cost far more. */
  matching(look: Look, filter: IncidentFilter): Matching {
    const where = this.#where(look, filter)
    const unread = unreadClause(look)
    const matching: Matching = new Map()
    for (const rec of this.#recs(where)) matching.set(rec, false)
    const params = [...where.params, ...unread.params]
    for (const rec of this.#recs({ sql: `${where.sql} AND ${unread.sql}`, params })) matching.set(rec, true)
    return matching
  }

  #recs(where: Clause): readonly number[] {
    const [row] = this.#statements.all<[string]>(
      'incidents.matching',
      `SELECT json_group_array(rec) FROM (SELECT i.rec FROM incident i NOT INDEXED WHERE ${where.sql} ORDER BY i.rec)`,
      where.params,
    )
    return row === undefined ? [] : (JSON.parse(row[0]) as number[])
  }

  /** Which of these records fit, without looking at any other. */
  matchingAmong(look: Look, filter: IncidentFilter, recs: readonly number[]): Matching {
    const where = filterClause(look, filter)
    const few = among(recs)
    const unread = unreadClause(look)
    const matching: Matching = new Map()
    for (const [rec, isUnread] of this.#statements.all<[number, number]>(
      'incidents.matchingAmong',
      `SELECT i.rec, ${unread.sql} FROM incident i NOT INDEXED WHERE ${few.sql} AND ${where.sql}`,
      [...unread.params, ...few.params, ...where.params],
    ))
      if (filter.text === undefined || this.#says(rec, filter.text)) matching.set(rec, isUnread === 1)
    return matching
  }

  /** Points of these records; those that nothing places are left out. `anyWaiting` false spares looking at the journal. */
  points(look: Look, recs: readonly number[], anyWaiting: boolean): PointRow[] {
    const { rows } = this.#points(look, among(recs), anyWaiting, recs.length)
    return rows
  }

  /** The next `limit` points behind a record number, for filters without text; `last` is null when there are no more. */
  pointsAfter(
    look: Look,
    filter: IncidentFilter,
    after: number,
    limit: number,
    anyWaiting: boolean,
  ): { readonly rows: PointRow[]; readonly last: number | null } {
    const where = filterClause(look, filter)
    const from = Math.max(after + 1, look.picture * SHIFT)
    const behind = {
      sql: `i.rec BETWEEN ? AND ? AND ${where.sql}`,
      params: [from, lastRec(look), ...where.params],
    }
    return this.#points(look, behind, anyWaiting, limit)
  }

  #points(
    look: Look,
    where: Clause,
    anyWaiting: boolean,
    limit: number,
  ): { readonly rows: PointRow[]; readonly last: number | null } {
    const unread = unreadClause(look)
    const found = this.#statements.all<PointCells>(
      'incidents.points',
      `SELECT i.id, i.lon, i.lat, i.level, i.status, i.category, (i.conflicts > 0) + 2 * ${unread.sql}
          + 4 * i.demonstration + 8 * i.sensitive + 16 * ${anyWaiting ? WAITING : '0'},
          CASE WHEN i.lon IS NULL THEN coalesce(i.area, i.division) END, i.rec
        FROM incident i NOT INDEXED WHERE ${where.sql} AND ${IS_SOMEWHERE}
        ORDER BY i.rec LIMIT ?`,
      [...unread.params, ...where.params, limit],
    )
    const last = found.length < limit ? null : (found.at(-1)?.[8] ?? null)
    // The record number goes in place: a hundred thousand rows are not copied for it.
    for (const cells of found as Cell[][]) cells.pop()
    return { rows: found as readonly unknown[] as PointRow[], last }
  }

  /** Incidents in a box around a time, with their times; void ones left out. */
  around(
    look: Look,
    box: readonly [number, number, number, number],
    fromMs: number,
    toMs: number,
  ): readonly TimedRow[] {
    const where = filterClause(look, { box: [...box] })
    const unread = unreadClause(look)
    return this.#statements
      .all<Cells>(
        'incidents.around',
        `SELECT ${COLUMNS}, ${unread.sql}, ${WAITING}, coalesce(i.occurred_ms, i.received_ms) AS time
          FROM incident i NOT INDEXED WHERE ${where.sql} AND coalesce(i.occurred_ms, i.received_ms) BETWEEN ? AND ?`,
        [...unread.params, ...where.params, fromMs, toMs],
      )
      .map((cells) => ({ row: rowOf(cells), timeMs: cells[23] }))
  }

  /** The newest incidents of a time, wherever they are; void and closed ones left out. */
  recent(look: Look, fromMs: number, toMs: number, limit: number): readonly TimedRow[] {
    return this.#when(look, { sql: `i.status < ${CLOSED}`, params: [] }, [fromMs, toMs], limit)
  }

  /** The newest of a time and family of categories in a division, in what lies in it, and in the one around it. */
  inDivision(
    look: Look,
    { division, category }: { readonly division: string; readonly category: string },
    fromMs: number,
    toMs: number,
    limit: number,
  ): readonly TimedRow[] {
    const where = filterClause(look, { categories: [familyOf(category)] })
    const inside = divisionBeginning(division)
    const fits = {
      sql: `${where.sql} AND (i.division = ? OR (i.division >= ? AND i.division < ?))`,
      params: [...where.params, divisionAround(division) ?? division, inside, `${inside}\uffff`],
    }
    return this.#when(look, fits, [fromMs, toMs], limit)
  }

  #when(look: Look, where: Clause, [fromMs, toMs]: readonly [number, number], limit: number): readonly TimedRow[] {
    const unread = unreadClause(look)
    return this.#statements
      .all<Cells>(
        'incidents.when',
        `SELECT ${COLUMNS}, ${unread.sql}, ${WAITING}, coalesce(i.occurred_ms, i.received_ms) AS time
          FROM incident i INDEXED BY incident_when
          WHERE i.picture = ? AND coalesce(i.occurred_ms, i.received_ms) BETWEEN ? AND ? AND ${where.sql}
          ORDER BY coalesce(i.occurred_ms, i.received_ms) DESC, i.rec DESC LIMIT ?`,
        [...unread.params, look.picture, fromMs, toMs, ...where.params, limit],
      )
      .map((cells) => ({ row: rowOf(cells), timeMs: cells[23] }))
  }

  #where(look: Look, filter: IncidentFilter): Clause {
    const columns = filterClause(look, filter)
    if (filter.text === undefined || filter.text.trim() === '') {
      if (filter.box !== undefined) return columns
      // Keeps a scan within the picture's own rows. Where rows are found by number or place it would lure SQLite away.
      return {
        sql: `i.rec BETWEEN ? AND ? AND ${columns.sql}`,
        params: [look.picture * SHIFT, lastRec(look), ...columns.params],
      }
    }
    const text = this.#textClause(look, filter.text)
    return { sql: `${columns.sql} AND ${text.sql}`, params: [...columns.params, ...text.params] }
  }

  /** The word index knows every record but those that wait for it; these are read one by one. */
  #textClause(look: Look, typed: string): Clause {
    const match = matchQuery(typed)
    if (match === undefined) return { sql: '1', params: [] }
    const [from, to] = [look.picture * SHIFT, lastRec(look)]
    const indexed = 'i.rec IN (SELECT rowid FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?)'
    const pending = this.#pendingTexts.all(from, to)
    if (pending.length === 0) return { sql: indexed, params: [match, from, to] }
    const hits = pending
      .filter(([, id, state]) => textMatches(textOf(readRecord(INCIDENT, id as RecordId, state)), typed))
      .map(([rec]) => rec)
    return {
      sql: `((${indexed} AND i.rec NOT IN (SELECT rec FROM words_pending))
        OR i.rec IN (SELECT value FROM json_each(?)))`,
      params: [match, from, to, JSON.stringify(hits)],
    }
  }

  #says(rec: number, typed: string): boolean {
    const row = this.#stateOf.get(rec)
    return row !== undefined && textMatches(textOf(readRecord(INCIDENT, row[0] as RecordId, row[1])), typed)
  }
}

/** Highest record number a picture may have. */
function lastRec(look: Look): number {
  return (look.picture + 1) * SHIFT - 1
}

function among(recs: readonly number[]): Clause {
  return { sql: 'i.rec IN (SELECT value FROM json_each(?))', params: [JSON.stringify(recs)] }
}

function rowOf(cells: Cells): IncidentRow {
  const [key, number, title, category, level, status, lon, lat, division, place, occurredAt, receivedAt] = cells
  return {
    key,
    number,
    title,
    category,
    level: level === 0 ? null : (level as Level),
    status: INCIDENT_STATUSES[status] ?? 'reported',
    lon,
    lat,
    division,
    place,
    occurredAt,
    receivedAt,
    dead: cells[12],
    missing: cells[13],
    injured: cells[14],
    trapped: cells[15],
    evacuated: cells[16],
    sensitive: cells[17] === 1,
    demonstration: cells[18] === 1,
    conflicts: cells[19],
    unread: cells[21] === 1,
    waiting: cells[22] === 1,
    changedMs: cells[20],
  }
}
