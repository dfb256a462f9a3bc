// Decides which changes of one chain in a batch may be stored: where they belong, whether their hashes link, and whether
// a seal of their own station covers them [SY-13]. Changes nothing; the log stores what is accepted.
import type { Fault } from '../../shared/base/fault.ts'
import { fault } from '../../shared/base/fault.ts'
import type { ChangeId, SpaceId } from '../../shared/base/ids.ts'
import type { BranchTip, ChainRef, Seal } from '../../shared/journal/chain.ts'
import { placeChange, sealHolds } from '../../shared/journal/chain.ts'
import type { Change } from '../../shared/journal/change.ts'
import type { Branch, ChainTable } from './chain-table.ts'
import { verifySignature } from './node-crypto.ts'

/** Seals of one number that are looked at: one for each branch of a chain that a bringer may have. */
const SEALS_PER_NUMBER = 8

/** A change that may be stored, on the branch of this name; a fork opens it behind `forkOf` first. */
export interface Placed {
  readonly change: Change
  readonly branch: '' | ChangeId
  readonly forkOf: '' | ChangeId | null
}

export interface ChainVerdict {
  readonly accepted: readonly Placed[]
  readonly known: readonly { readonly change: Change; readonly branch: '' | ChangeId }[]
  /** Newest seal that proved true, by branch. */
  readonly seals: ReadonlyMap<string, Seal>
  readonly gap: number | null
  /** The first change that could not be taken, and why; nothing behind it on its branch was. */
  readonly bad: { readonly change: ChangeId; readonly fault: Fault } | null
  /** Changes beyond the last proven seal of the batch: a seal that comes later may cover them. */
  readonly unsealed: readonly Change[]
}

interface Lane {
  readonly name: '' | ChangeId
  readonly parent: Lane | null
  readonly baseSeq: number
  readonly row: Branch | null
  seq: number
  hash: Uint8Array
  readonly fresh: Placed[]
  provenSeq: number
}

/** Judges the changes of one chain, in the order they came. `key` proves the seals. */
export function placeChain(
  table: ChainTable,
  space: SpaceId,
  ref: ChainRef,
  changes: readonly Change[],
  seals: readonly Seal[],
  key: Uint8Array,
): ChainVerdict {
  const lanes: Lane[] = table.of(ref.station, ref.chain).map((row) => ({
    name: row.branch,
    parent: null,
    baseSeq: row.seq,
    row,
    seq: row.seq,
    hash: row.hash,
    fresh: [],
    provenSeq: row.seq,
  }))
  const known: { change: Change; branch: '' | ChangeId }[] = []
  const fresh = new Set<ChangeId>()
  let gap: number | null = null
  for (const change of changes) {
    const at = placeChange(change.head, change.hash, tipsOf(lanes), (name, seq) => hashAt(table, lanes, name, seq))
    // Said twice in one batch (or waiting here and said again): only what is stored is known.
    if (fresh.has(change.id)) continue
    if (at.at === 'known') known.push({ change, branch: at.branch })
    else if (at.at === 'gap') gap ??= at.haveSeq
    else {
      const lane =
        at.at === 'fork' ? forkLane(table, lanes, at.from, change) : (laneOf(lanes, at.branch) ?? firstLane(lanes))
      const forkOf = at.at === 'fork' ? at.from : null
      lane.fresh.push({ change, branch: lane.name, forkOf })
      fresh.add(change.id)
      lane.seq = change.head.seq
      lane.hash = change.hash
    }
  }
  return proven({ space, ref, lanes, seals, key, known, gap })
}

interface Placing {
  readonly space: SpaceId
  readonly ref: ChainRef
  readonly lanes: readonly Lane[]
  readonly seals: readonly Seal[]
  readonly key: Uint8Array
  readonly known: ChainVerdict['known']
  readonly gap: number | null
}

function proven({ space, ref, lanes, seals, key, known, gap }: Placing): ChainVerdict {
  const own = sealsOf(seals, ref)
  const accepted: Placed[] = []
  const held = new Map<string, Seal>()
  const unsealed: Change[] = []
  let bad: ChainVerdict['bad'] = null
  for (const lane of lanes) {
    if (lane.fresh.length === 0) continue
    const seal = own.find((candidate) => {
      const sealed = lane.fresh.find((placed) => placed.change.head.seq === candidate.seq)
      return sealed !== undefined && sealHolds(space, candidate, sealed.change.hash, key, verifySignature)
    })
    const parentReaches = lane.parent === null || lane.parent.provenSeq >= lane.baseSeq
    if (seal !== undefined && parentReaches) {
      lane.provenSeq = seal.seq
      held.set(lane.name, seal)
      accepted.push(...lane.fresh.filter((placed) => placed.change.head.seq <= seal.seq))
    }
    const rest = lane.fresh.filter((placed) => placed.change.head.seq > lane.provenSeq || !parentReaches)
    const first = rest[0]
    if (first === undefined) continue
    // A branch that begins here waits as well, once its parent reaches the place where it leaves.
    if (own.some((candidate) => candidate.seq > lane.seq) && parentReaches)
      unsealed.push(...rest.map((placed) => placed.change))
    else
      bad ??= { change: first.change.id, fault: fault('signatureInvalid', 'no seal of its station covers the change') }
  }
  return { accepted, known, seals: held, gap, bad, unsealed }
}

/** The seals of a chain, newest first; a frame full of false ones must not keep the server checking signatures. */
function sealsOf(seals: readonly Seal[], ref: ChainRef): readonly Seal[] {
  const perSeq = new Map<number, number>()
  return seals
    .filter(({ station, chain, seq }) => {
      if (station !== ref.station || chain !== ref.chain) return false
      const count = (perSeq.get(seq) ?? 0) + 1
      perSeq.set(seq, count)
      return count <= SEALS_PER_NUMBER
    })
    .toSorted((a, b) => b.seq - a.seq)
}

function tipsOf(lanes: readonly Lane[]): readonly BranchTip[] {
  return lanes.filter((lane) => lane.seq > 0).map((lane) => ({ branch: lane.name, seq: lane.seq, hash: lane.hash }))
}

function laneOf(lanes: readonly Lane[], name: string): Lane | undefined {
  return lanes.find((lane) => lane.name === name)
}

function firstLane(lanes: Lane[]): Lane {
  const lane = {
    name: '' as const,
    parent: null,
    baseSeq: 0,
    row: null,
    seq: 0,
    hash: new Uint8Array(32),
    fresh: [],
    provenSeq: 0,
  }
  lanes.push(lane)
  return lane
}

function forkLane(table: ChainTable, lanes: Lane[], from: string, change: Change): Lane {
  const parent = laneOf(lanes, from) ?? null
  const baseSeq = change.head.seq - 1
  const hash = baseSeq === 0 ? new Uint8Array(32) : (hashAt(table, lanes, from, baseSeq) ?? change.head.previous)
  const lane: Lane = { name: change.id, parent, baseSeq, row: null, seq: baseSeq, hash, fresh: [], provenSeq: baseSeq }
  lanes.push(lane)
  return lane
}

function hashAt(table: ChainTable, lanes: readonly Lane[], name: string, seq: number): Uint8Array | undefined {
  const lane = laneOf(lanes, name)
  if (lane === undefined) return undefined
  const fresh = lane.fresh.find((placed) => placed.change.head.seq === seq)
  if (fresh !== undefined) return fresh.change.hash
  if (lane.row !== null) return table.hashAt(lane.row, seq)
  return lane.parent === null || seq > lane.baseSeq ? undefined : hashAt(table, lanes, lane.parent.name, seq)
}
