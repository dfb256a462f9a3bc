// Carries out at the start what an officer ordered before it: a backup in the place of the database. What came of it is kept for
// the settings.
import type { Result } from '../../shared/base/fault.ts'
import type { RestoreReport } from '../../shared/rpc/methods.ts'
import type { Restored, RestoreOptions } from '../store/restore-database.ts'
import { restoreDatabase } from '../store/restore-database.ts'
import { takeRestoreOrder } from '../store/restore-order.ts'
import type { StationStore } from '../store/station-store.ts'
import { noteRestored } from './backup-schedule.ts'

export interface OrderedRestore {
  readonly from: string
  readonly result: Result<Restored>
}

/** Undefined when nothing was ordered. A refusal has changed nothing. */
export async function restoreAsOrdered(
  options: RestoreOptions,
  secret: Uint8Array | undefined,
): Promise<OrderedRestore | undefined> {
  const from = takeRestoreOrder(options.folder)
  if (from === undefined) return undefined
  return { from, result: await restoreDatabase(from, { ...options, takeOver: true }, secret) }
}

/** Tells the opened store what came of it. */
export function settleRestore(store: StationStore, { from, result }: OrderedRestore, atMs: number): void {
  const report: RestoreReport = result.ok
    ? { atMs, from, ...reportOf(result.value), fault: null }
    : { atMs, from, kept: null, takenOver: 0, fault: result.fault }
  noteRestored(store, report)
}

function reportOf({
  kept,
  takenOver,
  archivesAway,
}: Restored): Pick<RestoreReport, 'kept' | 'takenOver' | 'archivesAway'> {
  return { kept, takenOver, archivesAway }
}
