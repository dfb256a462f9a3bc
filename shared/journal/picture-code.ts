// Picture code (态势校验码): a short digest of a space's merged state that two officers can compare by telephone.
// Each record gives 32 bytes (a hash over its heads; a head's id stands for its value); the picture is their lane-wise
// sum modulo 2^32, so one record's change costs one subtraction and one addition, in any order.
import { toBase32 } from '../base/bytes.ts'
import type { Sha256 } from '../base/ports.ts'
import type { RecordState } from './merge.ts'

/** Bytes of a digest. */
export const DIGEST_BYTES = 32
const text = new TextEncoder()

/** Digest of one record: over kind, id and, by field name, the ids of its heads. */
export function recordDigest(state: RecordState, sha256: Sha256): Uint8Array {
  let line = `${state.kind}\n${state.id}`
  for (const name of sortedNames(state)) {
    const heads = state.fields.get(name)?.heads ?? []
    if (heads.length === 0) continue
    line += `\n${name}`
    if (heads.length === 1) line += ` ${heads[0]?.mark.id}`
    else for (const id of heads.map((head) => head.mark.id).sort()) line += ` ${id}`
  }
  return sha256(text.encode(line))
}

/** A first report names its fields in order, and later changes seldom add one: mostly there is nothing to sort. */
function sortedNames({ fields }: RecordState): Iterable<string> {
  let before = ''
  for (const name of fields.keys()) {
    if (name < before) return [...fields.keys()].sort()
    before = name
  }
  return fields.keys()
}

/** The digest of an empty picture. */
export function emptyDigest(): Uint8Array {
  return new Uint8Array(DIGEST_BYTES)
}

/** Adds (`sign` 1) or takes away (`sign` -1) a record's digest, in place. */
export function addDigest(sum: Uint8Array, digest: Uint8Array, sign: 1 | -1): void {
  const total = new DataView(sum.buffer, sum.byteOffset, sum.byteLength)
  const part = new DataView(digest.buffer, digest.byteOffset, digest.byteLength)
  for (let lane = 0; lane < DIGEST_BYTES; lane += 4) {
    total.setUint32(lane, (total.getUint32(lane, true) + sign * part.getUint32(lane, true)) >>> 0, true)
  }
}

/** The code people read out: eight characters in two groups, for example `7KQ4-M2XA`. */
export function pictureCode(sum: Uint8Array): string {
  const code = toBase32(sum.subarray(0, 5))
  return `${code.slice(0, 4)}-${code.slice(4)}`
}
