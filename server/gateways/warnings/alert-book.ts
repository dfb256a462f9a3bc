// What warnings of a linked system do to the picture, whatever form they came in: the same message twice stays one; an update
// adjusts the alerts of the messages it refers to, whichever came first; a cancel lifts them; what is not meant for real never
// enters a live space. Records have ids made of the oldest message's name, so that they are the same after a loss of notes.
import type { Result } from '../../../shared/base/fault.ts'
import { ok, refuse } from '../../../shared/base/fault.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import type { AlertItem, AlertReading, MessageName } from '../../../shared/interop/alert/alert-reading.ts'
import { nameKey } from '../../../shared/interop/alert/alert-reading.ts'
import { readTime } from '../../../shared/interop/alert/alert-time.ts'
import { cut } from '../../../shared/interop/alert/odd.ts'
import { ALERT, cancelOf, receivedSchema } from '../../../shared/model/alert.ts'
import type { GatewaySurroundings, Reading } from '../gateway.ts'
import type { Chain, Known } from './alert-notes.ts'
import { AlertNotes } from './alert-notes.ts'

export type BookSurroundings = Pick<GatewaySurroundings, 'author' | 'picture' | 'notes' | 'spaceKind'>

type Done = Result<readonly string[]>

const KIND_WORDS: Readonly<Record<AlertReading['kind'], string>> = {
  alert: 'new',
  update: 'update',
  cancel: 'cancel',
  ack: 'acknowledged',
  error: 'error of the other side',
  system: 'of the network itself',
  draft: 'draft',
}

export class AlertBook {
  readonly #here: BookSurroundings
  readonly #notes: AlertNotes
  #last: Promise<unknown> = Promise.resolve()

  constructor(here: BookSurroundings) {
    this.#here = here
    this.#notes = new AlertNotes(here.notes)
  }

  /** One message after another: an update and its alert may come by two roads at once. */
  take(reading: AlertReading, dryRun: boolean): Promise<Result<Reading>> {
    const done = this.#last.then(() => this.#take(reading, dryRun))
    this.#last = done.catch(() => undefined)
    return done
  }

  /** True when the message of that name came before and was taken. */
  isKnown(name: MessageName): boolean {
    return this.#notes.known(nameKey(name)) !== undefined
  }

  /** True when the alert of that id was recorded here. */
  isMine(id: string): boolean {
    return this.#notes.isMine(id)
  }

  async #take(reading: AlertReading, dryRun: boolean): Promise<Result<Reading>> {
    const kept = this.#keepOut(reading)
    if (kept !== undefined) return kept
    const head = [`${reading.line} [${KIND_WORDS[reading.kind]}]`]
    const shown = { lines: [...head, ...reading.items.map(itemLine)], odd: reading.odd }
    if (dryRun || reading.kind === 'system' || reading.kind === 'ack' || reading.kind === 'error') return ok(shown)
    const key = nameKey(reading.name)
    if (this.#notes.known(key) !== undefined) return ok({ lines: [...head, 'known already'], odd: reading.odd })
    const done = await this.#apply(reading, key)
    return done.ok ? ok({ lines: [...shown.lines, ...done.value], odd: reading.odd }) : done
  }

  /** What is an exercise, a test or a draft stays out of a live space. */
  #keepOut({ kind, use, line }: AlertReading): ReturnType<typeof refuse> | undefined {
    if (this.#here.spaceKind !== 'live' || kind === 'system') return undefined
    const what = kind === 'draft' ? 'draft' : use
    if (what === 'actual') return undefined
    return refuse('notAllowed', `a live space takes no ${what}: ${cut(line, 200)}`, { use: what })
  }

