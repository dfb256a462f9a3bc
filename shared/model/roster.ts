import type { JsonFields } from '../base/json.ts'
// The roster read as a whole: who is on duty at a time, where nobody is, who stands twice, and what bringing rows into it
// (from a spreadsheet, from last week) would change. Pure: the command and the preview of an import decide by the same lines.
import { timeField } from './fields.ts'
import type { Holder, ShiftRole } from './shift.ts'
import { MAX_SHIFT_MS, SHIFT_ROLES, holderOf, shiftId, shiftState } from './shift.ts'

/** A shift as the roster looks at it. */
export interface Shift {
  readonly id: string
  readonly agency: string
  readonly role: ShiftRole
  readonly holder: Holder | null
  readonly fromMs: number
  readonly toMs: number
  readonly telephone: string
  readonly note: string
}

/** A shift to be brought into the roster. */
export type ShiftRow = Omit<Shift, 'id' | 'agency'>

/** A shift from its record; null when it is void or says too little to be one. */
export function shiftOf(id: string, fields: JsonFields): Shift | null {
  const role = SHIFT_ROLES.find((one) => one === fields['role'])
  const [fromMs, toMs] = [timeField(fields, 'from'), timeField(fields, 'to')]
  if (role === undefined || fromMs === null || toMs === null || shiftState(fields) === 'void') return null
  const words = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '')
  return {
    id,
    agency: words('agency'),
    role,
    holder: holderOf(fields),
    fromMs,
    toMs,
    telephone: words('telephone'),
    note: words('note'),
  }
}

/** Why a shift cannot be: it ends before it begins, or lasts too long. */
export function spanProblem(fromMs: number, toMs: number): 'endsBefore' | 'tooLong' | null {
  if (toMs <= fromMs) return 'endsBefore'
  return toMs - fromMs > MAX_SHIFT_MS ? 'tooLong' : null
}

/** Shifts that hold somebody at `nowMs`, in the order of their roles. */
export function onDuty(shifts: readonly Shift[], nowMs: number): readonly Shift[] {
  return shifts
    .filter(({ holder, fromMs, toMs }) => holder !== null && fromMs <= nowMs && nowMs < toMs)
    .toSorted((a, b) => SHIFT_ROLES.indexOf(a.role) - SHIFT_ROLES.indexOf(b.role) || (a.id < b.id ? -1 : 1))
}

export interface Gap {
  readonly role: ShiftRole
  readonly fromMs: number
  readonly toMs: number
}

/**
 * Times of a range without anybody on duty: of 值班员 always, for duty is kept round the clock; of another role only
 * where the range has shifts of it at all.
 */
export function gapsOf(shifts: readonly Shift[], fromMs: number, toMs: number): readonly Gap[] {
  const roles = SHIFT_ROLES.filter((role) => role === 'dutyOfficer' || shifts.some((shift) => shift.role === role))
  return roles.flatMap((role) => {
    const held = shifts
      .filter((shift) => shift.role === role && shift.holder !== null)
      .toSorted((a, b) => a.fromMs - b.fromMs)
    const gaps: Gap[] = []
    let coveredMs = fromMs
    for (const shift of held) {
      if (shift.toMs <= coveredMs) continue
      if (shift.fromMs >= toMs) break
      if (shift.fromMs > coveredMs) gaps.push({ role, fromMs: coveredMs, toMs: shift.fromMs })
      coveredMs = shift.toMs
    }
    if (coveredMs < toMs) gaps.push({ role, fromMs: coveredMs, toMs })
    return gaps
  })
}

export interface Doubled {
  readonly name: string
  readonly first: Shift
  readonly second: Shift
}

/** Pairs of shifts one person cannot have both: they overlap. */
export function doubledOf(shifts: readonly Shift[]): readonly Doubled[] {
  const byPerson = new Map<string, Shift[]>()
  for (const shift of shifts.toSorted((a, b) => a.fromMs - b.fromMs || (a.id < b.id ? -1 : 1))) {
    if (shift.holder === null) continue
    const who = personOf(shift.holder)
    byPerson.set(who, [...(byPerson.get(who) ?? []), shift])
  }
  return [...byPerson.values()].flatMap((own) =>
    own.flatMap((second, at) =>
      own
        .slice(0, at)
        .filter((first) => first.toMs > second.fromMs)
        .map((first) => ({ name: second.holder?.name ?? '', first, second })),
    ),
  )
}

