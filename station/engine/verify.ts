// Proves a station's journals: every chain from its beginning, every seal, and that the stored picture, record by record
// with everything derived of it, is what the journals give. One altered byte is found and the first bad change is named.
import { sameBytes } from '../../shared/base/bytes.ts'
import type { Result } from '../../shared/base/fault.ts'
import { FaultError, ok } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { sealHolds, verifyChain } from '../../shared/journal/chain.ts'
import type { Change, SealedBytes } from '../../shared/journal/change.ts'
import { decodeHeader, readChange } from '../../shared/journal/change.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { applyChange, emptyRecord, shownFields } from '../../shared/journal/merge.ts'
import { addDigest, emptyDigest, recordDigest } from '../../shared/journal/picture-code.ts'
import { DIRECTORY, STATION, stationSchema } from '../../shared/model/directory.ts'
import { VERDICT } from '../../shared/model/verdict.ts'
import type { ChainReport, VerifyReport } from '../../shared/rpc/methods.ts'
import { sha256, verifySignature } from '../store/node-crypto.ts'
import type { ChainTip, StationStore } from '../store/station-store.ts'

/** Verifies everything; reads the whole journal. */
export function verifyStore(store: StationStore): VerifyReport {
  const chains: ChainReport[] = []
  const pictureProblems: string[] = []
  for (const space of store.spaces()) {
    const tips = store.tips(space)
    const reports = tips.map((tip) => verifyOne(store, space, tip, tips))
    chains.push(...reports)
    const complete = store.backfillWanted(space) === undefined && reports.every((report) => report.problem === null)
    if (complete && !pictureHolds(store, space)) pictureProblems.push(space)
  }
  return { chains, pictureProblems }
}

/** Raw key of a station, as the directory (or this station itself) knows it. */
export function keyOf(store: StationStore, station: string): Uint8Array | undefined {
  if (station === store.station) return store.publicKey
  const state = store.read(DIRECTORY, STATION, asId(station))
  const parsed = state === undefined ? undefined : stationSchema.safeParse(shownFields(state))
  return parsed?.success === true ? new Uint8Array(Buffer.from(parsed.data.publicKey, 'base64')) : undefined
}

function verifyOne(store: StationStore, space: SpaceId, tip: ChainTip, tips: readonly ChainTip[]): ChainReport {
  const base = { space, station: tip.station, chain: tip.chain, branch: tip.branch }
  try {
    return verifyHere(store, space, tip, tips)
  } catch (error) {
    // A part of it lies in an archive that is not there.
    if (!(error instanceof FaultError)) throw error
    return { ...base, changes: tip.seq, erased: 0, sealed: false, problem: error.fault.message }
  }
}

function verifyHere(store: StationStore, space: SpaceId, tip: ChainTip, tips: readonly ChainTip[]): ChainReport {
  const base = { space, station: tip.station, chain: tip.chain, branch: tip.branch }
  if (store.backfillWanted(space) !== undefined) {
    const found = verifyParts(store.chainLinks(space, tip))
    // Of a chain with a hole that is still being filled only what is here can be said.
    if (!found.ok || found.value.hasHole || found.value.changes < tip.seq) {
      const [changes, erased] = found.ok ? [found.value.changes, found.value.erased] : [tip.seq, 0]
      return { ...base, changes, erased, sealed: false, problem: found.ok ? null : found.fault.message }
    }
  }
  const checked = verifyChain(store.chainLinks(space, tip), sha256)
  if (!checked.ok) return { ...base, changes: tip.seq, erased: 0, sealed: false, problem: checked.fault.message }
  const { seq, hash, erased } = checked.value
  const problem =
    seq !== tip.seq
      ? `the chain ends at change ${seq}, not at ${tip.seq}`
      : sameBytes(hash, tip.hash)
        ? null
        : `the hash kept of change ${seq}, the newest, is not its hash`
  if (problem !== null) return { ...base, changes: seq, erased, sealed: false, problem }
  return { ...base, changes: seq, erased, ...sealsOf(store, space, tip, tips) }
}

