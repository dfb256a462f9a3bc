// Why the officer at this seat may not do something in the space shown, as a kind of fault; null when they may.
import type { FaultKind } from '../../shared/base/fault.ts'
import type { Action } from '../../shared/commands/rights.ts'
import { useSpacePart } from './space-store.ts'
import { useMay } from './use-status.ts'

/** For greying out with the reason; the station decides again by the same table. */
export function useRefusal(action: Action): Extract<FaultKind, 'spaceClosed' | 'notAllowed'> | null {
  const isClosed = useSpacePart((space) => space?.closed === true)
  const isAllowed = useMay(action)
  if (isClosed) return 'spaceClosed'
  return isAllowed ? null : 'notAllowed'
}
