// Heads, fields and the timeline as views see them: values with who wrote them, when, how far it has come.
//
// doubtful: the stamp lies more than MAX_DRIFT_MS ahead of the time the change reached this station (journal.received_ms):
// its author's clock runs ahead. A stamp that lies behind says nothing, for a change may arrive days later after an outage.
import type { Fault, FaultKind } from '../../shared/base/fault.ts'
import { FAULTS, fault } from '../../shared/base/fault.ts'
import { MAX_DRIFT_MS } from '../../shared/base/hybrid-clock.ts'
import type { ChangeId, Kind, SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Json } from '../../shared/base/json.ts'
import type { FieldState, Head, RecordState } from '../../shared/journal/merge.ts'
import { isConflict, shownValue } from '../../shared/journal/merge.ts'
import { VERDICT } from '../../shared/model/verdict.ts'
import type { FieldView, HeadView, TimelineRow, TimelineSet } from '../../shared/rpc/rows.ts'
import type { StationReads, StoredChange } from '../store/reads/station-reads.ts'
import type { StationStore } from '../store/station-store.ts'
import type { Names } from './names.ts'

/** What the views of changes are made from. */
export interface ViewParts {
  readonly store: StationStore
  readonly reads: StationReads
  readonly names: Names
}

/** One head with its author. */
export function headView({ reads, names }: ViewParts, { mark, value }: Head): HeadView {
  const { state, receivedMs } = reads.changeFacts(mark.id)
  return {
    ...names.author(mark.officer, mark.station),
    changeId: mark.id,
    value,
    atMs: mark.ms,
    doubtful: isAhead(mark.ms, receivedMs),
    state,
  }
}

/** All fields of a record that have a value. */
export function fieldViews(parts: ViewParts, state: RecordState): { readonly [name: string]: FieldView } {
  const views: { [name: string]: FieldView } = {}
  for (const [name, field] of state.fields) {
    const view = fieldView(parts, field)
    if (view !== undefined) views[name] = view
  }
  return views
}

function fieldView(parts: ViewParts, field: FieldState): FieldView | undefined {
  const [head] = field.heads
  if (head === undefined) return undefined
  const view = { value: head.value, atMs: head.mark.ms, conflict: isConflict(field) }
  return field.heads.length < 2 ? view : { ...view, heads: field.heads.map((one) => headView(parts, one)) }
}

/** The changes of a record, oldest stamp first. `mayUndo` decides what this officer may take back. */
export function timelineRows(
  parts: ViewParts,
  space: SpaceId,
  history: readonly StoredChange[],
  mayUndo: (change: StoredChange) => boolean,
): readonly TimelineRow[] {
  const valuesOf = new Map<ChangeId, ReadonlyMap<string, Json>>()
  for (const { change } of history)
    if (change.content !== null)
      valuesOf.set(change.id, new Map(change.content.sets.map(({ name, value }) => [name, value])))
  return history.map((stored) => {
    const { change, state, receivedMs, away } = stored
    return {
      ...parts.names.author(change.head.officer, change.head.station),
      key: change.id,
      kind: change.head.kind,
      atMs: change.head.stamp.ms,
      doubtful: isAhead(change.head.stamp.ms, receivedMs),
      sets: (change.content?.sets ?? []).map(({ name, value, over }): TimelineSet => {
        const from = replacedValues(name, over, valuesOf)
        return from === undefined ? { field: name, to: value } : { field: name, from, to: value }
      }),
      destroyed: change.content === null && away === null,
      archive: away,
      reason: change.content?.reason ?? null,
      state,
      refusal: state === 'refused' ? refusalOf(parts.store, space, change.id) : null,
      undoable: mayUndo(stored),
    }
  })
}

/** Values of a field that a change replaced; undefined while one of those changes is not here. */
export function replacedValues(
  name: string,
  over: readonly ChangeId[],
  valuesOf: ReadonlyMap<ChangeId, ReadonlyMap<string, Json>>,
): readonly Json[] | undefined {
  const values: Json[] = []
  for (const id of over) {
    const value = valuesOf.get(id)?.get(name)
    if (value === undefined) return undefined
    values.push(value)
  }
  return values
}

/** What a server's verdict says about a refused change. */
export function refusalOf(store: StationStore, space: SpaceId, change: ChangeId): Fault {
  const verdict = store.read(space, VERDICT, asId(change))
  const kind = verdict === undefined ? undefined : shownValue(verdict, 'fault')
  const message = verdict === undefined ? undefined : shownValue(verdict, 'message')
  const isKnown = typeof kind === 'string' && Object.hasOwn(FAULTS, kind)
  return fault(
    isKnown ? (kind as FaultKind) : 'notAllowed',
    typeof message === 'string' ? message : 'the server refused it',
  )
}

/** A record in one line: an incident's title, a log line's text, a call's cause, a directory entry's name, else its id. */
export function titleOf(state: RecordState | undefined, id: string): string {
  for (const name of ['title', 'text', 'cause', 'displayName', 'name']) {
    const value = state === undefined ? undefined : shownValue(state, name)
    if (typeof value === 'string' && value !== '') return value
  }
  return id
}

/** Kind and id of a `kind/id` key. */
export function splitKey(key: string): { readonly kind: Kind; readonly id: string } {
  const slash = key.indexOf('/')
  return { kind: key.slice(0, slash), id: key.slice(slash + 1) }
}

function isAhead(stampMs: number, receivedMs: number | null): boolean {
  return receivedMs !== null && stampMs - receivedMs > MAX_DRIFT_MS
}
