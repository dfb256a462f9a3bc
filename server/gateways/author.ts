import { toBase32 } from '../../shared/base/bytes.ts'
// A gateway as an author: an officer of role linkedSystem with a station key, whose commands become changes in a chain of its
// own and take the road of every push. One command after another.
import type { Fault, Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { Stamp } from '../../shared/base/hybrid-clock.ts'
import { nextStamp } from '../../shared/base/hybrid-clock.ts'
import type { AgencyId, Kind, OfficerId, RecordId, SpaceId, StationId } from '../../shared/base/ids.ts'
import { asId, newRecordId } from '../../shared/base/ids.ts'
import { sameJson } from '../../shared/base/json.ts'
import type { Sign } from '../../shared/base/ports.ts'
import type { CommandContext, Draft, ListOf } from '../../shared/commands/command.ts'
import type { CommandInput, CommandName } from '../../shared/commands/commands.ts'
import { decide } from '../../shared/commands/commands.ts'
import { makeSeal } from '../../shared/journal/chain.ts'
import type { Change, FieldSet } from '../../shared/journal/change.ts'
import { NO_PREVIOUS, makeChange } from '../../shared/journal/change.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { applyChange, emptyRecord, headsOf, isConflict, shownFields, shownValue } from '../../shared/journal/merge.ts'
import { DESK_KINDS } from '../../shared/model/desk-item.ts'
import type { Directory } from '../access/directory.ts'
import type { GatewayBook } from '../log/gateway-book.ts'
import { drawChain, random, sha256 } from '../log/node-crypto.ts'
import type { Batch, PushOutcome, ServerLog } from '../log/server-log.ts'
import type { Author } from './gateway.ts'

/** Rounds of reading a command may need: each brings one more record it asked for. */
const MAX_READS = 200

export interface AuthorParts {
  readonly station: StationId
  readonly officer: OfficerId
  readonly agency: AgencyId
  readonly space: SpaceId
  readonly sign: Sign
  readonly log: ServerLog
  readonly directory: Directory
  readonly book: GatewayBook
  readonly push: (batch: Batch) => Promise<Result<PushOutcome>>
  readonly nowMs: () => number
}

interface Tip {
  readonly epoch: string
  readonly chain: number
  seq: number
  hash: Uint8Array
}

export class GatewayAuthor implements Author {
  readonly #parts: AuthorParts
  #last: Promise<unknown> = Promise.resolve()
  #tip: Tip | undefined
  #stamp: Stamp = { ms: 0, counter: 0 }

  constructor(parts: AuthorParts) {
    this.#parts = parts
  }

  get officer(): string {
    return this.#parts.officer
  }

  get station(): string {
    return this.#parts.station
  }

  get agency(): string {
    return this.#parts.agency
  }

  idFor(key: string): RecordId {
    const bytes = sha256(new TextEncoder().encode(`${this.#parts.station}\n${key}`))
    return asId(toBase32(bytes.subarray(0, 16)))
  }

  run<Name extends CommandName>(
    name: Name,
    input: CommandInput<Name>,
    as?: RecordId,
  ): Promise<Result<{ readonly kind: Kind; readonly id: RecordId }>> {
    const done = this.#last.then(() => this.#run(name, input, as))
    this.#last = done.catch(() => undefined)
    return done
  }

  /** Writes fields as they are, where no command fits: what a server link brings in. Judged like every change. */
  write(drafts: readonly Draft[]): Promise<Result<null>> {
    const done = this.#last.then(() => this.#commit(drafts))
    this.#last = done.catch(() => undefined)
    return done
  }

  async #run(
    name: CommandName,
    input: unknown,
    as: RecordId | undefined,
  ): Promise<Result<{ readonly kind: Kind; readonly id: RecordId }>> {
    const { book, station, space, directory } = this.#parts
    if (directory.spaces.get(space)?.closed === true)
      return refuse('spaceClosed', `space ${space} is closed`, { space })
    const reads = new Reads(this.#parts)
    const mark = numberMark((await this.#readTip()).chain, book.chains(station, space))
    // The same ids in every round: a command that looks whether its new record is there would never find an end.
    const ids: RecordId[] = as === undefined ? [] : [as]
    for (let round = 0; round < MAX_READS; round += 1) {
      const counts = new Map<string, number>()
      const context = this.#context(reads, counts, ids, mark)
      const decided = decide(name, context, input)
      if (await reads.missed()) continue
      if (!decided.ok) return decided
      const { drafts, subject } = decided.value
      if (as !== undefined && subject.id === as && reads.known(subject.kind, as) === undefined) {
        const before = await this.#parts.log.record(space, subject.kind, as)
        if (before !== undefined) return refuse('alreadyExists', `${subject.kind} ${as} exists`, { id: as })
      }
      for (const [counter, value] of counts) book.setCount(station, counter, value)
      const committed = await this.#commit(drafts)
      return committed.ok ? ok({ kind: subject.kind, id: subject.id }) : committed
    }
    return refuse('internal', `${name} asks for too many records`)
  }

  #context(reads: Reads, counts: Map<string, number>, ids: RecordId[], numberMark: string): CommandContext {
    const { book, station, officer, agency, directory, nowMs } = this.#parts
    let drawn = 0
    return {
      nowMs: nowMs(),
      station,
      officer,
      role: 'linkedSystem',
      agency,
      agencyCode: directory.agencies.get(agency)?.code ?? 'XX',
      numberMark,
      newId() {
        const id = (ids[drawn] ??= newRecordId(nowMs(), random))
        drawn += 1
        return id
      },
      nextCount(name) {
        const next = (counts.get(name) ?? book.count(station, name)) + 1
        counts.set(name, next)
        return next
      },
      read: (kind, id) => reads.record(kind, id),
      list: (kind, of) => reads.list(kind, of),
    }
  }

  async #commit(drafts: readonly Draft[]): Promise<Result<null>> {
    const again = await this.#push(drafts)
    if (again.ok || again.fault.kind !== 'chainGap') return again
    // The log holds less or more of the chain than was thought: read its tip anew, once.
    this.#tip = undefined
    return this.#push(drafts)
  }

  async #push(drafts: readonly Draft[]): Promise<Result<null>> {
    const { space, station, officer, sign, log, push, nowMs } = this.#parts
    const tip = await this.#readTip()
    const states = new Map<string, RecordState>()
    const changes: Change[] = []
    let { seq, hash } = tip
    for (const { kind, id, fields, reason, over, saysAgain } of drafts) {
      const key = `${kind}\n${id}`
      const state = states.get(key) ?? copyOf(await log.record(space, kind, id)) ?? emptyRecord(kind, id)
      states.set(key, state)
      const sets = setsOf(fields, over, state, saysAgain === true)
      if (sets.length === 0) continue
      this.#stamp = nextStamp(this.#stamp, nowMs())
      const head = { space, station, chain: tip.chain, seq: seq + 1, stamp: this.#stamp, officer, kind, record: id }
      const change = makeChange({ ...head, previous: hash }, reason === undefined ? { sets } : { sets, reason }, sha256)
      applyChange(state, change)
      changes.push(change)
      seq = change.head.seq
      hash = change.hash
    }
    if (changes.length === 0) return ok(null)
    const seals = [makeSeal(space, { station, chain: tip.chain }, seq, hash, sign)]
    const pushed = await push({ space, changes, seals, broughtBy: station })
    if (!pushed.ok) return pushed
    const { refused, gaps, forks } = pushed.value
    if (gaps.length > 0 || forks.length > 0) return refuse('chainGap', 'the chain of the gateway is not where it was')
    Object.assign(tip, { seq, hash })
    const bad: Fault | undefined = refused[0]?.fault
    return bad === undefined ? ok(null) : { ok: false, fault: bad }
  }

  /** Where the chain ends. A new epoch is a database restored: what was written since then must not be forked [SL-12]. */
  async #readTip(): Promise<Tip> {
    const { book, station, space, log } = this.#parts
    if (this.#tip !== undefined && this.#tip.epoch === log.epoch) return this.#tip
    let chain = book.chain(station, space, log.epoch)
    if (chain === undefined) {
      chain = drawChain(random)
      book.setChain(station, space, log.epoch, chain)
    }
    const tips = await log.tips(space)
    const known = tips.find((tip) => tip.station === station && tip.chain === chain && tip.branch === '')
    this.#tip = { epoch: log.epoch, chain, seq: known?.seq ?? 0, hash: known?.hash ?? NO_PREVIOUS }
    return this.#tip
  }
}

/** What a command reads. It reads at once, the log answers later: what is missing is noted, fetched, and the command asked again. */
class Reads {
  readonly #parts: AuthorParts
  readonly #records = new Map<string, RecordState | undefined>()
  readonly #lists = new Map<Kind, readonly RecordState[]>()
  #missing: { readonly kind: Kind; readonly id: RecordId | null } | undefined

  constructor(parts: AuthorParts) {
    this.#parts = parts
  }

  known(kind: Kind, id: RecordId): RecordState | undefined {
    return this.#records.get(`${kind}\n${id}`)
  }

  record(kind: Kind, id: RecordId): RecordState | undefined {
    const key = `${kind}\n${id}`
    if (!this.#records.has(key)) this.#missing ??= { kind, id }
    return this.#records.get(key)
  }

  list(kind: Kind, { incident, parent, states, agencies, fromMs, toMs }: ListOf): readonly RecordState[] {
    const all = this.#lists.get(kind)
    const itemOf = DESK_KINDS.get(kind)
    if (all === undefined) this.#missing ??= { kind, id: null }
    if (all === undefined || itemOf === undefined) return []
    return all
      .map((state) => ({ state, item: itemOf(shownFields(state)) }))
      .filter(
        ({ item }) =>
          (incident === undefined || item.incident === incident) &&
          (parent === undefined || item.parent === parent) &&
          (states === undefined || states.includes(item.state)) &&
          (agencies === undefined || agencies.includes(item.agency ?? '')) &&
          (fromMs === undefined || (item.atMs ?? -1) >= fromMs) &&
          (toMs === undefined || (item.atMs ?? Infinity) < toMs),
      )
      .toSorted((a, b) => (a.item.atMs ?? 0) - (b.item.atMs ?? 0) || (a.state.id < b.state.id ? -1 : 1))
      .map(({ state }) => state)
  }

  /** Fetches what was asked for in vain; false when nothing was. */
  async missed(): Promise<boolean> {
    const missing = this.#missing
    if (missing === undefined) return false
    this.#missing = undefined
    const { log, space } = this.#parts
    if (missing.id === null) this.#lists.set(missing.kind, await log.records(space, missing.kind))
    else this.#records.set(`${missing.kind}\n${missing.id}`, await log.record(space, missing.kind, missing.id))
    return true
  }
}

/** Counters went back with the database that made a second chain needful: numbers bear the mark of the chain from then on. */
function numberMark(chain: number, begun: number): string {
  return begun < 2 ? '' : toBase32(sha256(new TextEncoder().encode(`chain ${chain}`))).slice(0, 2)
}

/** The log's own states go on changing while a push is made of them. */
function copyOf(state: RecordState | undefined): RecordState | undefined {
  if (state === undefined) return undefined
  return { ...state, fields: new Map([...state.fields].map(([name, field]) => [name, { ...field }])) }
}

/** Fields that say something new: another value, or one that settles a conflict. All of them where the draft wants it. */
function setsOf(
  fields: Draft['fields'],
  over: Draft['over'],
  state: RecordState,
  saysAgain: boolean,
): readonly FieldSet[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const field = state.fields.get(name)
    const isKnown = field !== undefined && field.heads.length > 0 && sameJson(shownValue(state, name), value)
    return isKnown && !isConflict(field) && !saysAgain
      ? []
      : [{ name, value, over: over?.[name] ?? headsOf(state, name) }]
  })
}
