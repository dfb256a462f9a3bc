// Directives and their receipts over a link [LK-17]. What goes to the agency that stands for the other side is given to that
// server, which puts it before its desk; how the desk deals with it comes back into the one receipt. Unit of work is a receipt:
// ours to follow where we issued it, the other side's where it came from there. Rules: directive-rules.ts; decision 0022.
import type { Fault } from '../../../shared/base/fault.ts'
import { fault, faultOf } from '../../../shared/base/fault.ts'
import { MAX_DRIFT_MS } from '../../../shared/base/hybrid-clock.ts'
import type { Kind, RecordId, SpaceId } from '../../../shared/base/ids.ts'
import { asId } from '../../../shared/base/ids.ts'
import type { Json, JsonFields } from '../../../shared/base/json.ts'
import type { CommandInput } from '../../../shared/commands/commands.ts'
import type { InWords, OrderTerms, Sayings } from '../../../shared/interop/link/directive-rules.ts'
import {
  ORDER_FIELDS,
  SHARED_DIRECTIVE,
  SHARED_RECEIPT,
  isWholeOrder,
  newSayings,
  newestMs,
  orderOf,
  progressOf,
  saidBy,
  sourcesOf,
  valuesOf,
  wordsFor,
} from '../../../shared/interop/link/directive-rules.ts'
import { isLinkSpace } from '../../../shared/interop/link/invitation.ts'
import { isShared } from '../../../shared/interop/link/reconcile.ts'
import { LINK_TERMS, sharedKind } from '../../../shared/interop/link/shared-record.ts'
import type { Agreement } from '../../../shared/interop/link/terms.ts'
import { decodeHeader } from '../../../shared/journal/change.ts'
import type { RecordState } from '../../../shared/journal/merge.ts'
import { shownFields } from '../../../shared/journal/merge.ts'
import { ATTACHMENT } from '../../../shared/model/attachment.ts'
import {
  DIRECTIVE,
  PROGRESS,
  RECEIPT,
  UNSIGNED_STATES,
  directiveState,
  givenBy,
  isIssuedHere,
  receiptState,
} from '../../../shared/model/directive.ts'
import { textField } from '../../../shared/model/fields.ts'
import { importedValue } from '../../../shared/model/imported.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import type { Commit, OwnDraft } from '../../log/server-log.ts'
import type { Author, Health } from '../gateway.ts'
import type { ServerSide } from './server-side.ts'
import type { Tally } from './tally.ts'

/** Receipts whose values for the other side are written in one go. */
const BATCH = 100
/** What a disk, a database or a closed space did not let through is tried again. */
/** What its troubles are told under. */
const SOURCE = 'directives'
const RETRY_MS = 30_000
const SHARED_INCIDENT = sharedKind(INCIDENT)

export interface DirectiveExchangeOptions {
  readonly side: ServerSide
  readonly author: Author
  readonly health: Health
  readonly tally: Tally
  readonly link: string
  readonly own: SpaceId
  readonly shared: SpaceId
  /** The agency that stands for the other side here, and the one that gets its directives. */
  readonly counterpart: string
  readonly desk: string
  /** What flows; undefined while nothing does. */
  readonly agreement: () => Agreement | undefined
  /** The other server, while it is not cut off. */
  readonly peer: () => string | undefined
  readonly nowMs: () => number
}

/** What is known while one receipt is looked at. */
interface Look {
  readonly id: RecordId
  readonly agreed: Agreement
  readonly peer: string
  readonly there: RecordState | undefined
}

/** May something about an incident go: it was given, it was and is sensitive by now, or it was not. */
type Standing = 'given' | 'sensitive' | 'notGiven'