  async #apply(reading: AlertReading, key: string): Promise<Done> {
    const outdated = this.#notes.superseded(key)
    if (outdated !== undefined) return this.#late(reading, key, outdated)
    if (reading.kind === 'cancel') return this.#cancel(reading, key)
    const chains = this.#chainsOf(reading)
    const [main, ...others] = chains
    if (main === undefined) {
      const done = await this.#recordAll(reading, key, reading.items, [])
      if (done.ok) this.#notes.supersede(reading.references, { by: key, root: key, lifted: null })
      return done
    }
    return this.#update(reading, key, main, others)
  }

  /** A message that a later one, which came first, has replaced already. */
  async #late(reading: AlertReading, key: string, outdated: Known): Promise<Done> {
    const { lifted } = outdated
    if (lifted === null || this.#notes.chain(outdated.root) !== undefined) {
      this.#notes.setKnown(key, outdated.root)
      return ok([`replaced already by ${nameOfKey(outdated.by)}`])
    }
    const done = await this.#recordAll(reading, key, reading.items, [])
    return done.ok ? this.#lift(key, lifted, done.value) : done
  }

  // ---- a new alert ----

  /** Records the items of a chain that begins with `root`, and notes them beside those of it that stay. */
  async #recordAll(
    reading: AlertReading,
    root: string,
    items: readonly AlertItem[],
    stay: Chain['alerts'],
  ): Promise<Done> {
    const lines: string[] = []
    const alerts = [...stay]
    let sentMs = Date.parse(reading.sent)
    for (const item of items) {
      const recorded = await this.#record(root, nameKey(reading.name), item)
      if (!recorded.ok) return recorded
      const { id, knownMs } = recorded.value
      alerts.push({ slot: item.slot, id })
      lines.push(`recorded ${id}`)
      sentMs = Math.max(sentMs, knownMs)
    }
    this.#notes.setChain(root, { alerts, sentMs })
    this.#notes.setKnown(nameKey(reading.name), root)
    return ok(lines)
  }

  /**
   * Records one. Known under its id already: the notes were lost, or an alert of that chain was lifted and is issued anew.
   * `knownMs`: the newest message its record speaks of.
   */
  async #record(
    root: string,
    key: string,
    item: AlertItem,
  ): Promise<Result<{ readonly id: string; readonly knownMs: number }>> {
    const { author, picture } = this.#here
    for (const begins of root === key ? [root] : [root, key]) {
      const id = author.idFor(`${begins}\n${item.slot}`)
      const before = await picture.record(ALERT, id)
      if (before !== undefined && begins !== key && !isSame(before, item)) continue
      // Before it is committed: what is told of it then is known to be ours.
      this.#notes.setMine(id)
      if (before === undefined) {
        const done = await author.run('recordAlert', { ...item.fields, id })
        if (!done.ok && done.fault.kind !== 'alreadyExists') return done
      }
      const done = { id, knownMs: before === undefined ? 0 : newestOf(before) }
      if (item.cancelled === undefined) return ok(done)
      const { how, at, reason } = item.cancelled
      const lifted = await author.run('cancelAlert', { id, how, at, reason })
      return lifted.ok || lifted.fault.kind === 'wrongState' ? ok(done) : lifted
    }
    return refuse('alreadyExists', `alert ${nameOfKey(key)} exists and was lifted`)
  }

  // ---- an update ----

  async #update(reading: AlertReading, key: string, root: string, others: readonly string[]): Promise<Done> {
    const chain = this.#notes.chain(root)
    const sentMs = Date.parse(reading.sent)
    if (chain !== undefined && chain.sentMs > sentMs) {
      this.#notes.setKnown(key, root)
      return ok(['older than what is known: nothing changed'])
    }
    const open = await this.#openOf(chain?.alerts ?? [])
    const isOne = open.length === 1 && reading.items.length === 1
    const lines: string[] = []
    const alerts: { slot: string; id: string }[] = []
    const fresh: AlertItem[] = []
    const matched = new Set<string>()
    for (const item of reading.items) {
      const fits = open.find(
        (one) =>
          (isOne || one.slot === item.slot) && one.category === item.fields.category && one.use === item.fields.use,
      )
      if (fits === undefined) {
        fresh.push(item)
        continue
      }
      const adjusted = await this.#adjust(fits.id, item, reading)
      if (!adjusted.ok) return adjusted
      matched.add(fits.id)
      alerts.push({ slot: item.slot, id: fits.id })
      lines.push(`adjusted ${fits.id}`)
    }
    const gone = [...open, ...(await this.#openOf(others.flatMap((other) => this.#notes.chain(other)?.alerts ?? [])))]
    for (const one of gone) {
      if (matched.has(one.id)) continue
      // An exercise never ends a real alert.
      if (one.use !== reading.use) {
        alerts.push({ slot: one.slot, id: one.id })
        continue
      }
      const done = await this.#liftOne(one.id, { at: reading.sent, reason: reasonOf(reading) })
      if (!done.ok) return done
      lines.push(`lifted ${one.id}`)
    }
    const recorded = await this.#recordAll(reading, root, fresh, alerts)
    if (!recorded.ok) return recorded
    this.#notes.supersede(reading.references, { by: key, root, lifted: null })
    return ok([...lines, ...recorded.value])
  }

  async #adjust(id: string, item: AlertItem, reading: AlertReading): Promise<Result<null>> {
    const { category: _, use: __, number: ___, issuedBy: ____, issuedAt: _____, ...fields } = item.fields
    const done = await this.#here.author.run('adjustAlert', {
      id,
      fields,
      adjustedAt: item.adjustedAt ?? reading.sent,
      reason: reasonOf(reading),
    })
    return done.ok || done.fault.kind === 'nothingToChange' ? ok(null) : done
  }

  // ---- a cancel ----

  async #cancel(reading: AlertReading, key: string): Promise<Done> {
    const lifted = { at: reading.sent, reason: reasonOf(reading) }
    const roots = this.#chainsOf(reading).filter((root) => this.#notes.chain(root) !== undefined)
    const lines: string[] = []
    for (const root of roots) {
      const chain = this.#notes.chain(root)
      if (chain === undefined) continue
      const open = await this.#openOf(chain.alerts)
      for (const { id } of open.filter(({ use }) => use === reading.use)) {
        const done = await this.#liftOne(id, lifted)
        if (!done.ok) return done
        lines.push(`lifted ${id}`)
      }
      // An update from before the cancel, come late, must not bring it back.
      this.#notes.setChain(root, { ...chain, sentMs: Math.max(chain.sentMs, Date.parse(reading.sent)) })
    }
    const [first] = roots
    const root = first ?? rootOf(reading) ?? key
    // Nothing of it is known here: it is kept as the alert it speaks of, lifted, so that people see that there was one.
    if (first === undefined && reading.items.length > 0) {
      const recorded = await this.#recordAll(reading, root, reading.items, [])
      if (!recorded.ok) return recorded
      const ended = await this.#lift(root, lifted, recorded.value)
      if (!ended.ok) return ended
      lines.push(...ended.value)
    }
    this.#notes.supersede(reading.references, { by: key, root, lifted })
    this.#notes.setKnown(key, root)
    return ok(lines.length === 0 ? ['nothing of it is known yet: it is remembered'] : lines)
  }

  async #lift(root: string, lifted: NonNullable<Known['lifted']>, lines: readonly string[]): Promise<Done> {
    for (const { id } of this.#notes.chain(root)?.alerts ?? []) {
      const done = await this.#liftOne(id, lifted)
      if (!done.ok) return done
    }
    return ok([...lines, 'lifted'])
  }

  async #liftOne(id: string, { at, reason }: NonNullable<Known['lifted']>): Promise<Result<null>> {
    const done = await this.#here.author.run('cancelAlert', { id, how: 'lifted', at, reason })
    return done.ok || done.fault.kind === 'wrongState' ? ok(null) : done
  }

  // ---- ----

  /** Beginnings of the chains it refers to, known ones first; of unknown ones the oldest name stands for them all. */
  #chainsOf(reading: AlertReading): readonly string[] {
    const known = reading.references.flatMap((name) => this.#notes.rootOf(name) ?? [])
    const unknown = rootOf(reading)
    return [...new Set(known.length > 0 || unknown === undefined ? known : [unknown])]
  }

  /** Those of a chain that are not lifted, with what may not change about them. */
  async #openOf(alerts: Chain['alerts']) {
    const open: { readonly slot: string; readonly id: string; readonly category: unknown; readonly use: unknown }[] = []
    for (const { slot, id } of alerts) {
      const fields = await this.#here.picture.record(ALERT, id)
      if (fields === undefined || cancelOf(fields) !== null) continue
      open.push({ slot, id, category: fields['category'], use: fields['use'] })
    }
    return open
  }
}

