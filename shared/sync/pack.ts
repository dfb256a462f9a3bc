// A space as one file: journals as their authors wrote them, with seals and the public keys that prove them. Sync by USB
// stick is the same merge as over the wire: whoever reads a pack verifies it change by change, and nothing is trusted
// because it came in a file.
//
//   form 1   one CBOR map: the journals. Written where there are no files, so that older programs read it.
//   form 2   'FSPACK2\n' | length of the map, 8 bytes | the CBOR map, which lists files | the files' bytes in that order
import { decode, encode } from 'cborg'
import * as z from 'zod'
import { concatBytes, sameBytes } from '../base/bytes.ts'
import type { Result } from '../base/fault.ts'
import { ok, refuse } from '../base/fault.ts'
import type { SpaceId, StationId } from '../base/ids.ts'
import type { Seal } from '../journal/chain.ts'
import type { SealedBytes } from '../journal/change.ts'
import { MAX_ATTACHMENT_BYTES, sha256Schema } from '../model/attachment.ts'
import { flattenChanges, pairChanges } from './frame.ts'
import { sealSchema } from './protocol.ts'

/** Raised when the form of a pack changes. */
export const PACK_VERSION = 2
const MAGIC = 'fengsui-pack'
const FORM_2 = new TextEncoder().encode('FSPACK2\n')
/** Bytes before the map of form 2. */
export const PACK_PREFIX_BYTES = 16
/** Largest map a program takes into memory. */
export const MAX_PACK_MAP_BYTES = 1024 * 1024 * 1024

/** A file inside a pack; its bytes follow the map. Proven by its hash, which a sealed attachment must name. */
export interface PackedFile {
  readonly sha256: string
  readonly bytes: number
}

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
  /** Files whose bytes follow, in this order; absent where there are none. */
  readonly files?: readonly PackedFile[]
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
  files: z
    .array(z.object({ sha256: sha256Schema, bytes: z.int().min(1).max(MAX_ATTACHMENT_BYTES) }))
    .max(1_000_000)
    .optional(),
})

/** The bytes of a pack, up to where its files begin. */
export function encodePack(pack: SpacePack): Uint8Array {
  const map = encodeMap(pack)
  if (pack.files === undefined) return map
  const prefix = new Uint8Array(PACK_PREFIX_BYTES)
  prefix.set(FORM_2)
  new DataView(prefix.buffer).setBigUint64(FORM_2.length, BigInt(map.length))
  return concatBytes([prefix, map])
}

/** Length of the map behind the first PACK_PREFIX_BYTES bytes of a file; null for form 1, which is a map as a whole. */
export function packMapLength(prefix: Uint8Array): number | null {
  if (prefix.length < PACK_PREFIX_BYTES || !sameBytes(prefix.subarray(0, FORM_2.length), FORM_2)) return null
  return Number(new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(FORM_2.length))
}

function encodeMap(pack: SpacePack): Uint8Array {
  const { changes, seals, keys, files, ...head } = pack
  return encode({
    magic: MAGIC,
    version: files === undefined ? 1 : PACK_VERSION,
    ...head,
    changes: flattenChanges(changes),
    seals: seals.map((seal) => ({ ...seal })),
    keys: keys.map((key) => ({ ...key })),
    ...(files === undefined ? {} : { files: files.map((file) => ({ ...file })) }),
  })
}

/** Reads a pack's map; `fileUnreadable` for another file or a damaged one, `versionUnsupported` for one from a newer program. */
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
  const { space, station, madeMs, seals, keys, files } = parsed.data
  const pack = { space, station, madeMs, changes: changes.value, seals, keys }
  return ok(files === undefined ? pack : { ...pack, files })
}
