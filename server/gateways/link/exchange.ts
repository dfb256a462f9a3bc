// Between a server's own space and the space it shares with another: whatever was touched in either is compared, what is newer
// there is taken, what is newer here is given, one record after another, until nothing is left to do. The same on both sides.
import type { Fault } from '../../../shared/base/fault.ts'
import { fault, faultOf } from '../../../shared/base/fault.ts'
import type { Kind, RecordId, SpaceId } from '../../../shared/base/ids.ts'
import { asId } from '../../../shared/base/ids.ts'
import type { Json, JsonFields } from '../../../shared/base/json.ts'
import type { CommandInput } from '../../../shared/commands/commands.ts'
import type { Reconciled } from '../../../shared/interop/link/reconcile.ts'
import { isShared, reconcile } from '../../../shared/interop/link/reconcile.ts'
import { LINK_TERMS, plainKind, sharedKind } from '../../../shared/interop/link/shared-record.ts'
import type { Agreement, DirectiveTerms, NoAgreement, Terms } from '../../../shared/interop/link/terms.ts'
import { LINK_KINDS, agree, directiveTermsSchema, termsSchema } from '../../../shared/interop/link/terms.ts'
import { decodeHeader } from '../../../shared/journal/change.ts'
import type { RecordState } from '../../../shared/journal/merge.ts'
import { shownValue } from '../../../shared/journal/merge.ts'
import { ALERT, ALERT_LINK } from '../../../shared/model/alert.ts'
import { ATTACHMENT } from '../../../shared/model/attachment.ts'
import { DIRECTORY } from '../../../shared/model/directory.ts'
import { importedValue } from '../../../shared/model/imported.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import { LOG_ENTRY, movedDeadlinesOf } from '../../../shared/model/log-entry.ts'
import { REPORT } from '../../../shared/model/report.ts'
import type { Commit, OwnDraft } from '../../log/server-log.ts'
import type { Author, Health } from '../gateway.ts'
import type { ServerSide } from './server-side.ts'
import type { Tally } from './tally.ts'

/** Records whose values for the other side are written in one go. */
const BATCH = 100

export interface ExchangeOptions {
  readonly side: ServerSide
  readonly author: Author
  readonly health: Health
  readonly tally: Tally
  readonly link: string
  /** The own space, and the one shared with the other server. */
  readonly own: SpaceId
  readonly shared: SpaceId
  readonly terms: Terms
  /** Which agency is which, where directives are chosen. */
  readonly directives: DirectiveTerms | undefined
  /** The other server, once it is known and while it is not cut off. */
  readonly peer: () => string | undefined
  readonly nowMs: () => number
  /** The shared space was written in here. */
  readonly onShared: () => void
  /** What flows is another by now. */
  readonly onAgreed: () => void
  /** The directory changed. */
  readonly onDirectory: () => void
}

/** What is written about one incident, and goes only where that went. */
const OF_INCIDENT: ReadonlySet<Kind> = new Set([LOG_ENTRY, REPORT, ATTACHMENT])

/** Rounds of taking one record needs at most: what is taken changes what is newer. */
const MAX_ROUNDS = 8

interface Named {
  readonly kind: Kind
  readonly id: RecordId
}

export class Exchange {
  readonly #options: ExchangeOptions
  readonly #dirty = new Map<string, Named>()
  /** Values dated ahead of our clock are looked at again. */
  readonly #later = new Map<string, Named & { readonly atMs: number }>()
  /** What belongs to a record that was not given: looked at again once it is. */
  readonly #held = new Map<string, Map<string, Named>>()
  #untap: () => void = () => undefined
  #running: Promise<void> | undefined
  #renewing: Promise<void> = Promise.resolve()
  #agreement: Agreement | NoAgreement | undefined
  #theirs: Terms | undefined
  #theirDirectives: DirectiveTerms | undefined
  #closed = false

  constructor(options: ExchangeOptions) {
    this.#options = options
  }

  /** What the other side said last, and what flows now: undefined before it said anything. */
  get theirs(): Terms | undefined {
    return this.#theirs
  }

  /** Which agency is which there, where the other side chose directives. */
  get theirDirectives(): DirectiveTerms | undefined {
    return this.#theirDirectives
  }

  get agreement(): Agreement | NoAgreement | undefined {
    return this.#agreement
  }

