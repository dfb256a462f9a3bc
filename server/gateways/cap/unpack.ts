// Zip archives of CAP documents, as DWD ships its snapshots: bounded in entries, in bytes and in how much they may grow.
import { unzipSync } from 'fflate'
import type { Result } from '../../../shared/base/fault.ts'
import { FaultError, fault, ok, refuse } from '../../../shared/base/fault.ts'

const MAX_ENTRIES = 5_000
/** Of all entries together, unpacked. */
const MAX_UNPACKED = 128 * 1024 * 1024
/** Text of XML shrinks to a tenth, rarely to a fiftieth; a bomb to a thousandth. */
const MAX_RATIO = 200

export interface Unpacked {
  readonly name: string
  readonly bytes: Uint8Array
}

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04
}

/** The XML documents of an archive. */
export function unpack(archive: Uint8Array, maxEntryBytes: number): Result<readonly Unpacked[]> {
  let [entries, total] = [0, 0]
  try {
    const files = unzipSync(archive, {
      filter({ name, size, originalSize }) {
        entries += 1
        if (entries > MAX_ENTRIES) throw tooLarge('entries', MAX_ENTRIES)
        if (!/\.(xml|cap)$/i.test(name)) return false
        if (originalSize > maxEntryBytes) throw tooLarge('bytes in one entry', maxEntryBytes)
        if (originalSize > size * MAX_RATIO + 1024) throw tooLarge('growth', MAX_RATIO)
        total += originalSize
        if (total > MAX_UNPACKED) throw tooLarge('bytes', MAX_UNPACKED)
        return true
      },
    })
    return ok(Object.entries(files).map(([name, bytes]) => ({ name, bytes })))
  } catch (error) {
    if (error instanceof FaultError) return { ok: false, fault: error.fault }
    return refuse('malformed', `the archive cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function tooLarge(what: string, max: number): FaultError {
  return new FaultError(fault('tooLarge', `more ${what} in the archive than ${String(max)}`, { what, max }))
}