/** True when a record of that id is this alert, still open: not one that was lifted, and of the same sort. */
function isSame(before: JsonFields, { fields }: AlertItem): boolean {
  return (
    cancelOf(before) === null && before['category'] === fields.category && before['use'] === (fields.use ?? 'actual')
  )
}

/** When the newest message was sent that a record speaks of: what it was received with, or what lifted it. */
function newestOf(before: JsonFields): number {
  const received = receivedSchema.safeParse(before['received'])
  const sentMs = received.success ? (readTime(received.data.sent)?.ms ?? 0) : 0
  return Math.max(sentMs, readTime(cancelOf(before)?.at ?? '')?.ms ?? 0)
}

function rootOf({ references }: AlertReading): string | undefined {
  const oldest: MessageName | undefined = references[0]
  return oldest === undefined ? undefined : nameKey(oldest)
}

function reasonOf({ kind, name, note }: AlertReading): string {
  return cut(`${KIND_WORDS[kind]} ${name.identifier}${note === '' ? '' : `: ${note}`}`, 500)
}

function nameOfKey(key: string): string {
  return key.split('\n')[0] ?? ''
}

function itemLine({ slot, fields }: AlertItem): string {
  const { level, title, startsAt, endsAt, areaText } = fields
  return cut(`${slot} level ${String(level)}: ${title} (${startsAt} – ${endsAt ?? '…'}) ${areaText ?? ''}`, 300)
}
