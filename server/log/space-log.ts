// One space of the server's journal: takes batches in, writes in the server's own chain, folds, numbers. Every method is
// part of a transaction of the caller; `flush` ends the work, `forget` undoes what memory holds after a rollback.
import { sameBytes } from '../../shared/base/bytes.ts'
import type { Fault } from '../../shared/base/fault.ts'
import { fault } from '../../shared/base/fault.ts'
import type { Stamp } from '../../shared/base/hybrid-clock.ts'
import { nextStamp } from '../../shared/base/hybrid-clock.ts'
import type { ChangeId, OfficerId, RecordId, SpaceId, StationId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { sameJson } from '../../shared/base/json.ts'
import type { Sign } from '../../shared/base/ports.ts'
import type { ChainRef, Seal } from '../../shared/journal/chain.ts'
import { makeSeal } from '../../shared/journal/chain.ts'
import type { Change, SealedBytes } from '../../shared/journal/change.ts'
import { NO_PREVIOUS, changeIdOf, decodeHeader, makeChange, readChange } from '../../shared/journal/change.ts'
import { headsOf, shownValue } from '../../shared/journal/merge.ts'
import { DESTRUCTION } from '../../shared/model/destruction.ts'
import { DIRECTORY } from '../../shared/model/directory.ts'
import { VERDICT } from '../../shared/model/verdict.ts'
import type { Branch } from './chain-table.ts'
import { ChainTable, sealOf } from './chain-table.ts'
import { sha256 } from './node-crypto.ts'
import type { Subject } from './picture-table.ts'
import { PictureTable } from './picture-table.ts'
import type { ChainVerdict, Placed } from './placing.ts'
import { placeChain } from './placing.ts'
import type { Batch, Commit, Judge, OwnDraft, PushOutcome } from './server-log.ts'
import type { SpaceDisk, SpaceRow } from './space-disk.ts'
import type { Staging } from './staging.ts'

/** The server as an author. */
export interface Self {
  readonly station: StationId
  readonly publicKey: Uint8Array
  readonly sign: Sign
  stamp: Stamp
}

/**
 * Thrown while a batch is taken in: it holds changes this server sealed itself, in the chain it writes now, that are not here.
 * The database is an older copy of itself; writing on in that chain would fork it.
 */
export class OlderSelf extends Error {}

export class SpaceLog {
  readonly id: SpaceId
  readonly row: number
  readonly chains: ChainTable
  readonly picture: PictureTable
  readonly #self: Self
  readonly #disk: SpaceDisk
  readonly #staging: Staging
  #tip: number
  #ownChain: number
  #added: SealedBytes[] = []
  #destroys: RecordId[] = []
  readonly #touched = new Set<Branch>()

  constructor(disk: SpaceDisk, row: SpaceRow, self: Self, staging: Staging) {
    this.id = asId(row.id)
    this.row = row.space
    this.#disk = disk
    this.#self = self
    this.#staging = staging
    this.#tip = row.tip
    this.#ownChain = row.own_chain
    this.chains = new ChainTable(disk)
    this.picture = new PictureTable(disk, row.records, new Uint8Array(row.digest))
  }

  get tip(): number {
    return this.#tip
  }

  setOwnChain(chain: number): void {
    this.#ownChain = chain
  }

  /** Takes a batch in and answers it. */
  take(batch: Batch, judge: Judge, nowMs: number): PushOutcome {
    const outcome: PushOutcome = { agreed: [], refused: [], gaps: [], forks: [] }
    const chains = this.#readBatch(batch, outcome)
    const accepted = new Map<ChangeId, Placed>()
    const agreed = new Map<string, ChainRef & { readonly branch: '' | ChangeId; seq: number }>()
    const proven: { readonly ref: ChainRef; readonly branch: string; readonly seal: Seal }[] = []
    const order: Change[] = []
    for (const { ref, changes } of chains) {
      const key = judge.keyOf(ref.station)
      const first = changes[0]
      if (!key.ok) {
        // After a restore the station may only be forgotten: it waits until the directory is back [SL-13].
        if (first !== undefined && judge.waits?.(key.fault, batch.refilling ?? false) !== true)
          outcome.refused.push({ change: first.id, fault: key.fault })
        continue
      }
      const staged = this.#staging.of(this.row, ref)
      const earlier = ref.station === batch.broughtBy ? [] : staged
      const all = [...earlier, ...changes]
      const verdict = placeChain(this.chains, this.id, ref, all, batch.seals, key.value)
      if (ref.station === this.#self.station && ref.chain === this.#ownChain && verdict.accepted.length > 0)
        throw new OlderSelf('the batch holds later changes of the chain this server writes')
      const agree = (branch: '' | ChangeId, seq: number): void => {
        const name = `${ref.station} ${ref.chain} ${branch}`
        const at = agreed.get(name)
        if (at === undefined) agreed.set(name, { station: ref.station, chain: ref.chain, branch, seq })
        else at.seq = Math.max(at.seq, seq)
      }
      for (const { change, branch } of verdict.known) {
        agree(branch, change.head.seq)
        const refused = this.#refusalOf(change.id)
        if (refused !== undefined) outcome.refused.push({ change: change.id, fault: refused })
      }
      if (this.#mustWait(verdict.accepted, judge, batch)) continue
      for (const placed of verdict.accepted) {
        accepted.set(placed.change.id, placed)
        order.push(placed.change)
        agree(placed.branch, placed.change.head.seq)
      }
      for (const [branch, seal] of verdict.seals) proven.push({ ref, branch, seal })
      for (const { change, forkOf } of verdict.accepted)
        if (forkOf !== null) outcome.forks.push({ ...ref, seq: change.head.seq })
      if (verdict.gap !== null) outcome.gaps.push({ ...ref, haveSeq: verdict.gap })
      if (verdict.bad !== null) outcome.refused.push(verdict.bad)
      const waiting = this.#clearStaged(ref, staged, verdict)
      if (ref.station === batch.broughtBy) {
        const unsealed = verdict.unsealed[0]
        if (unsealed !== undefined)
          outcome.refused.push({
            change: unsealed.id,
            fault: fault('signatureInvalid', 'own changes must come sealed'),
          })
        continue
      }
      const kept = new Set(waiting.map(({ id }) => id))
      for (const change of changes) if (kept.has(change.id)) agree('', change.head.seq)
      let last = waiting.at(-1)
      for (const change of verdict.unsealed.filter(({ id }) => !kept.has(id))) {
        // What waits of a chain is one line: of another branch nothing is kept, and its bringer sends it again.
        if (last !== undefined && !isNext(last, change)) continue
        last = change
        if (!this.#staging.keep(this.row, change, batch.broughtBy, nowMs)) {
          outcome.refused.push({
            change: change.id,
            fault: fault('rateLimited', 'too much of this bringer already waits for its seals', {
              station: ref.station,
            }),
          })
          break
        }
        agree('', change.head.seq)
      }
    }
    for (const change of order) {
      const placed = accepted.get(change.id)
      if (placed !== undefined) this.#store(placed, judge, nowMs, outcome)
    }
    for (const { ref, branch, seal } of proven) {
      const row = this.chains.of(ref.station, ref.chain).find((known) => known.branch === branch)
      if (row !== undefined) this.chains.seal(row, seal)
    }
    outcome.agreed.push(...agreed.values())
    return outcome
  }

  /** Writes in the server's own chain; fields that say nothing new are left out. */
  write(draft: OwnDraft, officer: OfficerId, nowMs: number): void {
    const subject = this.picture.ensure(draft.kind, draft.id)
    const sets = Object.entries(draft.fields)
      .filter(([name, value]) => !sameJson(shownValue(subject.state, name), value))
      .map(([name, value]) => ({ name, value, over: headsOf(subject.state, name) }))
    if (sets.length === 0) return
    const ref = { station: this.#self.station, chain: this.#ownChain }
    const branch = this.chains.of(ref.station, ref.chain)[0] ?? this.chains.add(ref, '', null, 0, NO_PREVIOUS)
    this.#self.stamp = nextStamp(this.#self.stamp, nowMs)
    const change = makeChange(
      {
        space: this.id,
        ...ref,
        seq: branch.seq + 1,
        stamp: this.#self.stamp,
        officer,
        kind: draft.kind,
        record: draft.id,
        previous: branch.hash,
      },
      draft.reason === undefined ? { sets } : { sets, reason: draft.reason },
      sha256,
    )
    this.#put(change, branch, subject.row, false, nowMs)
    this.picture.fold(subject, change)
  }

  /** Ends the work of a transaction: seals, sums, positions. What was added is the commit, or undefined when nothing was. */
  flush(epoch: string): Commit | undefined {
    this.picture.flush()
    for (const branch of this.#touched) {
      if (branch.station !== this.#self.station || branch.chain !== this.#ownChain) continue
      this.chains.seal(branch, makeSeal(this.id, branch, branch.seq, branch.hash, this.#self.sign))
    }
    this.chains.flush()
    const seals = [...this.#touched].flatMap((branch) => sealOf(branch))
    this.#touched.clear()
    const changes = this.#added
    const destroys = this.#destroys
    this.#added = []
    this.#destroys = []
    if (changes.length === 0) return undefined
    this.#disk.saveSpace(this.#tip, this.picture.records, this.picture.sum)
    const from = this.#tip - changes.length + 1
    return { space: this.id, epoch, from, changes, seals, ...(destroys.length === 0 ? {} : { destroys }) }
  }

  forget(row: SpaceRow): void {
    this.renew(row)
    this.chains.forget()
  }

  /** What the database says of the space counts; chains are as they were, or refreshed by the caller. */
  renew(row: SpaceRow): void {
    this.#tip = row.tip
    this.#ownChain = row.own_chain
    this.#added = []
    this.#destroys = []
    this.#touched.clear()
    this.picture.forget(row.records, new Uint8Array(row.digest))
  }

  /** Reads every change, grouped by chain; what cannot be read ends its chain in this batch and blocks no other [SY-14]. */
  #readBatch(batch: Batch, outcome: PushOutcome): readonly { readonly ref: ChainRef; readonly changes: Change[] }[] {
    const chains = new Map<string, { readonly ref: ChainRef; readonly changes: Change[]; ended: boolean }>()
    for (const bytes of batch.changes) {
      const head = decodeHeader(bytes.header)
      if (!head.ok) {
        outcome.refused.push({ change: changeIdOf(sha256(bytes.header)), fault: head.fault })
        continue
      }
      const { station, chain } = head.value
      const key = `${station} ${chain}`
      let group = chains.get(key)
      if (group === undefined) chains.set(key, (group = { ref: { station, chain }, changes: [], ended: false }))
      if (group.ended) continue
      const change = readChange(bytes, sha256)
      const bad = !change.ok
        ? change.fault
        : change.value.head.space === this.id
          ? undefined
          : fault('malformed', 'the change belongs to another space')
      if (bad === undefined && change.ok) group.changes.push(change.value)
      else {
        group.ended = true
        outcome.refused.push({
          change: changeIdOf(sha256(bytes.header)),
          fault: bad ?? fault('malformed', 'unreadable'),
        })
      }
    }
    return [...chains.values()]
  }

  /** What waited of a chain and is stored now goes, all of it when its seal came and does not hold; gives what still waits. */
  #clearStaged(ref: ChainRef, staged: readonly Change[], { accepted, known, bad }: ChainVerdict): readonly Change[] {
    if (staged.length === 0) return staged
    const stored = new Set([...accepted, ...known].map(({ change }) => change.id))
    const isFalse = staged.some(({ id }) => id === bad?.change)
    const last = isFalse ? staged.at(-1) : staged.findLast(({ id }) => stored.has(id))
    if (last === undefined) return staged
    this.#staging.drop(this.row, ref, last.head.seq)
    return staged.filter(({ head }) => head.seq > last.head.seq)
  }

  /**
   * [SL-13] After a restore a refusal may rest on what this server has forgotten. A chain with a change that would get such a
   * verdict is left with its bringer, who sends it again; nothing of it is stored.
   */
  #mustWait(placed: readonly Placed[], judge: Judge, batch: Batch): boolean {
    if (judge.mayLackIdentities !== true || this.id === DIRECTORY) return false
    const begun = new Set<string>()
    return placed.some(({ change }) => {
      if (this.#refusalOf(change.id) !== undefined) return false
      const { kind, record } = change.head
      const subject = this.picture.find(kind, record)
      const isFirst = !begun.has(`${kind}/${record}`) && isFirstOf(subject, change)
      begun.add(`${kind}/${record}`)
      const refused = judge.judge(change, isFirst)
      return refused !== undefined && judge.waits?.(refused, batch.refilling ?? false) === true
    })
  }

  #store(placed: Placed, judge: Judge, nowMs: number, outcome: PushOutcome): void {
    const { change } = placed
    const { head } = change
    const subject = this.picture.ensure(head.kind, head.record)
    const isFirst = isFirstOf(subject, change)
    const before = this.#refusalOf(change.id)
    const refused = before ?? judge.judge(change, isFirst)
    // The verdict goes before what it refuses, so that nobody downstream ever shows the refused change.
    if (refused !== undefined && before === undefined) this.#writeVerdict(change, refused, nowMs)
    const branch = this.#branchFor(placed)
    this.#put(change, branch, subject.row, refused !== undefined, nowMs)
    if (refused !== undefined) outcome.refused.push({ change: change.id, fault: refused })
    else {
      this.picture.fold(subject, change)
      if (head.kind === VERDICT && judge.isServer(head.station)) this.#believeVerdict(change)
      if (head.kind === DESTRUCTION) this.#destroys.push(head.record)
    }
  }

  #branchFor(placed: Placed): Branch {
    const { station, chain, seq, previous } = placed.change.head
    const known = this.chains.of(station, chain)
    const there = known.find((branch) => branch.branch === placed.branch)
    if (there !== undefined) return there
    const parent = known.find((branch) => branch.branch === placed.forkOf) ?? null
    return this.chains.add({ station, chain }, placed.branch, parent, seq - 1, previous)
  }

  #put(change: Change, branch: Branch, subject: number, refused: boolean, nowMs: number): void {
    this.#tip += 1
    const { header, body } = change
    const { seq } = change.head
    this.#disk.append({ pos: this.#tip, subject, branch: branch.row, seq, refused, receivedMs: nowMs, header, body })
    this.chains.advance(branch, change.head.seq, change.hash)
    this.#touched.add(branch)
    this.#added.push({ header: change.header, body: change.body })
  }

  #writeVerdict(change: Change, refused: Fault, nowMs: number): void {
    const { head } = change
    this.#disk.refuse(change.id, JSON.stringify(refused))
    const fields = {
      fault: refused.kind,
      message: refused.message.slice(0, 500),
      about: `${head.kind}/${head.record}`.slice(0, 260),
      author: head.officer.slice(0, 60),
      station: head.station.slice(0, 60),
      at: new Date(nowMs).toISOString(),
    }
    this.write({ kind: VERDICT, id: asId<RecordId>(change.id), fields }, asId(''), nowMs)
  }

  /** A verdict of a server that came back with a refill: the change it refuses leaves the picture here as well. */
  #believeVerdict(verdict: Change): void {
    const refusedId = verdict.head.record as string as ChangeId
    const values = new Map(verdict.content?.sets.map((set) => [set.name, set.value]))
    const kind = (values.get('fault') ?? 'notAllowed') as Fault['kind']
    this.#disk.refuse(refusedId, JSON.stringify(fault(kind, textOf(values.get('message')))))
    const about = textOf(values.get('about'))
    const cut = about.indexOf('/')
    const subject = this.picture.find(about.slice(0, cut), asId(about.slice(cut + 1)))
    if (subject === undefined) return
    const refused = [...this.#disk.standing(subject.row)].find(({ header }) => changeIdOf(sha256(header)) === refusedId)
    if (refused === undefined) return
    this.#disk.markRefused(refused.pos)
    this.picture.refold(subject)
  }

  #refusalOf(change: ChangeId): Fault | undefined {
    const refused = this.#disk.refusal(change)
    return refused === undefined ? undefined : (JSON.parse(refused) as Fault)
  }
}

/** True when `change` follows `before` in its chain. */
function isNext(before: Change, change: Change): boolean {
  return change.head.seq === before.head.seq + 1 && sameBytes(change.head.previous, before.hash)
}

/** True when nothing was said about the record before. */
function isFirstOf(subject: Subject | undefined, change: Change): boolean {
  return (
    (subject === undefined || (subject.digest === null && subject.state.fields.size === 0)) &&
    (change.content?.sets.every((set) => set.over.length === 0) ?? true)
  )
}

/** A value that is a text, or ''. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
