import { sameBytes } from '../../shared/base/bytes.ts'
// Taking in changes made elsewhere: each is read, checked, given its place in its chain, stored, and folded unless a verdict
// refuses it. Runs inside one transaction. One bad change never stops the others.
//
//   chains with verdicts first ─▶ place: next / fork ─▶ store ─▶ fold (unless refused)
//                                        below a snapshot ─▶ store only: the snapshot's picture held it
//                                        known / gap / bad ─▶ reported
import type { Fault } from '../../shared/base/fault.ts'
import { fault } from '../../shared/base/fault.ts'
import type { ChangeId, RecordId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Placement, Seal } from '../../shared/journal/chain.ts'
import { placeChange } from '../../shared/journal/chain.ts'
import type { Change, ChangeHeader, SealedBytes } from '../../shared/journal/change.ts'
import { NO_PREVIOUS, changeIdOf, decodeHeader, readChange } from '../../shared/journal/change.ts'
import { applyChange, emptyRecord, shownValue } from '../../shared/journal/merge.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { VERDICT } from '../../shared/model/verdict.ts'
import { announceMs } from './desk-rows.ts'
import { FLAG_HISTORY, FLAG_REFUSED } from './journal-book.ts'
import { sha256 } from './node-crypto.ts'
import type { Entry } from './picture-book.ts'
import type { Branch, SpaceState } from './space-state.ts'
import { branchesOf, chainKey, hasHole, isComplete } from './space-state.ts'
import type { ReceiveOptions, ReceiveReport, TouchedRecord } from './station-store.ts'
import type { StoreParts } from './store-parts.ts'

export interface Received {
  readonly report: ReceiveReport
  readonly records: readonly TouchedRecord[]
  /** Chains, agreement or cursor changed. */
  readonly journal: boolean
}

/** Takes a batch in; call inside a transaction. */
export function receiveBatch(
  parts: StoreParts,
  space: SpaceState,
  changes: readonly SealedBytes[],
  seals: readonly Seal[],
  options: ReceiveOptions,
): Received {
  const receiver = new Receiver(parts, space, options)
  return receiver.run(changes, seals)
}

/** Folds a record again from its stored changes and `extra` ones, leaving out what is refused. */
export function refoldRecord(
  parts: StoreParts,
  space: SpaceState,
  entry: Entry,
  extra: readonly Change[],
  touch: number,
): void {
  const state: RecordState = emptyRecord(entry.state.kind, entry.state.id)
  const folded = new Set<ChangeId>()
  const add = (change: Change): void => {
    if (folded.has(change.id) || space.refused.has(change.id)) return
    folded.add(change.id)
    applyChange(state, change)
  }
  const { here, away } = parts.journal.ofSubjectHere(entry.subject)
  const given = new Set(extra.map(({ id }) => id))
  // Without their values the record would lose them: whoever folds it again brings them, or waits for the archive.
  if (away.some((header) => !given.has(changeIdOf(sha256(header))))) parts.journal.ofSubject(entry.subject)
  for (const row of here) {
    const change = readChange(row, sha256)
    // What is on disk was checked when it came; a damaged row is left to the integrity check.
    if (change.ok) add(change.value)
  }
  for (const change of extra) add(change)
  parts.pictures.replace(entry, state, touch)
}

class Receiver {
  readonly #parts: StoreParts
  readonly #space: SpaceState
  readonly #options: ReceiveOptions
  readonly #bad: Fault[] = []
  readonly #gaps = new Map<string, ReceiveReport['gaps'][number]>()
  readonly #forks = new Map<string, ReceiveReport['forks'][number]>()
  readonly #refold = new Map<string, TouchedRecord>()
  readonly #again = new Map<number, Entry>()
  readonly #touched = new Set<Entry>()
  readonly #numbers: number[] = []
  #touch: number | undefined
  #lastStation = ''
  #lastChain = -1
  #lastBranches: readonly Branch[] = []
  #added = 0
  #known = 0
  #journal = false

