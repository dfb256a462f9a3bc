// The one row of the `status` watch, and what follows from it: who is signed in and what they may do.
// The row is sent whole whenever anything in it moves (several times a second while linked), so views read parts of it.
import type { Json } from '../../shared/base/json.ts'
import { sameJson } from '../../shared/base/json.ts'
import type { Action } from '../../shared/commands/rights.ts'
import { may } from '../../shared/commands/rights.ts'
import type { OfficerView, StatusRow } from '../../shared/rpc/rows.ts'
import { useWatchPart } from './use-watch.ts'

/** The station's status; null before it was heard. Renders with every change of it. */
export function useStatus(): StatusRow | null {
  return useStatusPart((status) => status)
}

/** A part of the status; renders only when the part changes (by Object.is). */
export function useStatusPart<Part>(select: (status: StatusRow | null) => Part): Part {
  return useWatchPart('status', {}, (state) => select(state.get('status') ?? null))
}

let lastOfficer: OfficerView | null = null

/** The same object while nothing about the officer changes. */
function steadyOfficer(status: StatusRow | null): OfficerView | null {
  const officer = status?.officer ?? null
  if (!sameJson(officer as unknown as Json, lastOfficer as unknown as Json)) lastOfficer = officer
  return lastOfficer
}

/** The officer signed in at this seat; null when nobody is. Renders only when something about the officer changes. */
export function useOfficer(): OfficerView | null {
  return useStatusPart(steadyOfficer)
}

/** True when the officer at this seat may do `action`: for greying out. The station decides again by the same table. */
export function useMay(action: Action): boolean {
  return useStatusPart((status) => status !== null && status.officer !== null && may(status.officer.role, action))
}
