// One chain per station, space and chain number: changes 1, 2, 3 … without gaps, each holding the hash of the one before.
// A fork (two changes with the same number) is evidence, not death: it opens a branch and both are kept.
import { encode } from 'cborg'
import { sameBytes } from '../base/bytes.ts'
import type { Result } from '../base/fault.ts'
import { ok, refuse } from '../base/fault.ts'
import type { ChangeId, SpaceId, StationId } from '../base/ids.ts'
import type { Sha256, Sign, VerifySignature } from '../base/ports.ts'
import type { Change, ChangeHeader, SealedBytes } from './change.ts'
import { NO_PREVIOUS, changeIdOf, decodeHeader, readChange } from './change.ts'

/** Names a chain within a space. */
export interface ChainRef {
  readonly station: StationId
  readonly chain: number
}

/** Newest known change of one branch. The first branch seen is `''`; another is named by its first change. */
export interface BranchTip {
  readonly branch: '' | ChangeId
  readonly seq: number
  /** SHA-256 of the header at `seq`; NO_PREVIOUS when seq is 0. */
  readonly hash: Uint8Array
}

/** A station's signature over its newest hash. */
export interface Seal extends ChainRef {
  readonly seq: number
  readonly signature: Uint8Array
}

/** Where a change belongs among the branches a store holds of its chain. */
export type Placement =
  | { readonly at: 'next'; readonly branch: '' | ChangeId }
  | { readonly at: 'known'; readonly branch: '' | ChangeId }
  | { readonly at: 'fork'; readonly from: '' | ChangeId }
  | { readonly at: 'gap'; readonly haveSeq: number }

/**
 * Places a change. `branches` are the known branches of its chain (empty for a new chain);
 * `hashAt` gives the stored header hash of (branch, seq), following a branch back to its parent below its first change.
 */
export function placeChange(
  head: ChangeHeader,
  hash: Uint8Array,
  branches: readonly BranchTip[],
  hashAt: (branch: '' | ChangeId, seq: number) => Uint8Array | undefined,
): Placement {
  if (branches.length === 0) {
    return head.seq === 1 && sameBytes(head.previous, NO_PREVIOUS)
      ? { at: 'next', branch: '' }
      : { at: 'gap', haveSeq: 0 }
  }
  for (const tip of branches)
    if (tip.seq === head.seq - 1 && sameBytes(tip.hash, head.previous)) return { at: 'next', branch: tip.branch }
  for (const tip of branches) {
    if (tip.seq < head.seq) continue
    const stored = hashAt(tip.branch, head.seq)
    if (stored !== undefined && sameBytes(stored, hash)) return { at: 'known', branch: tip.branch }
  }
  for (const tip of branches) {
    if (tip.seq < head.seq - 1) continue
    const before = head.seq === 1 ? NO_PREVIOUS : hashAt(tip.branch, head.seq - 1)
    if (before !== undefined && sameBytes(before, head.previous)) return { at: 'fork', from: tip.branch }
  }
  return { at: 'gap', haveSeq: Math.max(...branches.map((tip) => tip.seq)) }
}

/** The bytes a seal signs. */
export function sealMessage(space: SpaceId, ref: ChainRef, seq: number, hash: Uint8Array): Uint8Array {
  return encode(['fengsui-seal-1', space, ref.station, ref.chain, seq, hash])
}

/** Signs the newest hash of a chain. */
export function makeSeal(space: SpaceId, ref: ChainRef, seq: number, hash: Uint8Array, sign: Sign): Seal {
  return { station: ref.station, chain: ref.chain, seq, signature: sign(sealMessage(space, ref, seq, hash)) }
}

/** True when `seal` was made by the holder of `publicKey` for the change with header hash `hash`. */
export function sealHolds(
  space: SpaceId,
  seal: Seal,
  hash: Uint8Array,
  publicKey: Uint8Array,
  verify: VerifySignature,
): boolean {
  return verify(publicKey, sealMessage(space, seal, seal.seq, hash), seal.signature)
}

/**
 * Walks a chain from its beginning (or from `from`) and checks numbering, links, hashes and bodies.
 * The fault names the first bad change. Returns the tip.
 */
export function verifyChain(
  links: Iterable<SealedBytes>,
  sha256: Sha256,
  from: { readonly seq: number; readonly hash: Uint8Array } = { seq: 0, hash: NO_PREVIOUS },
): Result<{ readonly seq: number; readonly hash: Uint8Array; readonly erased: number }> {
  let { seq, hash } = from
  let erased = 0
  for (const link of links) {
    const head = decodeHeader(link.header)
    if (!head.ok) return refuse('malformed', `change after number ${seq} cannot be read`, { seq: seq + 1 })
    if (head.value.seq !== seq + 1)
      return refuse('chainGap', `number ${head.value.seq} follows ${seq}`, { seq: seq + 1 })
    if (!sameBytes(head.value.previous, hash))
      return refuse('hashMismatch', `change ${seq + 1} does not follow from the one before`, { seq: seq + 1 })
    const change: Result<Change> = readChange(link, sha256)
    if (!change.ok)
      return refuse(change.fault.kind, change.fault.message, { seq: seq + 1, change: changeIdOf(sha256(link.header)) })
    if (change.value.content === null) erased += 1
    seq = head.value.seq
    hash = change.value.hash
  }
  return ok({ seq, hash, erased })
}
