// Parameters of OGC API - Features Part 1 (17-069r4): bbox (7.15.3), datetime (7.15.4), limit (7.15.2), and our own `offset`
// for paging. A parameter we do not know is refused, as requirement 17 wants it.
import type { Result } from '../../../shared/base/fault.ts'
import { ok, refuse } from '../../../shared/base/fault.ts'
import type { Bounds } from '../../../shared/geo/polygon.ts'

export const MAX_LIMIT = 1_000
const DEFAULT_LIMIT = 100
const MAX_OFFSET = 10_000_000
const KNOWN: ReadonlySet<string> = new Set(['bbox', 'datetime', 'limit', 'offset', 'f'])

export interface ItemsQuery {
  readonly limit: number
  readonly offset: number
  /** One box, two where the one asked for lies over the date line, none for everywhere. */
  readonly boxes: readonly Bounds[]
  /** From and to, both included; infinite where open. */
  readonly fromMs: number
  readonly toMs: number
}

export function readItemsQuery(given: URLSearchParams): Result<ItemsQuery> {
  for (const name of given.keys()) {
    if (!KNOWN.has(name)) return bad(name, 'is no parameter of this server')
    if (given.getAll(name).length > 1) return bad(name, 'is given twice')
  }
  const format = readFormat(given)
  if (!format.ok) return format
  const limit = wholeNumber(given.get('limit'), DEFAULT_LIMIT)
  // More than is ever given is no mistake: it is cut down (recommendation 7.15.2).
  if (limit === undefined || limit < 1) return bad('limit', 'is a whole number from 1 on')
  const offset = wholeNumber(given.get('offset'), 0)
  if (offset === undefined || offset > MAX_OFFSET) return bad('offset', 'is a whole number from 0 on')
  const boxes = readBoxes(given.get('bbox'))
  if (boxes === undefined) return bad('bbox', 'is west,south,east,north in degrees (CRS84)')
  const times = readTimes(given.get('datetime'))
  if (times === undefined) return bad('datetime', 'is a time of RFC 3339, or two with a slash between, .. where open')
  return ok({ limit: Math.min(limit, MAX_LIMIT), offset, boxes, ...times })
}

/** `f` may only ask for what there is. */
export function readFormat(given: URLSearchParams): Result<null> {
  const format = given.get('f')
  return format === null || /^(json|geojson|application\/(geo\+)?json)$/.test(format)
    ? ok(null)
    : bad('f', 'may only be json')
}

function bad(name: string, why: string): Result<never> {
  return refuse('invalidInput', `${name.slice(0, 40)} ${why}`, { parameter: name.slice(0, 40) })
}

function wholeNumber(text: string | null, otherwise: number): number | undefined {
  if (text === null) return otherwise
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

function readBoxes(text: string | null): readonly Bounds[] | undefined {
  if (text === null) return []
  const parts = text.split(',')
  if (
    (parts.length !== 4 && parts.length !== 6) ||
    parts.some((part) => !/^\s*[-+]?\d+(\.\d+)?(e[-+]?\d+)?\s*$/i.test(part))
  )
    return undefined
  const numbers = parts.map(Number)
  // With heights: west, south, lowest, east, north, highest. Ours have none, and every height fits.
  const [west, south, east, north] = numbers.length === 4 ? numbers : [0, 1, 3, 4].map((at) => numbers[at])
  if (west === undefined || south === undefined || east === undefined || north === undefined) return undefined
  const isInWorld =
    [west, east].every((lon) => Math.abs(lon) <= 180) && [south, north].every((lat) => Math.abs(lat) <= 90)
  if (!isInWorld || south > north) return undefined
  if (west <= east) return [[west, south, east, north]]
  return [
    [west, south, 180, north],
    [-180, south, east, north],
  ]
}

function readTimes(text: string | null): Pick<ItemsQuery, 'fromMs' | 'toMs'> | undefined {
  if (text === null) return { fromMs: -Infinity, toMs: Infinity }
  const ends = text.split('/')
  if (ends.length > 2) return undefined
  const [from, to] = [readTime(ends[0] ?? '', -Infinity, 'first'), readTime(ends[1] ?? ends[0] ?? '', Infinity, 'last')]
  if (from === undefined || to === undefined || from > to) return undefined
  // An instant is no open end.
  return ends.length === 1 && from === -Infinity ? undefined : { fromMs: from, toMs: to }
}

const DAY_MS = 86_400_000

/** A time, or a whole day where only a date stands (in UTC, as RFC 3339 without a zone is read here). */
function readTime(text: string, open: number, side: 'first' | 'last'): number | undefined {
  if (text === '' || text === '..') return open
  if (/^\d{4}-\d\d-\d\d$/.test(text)) {
    const dayMs = Date.parse(`${text}T00:00:00Z`)
    return Number.isNaN(dayMs) ? undefined : side === 'first' ? dayMs : dayMs + DAY_MS - 1
  }
  // A plus sign in an address that was not escaped arrives as a space.
  const time = text.replace(' ', '+')
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[-+]\d\d:\d\d)$/i.test(time)) return undefined
  const ms = Date.parse(time)
  return Number.isNaN(ms) ? undefined : ms
}
