// A space as one file: journals as their authors wrote them, with seals and the public keys that prove them. Sync by USB
// stick is the same merge as over the wire: whoever reads a pack verifies it change by change, and nothing is trusted
// because it came in a file.
import { decode, encode } from 'cborg'
import * as z from 'zod'
import type { Result } from '../base/fault.ts'
import { ok, refuse } from '../base/fault.ts'
import type { SpaceId, StationId } from '../base/ids.ts'
import type { Seal } from '../journal/chain.ts'
import type { SealedBytes } from '../journal/change.ts'
import { flattenChanges, pairChanges } from './frame.ts'
import { sealSchema } from './protocol.ts'

/** Raised when the form of a pack changes. */
export const PACK_VERSION = 1
const MAGIC = 'fengsui-pack'

/** Everything one pack holds. */
export interface SpacePack {
  readonly space: SpaceId
  /** Who wrote the file, and when. */
  readonly station: StationId
  readonly madeMs: number
  /** Changes, each chain in order of its numbers. */
  readonly changes: readonly SealedBytes[]
  readonly seals: readonly Seal[]
  /** Raw Ed25519 public keys of the stations whose chains are inside, as the writer knew them. */
  readonly keys: readonly { readonly station: StationId; readonly publicKey: Uint8Array }[]
}

const bytes = (length?: number) =>
  z.custom<Uint8Array>((value) => value instanceof Uint8Array && (length === undefined || value.length === length))
const id = z.string().min(1).max(200)

const packSchema = z.object({
  magic: z.literal(MAGIC),
  version: z.int().min(1),
  space: id as unknown as z.ZodType<SpaceId>,
  station: id as unknown as z.ZodType<StationId>,
  madeMs: z.number(),
  changes: z.array(bytes().nullable()),
  seals: z.array(sealSchema),
  keys: z.array(z.object({ station: id as unknown as z.ZodType<StationId>, publicKey: bytes(32) })).max(10_000),
})

/** The bytes of a pack. */
export function encodePack(pack: SpacePack): Uint8Array {
  const { changes, seals, keys, ...head } = pack
  return encode({
    magic: MAGIC,
    version: PACK_VERSION,
    ...head,
    changes: flattenChanges(changes),
    seals: seals.map((seal) => ({ ...seal })),
    keys: keys.map((key) => ({ ...key })),
  })
}

/** Reads a pack; `fileUnreadable` for another file or a damaged one, `versionUnsupported` for one from a newer program. */
export function decodePack(file: Uint8Array): Result<SpacePack> {
  let value: unknown
  try {
    value = decode(file, { useMaps: false, rejectDuplicateMapKeys: true })
  } catch {
    return refuse('fileUnreadable', 'the file is not a Fengsui pack, or is damaged')
  }
  const parsed = packSchema.safeParse(value)
  if (!parsed.success) return refuse('fileUnreadable', 'the file is not a Fengsui pack, or is damaged')
  if (parsed.data.version > PACK_VERSION)
    return refuse(
      'versionUnsupported',
      `pack form ${parsed.data.version} is newer than this program's ${PACK_VERSION}`,
      {
        theirs: parsed.data.version,
        ours: PACK_VERSION,
      },
    )
  const changes = pairChanges(parsed.data.changes)
  if (!changes.ok) return changes
  const { space, station, madeMs, seals, keys } = parsed.data
  return ok({ space, station, madeMs, changes: changes.value, seals, keys })
}
