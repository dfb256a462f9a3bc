// A space as one file and back: export writes every chain as its authors wrote it; import takes in what its stations' seals
// prove, on the same road as the wire, and lets the outbox carry it on.
import type { Result } from '../../shared/base/fault.ts'
import { ok } from '../../shared/base/fault.ts'
import type { SpaceId, StationId } from '../../shared/base/ids.ts'
import { stationIdOf } from '../../shared/base/ids.ts'
import { makeSeal, sealHolds } from '../../shared/journal/chain.ts'
import type { Seal } from '../../shared/journal/chain.ts'
import type { SealedBytes } from '../../shared/journal/change.ts'
import { readChange } from '../../shared/journal/change.ts'
import type { ImportReport } from '../../shared/rpc/import-report.ts'
import type { SpacePack } from '../../shared/sync/pack.ts'
import { sha256, verifySignature } from '../store/node-crypto.ts'
import type { StationStore } from '../store/station-store.ts'
import { keyOf } from './verify.ts'

/** Seals over one number of a chain that are looked at: one for each branch there can sensibly be. */
const SEALS_PER_CHANGE = 16

/** Every chain of a space, sealed. */
export function spacePack(store: StationStore, space: SpaceId, nowMs: number): SpacePack {
  const tips = store.tips(space)
  const changes = new Map<string, SealedBytes>()
  for (const tip of tips)
    for (const link of store.chainLinks(space, tip)) changes.set(Buffer.from(link.header).toString('latin1'), link)
  const own: Seal[] = tips
    .filter(({ station }) => station === store.station)
    .map((tip) => makeSeal(space, tip, tip.seq, tip.hash, (message) => store.sign(message)))
  const others = store.seals(space).filter(({ station }) => station !== store.station)
  const keys = [...new Set(tips.map(({ station }) => station))].flatMap((station) => {
    const publicKey = keyOf(store, station)
    return publicKey === undefined ? [] : [{ station, publicKey }]
  })
  return {
    space,
    station: store.station,
    madeMs: nowMs,
    changes: [...changes.values()],
    seals: [...others, ...own],
    keys,
  }
}

/**
 * Takes the journals of a pack in. What is wrong with single changes is told; the rest is taken. Chains of stations this one
 * does not know are left out unless `takesStrangers`: the file alone says whose their keys are.
 */
export function takePack(
  store: StationStore,
  pack: SpacePack,
  nowMs: number,
  takesStrangers: boolean,
): Result<Omit<ImportReport, 'files'>> {
  const { space, seals } = pack
  store.ensureSpace(space)
  const { changes, unproven, strangers } = provenChanges(store, pack, takesStrangers)
  const received = store.receive(space, changes, seals, { nowMs, agreed: false, historyOnly: false })
  if (!received.ok) return received
  const { added, known, bad, gaps, forks } = received.value
  return ok({
    space,
    added,
    known,
    problems: [
      ...strangers.map((what) => ({ kind: 'stranger' as const, what })),
      ...unproven.map((what) => ({ kind: 'unproven' as const, what })),
      ...bad.map(({ message }) => ({ kind: 'unreadable' as const, what: message })),
      ...gaps.map(({ station, chain }) => ({ kind: 'gap' as const, what: `${station}/${chain}` })),
      ...forks.map(({ station, chain, seq }) => ({ kind: 'fork' as const, what: `${station}/${chain} ${seq}` })),
    ],
  })
}

/** The changes that a seal of their station covers, under the key this station knows, or else (where that may be) the one in the file. */
function provenChanges(
  store: StationStore,
  pack: SpacePack,
  takesStrangers: boolean,
): {
  readonly changes: readonly SealedBytes[]
  readonly unproven: readonly string[]
  readonly strangers: readonly string[]
} {
  const unproven = new Set<string>()
  const strangers = new Set<string>()
  const proven = new Map<string, number>()
  const seals = sealsByPlace(pack.seals)
  const told = new Map(pack.keys.map(({ station, publicKey }) => [station, publicKey]))
  const read = pack.changes.map((bytes) => ({ bytes, change: readChange(bytes, sha256) }))
  for (const { change } of read) {
    if (!change.ok) continue
    const { station, chain, seq } = change.value.head
    const here = seals.get(placeOf({ station, chain, seq }))
    if (here === undefined) continue
    const key = keyOf(store, station) ?? (takesStrangers ? told.get(station) : undefined)
    if (key === undefined || !sameStation(station, key)) continue
    const holds = here.some((seal) => sealHolds(pack.space, seal, change.value.hash, key, verifySignature))
    const name = `${station}/${chain}`
    if (holds) proven.set(name, Math.max(proven.get(name) ?? 0, seq))
  }
  const changes = read.flatMap(({ bytes, change }) => {
    // What cannot be read goes on to the store, which names it.
    if (!change.ok) return [bytes]
    const { station, chain, seq } = change.value.head
    const name = `${station}/${chain}`
    if (seq <= (proven.get(name) ?? 0)) return [bytes]
    if (takesStrangers || keyOf(store, station) !== undefined) unproven.add(name)
    else strangers.add(station)
    return []
  })
  return { changes, unproven: [...unproven], strangers: [...strangers] }
}

/** Seals by the change they are over. A file full of false ones must not keep the station checking signatures. */
function sealsByPlace(seals: readonly Seal[]): ReadonlyMap<string, readonly Seal[]> {
  const byPlace = new Map<string, Seal[]>()
  for (const seal of seals) {
    const place = placeOf(seal)
    const here = byPlace.get(place)
    if (here === undefined) byPlace.set(place, [seal])
    else if (here.length < SEALS_PER_CHANGE) here.push(seal)
  }
  return byPlace
}

function placeOf({ station, chain, seq }: Pick<Seal, 'station' | 'chain' | 'seq'>): string {
  return `${station}/${chain}/${seq}`
}

/** A key in a file counts only for the station whose id is its hash. */
function sameStation(station: StationId, key: Uint8Array): boolean {
  return stationIdOf(sha256(key)) === station
}