  constructor(parts: StoreParts, space: SpaceState, options: ReceiveOptions) {
    this.#parts = parts
    this.#space = space
    this.#options = options
  }

  run(bytes: readonly SealedBytes[], seals: readonly Seal[]): Received {
    const { seals: sealBook } = this.#parts
    let waiting = this.#readAll(bytes)
    // Within one batch order does not matter: what does not fit yet is tried again as long as something fitted.
    while (waiting.length > 0) {
      const later = waiting.filter((change) => !this.#take(change))
      if (later.length === waiting.length) break
      waiting = later
    }
    this.#reportGaps(waiting)
    for (const entry of this.#again.values()) {
      refoldRecord(this.#parts, this.#space, entry, [], this.#touchNow())
      this.#touched.add(entry)
    }
    sealBook.save(this.#space, seals)
    this.#setCursor()
    if (this.#numbers.length > 0) this.#parts.pictures.unsettle(inOrder(this.#numbers), this.#touchNow())
    // What a verdict took out cannot be put together again from the unsettled changes alone.
    if (this.#again.size > 0) this.#parts.settleNow()
    return {
      report: {
        added: this.#added,
        known: this.#known,
        gaps: [...this.#gaps.values()],
        forks: [...this.#forks.values()],
        bad: this.#bad,
        refold: [...this.#refold.values()],
      },
      records: [...this.#touched].map(({ state }) => ({ kind: state.kind, id: state.id })),
      journal: this.#journal || this.#added > 0,
    }
  }

  /** Decoded and checked; those of chains that carry verdicts come first. */
  #readAll(bytes: readonly SealedBytes[]): readonly Change[] {
    const changes: Change[] = []
    const judging = new Set<string>()
    for (const one of bytes) {
      if (this.#isKnown(one)) continue
      const change = readChange(one, sha256)
      if (!change.ok) this.#bad.push(change.fault)
      else if (change.value.head.space !== this.#space.id)
        this.#bad.push(
          fault('spaceUnknown', `change ${change.value.id} is of another space`, { change: change.value.id }),
        )
      else {
        changes.push(change.value)
        if (change.value.head.kind === VERDICT) judging.add(chainKey(change.value.head))
      }
    }
    if (judging.size === 0) return changes
    const first = changes.filter((change) => judging.has(chainKey(change.head)))
    return [...first, ...changes.filter((change) => !judging.has(chainKey(change.head)))]
  }

  /**
   * What is stored already is told by its header alone: a server tells a station its own changes as well, and their bodies
   * need not be read again. A body of another hash than the header's is not looked at; nothing of it is taken.
   */
  #isKnown({ header }: SealedBytes): boolean {
    const read = decodeHeader(header)
    if (!read.ok || read.value.space !== this.#space.id) return false
    const { seq } = read.value
    const branch = this.#branchesOf(read.value).find(
      (one) => seq <= one.tipSeq && this.#parts.journal.isHeld(one, seq, header),
    )
    if (branch === undefined) return false
    this.#agree(branch, seq)
    this.#known += 1
    return true
  }

  /** False when the changes before it are not here. */
  #take(change: Change): boolean {
    const { head } = change
    const branches = this.#branchesOf(head)
    const holes = branches.filter((branch) => hasHole(branch) && head.seq <= branch.snapshotSeq)
    if (holes.length > 0 && this.#fillsHole(change, branches, holes)) return true
    const placement = this.#place(change, branches)
    if (placement.at === 'gap') {
      // The snapshot vouches for what lies in a hole; only a backfill wants it in order.
      if (holes.length === 0 || this.#options.historyOnly) return false
      this.#known += 1
      return true
    }
    if (placement.at === 'known') {
      this.#agree(named(branches, placement.branch), head.seq)
      this.#known += 1
      return true
    }
    this.#comesFromCopy(change)
    this.#store(change, placement.at === 'fork' ? this.#fork(change, placement.from) : this.#branch(change, placement))
    return true
  }

  /** Most of a batch is of one chain: its branches are looked up once. */
  #branchesOf(head: ChangeHeader): readonly Branch[] {
    const { station, chain } = head
    if (this.#lastBranches.length === 0 || station !== this.#lastStation || chain !== this.#lastChain) {
      this.#lastStation = station
      this.#lastChain = chain
      this.#lastBranches = branchesOf(this.#space, head)
    }
    return this.#lastBranches
  }

  #place(change: Change, branches: readonly Branch[]): Placement {
    const { head } = change
    const only = branches.length === 1 ? branches[0] : undefined
    if (only !== undefined && only.tipSeq === head.seq - 1 && sameBytes(only.tipHash, head.previous))
      return { at: 'next', branch: only.name }
    return placeChange(
      head,
      change.hash,
      branches.map((branch) => ({ branch: branch.name, seq: branch.tipSeq, hash: branch.tipHash })),
      (name, seq) => this.#parts.journal.hashAt(named(branches, name), seq),
    )
  }

  #branch(change: Change, placement: { readonly branch: '' | ChangeId }): Branch {
    const branches = this.#branchesOf(change.head)
    if (branches.length > 0) return named(branches, placement.branch)
    return this.#parts.spaces.addBranch(this.#space, change.head, '', null, 0, NO_PREVIOUS)
  }

  #fork(change: Change, from: '' | ChangeId): Branch {
    const { station, chain, seq } = change.head
    const parent = named(branchesOf(this.#space, change.head), from)
    this.#forks.set(chainKey(change.head), { station, chain, seq })
    return this.#parts.spaces.addBranch(this.#space, change.head, change.id, parent, seq - 1, change.head.previous)
  }

  /** An own change this database does not know: it is a copy, or an older self. Go on under another chain. */
  #comesFromCopy(change: Change): void {
    const { head } = change
    if (head.station !== this.#parts.ports.station || head.chain !== this.#space.ownChain) return
    // Drawn anew even when the chain is not begun here yet.
    this.#parts.drawNewChain(this.#space)
  }

  /** Older journal of a snapshot's chain: stored behind what is here, not folded. */
  #fillsHole(change: Change, branches: readonly Branch[], holes: readonly Branch[]): boolean {
    const { head } = change
    const begun = holes.find(({ name, parent, haveSeq }) => name === change.id && parent === null && haveSeq === 0)
    if (begun !== undefined && head.seq > 1) this.#attach(change, begun, branches)
    const branch =
      begun ?? holes.find(({ haveSeq, haveHash }) => haveSeq === head.seq - 1 && sameBytes(haveHash, head.previous))
    if (branch === undefined || branch.haveSeq !== head.seq - 1) return false
    if (head.seq === branch.snapshotSeq && !sameBytes(change.hash, branch.snapshotHash)) {
      const { station, chain, seq } = head
      const message = `change ${seq} of ${station}/${chain} is not the one the snapshot ended with`
      this.#bad.push(fault('hashMismatch', message, { station, chain, seq }))
      return true
    }
    branch.haveSeq = head.seq
    branch.haveHash = change.hash
    branch.dirty = true
    const { entry } = this.#append(change, branch, FLAG_HISTORY)
    if (head.kind === VERDICT) this.#judge(change, entry)
    return true
  }

  /** The first change of a branch the snapshot told of: now it is known where the branch begins. */
  #attach(change: Change, begun: Branch, branches: readonly Branch[]): void {
    const { seq, previous } = change.head
    const parent = branches.find((branch) => {
      const hash = branch === begun ? undefined : this.#parts.journal.hashAt(branch, seq - 1)
      return hash !== undefined && sameBytes(hash, previous)
    })
    if (parent === undefined) return
    begun.parent = parent
    begun.baseSeq = seq - 1
    begun.haveSeq = seq - 1
    begun.haveHash = previous
  }

  #store(change: Change, branch: Branch): void {
    const { head } = change
    branch.tipSeq = head.seq
    branch.tipHash = change.hash
    branch.dirty = true
    this.#agree(branch, head.seq)
    this.#parts.small.seeStamp(head.stamp, this.#options.nowMs)
    const { entry, at } = this.#append(change, branch, 0)
    if (this.#space.refused.has(change.id)) return
    if (entry.announceMs === undefined)
      entry.announceMs = announceMs(head, this.#parts.ports.station, this.#options.nowMs)
    this.#parts.pictures.fold(entry, change, this.#touchNow())
    this.#numbers.push(at)
    this.#touched.add(entry)
    if (head.kind === VERDICT) this.#judge(change, entry)
  }

  #append(change: Change, branch: Branch, flags: number): { readonly entry: Entry; readonly at: number } {
    const { head } = change
    const { journal, pictures } = this.#parts
    const entry = pictures.entry(this.#space.space, this.#space.totals.picture, head.kind, head.record)
    const refused = this.#space.refused.has(change.id) ? FLAG_REFUSED : 0
    const { nowMs } = this.#options
    const at = journal.append(branch, head.seq, entry.subject, change.hash, flags | refused, nowMs, change)
    this.#added += 1
    return { entry, at }
  }

  /** One touch for everything this batch changes. */
  #touchNow(): number {
    this.#touch ??= this.#parts.small.nextTouch()
    return this.#touch
  }

  #agree(branch: Branch, seq: number): void {
    if (!this.#options.agreed || seq <= branch.agreedSeq) return
    branch.agreedSeq = seq
    branch.dirty = true
    this.#journal = true
  }

  /** A verdict: the change it is named after leaves the picture, now or when it comes. */
  #judge(verdict: Change, entry: Entry): void {
    const { journal, pictures, spaces } = this.#parts
    const refused = asId<ChangeId>(verdict.head.record)
    if (this.#space.refused.has(refused)) return
    spaces.refuse(this.#space, refused)
    const row = journal.find(this.#space, refused)
    if (row !== undefined) journal.setFlag(row.at, FLAG_REFUSED)
    const about = row === undefined ? aboutOf(entry.state) : this.#recordOf(row)
    if (about === undefined) return
    const askServer = (): void => void this.#refold.set(`${about.kind}/${about.id}`, about)
    if (!isComplete(this.#space)) askServer()
    else if (row !== undefined) {
      const judged = pictures.entry(this.#space.space, this.#space.totals.picture, about.kind, about.id)
      if (journal.ofSubjectHere(judged.subject).away.length > 0) askServer()
      else this.#again.set(judged.rec, judged)
    }
  }

  #recordOf({ header }: SealedBytes): TouchedRecord | undefined {
    const head = decodeHeader(header)
    return head.ok ? { kind: head.value.kind, id: head.value.record } : undefined
  }

  #reportGaps(waiting: readonly Change[]): void {
    for (const { head } of waiting) {
      const { station, chain } = head
      const branches = branchesOf(this.#space, head)
      const haveSeq = Math.max(0, ...branches.map((branch) => (hasHole(branch) ? branch.haveSeq : branch.tipSeq)))
      this.#gaps.set(chainKey(head), { station, chain, haveSeq })
    }
  }

  #setCursor(): void {
    const { cursor } = this.#options
    if (cursor === undefined) return
    if (cursor.epoch === this.#space.cursor?.epoch && cursor.pos === this.#space.cursor.pos) return
    this.#space.cursor = cursor
    this.#space.dirty = true
  }
}

function inOrder(numbers: readonly number[]): readonly number[] {
  const isSorted = numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0))
  return isSorted ? numbers : numbers.toSorted((one, other) => one - other)
}

function named(branches: readonly Branch[], name: '' | ChangeId): Branch {
  const branch = branches.find((one) => one.name === name)
  if (branch === undefined) throw new Error(`branch ${name} is not among those of its chain`)
  return branch
}

/** The record a verdict is about, as it says itself. */
function aboutOf(verdict: RecordState): TouchedRecord | undefined {
  const about = shownValue(verdict, 'about')
  if (typeof about !== 'string') return undefined
  const cut = about.indexOf('/')
  return cut <= 0 ? undefined : { kind: about.slice(0, cut), id: asId<RecordId>(about.slice(cut + 1)) }
}
