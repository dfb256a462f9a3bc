// What leaves the console as a file or on paper, told to the station, which writes it down. Every save and print of journal data goes
// through here; what the station itself writes out (a space, a bundle) it writes down by itself.
import type { MethodInput } from '../../shared/rpc/methods.ts'
import { call } from './station.ts'
import { viewHost } from './view-host.ts'

type Exported = MethodInput<'tellExport'>

/** Saves a file and tells of it; false when the officer cancelled. */
export async function saveTold(exported: Exported, suggestedName: string, bytes: Uint8Array): Promise<boolean> {
  const isSaved = await viewHost().saveFile(suggestedName, bytes)
  if (isSaved) await call('tellExport', exported)
  return isSaved
}

/** Opens the printer's dialog and tells of it, printed or not: no host says which. */
export async function printTold(exported: Omit<Exported, 'how'>): Promise<void> {
  await viewHost().print()
  await call('tellExport', { ...exported, how: 'paper' })
}
