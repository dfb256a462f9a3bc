// A KMZ: a ZIP with a KML in it (OGC 12-007r2, annex C: the first .kml counts, by custom doc.kml). Unpacked as a stream that
// is counted, so that a bomb ends at its limit whatever its headers say. Pictures and all else in it are not looked at.
import { Unzip, UnzipInflate, UnzipPassThrough } from 'fflate'
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'

export interface KmzLimits {
  readonly maxEntries: number
  /** Of the KML, unpacked. */
  readonly maxBytes: number
}
export const KMZ_LIMITS: KmzLimits = { maxEntries: 2_000, maxBytes: 32 * 1024 * 1024 }

/** Fed in small steps: each may unpack to a thousand times its size before it is counted. */
const STEP_BYTES = 4 * 1024

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)
}

/** Bytes of the KML. */
export function unpackKmz(bytes: Uint8Array, given: Partial<KmzLimits> = {}): Result<Uint8Array> {
  const limits = { ...KMZ_LIMITS, ...given }
  const pieces: Uint8Array[] = []
  const state = { entries: 0, bytes: 0, isFound: false, isWhole: false, isBad: false }
  const unzip = new Unzip((file) => {
    state.entries += 1
    if (state.isFound || !/(^|[/\\])[^/\\]*\.kml$/i.test(file.name)) return
    state.isFound = true
    file.ondata = (error, piece, final) => {
      if (error !== null) state.isBad = true
      else {
        state.bytes += piece.length
        if (state.bytes <= limits.maxBytes) pieces.push(piece)
        if (final) state.isWhole = true
      }
    }
    file.start()
  })
  unzip.register(UnzipInflate)
  unzip.register(UnzipPassThrough)
  try {
    for (let at = 0; at < bytes.length && !state.isWhole; at += STEP_BYTES) {
      unzip.push(bytes.subarray(at, at + STEP_BYTES), at + STEP_BYTES >= bytes.length)
      if (state.bytes > limits.maxBytes)
        return refuse('tooLarge', `the KML in it has more than ${String(limits.maxBytes)} bytes`, {
          limit: limits.maxBytes,
        })
      if (state.entries > limits.maxEntries)
        return refuse('tooLarge', `more than ${String(limits.maxEntries)} files in it`, { limit: limits.maxEntries })
    }
  } catch {
    return refuse('malformed', 'the ZIP cannot be unpacked')
  }
  if (state.isBad || (state.isFound && !state.isWhole)) return refuse('malformed', 'the KML in it cannot be unpacked')
  if (!state.isFound) return refuse('malformed', 'no KML in it')
  const whole = new Uint8Array(state.bytes)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return ok(whole)
}
