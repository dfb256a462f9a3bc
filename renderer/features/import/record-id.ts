// The id an imported row's incident gets: the same row of the same source gives the same one, so that a file brought in twice
// stays one set of incidents.
import { toBase32 } from '../../../shared/base/bytes.ts'
import { canonicalJson } from '../../../shared/base/json.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import type { CommandInput } from '../../../shared/commands/commands.ts'

export async function importId(space: string, input: CommandInput<'reportIncident'>): Promise<string> {
  const { linkedSystem, linkedNumber } = input
  const isNumbered = typeof linkedNumber === 'string' && linkedNumber !== ''
  const said = isNumbered ? { linkedSystem: linkedSystem ?? null, linkedNumber } : (input as JsonFields)
  const bytes = new TextEncoder().encode(`import\n${space}\n${canonicalJson(said)}`)
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return toBase32(hash.subarray(0, 16))
}
