// The one row of the `status` watch, and what follows from it: who is signed in and what they may do.
import type { Action } from '../../shared/commands/rights.ts'
import { may } from '../../shared/commands/rights.ts'
import type { OfficerView, StatusRow } from '../../shared/rpc/rows.ts'
import { useWatchPart } from './use-watch.ts'
import { watchStore } from './watch-store.ts'

/** The station's status; null before it was heard. */
export function useStatus(): StatusRow | null {
  return useWatchPart('status', {}, (state) => state.get('status') ?? null)
}

/** The officer signed in at this seat; null when nobody is. */
export function useOfficer(): OfficerView | null {
  return useWatchPart('status', {}, (state) => state.get('status')?.officer ?? null)
}

/** True when the officer at this seat may do `action`: for greying out. The station decides again by the same table. */
export function useMay(action: Action): boolean {
  const officer = useOfficer()
  return officer !== null && may(officer.role, action)
}

/** The officer outside React; meaningful while someone holds the `status` watch. */
export function currentOfficer(): OfficerView | null {
  return watchStore('status', {}).getState().get('status')?.officer ?? null
}