export class DirectiveExchange {
  readonly #options: DirectiveExchangeOptions
  readonly #dirty = new Set<RecordId>()
  /** Receipts by directive, as far as they were met. */
  readonly #receiptsOf = new Map<string, Set<RecordId>>()
  /** Receipts that wait for a record: `kind/id` of an incident or a directive. */
  readonly #held = new Map<string, Set<RecordId>>()
  readonly #later = new Map<RecordId, number>()
  /** What was refused last of a receipt: not refused again for being looked at again. */
  readonly #refused = new Map<RecordId, string>()
  #untap: () => void = () => undefined
  #running: Promise<void> | undefined
  #scanning: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(options: DirectiveExchangeOptions) {
    this.#options = options
  }

  /** Receipts that wait for something: an incident that was not given, or is marked sensitive. */
  get waiting(): number {
    return new Set([...this.#held.values()].flatMap((ids) => [...ids])).size
  }

  start(): void {
    this.#untap = this.#options.side.onCommits((commits) => this.#committed(commits))
    this.again()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#untap()
    this.#dirty.clear()
    await this.#scanning
    await this.#running
  }

  /** What flows is another by now: everything is looked at. */
  again(): void {
    this.#scanning = this.#scanning.then(() => this.#scan())
  }

  async #scan(): Promise<void> {
    if (this.#isClosed) return
    const { side, own, shared, counterpart, health } = this.#options
    try {
      for (const { id } of await side.log.records(shared, SHARED_RECEIPT)) this.#touch(id)
      for (const state of await side.log.records(own, RECEIPT))
        if (shownFields(state)['agency'] === counterpart) this.#touch(state.id)
    } catch (error) {
      health.failed(faultOf(error), SOURCE)
    }
  }

  /** What was dated ahead of our clock is looked at again once that time is reached. */
  tick(nowMs: number): void {
    for (const [id, atMs] of this.#later) if (atMs <= nowMs) this.#touch(id)
  }

  #committed(commits: readonly Commit[]): void {
    const { own, shared } = this.#options
    for (const { space, changes } of commits) {
      if (space !== own && space !== shared) continue
      for (const { header } of changes) {
        const head = decodeHeader(header)
        if (head.ok) this.#changed(space === shared, head.value.kind, head.value.record)
      }
    }
  }

  #changed(isShared: boolean, kind: Kind, record: RecordId): void {
    if (kind === (isShared ? SHARED_RECEIPT : RECEIPT)) return this.#touch(record)
    if (kind === (isShared ? SHARED_DIRECTIVE : DIRECTIVE)) {
      for (const id of this.#receiptsOf.get(record) ?? []) this.#touch(id)
      this.#release(`${DIRECTIVE}/${record}`)
    }
    if (kind === (isShared ? SHARED_INCIDENT : INCIDENT)) this.#release(`${INCIDENT}/${record}`)
  }

  #touch(id: RecordId): void {
    if (this.#isClosed || this.#options.agreement() === undefined) return
    this.#dirty.add(id)
    this.#running ??= this.#run()
  }

  #release(name: string): void {
    const held = this.#held.get(name)
    this.#held.delete(name)
    for (const id of held ?? []) this.#touch(id)
  }

  /** Before it is looked whether there is a need to: what is committed meanwhile must not be missed. */
  #hold(name: string, id: RecordId): void {
    this.#held.set(name, (this.#held.get(name) ?? new Set()).add(id))
  }

  #letGo(name: string, id: RecordId): void {
    const held = this.#held.get(name)
    held?.delete(id)
    if (held?.size === 0) this.#held.delete(name)
  }

  async #run(): Promise<void> {
    // What is touched in one turn is worked through together.
    await new Promise((resolve) => setImmediate(resolve))
    try {
      while (this.#dirty.size > 0 && !this.#isClosed) await this.#batch()
      this.#options.health.well(SOURCE)
    } catch (error) {
      this.#options.health.failed(faultOf(error), SOURCE)
    } finally {
      this.#running = undefined
    }
  }

  async #batch(): Promise<void> {
    const looked: RecordId[] = []
    try {
      await this.#lookAt(looked)
    } catch (error) {
      for (const id of looked) this.#later.set(id, this.#options.nowMs() + RETRY_MS)
      throw error
    }
  }

  /** Works through some of what was touched; `looked` tells which. */
  async #lookAt(looked: RecordId[]): Promise<void> {
    const { side, shared, nowMs, health, tally } = this.#options
    // Receipts of one directive bring the same draft of it.
    const due = new Map<string, OwnDraft>()
    for (const id of this.#dirty) {
      if (due.size >= BATCH || this.#isClosed) break
      this.#dirty.delete(id)
      looked.push(id)
      for (const name of [...this.#held.keys()]) this.#letGo(name, id)
      this.#later.delete(id)
      for (const draft of await side.inTurn(() => this.#one(id))) due.set(`${draft.kind}/${draft.id}`, draft)
    }
    const drafts = [...due.values()]
    if (drafts.length === 0) return
    side.hub.tell(await side.log.write(shared, drafts, asId(''), nowMs()))
    health.gave(drafts.length)
    for (const { kind } of drafts) tally.gave(kind === SHARED_DIRECTIVE ? DIRECTIVE : RECEIPT)
  }

  async #one(id: RecordId): Promise<readonly OwnDraft[]> {
    const { side, own, shared, agreement } = this.#options
    const [agreed, peer] = [agreement(), this.#options.peer()]
    if (agreed === undefined || peer === undefined) return []
    const here = await side.log.record(own, RECEIPT, id)
    const look = { id, agreed, peer, there: await side.log.record(shared, SHARED_RECEIPT, id) }
    const isOurs = here !== undefined && isIssuedHere(shownFields(here))
    return isOurs ? this.#ours(look, here) : this.#theirs(look, here)
  }

  // ---- what we issued ----

  async #ours({ id, agreed, peer, there }: Look, here: RecordState): Promise<readonly OwnDraft[]> {
    const { side, own, shared, counterpart } = this.#options
    const fields = shownFields(here)
    if (!agreed.givesDirectives || fields['agency'] !== counterpart) return []
    const of = textField(fields, 'directive') ?? ''
    this.#met(of, id)
    const given = saidBy(there, side.log.station)
    const isGiven = given.has('directive')
    if (isGiven) await this.#takeProgress(id, saidBy(there, peer))
    this.#hold(`${DIRECTIVE}/${of}`, id)
    const directive = await side.log.record(own, DIRECTIVE, asId(of))
    if (directive === undefined) return []
    this.#letGo(`${DIRECTIVE}/${of}`, id)
    const state = shownFields(directive)
    // What came by a link is passed on by officers alone; what was withdrawn or dealt with before it was given is never given.
    const isOver = directiveState(state) === 'withdrawn' || !isUnsigned(fields)
    if (givenBy(state) !== null || (isOver && !isGiven && !(await this.#wasGiven(id, peer)))) return []
    const standing = await this.#standing(textField(state, 'incident'), id)
    if (standing === 'notGiven' || (standing === 'sensitive' && !isGiven)) return []
    const terms: OrderTerms = {
      ...{ words: this.#words(agreed.personal), personal: agreed.personal, withdrawalOnly: standing === 'sensitive' },
    }
    const order = orderOf(directive, here, terms)
    const before = saidBy(await side.log.record(shared, SHARED_DIRECTIVE, directive.id), side.log.station)
    return [
      ...this.#drafts(SHARED_DIRECTIVE, directive.id, newSayings(order.directive, before, side.log.station)),
      ...this.#drafts(SHARED_RECEIPT, id, newSayings(order.receipt, given, side.log.station)),
    ]
  }

  /** To this server, over a link there was before this one. */
  async #wasGiven(id: RecordId, peer: string): Promise<boolean> {
    const { log } = this.#options.side
    for (const space of await log.spaces()) {
      if (!isLinkSpace(space) || space === this.#options.shared) continue
      if ((await log.record(space, LINK_TERMS, asId(peer))) === undefined) continue
      if (saidBy(await log.record(space, SHARED_RECEIPT, id), log.station).has('directive')) return true
    }
    return false
  }

  async #takeProgress(id: RecordId, said: Sayings): Promise<void> {
    const { counterpart } = this.#options
    const progress = valuesOf(said, PROGRESS)
    if (Object.keys(progress).length === 0 || this.#isAhead(id, said)) return
    const imported = this.#sources(said, PROGRESS)
    // Once more, where what the other side has settled itself is to be settled here.
    for (let round = 0; round < 2; round += 1) {
      const input = { receipt: id, agency: counterpart, progress, imported }
      if (!(await this.#take(RECEIPT, id, 'importReceipt', input))) return
    }
  }

  // ---- what the other side issued ----

  async #theirs(look: Look, before: RecordState | undefined): Promise<readonly OwnDraft[]> {
    const { side, own } = this.#options
    const { id, agreed, peer, there } = look
    if (!agreed.takesDirectives) return []
    await this.#takeOrder(look, before)
    const here = await side.log.record(own, RECEIPT, id)
    if (here === undefined || givenBy(shownFields(here)) !== peer) return []
    if ((await this.#standing(textField(shownFields(here), 'incident'), id)) !== 'given') return []
    const carriesFiles = agreed.gives.has(ATTACHMENT)
    const progress = progressOf(here, { words: this.#words(agreed.personal), carriesFiles })
    const given = saidBy(there, side.log.station)
    return this.#drafts(SHARED_RECEIPT, id, newSayings(progress, given, side.log.station))
  }

  async #takeOrder({ id, peer, there }: Look, here: RecordState | undefined): Promise<void> {
    const { side, shared, counterpart, desk } = this.#options
    const receipt = saidBy(there, peer)
    const of = receipt.get('directive')?.value
    if (typeof of !== 'string' || of === '') return
    this.#met(of, id)
    this.#hold(`${DIRECTIVE}/${of}`, id)
    const order = saidBy(await side.log.record(shared, SHARED_DIRECTIVE, asId(of)), peer)
    if (!isWholeOrder(order)) return
    this.#letGo(`${DIRECTIVE}/${of}`, id)
    if (this.#isAhead(id, receipt, order)) return
    const incident = order.get('incident')?.value
    const isNew = here === undefined && typeof incident === 'string'
    if (isNew && (await this.#standing(incident, id)) === 'notGiven') return
    const input = {
      ...{ directive: of, receipt: id, peer, from: counterpart, agency: desk, order: valuesOf(order, ORDER_FIELDS) },
      ...valuesOf(receipt, ['reminded']),
      imported: {
        directive: this.#sources(order, ORDER_FIELDS),
        // That an order no longer stands is said of the directive.
        receipt: this.#sources(withWithdrawal(receipt, order), ['directive', 'reminded', 'withdrawn']),
      },
    }
    await this.#take(DIRECTIVE, id, 'importDirective', input)
  }

  // ---- both ----

  #met(directive: string, id: RecordId): void {
    this.#receiptsOf.set(directive, (this.#receiptsOf.get(directive) ?? new Set()).add(id))
  }

  /** A receipt whose incident does not let it go waits for that. */
  async #standing(incident: string | null, id: RecordId): Promise<Standing> {
    if (incident === null) return 'given'
    const name = `${INCIDENT}/${incident}`
    this.#hold(name, id)
    const standing = await this.#standingOf(incident)
    if (standing === 'given') this.#letGo(name, id)
    return standing
  }

  async #standingOf(incident: string): Promise<Standing> {
    const { side, own, shared, link, author, agreement } = this.#options
    const record = asId<RecordId>(incident)
    const [here, there] = [
      await side.log.record(own, INCIDENT, record),
      await side.log.record(shared, SHARED_INCIDENT, record),
    ]
    const sides = { kind: INCIDENT, own: here, shared: there, self: side.log.station, link, author: author.station }
    if (here === undefined || !isShared(sides)) return 'notGiven'
    return shownFields(here)['sensitive'] === true && agreement()?.givesSensitive !== true ? 'sensitive' : 'given'
  }

  #isAhead(id: RecordId, ...said: readonly Sayings[]): boolean {
    const newest = newestMs(...said)
    if (newest - this.#options.nowMs() <= MAX_DRIFT_MS) return false
    this.#later.set(id, newest - MAX_DRIFT_MS)
    return true
  }

  #sources(said: Sayings, names: readonly string[]): Json {
    const { link, author } = this.#options
    const peer = this.#options.peer() ?? ''
    return importedValue(sourcesOf(said, names, { peer, link, by: author.station }))
  }

  #words(personal: boolean): InWords {
    const { directory } = this.#options.side.access
    return (agency, officer) =>
      wordsFor(
        directory.agencies.get(agency ?? '')?.name ?? '',
        personal ? (directory.officers.get(officer ?? '')?.displayName ?? '') : '',
      )
  }

  #drafts(kind: Kind, id: RecordId, fields: JsonFields | null): readonly OwnDraft[] {
    return fields === null ? [] : [{ kind, id, fields }]
  }

  /** Checked by the command: what came in is from another machine. True when something was written. */
  async #take(
    kind: Kind,
    id: RecordId,
    name: 'importDirective' | 'importReceipt',
    input: { readonly [name: string]: Json },
  ): Promise<boolean> {
    const { author, health, tally } = this.#options
    const taken = await author.run(name, input as unknown as CommandInput<typeof name>)
    if (taken.ok) {
      this.#refused.delete(id)
      health.took(1)
      tally.took(kind)
      return true
    }
    if (taken.fault.kind !== 'nothingToChange') this.#refuse(kind, id, input, taken.fault)
    return false
  }

  #refuse(kind: Kind, id: RecordId, input: { readonly [name: string]: Json }, why: Fault): void {
    const { health } = this.#options
    if (why.kind === 'spaceClosed' || why.kind === 'diskFull' || why.kind === 'readOnly') {
      this.#later.set(id, this.#options.nowMs() + RETRY_MS)
      return health.failed(why)
    }
    const text = JSON.stringify(input)
    if (this.#refused.get(id) === text) return
    this.#refused.set(id, text)
    const told = fault(why.kind, `${kind} ${id}: ${why.message}`, { ...why.detail, record: `${kind}/${id}` })
    health.refused(told, { name: `${kind}-${id}.json`, bytes: new TextEncoder().encode(text) })
  }
}

function isUnsigned(fields: JsonFields): boolean {
  return UNSIGNED_STATES.some((state) => state === receiptState(fields))
}

function withWithdrawal(receipt: Sayings, order: Sayings): Sayings {
  const withdrawn = order.get('withdrawn')
  return withdrawn === undefined ? receipt : new Map([...receipt, ['withdrawn', withdrawn]])
}