function personOf({ officer, name }: Holder): string {
  return officer === null ? `name ${name}` : `officer ${officer}`
}

/** What bringing a row in comes to. */
export interface Placing {
  readonly row: ShiftRow
  readonly id: string
  /** new: a shift more. changed: a shift that stands is written over. same: nothing to write. */
  readonly what: 'new' | 'changed' | 'same'
  /** The shift that stands there now. */
  readonly before: Shift | null
}

/**
 * Where rows go: a row finds the shift of its role and beginning that has the same person, else one that another row of the
 * same beginning has not taken, else a place of its own.
 */
export function placeRows(
  agency: string,
  rows: readonly ShiftRow[],
  standing: readonly Shift[],
  /** Ids that are taken besides those of `standing`: of shifts whose beginning was moved. */
  isElsewhere: (id: string) => boolean = () => false,
): readonly Placing[] {
  const taken = new Set<string>()
  const placed = new Map<ShiftRow, Placing>()
  const slots = (row: ShiftRow): readonly Shift[] =>
    standing.filter(
      (one) => one.agency === agency && one.role === row.role && one.fromMs === row.fromMs && !taken.has(one.id),
    )
  const put = (row: ShiftRow, before: Shift): void => {
    taken.add(before.id)
    placed.set(row, { row, id: before.id, what: isSame(row, before) ? 'same' : 'changed', before })
  }
  // First those who stand there already, so that two officers of one shift do not change places.
  for (const row of rows) {
    const own = slots(row).find(({ holder }) => samePerson(holder, row.holder))
    if (own !== undefined) put(row, own)
  }
  for (const row of rows) {
    if (placed.has(row)) continue
    const free = slots(row)[0]
    if (free !== undefined) {
      put(row, free)
      continue
    }
    const isTaken = (one: string): boolean =>
      taken.has(one) || standing.some((shift) => shift.id === one) || isElsewhere(one)
    const id = freeId(agency, row, isTaken)
    taken.add(id)
    placed.set(row, { row, id, what: 'new', before: null })
  }
  return rows.flatMap((row) => placed.get(row) ?? [])
}

/** The first place of this role and beginning that is not taken. */
export function freeId(
  agency: string,
  { role, fromMs }: Pick<ShiftRow, 'role' | 'fromMs'>,
  isTaken: (id: string) => boolean,
): string {
  let place = 1
  while (isTaken(shiftId(agency, role, fromMs, place))) place += 1
  return shiftId(agency, role, fromMs, place)
}

function samePerson(a: Holder | null, b: Holder | null): boolean {
  return a === null || b === null ? a === b : personOf(a) === personOf(b)
}

function isSame(row: ShiftRow, before: Shift): boolean {
  return (
    samePerson(row.holder, before.holder) &&
    row.toMs === before.toMs &&
    row.telephone === before.telephone &&
    row.note === before.note
  )
}

/** The shifts that begin in a span, moved by so much: last week's roster for the next. */
export function moved(shifts: readonly Shift[], fromMs: number, toMs: number, byMs: number): readonly ShiftRow[] {
  return shifts
    .filter((shift) => shift.fromMs >= fromMs && shift.fromMs < toMs)
    .map(({ role, holder, telephone, note, ...shift }) => ({
      role,
      holder,
      telephone,
      note,
      fromMs: shift.fromMs + byMs,
      toMs: shift.toMs + byMs,
    }))
}

/**
 * The last shift of a role that ended and was followed by nobody's handover: duty passed on without anybody signing.
 * Looks back a day.
 */
export function unhandedShift(
  shifts: readonly Shift[],
  handovers: readonly { readonly atMs: number }[],
  nowMs: number,
): Shift | null {
  const ended = shifts
    .filter(({ role, holder, toMs }) => role === 'dutyOfficer' && holder !== null && toMs <= nowMs)
    .filter(({ toMs }) => nowMs - toMs < DAY_MS)
    .toSorted((a, b) => b.toMs - a.toMs)[0]
  if (ended === undefined) return null
  const isHanded = handovers.some(({ atMs }) => Math.abs(atMs - ended.toMs) <= NEAR_MS)
  return isHanded ? null : ended
}

const DAY_MS = 86_400_000
/** A handover this near to the end of a shift is the shift's. */
const NEAR_MS = 2 * 3_600_000
