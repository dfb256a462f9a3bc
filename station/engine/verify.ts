// Proves a station's journals: every chain from its beginning, every seal, and that the stored picture, record by record
// with everything derived of it, is what the journals give. One altered byte is found and the first bad change is named.
// Read in runs and folded record by record: memory does not grow with the journal.
import { sameBytes } from '../../shared/base/bytes.ts'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { FaultError, ok } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Seal } from '../../shared/journal/chain.ts'
import { sealHolds, verifyChain } from '../../shared/journal/chain.ts'
import type { SealedBytes } from '../../shared/journal/change.ts'
import { decodeHeader } from '../../shared/journal/change.ts'
import { shownFields } from '../../shared/journal/merge.ts'
import { DIRECTORY, STATION, stationSchema } from '../../shared/model/directory.ts'
import type { ChainReport, ProblemKind, VerifyProblem, VerifyProgress, VerifyReport } from '../../shared/rpc/verify.ts'
import type { JournalView } from '../store/journal-view.ts'
import { sha256, verifySignature } from '../store/node-crypto.ts'
import type { ChainTip, StationStore } from '../store/station-store.ts'
import { verifyPicture } from './verify-picture.ts'
import { problemAt, problemOf } from './verify-problem.ts'

/** So often whoever waits hears how far it is, in changes read. */
const TELL_EVERY = 500

interface Space {
  readonly view: JournalView
  readonly id: SpaceId
  readonly tips: readonly ChainTip[]
  readonly seals: readonly Seal[]
  readonly isPartial: boolean
  /** Hears of every change that is read. */
  readonly step: () => void
}

/** Verifies everything over a station's own connection, and keeps whoever called waiting meanwhile. */
export function verifyStore(store: Pick<StationStore, 'view'>): VerifyReport {
  return verifyView(store.view(), () => undefined)
}

/** Verifies one moment of a station's database. */
export function verifyView(view: JournalView, tell: (progress: VerifyProgress) => void): VerifyReport {
  const spaces = view.spaces().map((id) => ({ id, tips: view.tips(id), rows: view.journalRows(id) }))
  const of = spaces.reduce((sum, { tips, rows }) => tips.reduce((all, { seq }) => all + seq, sum + rows), 0)
  let done = 0
  const step = (): void => {
    done += 1
    if (done % TELL_EVERY === 0) tell({ done: Math.min(done, of), of })
  }
  tell({ done, of })
  const chains: ChainReport[] = []
  const pictureProblems: VerifyProblem[] = []
  const notCompared: string[] = []
  let more = 0
  for (const { id, tips, rows } of spaces) {
    const space: Space = { view, id, tips, seals: view.seals(id), isPartial: view.isPartial(id), step }
    const reports = tips.map((tip) => verifyOne(space, tip))
    chains.push(...reports)
    if (space.isPartial || reports.some(({ problem }) => problem !== null)) {
      notCompared.push(id)
      done += rows
      continue
    }
    const found = verifyPicture(view, id, step)
    pictureProblems.push(...found.problems)
    more += found.more
  }
  return { chains, pictureProblems, more, notCompared }
}

/** Raw key of a station, as the directory (or this station itself) knows it. */
export function keyOf(
  store: Pick<StationStore, 'station' | 'publicKey' | 'read'>,
  station: string,
): Uint8Array | undefined {
  if (station === store.station) return store.publicKey
  const state = store.read(DIRECTORY, STATION, asId(station))
  const parsed = state === undefined ? undefined : stationSchema.safeParse(shownFields(state))
  return parsed?.success === true ? new Uint8Array(Buffer.from(parsed.data.publicKey, 'base64')) : undefined
}

function verifyOne(space: Space, tip: ChainTip): ChainReport {
  try {
    return verifyHere(space, tip)
  } catch (error) {
    // A part of it lies in an archive that is not there.
    if (!(error instanceof FaultError)) throw error
    const { message, detail } = error.fault
    const number = Number(detail?.['archive'] ?? 0)
    // One this database does not know has no path.
    const archive = { number, file: String(detail?.['file'] ?? '') || `#${number}` }
    const problem = problemOf(space.view, { kind: 'archive', space: space.id, chain: tip, message, archive })
    return reportOf(space, tip, { changes: tip.seq, problem })
  }
}

