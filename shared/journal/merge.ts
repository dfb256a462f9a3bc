// What a set of changes means: for each field of each record its heads, the values nobody has replaced.
// Merging is a pure function of the set of changes; order, duplication and route do not matter (the caller drops
// duplicates by chain and number). Several heads with different values are a conflict that people see and settle;
// the one with the greatest stamp is shown meanwhile. No value is ever dropped except by a change that names it.
import type { ChangeId, Kind, OfficerId, RecordId, StationId } from '../base/ids.ts'
import type { Json, JsonFields } from '../base/json.ts'
import { sameJson } from '../base/json.ts'
import type { Change } from './change.ts'

/** Who said it, when: what a head remembers of its change. */
export interface ChangeMark {
  readonly id: ChangeId
  readonly station: StationId
  readonly chain: number
  readonly seq: number
  readonly ms: number
  readonly counter: number
  readonly officer: OfficerId
}

/** One value of a field that nobody has replaced. */
export interface Head {
  readonly mark: ChangeMark
  readonly value: Json
}

/** A field: its heads, greatest first; `gone` are replaced changes that have not arrived yet. */
export interface FieldState {
  heads: readonly Head[]
  gone: readonly ChangeId[]
}

/** A record as merged. Mutable on purpose: the fold is the hottest loop of the program. */
export interface RecordState {
  readonly kind: Kind
  readonly id: RecordId
  readonly fields: Map<string, FieldState>
}

/** An empty record to fold into. */
export function emptyRecord(kind: Kind, id: RecordId): RecordState {
  return { kind, id, fields: new Map() }
}

/** The mark of a change. */
export function markOf(change: Change): ChangeMark {
  const { head } = change
  return {
    id: change.id,
    station: head.station,
    chain: head.chain,
    seq: head.seq,
    ms: head.stamp.ms,
    counter: head.stamp.counter,
    officer: head.officer,
  }
}

/** Orders heads for showing: greatest stamp first, then station id, then change id. */
export function compareMarks(a: ChangeMark, b: ChangeMark): number {
  return (
    b.ms - a.ms ||
    b.counter - a.counter ||
    (a.station < b.station ? 1 : a.station > b.station ? -1 : a.id < b.id ? 1 : a.id > b.id ? -1 : 0)
  )
}

/** Folds one change into its record, in place. A change whose body was destroyed leaves the record as it is. */
export function applyChange(state: RecordState, change: Change): void {
  if (change.content === null) return
  const mark = markOf(change)
  for (const set of change.content.sets) {
    const field = state.fields.get(set.name)
    if (field === undefined) {
      state.fields.set(set.name, { heads: [{ mark, value: set.value }], gone: set.over })
      continue
    }
    // Nearly always: the one head is the one replaced.
    const only =
      field.heads.length === 1 && field.gone.length === 0 && set.over.length === 1 ? field.heads[0] : undefined
    if (only !== undefined && only.mark.id === set.over[0]) {
      field.heads = [{ mark, value: set.value }]
      continue
    }
    const missing = set.over.filter(
      (id) => !field.heads.some((head) => head.mark.id === id) && !field.gone.includes(id),
    )
    const kept = set.over.length === 0 ? field.heads : field.heads.filter((head) => !set.over.includes(head.mark.id))
    if (field.gone.includes(change.id)) {
      field.heads = kept
      field.gone = [...field.gone.filter((id) => id !== change.id), ...missing]
      continue
    }
    field.gone = missing.length > 0 ? [...field.gone, ...missing] : field.gone
    field.heads = kept.length === 0 ? [{ mark, value: set.value }] : insertHead(kept, { mark, value: set.value })
  }
}

function insertHead(heads: readonly Head[], head: Head): readonly Head[] {
  return [...heads, head].toSorted((a, b) => compareMarks(a.mark, b.mark))
}

/** The value shown for a field: that of its greatest head. Undefined when nobody has set it. */
export function shownValue(state: RecordState, name: string): Json | undefined {
  return state.fields.get(name)?.heads[0]?.value
}

/** All shown values. */
export function shownFields(state: RecordState): JsonFields {
  // fromEntries makes every name an own one, `__proto__` too.
  return Object.fromEntries(
    [...state.fields].flatMap(
      ([
        name,
        {
          heads: [head],
        },
      ]) => (head === undefined ? [] : [[name, head.value]]),
    ),
  )
}

/** True when the field's heads disagree. Equal values are no conflict. */
export function isConflict(field: FieldState): boolean {
  const first = field.heads[0]
  return field.heads.length > 1 && first !== undefined && field.heads.some((head) => !sameJson(head.value, first.value))
}

/** Names of the fields whose heads disagree, sorted. */
export function conflictsOf(state: RecordState): readonly string[] {
  const names: string[] = []
  for (const [name, field] of state.fields) if (field.heads.length > 1 && isConflict(field)) names.push(name)
  return names.sort()
}

/** The changes a new value of `name` replaces: all heads its author sees. */
export function headsOf(state: RecordState | undefined, name: string): readonly ChangeId[] {
  return state?.fields.get(name)?.heads.map((head) => head.mark.id) ?? []
}
