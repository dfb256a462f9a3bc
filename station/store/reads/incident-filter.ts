// An incident filter as SQL. The text is answered by the word index where it is complete; everything else by columns.
import { INCIDENT_STATUSES } from '../../../shared/model/incident.ts'
import type { IncidentFilter } from '../../../shared/rpc/watches.ts'
import type { Cell } from '../database.ts'

/** Subject of a row of `incident i`. */
export const SUBJECT = '(i.rec & 4294967295)'
/** A box narrower than this (degrees) is looked up in the R*Tree; a wider one holds too much for that to pay. */
const NARROW_DEGREES = 1.5

/** True where a position, an area or a division says where it is. */
export const IS_SOMEWHERE = '(i.lon IS NOT NULL OR i.area IS NOT NULL OR i.division IS NOT NULL)'

const VOID = INCIDENT_STATUSES.indexOf('void')

/** Who looks at which picture; `floor` is the touch up to which the officer has seen everything. */
export interface Look {
  readonly space: number
  readonly picture: number
  /** Records in the picture, of every kind. */
  readonly records: number
  readonly officer: string
  readonly floor: number
}

/** A piece of SQL with its parameters. */
export interface Clause {
  readonly sql: string
  readonly params: readonly Cell[]
}

/** Changed since this officer last opened it, 1 or 0. */
export function unreadClause(look: Look): Clause {
  return {
    sql: `(i.touched > ? AND i.touched > coalesce((SELECT s.touched FROM seen s WHERE s.officer = ? AND s.subject = ${SUBJECT}), 0))`,
    params: [look.floor, look.officer],
  }
}

/** Everything of the filter but its text. Void incidents are hidden unless asked for, by name or by `withVoid`. */
export function filterClause(look: Look, filter: IncidentFilter): Clause {
  const parts: string[] = ['i.picture = ?']
  const params: Cell[] = [look.picture]
  const add = (sql: string, ...values: readonly Cell[]): void => {
    parts.push(sql)
    params.push(...values)
  }
  const statuses = filter.statuses ?? []
  if (statuses.length > 0)
    addList(
      add,
      'i.status',
      statuses.map((status) => INCIDENT_STATUSES.indexOf(status)),
    )
  else if (filter.withVoid !== true) add(`i.status <> ${VOID}`)
  if (filter.levels !== undefined && filter.levels.length > 0) addList(add, 'i.level', filter.levels)
  addPrefixes(add, 'i.category', filter.categories ?? [])
  addPrefixes(add, 'i.division', filter.divisions ?? [])
  if (filter.receivedFromMs !== undefined) add('i.received_ms >= ?', filter.receivedFromMs)
  if (filter.receivedToMs !== undefined) add('i.received_ms <= ?', filter.receivedToMs)
  if (filter.onlyConflicts === true) add('i.conflicts > 0')
  if (filter.onlyWithoutPosition === true) add('i.lon IS NULL')
  if (filter.onlyNowhere === true) add(`NOT ${IS_SOMEWHERE}`)
  if (filter.box !== undefined) addBox(add, filter.box)
  if (filter.onlyUnread === true) {
    const unread = unreadClause(look)
    add(unread.sql, ...unread.params)
  }
  return { sql: parts.join(' AND '), params }
}

type Add = (sql: string, ...values: readonly Cell[]) => void

function addList(add: Add, column: string, values: readonly number[]): void {
  add(`${column} IN (${values.map(() => '?').join(', ')})`, ...values)
}

/** Codes and their beginnings; U+FFFF stands behind every digit and letter. An empty beginning fits everything. */
function addPrefixes(add: Add, column: string, prefixes: readonly string[]): void {
  if (prefixes.length === 0 || prefixes.includes('')) return
  const ranges = prefixes.map(() => `(${column} >= ? AND ${column} < ?)`)
  add(`(${ranges.join(' OR ')})`, ...prefixes.flatMap((prefix) => [prefix, `${prefix}\uffff`]))
}

function addBox(add: Add, [west, south, east, north]: readonly [number, number, number, number]): void {
  // The tree keeps 32-bit floats rounded outwards: it gives candidates, the columns decide.
  if (east - west <= NARROW_DEGREES && north - south <= NARROW_DEGREES)
    add(
      'i.rec IN (SELECT p.rec FROM place p WHERE p.east >= ? AND p.west <= ? AND p.north >= ? AND p.south <= ?)',
      west,
      east,
      south,
      north,
    )
  add('i.lon BETWEEN ? AND ? AND i.lat BETWEEN ? AND ?', west, east, south, north)
}
