// Taking a change back: what to write so that its fields are again what they were, and whether that is still possible.
// Possible while the change alone heads every field it set, and replaced exactly one known value there. A report set fields
// that had none before: there is nothing to go back to, an incident is voided instead.
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { ChangeId, SpaceId } from '../../shared/base/ids.ts'
import type { Json, JsonFields } from '../../shared/base/json.ts'
import { sameJson } from '../../shared/base/json.ts'
import type { Draft } from '../../shared/commands/command.ts'
import { actionOf, may } from '../../shared/commands/rights.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import type { StationReads, StoredChange } from '../store/reads/station-reads.ts'
import type { StationStore } from '../store/station-store.ts'
import type { Viewer } from './query-hub.ts'

/** What undoing `change` would write now, or why it cannot be done. */
export function undoDraft(
  store: StationStore,
  reads: StationReads,
  viewer: Viewer,
  space: SpaceId,
  change: ChangeId,
): Result<Draft> {
  const stored = reads.change(change)
  if (stored === undefined || stored.change.head.space !== space)
    return refuse('notFound', `change ${change} is not here`, { change })
  const { kind, record } = stored.change.head
  return undoOf(viewer, stored, store.read(space, kind, record), (id) => reads.change(id))
}

/** The same, given the record as it is and a way to find the changes that were replaced. */
export function undoOf(
  viewer: Viewer,
  { change, state }: StoredChange,
  record: RecordState | undefined,
  find: (id: ChangeId) => StoredChange | undefined,
): Result<Draft> {
  const { kind, record: id } = change.head
  if (change.content === null || change.content.sets.length === 0) return cannot('it says nothing any more')
  if (state === 'refused') return cannot('it was refused and counts in no picture')
  const fields: { [name: string]: Json } = {}
  for (const { name, value, over } of change.content.sets) {
    const heads = record?.fields.get(name)?.heads ?? []
    if (heads.length !== 1 || heads[0]?.mark.id !== change.id) return cannot(`${name} was written since`)
    const before = over.map((replaced) => find(replaced)?.change.content?.sets.find((set) => set.name === name)?.value)
    const [first] = before
    if (first === undefined) return cannot(`what ${name} was before is not known here`)
    if (before.some((one) => !sameJson(one, first))) return cannot(`${name} had several values before`)
    if (!sameJson(first, value)) fields[name] = first
  }
  if (Object.keys(fields).length === 0) return cannot('it changed no value')
  if (!mayWrite(viewer, kind, fields)) return refuse('notAllowed', 'this officer may not write these fields')
  return ok({ kind, id, fields })
}

function mayWrite(viewer: Viewer, kind: string, fields: JsonFields): boolean {
  const { role } = viewer
  return role !== null && may(role, 'change.undo') && may(role, actionOf(kind, Object.keys(fields), false))
}

function cannot(why: string): Result<Draft> {
  return refuse('cannotUndo', why)
}