/**
 * The parts of a chain on either side of what is not here yet: each holds by itself, from the first change of it that is here.
 * The fault names the first bad change.
 */
function verifyParts(
  links: Iterable<SealedBytes>,
): Result<{ readonly changes: number; readonly erased: number; readonly hasHole: boolean }> {
  const source = links[Symbol.iterator]()
  let next = source.next()
  let [changes, erased, hasHole] = [0, 0, false]
  function* part(): Iterable<SealedBytes> {
    for (let last: number | undefined; next.done !== true;) {
      const link = next.value
      const head = decodeHeader(link.header)
      if (last !== undefined && head.ok && head.value.seq > last + 1) return
      last = head.ok ? head.value.seq : last
      next = source.next()
      yield link
    }
  }
  for (let before = 0; next.done !== true;) {
    const first = decodeHeader(next.value.header)
    if (first.ok && first.value.seq > before + 1) hasHole = true
    const from = first.ok && hasHole ? { seq: first.value.seq - 1, hash: first.value.previous } : undefined
    const checked = verifyChain(part(), sha256, from)
    if (!checked.ok) return checked
    changes += checked.value.seq - (from?.seq ?? 0)
    erased += checked.value.erased
    before = checked.value.seq
  }
  return ok({ changes, erased, hasHole })
}

/** Whether the newest change is sealed, and the seal that holds for no branch of its chain, if there is one. */
function sealsOf(
  store: StationStore,
  space: SpaceId,
  tip: ChainTip,
  tips: readonly ChainTip[],
): Pick<ChainReport, 'sealed' | 'problem'> {
  const key = keyOf(store, tip.station)
  // Without the station's key nothing can be said for or against its seals.
  if (key === undefined) return { sealed: false, problem: null }
  const branches = tips.filter(({ station, chain }) => station === tip.station && chain === tip.chain)
  let sealed = false
  for (const seal of store.seals(space)) {
    if (seal.station !== tip.station || seal.chain !== tip.chain) continue
    const holders = branches.filter((branch) => {
      const hash = hashAt(store.chainLinks(space, branch), seal.seq)
      return hash !== undefined && sealHolds(space, seal, hash, key, verifySignature)
    })
    if (holders.length === 0) return { sealed: false, problem: `the seal of change ${seal.seq} does not hold` }
    sealed ||= seal.seq === tip.seq && holders.includes(tip)
  }
  return { sealed, problem: null }
}

function hashAt(links: Iterable<SealedBytes>, seq: number): Uint8Array | undefined {
  let at = 0
  for (const { header } of links) {
    at += 1
    if (at === seq) return sha256(header)
  }
  return undefined
}

/** Folds the whole journal anew and compares with what is kept: the digest, and every record with its rows. */
function pictureHolds(store: StationStore, space: SpaceId): boolean {
  const changes = new Map<string, Change>()
  const refused = new Set<string>()
  for (const tip of store.tips(space)) {
    for (const link of store.chainLinks(space, tip)) {
      const change = readChange(link, sha256)
      if (!change.ok) return false
      changes.set(change.value.id, change.value)
      if (change.value.head.kind === VERDICT) refused.add(change.value.head.record)
    }
  }
  const records = new Map<string, RecordState>()
  for (const change of changes.values()) {
    const key = `${change.head.kind}\n${change.head.record}`
    const state = records.get(key) ?? emptyRecord(change.head.kind, change.head.record)
    records.set(key, state)
    if (!refused.has(change.id)) applyChange(state, change)
  }
  const sum = emptyDigest()
  let count = 0
  for (const state of records.values()) {
    if (!store.holds(space, state)) return false
    if (![...state.fields.values()].some((field) => field.heads.length > 0)) continue
    addDigest(sum, recordDigest(state, sha256), 1)
    count += 1
  }
  const facts = store.facts(space)
  return count === facts.records && sameBytes(sum, facts.digest)
}
