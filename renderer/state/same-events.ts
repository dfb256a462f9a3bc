// Which incidents officers said are one event, and which they said are not.
import { textField } from '../../shared/model/fields.ts'
import type { SameEventState } from '../../shared/model/same-event.ts'
import { SAME_EVENT, SAME_EVENT_STATES, groupsOf } from '../../shared/model/same-event.ts'
import type { ItemRow } from '../../shared/rpc/rows.ts'
import { pageOf, shownOf } from './desk-items.ts'
import { useWatchPart } from './use-watch.ts'

export interface SaidPair {
  readonly incident: string
  readonly other: string
  readonly state: SameEventState
}
interface SameEvents {
  readonly pairs: readonly SaidPair[]
  /** Incident → all of its event, oldest first. */
  readonly groups: ReadonlyMap<string, readonly string[]>
}

const NONE: SameEvents = { pairs: [], groups: new Map() }
const known = new WeakMap<readonly ItemRow[], SameEvents>()

/** What was said in a space; the same object until something is said. */
export function useSameEvents(space: string | null): SameEvents {
  return useWatchPart('items', space === null ? null : pageOf(space, SAME_EVENT, {}), (state) =>
    state.size === 0 ? NONE : saidIn(state.rows),
  )
}

/** How many incidents are one event with this one, itself counted; 1 when it stands alone. */
export function useEventSize(space: string | null, incident: string): number {
  return useWatchPart('items', space === null ? null : pageOf(space, SAME_EVENT, {}), (state) =>
    state.size === 0 ? 1 : (saidIn(state.rows).groups.get(incident)?.length ?? 1),
  )
}

function saidIn(rows: readonly ItemRow[]): SameEvents {
  let said = known.get(rows)
  if (said === undefined) {
    const pairs = rows.flatMap((row): readonly SaidPair[] => {
      const fields = shownOf(row)
      const [incident, other] = [textField(fields, 'incident'), textField(fields, 'other')]
      const state = SAME_EVENT_STATES.find((one) => one === fields['state'])
      return incident === null || other === null || state === undefined ? [] : [{ incident, other, state }]
    })
    known.set(rows, (said = { pairs, groups: groupsOf(pairs.filter(({ state }) => state === 'same')) }))
  }
  return said
}
