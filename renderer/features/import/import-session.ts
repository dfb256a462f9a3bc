// One import, row after row: reports each through the same road as the intake form, tells how far it is, and stops when it
// is told. Nothing is written that is not counted, and every refusal has its row and its reason.
import type { Fault } from '../../../shared/base/fault.ts'
import { runCommand } from '../../link/station.ts'
import type { ReadRow } from './read-rows.ts'
import { importId } from './record-id.ts'

export interface Written {
  readonly row: ReadRow
  readonly id: string
}

export interface ImportOutcome {
  readonly written: readonly Written[]
  readonly refused: readonly { readonly row: ReadRow; readonly fault: Fault }[]
  /** Rows that were not tried: it was stopped, or the link or the right was lost. */
  readonly left: readonly ReadRow[]
}

/** Refusals that the next row would meet as well. */
const ENDS: ReadonlySet<string> = new Set([
  ...['linkLost', 'timeout', 'notAllowed', 'notSignedIn', 'sessionEnded', 'spaceClosed', 'diskFull', 'readOnly'],
  ...['serverStopped', 'spaceUnknown', 'officerInactive', 'stationRevoked'],
])

/** Never throws. `onStep` is told after each row. */
export async function runImport(
  space: string,
  rows: readonly ReadRow[],
  onStep: (done: number) => void,
  signal: AbortSignal,
): Promise<ImportOutcome> {
  const written: Written[] = []
  const refused: ImportOutcome['refused'][number][] = []
  for (const [index, row] of rows.entries()) {
    if (signal.aborted) return { written, refused, left: rows.slice(index) }
    if (row.input === null) continue
    const id = await importId(space, row.input)
    const done = await runCommand(space, 'reportIncident', { ...row.input, id })
    if (done.ok) written.push({ row, id })
    else {
      refused.push({ row, fault: done.fault })
      if (ENDS.has(done.fault.kind)) return { written, refused, left: rows.slice(index + 1) }
    }
    onStep(index + 1)
  }
  return { written, refused, left: [] }
}

/** Voids what was written, last first; tells how many are void then. */
export async function voidImported(space: string, written: readonly Written[], reason: string): Promise<number> {
  let done = 0
  for (const { id } of written.toReversed()) {
    const voided = await runCommand(space, 'voidIncident', { id, reason })
    if (voided.ok || voided.fault.kind === 'alreadyVoid') done += 1
  }
  return done
}