  /** Says our terms, and begins. */
  async start(): Promise<void> {
    const { side, terms, directives } = this.#options
    this.#untap = side.onCommits((commits) => this.#committed(commits))
    await this.#write([
      {
        kind: LINK_TERMS,
        id: asId(side.log.station),
        fields: { terms: { ...terms }, ...(directives === undefined ? {} : { directives: { ...directives } }) },
      },
    ])
    await this.renew()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#untap()
    this.#dirty.clear()
    await this.#renewing
    await this.#running
  }

  /** Time went on, or who is let in changed: what both agree to may have begun or ended. */
  renew(): Promise<void> {
    this.#renewing = this.#renewing
      .then(() => this.#renew())
      .catch((error: unknown) => this.#options.health.failed(faultOf(error)))
    return this.#renewing
  }

  async #renew(): Promise<void> {
    if (this.#closed) return
    const { nowMs } = this.#options
    const before = this.#agreement
    this.#agreement = await this.#agree()
    if (isAgreed(this.#agreement) && (!isAgreed(before) || !sameAgreement(before, this.#agreement))) {
      await this.#scan()
      this.#options.onAgreed()
    }
    for (const [key, { kind, id, atMs }] of this.#later)
      if (atMs <= nowMs()) {
        this.#later.delete(key)
        this.#touch(kind, id)
      }
  }

  async #agree(): Promise<Agreement | NoAgreement | undefined> {
    const { side, shared, terms, peer, nowMs } = this.#options
    const other = peer()
    if (other === undefined) return undefined
    const state = await side.log.record(shared, LINK_TERMS, asId(other))
    // Only the other side speaks for itself.
    const said = (name: string): Json | undefined =>
      state?.fields.get(name)?.heads.find(({ mark }) => mark.station === other)?.value
    const parsed = termsSchema.safeParse(said('terms'))
    const agencies = directiveTermsSchema.safeParse(said('directives'))
    this.#theirDirectives = agencies.success ? agencies.data : undefined
    this.#theirs = parsed.success ? parsed.data : undefined
    return this.#theirs === undefined ? undefined : agree(terms, this.#theirs, nowMs())
  }

  /** Everything is compared, what others name first. */
  async #scan(): Promise<void> {
    const { side, own, shared } = this.#options
    for (const kind of LINK_KINDS) {
      for (const { id } of await side.log.records(shared, sharedKind(kind))) this.#touch(kind, id)
      for (const { id } of await side.log.records(own, kind)) this.#touch(kind, id)
    }
  }

  #committed(commits: readonly Commit[]): void {
    const { own, shared, onShared, onDirectory } = this.#options
    for (const { space, changes } of commits) {
      if (space === DIRECTORY) onDirectory()
      if (space === shared) onShared()
      if (space !== own && space !== shared) continue
      for (const { header } of changes) {
        const head = decodeHeader(header)
        if (!head.ok) continue
        const { kind, record } = head.value
        if (space === shared && kind === LINK_TERMS) void this.renew()
        const plain = space === own ? kind : plainKind(kind)
        if (plain !== undefined) this.#touch(plain, record)
      }
    }
  }

  #touch(kind: Kind, id: RecordId): void {
    if (this.#closed || !LINK_KINDS.some((known) => known === kind)) return
    this.#dirty.set(`${kind}\n${id}`, { kind, id })
    this.#running ??= this.#run()
  }

  async #run(): Promise<void> {
    // What is touched in one turn is worked through together.
    await new Promise((resolve) => setImmediate(resolve))
    try {
      while (this.#dirty.size > 0 && !this.#closed) await this.#batch()
      this.#options.health.well('exchange')
    } catch (error) {
      this.#options.health.failed(faultOf(error), 'exchange')
    } finally {
      this.#running = undefined
    }
  }

  async #batch(): Promise<void> {
    const { side, tally, health } = this.#options
    const drafts: OwnDraft[] = []
    const given: Kind[] = []
    for (const [key, { kind, id }] of this.#dirty) {
      if (drafts.length >= BATCH || this.#closed) break
      this.#dirty.delete(key)
      const give = await side.inTurn(() => this.#one(kind, id))
      if (give === null) continue
      drafts.push({ kind: sharedKind(kind), id, fields: give })
      given.push(kind)
    }
    if (drafts.length === 0) return
    await this.#write(drafts)
    health.gave(given.length)
    for (const kind of given) tally.gave(kind)
    for (const { kind, id } of drafts) this.#release(`${plainKind(kind) ?? ''}/${id}`)
  }

  #release(name: string): void {
    const held = this.#held.get(name)
    this.#held.delete(name)
    for (const { kind, id } of held?.values() ?? []) this.#touch(kind, id)
  }

  /** Takes what is newer there; what is newer here is given back, to be written. */
  async #one(kind: Kind, id: RecordId): Promise<JsonFields | null> {
    const { side, own, shared, link, author, nowMs, peer } = this.#options
    const agreement = this.#agreement
    const other = peer()
    if (!isAgreed(agreement) || other === undefined) return null
    const where = { kind, agreement, link, peer: other, self: side.log.station, author: author.station }
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const here = await side.log.record(own, kind, id)
      const there = await side.log.record(shared, sharedKind(kind), id)
      const sides = { ...where, own: here, shared: there, nowMs: nowMs() }
      // Of a record that is ours and was never given, nothing is taken on the word of who only names it.
      const isForeign = here !== undefined && there !== undefined && !isShared(sides)
      const decided = reconcile(isForeign ? { ...sides, agreement: { ...agreement, takes: new Map() } } : sides)
      if (decided.againMs !== null) this.#later.set(`${kind}\n${id}`, { kind, id, atMs: decided.againMs })
      if (decided.take !== null) {
        if (!(await this.#take(kind, id, decided.take))) return null
        this.#release(`${kind}/${id}`)
        continue
      }
      if (decided.give === null || here === undefined) return null
      // Deadlines are counted by each side's own rules: a line about them is no news to the other.
      if (kind === LOG_ENTRY && movedDeadlinesOf(shownValue(here, 'deadlines')).length > 0) return null
      const missing = await this.#missing(kind, here)
      if (missing === undefined) return decided.give
      if (missing !== '') {
        const held = this.#held.get(missing) ?? new Map<string, Named>()
        this.#held.set(missing, held.set(`${kind}\n${id}`, { kind, id }))
      }
      return null
    }
    return null
  }

  /** What belongs to a record is given when that record was: the one that is missing, '' when it belongs to none. */
  async #missing(kind: Kind, here: RecordState): Promise<string | undefined> {
    const { side, own, shared, link, author } = this.#options
    const givesSensitive = isAgreed(this.#agreement) && this.#agreement.givesSensitive
    const needs = OF_INCIDENT.has(kind) ? [INCIDENT] : kind === ALERT_LINK ? [ALERT, INCIDENT] : []
    for (const of of needs) {
      const id = shownValue(here, of)
      if (typeof id !== 'string') return ''
      const [one, there] = [
        await side.log.record(own, of, asId(id)),
        await side.log.record(shared, sharedKind(of), asId(id)),
      ]
      const sides = { kind: of, own: one, shared: there, self: side.log.station, link, author: author.station }
      if (!isShared(sides)) return `${of}/${id}`
      // Marked sensitive after it was given: what is written about it from then on stays here.
      if (of !== INCIDENT || givesSensitive) continue
      if (one !== undefined && shownValue(one, 'sensitive') === true) return `${of}/${id}`
    }
    return undefined
  }

  async #take(kind: Kind, id: RecordId, { fields, imported, over }: NonNullable<Reconciled['take']>): Promise<boolean> {
    const { author, health, tally } = this.#options
    const input = { kind, id, fields, imported: importedValue(imported), over }
    // Checked again by the command: what came in is from another machine.
    const taken = await author.run('importRecord', input as unknown as CommandInput<'importRecord'>)
    if (taken.ok) {
      health.took(1)
      tally.took(kind)
      return true
    }
    this.#refuse(kind, id, fields, taken.fault)
    return false
  }

  #refuse(kind: Kind, id: RecordId, fields: JsonFields, why: Fault): void {
    const { health } = this.#options
    if (why.kind === 'spaceClosed' || why.kind === 'diskFull' || why.kind === 'readOnly') return health.failed(why)
    const bytes = new TextEncoder().encode(JSON.stringify({ kind, id, fields }))
    const told = fault(why.kind, `${kind} ${id}: ${why.message}`, { ...why.detail, record: `${kind}/${id}` })
    health.refused(told, { name: `${kind}-${id}.json`, bytes })
  }

  async #write(drafts: readonly OwnDraft[]): Promise<void> {
    const { side, shared, nowMs } = this.#options
    side.hub.tell(await side.log.write(shared, drafts, asId(''), nowMs()))
  }
}

export function isAgreed(agreement: Agreement | NoAgreement | undefined): agreement is Agreement {
  return typeof agreement === 'object'
}

function sameAgreement(a: Agreement, b: Agreement): boolean {
  const text = ({ gives, takes, ...rest }: Agreement): string =>
    JSON.stringify([rest, ...[gives, takes].map((side) => [...side].map(([kind, fields]) => [kind, [...fields]]))])
  return text(a) === text(b)
}
