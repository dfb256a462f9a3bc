import { sameBytes } from '../../shared/base/bytes.ts'
// Proves a station's journals: every chain from its beginning, its seal, and that the stored picture is what the journals
// give. One altered byte is found and the first bad change is named.
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { sealHolds, verifyChain } from '../../shared/journal/chain.ts'
import type { Change } from '../../shared/journal/change.ts'
import { readChange } from '../../shared/journal/change.ts'
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
    const reports = store.tips(space).map((tip) => verifyOne(store, space, tip))
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

function verifyOne(store: StationStore, space: SpaceId, tip: ChainTip): ChainReport {
  const base = { space, station: tip.station, chain: tip.chain, branch: tip.branch }
  const checked = verifyChain(store.chainLinks(space, tip), sha256)
  if (!checked.ok) return { ...base, changes: tip.seq, erased: 0, sealed: false, problem: checked.fault.message }
  const { seq, hash, erased } = checked.value
  if (store.backfillWanted(space) !== undefined && seq < tip.seq)
    return { ...base, changes: seq, erased, sealed: false, problem: null }
  if (seq !== tip.seq || !sameBytes(hash, tip.hash))
    return {
      ...base,
      changes: seq,
      erased,
      sealed: false,
      problem: `the chain ends at change ${seq}, not at ${tip.seq}`,
    }
  const key = keyOf(store, tip.station)
  const seal = store
    .seals(space)
    .find((one) => one.station === tip.station && one.chain === tip.chain && one.seq === seq)
  const sealed = key !== undefined && seal !== undefined && sealHolds(space, seal, hash, key, verifySignature)
  return { ...base, changes: seq, erased, sealed, problem: null }
}

/** Folds the whole journal anew and compares with the digest that is kept. */
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
    if (refused.has(change.id)) continue
    const key = `${change.head.kind}\n${change.head.record}`
    const state = records.get(key) ?? emptyRecord(change.head.kind, change.head.record)
    records.set(key, state)
    applyChange(state, change)
  }
  const sum = emptyDigest()
  for (const state of records.values())
    if ([...state.fields.values()].some((field) => field.heads.length > 0))
      addDigest(sum, recordDigest(state, sha256), 1)
  return sameBytes(sum, store.facts(space).digest)
}