function verifyHere(space: Space, tip: ChainTip): ChainReport {
  if (space.isPartial) {
    const found = verifyParts(counted(space, tip))
    if (!found.ok) return reportOf(space, tip, { changes: tip.seq, problem: brokenAt(space, tip, found.fault) })
    // Of a chain with a hole that is still being filled only what is here can be said.
    const { changes, erased, hasHole } = found.value
    if (hasHole || changes < tip.seq) return reportOf(space, tip, { changes, erased, problem: null })
  }
  const checked = verifyChain(counted(space, tip), sha256)
  if (!checked.ok) return reportOf(space, tip, { changes: tip.seq, problem: brokenAt(space, tip, checked.fault) })
  const { seq, hash, erased } = checked.value
  const problem = endProblem(space, tip, seq, hash)
  return reportOf(space, tip, { changes: seq, erased, ...(problem === null ? sealsOf(space, tip) : { problem }) })
}

function reportOf(
  { id }: Space,
  { station, chain, branch }: ChainTip,
  found: Pick<ChainReport, 'changes' | 'problem'> & Partial<Pick<ChainReport, 'erased' | 'sealed'>>,
): ChainReport {
  return { space: id, station, chain, branch, erased: 0, sealed: false, ...found }
}

function* counted({ view, id, step }: Space, tip: ChainTip): Iterable<SealedBytes> {
  for (const link of view.links(id, tip)) {
    step()
    yield link
  }
}

function endProblem({ view, id }: Space, tip: ChainTip, seq: number, hash: Uint8Array): VerifyProblem | null {
  if (seq !== tip.seq) {
    const message = `the chain ends at change ${seq}, not at ${tip.seq}`
    return problemOf(view, { kind: 'end', space: id, chain: tip, seq, expected: tip.seq, message })
  }
  if (sameBytes(hash, tip.hash)) return null
  const isSame = view.stored(id, tip, seq)?.isSame === true
  const message = `the hash kept of change ${seq}, the newest, is not its hash`
  return problemAt(view, id, tip, seq, { kind: isSame ? 'tip' : 'header', message })
}

/** What the first bad change of a chain is: a hash that does not follow may be the fault of the one before. */
function brokenAt({ view, id }: Space, tip: ChainTip, { kind, message, detail }: Fault): VerifyProblem {
  const seq = Number(detail?.['seq'] ?? 0)
  const at = (number: number, what: ProblemKind): VerifyProblem =>
    problemAt(view, id, tip, number, { kind: what, message })
  if (detail?.['change'] !== undefined) return at(seq, 'content')
  if (kind === 'malformed') return at(seq, 'unreadable')
  if (kind === 'chainGap') return at(seq, 'missing')
  const before = view.stored(id, tip, seq - 1)
  if (before !== undefined && !before.isSame) return at(seq - 1, 'header')
  return at(seq, view.stored(id, tip, seq)?.isSame === true ? 'link' : 'header')
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
function sealsOf({ view, id, tips, seals }: Space, tip: ChainTip): Pick<ChainReport, 'sealed' | 'problem'> {
  const key = keyOf(view, tip.station)
  // Without the station's key nothing can be said for or against its seals.
  if (key === undefined) return { sealed: false, problem: null }
  const branches = tips.filter(({ station, chain }) => station === tip.station && chain === tip.chain)
  let sealed = false
  for (const seal of seals) {
    if (seal.station !== tip.station || seal.chain !== tip.chain) continue
    const holders = branches.filter((branch) => {
      const hash = view.hashAt(id, branch, seal.seq)
      return hash !== undefined && sealHolds(id, seal, hash, key, verifySignature)
    })
    if (holders.length === 0) {
      const message = `the seal of change ${seal.seq} does not hold`
      return { sealed: false, problem: problemAt(view, id, tip, seal.seq, { kind: 'seal', message }) }
    }
    sealed ||= seal.seq === tip.seq && holders.includes(tip)
  }
  return { sealed, problem: null }
}
