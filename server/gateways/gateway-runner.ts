// The life of one gateway: started and, when that fails, tried again later; told what is committed from where it had got to;
// its queue sent in order, with back-off; and nothing it throws comes out of here.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { faultOf, refuse } from '../../shared/base/fault.ts'
import type { RecordId, SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Json } from '../../shared/base/json.ts'
import type { GatewayForm } from '../../shared/interop/gateways.ts'
import { readChange } from '../../shared/journal/change.ts'
import { shownFields } from '../../shared/journal/merge.ts'
import { TOPICS } from '../../shared/model/ambient.ts'
import { isoWithOffset } from '../../shared/model/incident-number.ts'
import { VERDICT } from '../../shared/model/verdict.ts'
import type { GatewayRecord } from '../log/gateway-book.ts'
import { sha256, signerOf } from '../log/node-crypto.ts'
import type { ServerLog } from '../log/server-log.ts'
import type { AmbientBook } from './ambient-book.ts'
import type { AuthorParts } from './author.ts'
import { GatewayAuthor } from './author.ts'
import type { GatewayKind, GatewaySurroundings, Picture, Reading, RunningGateway, Told } from './gateway.ts'
import { HealthLine } from './health-line.ts'
import type { ServerSide } from './link/server-side.ts'
import { SilenceWatch } from './silence-watch.ts'

/** How a failed start and a failed message are tried again. */
export interface Patience {
  readonly firstMs: number
  readonly longestMs: number
  /** After so many tries a message is put on the dead list. */
  readonly tries: number
}
export const PATIENCE: Patience = { firstMs: 2_000, longestMs: 5 * 60_000, tries: 12 }
const PAGE_CHANGES = 200
const PAGE_BYTES = 1024 * 1024
/** Verdicts stand just before what they refuse. */
const MAX_VERDICTS = 1_000
const TOLD = '~told'
/** Sources of trouble that every gateway has. */
const [START, SENDING, WRITING] = ['start', 'sending', 'writing']
/** Faults of the server itself: nothing can be written until they are over. */
const UNWRITABLE: ReadonlySet<Fault['kind']> = new Set(['diskFull', 'readOnly', 'spaceClosed'])

export interface RunnerParts extends Pick<AuthorParts, 'log' | 'directory' | 'book' | 'push' | 'nowMs'> {
  readonly kind: GatewayKind
  readonly form: GatewayForm
  readonly ambient: AmbientBook
  readonly logger: Logger
  readonly folder: string
  readonly patience: Patience
  readonly server?: ServerSide
}

export class GatewayRunner {
  readonly health: HealthLine
  readonly #parts: RunnerParts
  #record: GatewayRecord
  #running: RunningGateway | undefined
  #author: GatewayAuthor | undefined
  #life = new AbortController()
  #starts = 0
  #timers = new Set<NodeJS.Timeout>()
  #telling: Promise<void> = Promise.resolve()
  #isTelling = false
  #tellAgain = false
  #sending: Promise<void> = Promise.resolve()
  #isSending = false
  #verdicts: string[] = []
  readonly #silentAfterMs: number | null
  #silence: SilenceWatch | undefined

  constructor(parts: RunnerParts, record: GatewayRecord) {
    this.#parts = parts
    this.#record = record
    this.#silentAfterMs = silentAfterMs(record.settings, parts.form)
    this.health = new HealthLine({
      record: () => this.#record,
      silentAfterMs: this.#silentAfterMs,
      book: parts.book,
      nowMs: parts.nowMs,
      show: (row) => parts.ambient.put(this.space, this.#record.id, 'systems', row),
    })
  }

  get record(): GatewayRecord {
    return this.#record
  }

  get space(): SpaceId {
    return asId(this.#record.space)
  }

  get listens(): readonly string[] {
    return this.#running?.listens ?? []
  }

  get tests(): boolean {
    return this.#running?.take !== undefined
  }

  /** Starts when it is to run; resolves after the first try, whatever came of it. */
  async open(): Promise<void> {
    if (this.#record.isRunning) await this.#start()
    else this.health.is('paused')
  }

  /** Ends it for good or for a pause; what it wrote stays, what it showed goes. */
  async close(): Promise<void> {
    this.#life.abort()
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
    await this.#silence?.close()
    const running = this.#running
    this.#running = undefined
    await running
      ?.close()
      .catch((error: unknown) => this.#parts.logger.warn({ err: error }, 'a gateway did not end well'))
    await Promise.all([this.#telling, this.#sending])
    this.health.close()
  }

  /** Takes what it showed off everyone's picture; its own line as well when it is gone for good. */
  clear(isGone: boolean): void {
    const topics = isGone ? TOPICS : TOPICS.filter((topic) => topic !== 'systems')
    this.#parts.ambient.removeAll(this.space, this.#record.id, topics)
  }

  /** Something was committed in its space. */
  wake(): void {
    if (this.#running?.committed === undefined) return
    this.#tellAgain = true
    if (this.#isTelling) return
    this.#isTelling = true
    this.#telling = this.#tell().finally(() => (this.#isTelling = false))
  }

  /** Dead messages were dropped: with none left nothing is wrong with sending. */
  queueChanged(): void {
    const { waiting, dead } = this.#parts.book.waiting(this.#record.id)
    if (waiting + dead === 0) this.health.well(SENDING)
    this.health.queueChanged()
  }

  /** Dead messages were put back. */
  resent(): void {
    this.#send()
    this.health.queueChanged()
  }

  async take(bytes: Uint8Array, how: { readonly dryRun: boolean; readonly name: string }): Promise<Result<Reading>> {
    const running = this.#running
    if (running === undefined) return refuse('wrongState', 'the gateway does not run', { state: 'paused' })
    if (running.take === undefined) return refuse('notAllowed', 'this kind reads no message given by hand')
    try {
      return await running.take(bytes, how)
    } catch (error) {
      return { ok: false, fault: this.#surprise(error, 'a message could not be taken') }
    }
  }

  async ask(question: string, input: Json): Promise<Result<Json>> {
    const running = this.#running
    if (running?.ask === undefined) return refuse('unknownMethod', `this gateway answers no ${question}`, { question })
    try {
      return await running.ask(question, input)
    } catch (error) {
      return { ok: false, fault: this.#surprise(error, 'a question could not be answered') }
    }
  }

  async #start(): Promise<void> {
    const { kind, logger } = this.#parts
    const settings = kind.settings.safeParse(this.#record.settings)
    if (!settings.success) {
      const issue = settings.error.issues[0]
      const field = issue?.path.join('.') ?? ''
      this.health.failed(
        { kind: 'invalidInput', message: issue?.message ?? 'settings do not fit', detail: { field } },
        START,
      )
      return
    }
    const life = this.#life
    try {
      const running = await kind.start(this.#surroundings(), settings.data)
      if (life.signal.aborted) {
        await running.close()
        return
      }
      this.#running = running
      this.#starts = 0
      this.health.well(START)
      this.health.is('running')
      this.#watchSilence()
      logger.info({ gateway: this.#record.name, kind: kind.kind, listens: running.listens }, 'gateway started')
      this.wake()
      this.#send()
    } catch (error) {
      this.health.failed(faultOf(error), START)
      logger.warn({ gateway: this.#record.name, kind: kind.kind, err: error }, 'gateway could not start: tried again')
      this.#later(this.#delayMs(this.#starts), () => void this.#start())
      this.#starts += 1
    }
  }

  #watchSilence(): void {
    const { book, nowMs, logger } = this.#parts
    const { id, name } = this.#record
    const author = this.#author
    if (this.#silentAfterMs === null || author === undefined) return
    this.#silence = new SilenceWatch({
      ...{ name, afterMs: this.#silentAfterMs, nowMs, heardMs: () => this.health.heardMs },
      notes: {
        get: (key) => book.note(id, key),
        set: (key, value) => book.setNote(id, key, value),
        delete: (key) => book.deleteNote(id, key),
      },
      async log({ text, told }, atMs) {
        const done = await author
          .run('tellLogLine', { text, told, at: isoWithOffset(atMs) })
          .catch((error: unknown) => ({ ok: false, fault: faultOf(error) }) as const)
        if (!done.ok) logger.warn({ gateway: name, fault: done.fault }, 'a silence could not be logged: tried again')
        return done.ok
      },
    })
  }

  #surroundings(): GatewaySurroundings {
    const { book, ambient, directory, log, push, nowMs, logger, folder } = this.#parts
    const { id, name, space, officer, agency, key } = this.#record
    const { sign } = signerOf(key)
    const author = new GatewayAuthor({
      ...{ log, directory, book, push, nowMs, sign },
      ...{ station: asId(id), officer: asId(officer), agency: asId(agency), space: asId(space) },
    })
    this.#author = author
    const own = join(folder, id)
    mkdirSync(own, { recursive: true, mode: 0o700 })
    return {
      id,
      name,
      space: asId(space),
      spaceKind: directory.spaces.get(space)?.kind ?? 'live',
      nowMs,
      logger: logger.child({ gateway: name }),
      author: this.#watched(author),
      picture: pictureOf(log, asId(space)),
      notes: {
        get: (name) => book.note(id, name),
        set: (name, value) => book.setNote(id, name, value),
        delete: (name) => book.deleteNote(id, name),
        keys: (prefix) => book.noteKeys(id, prefix),
      },
      health: this.health,
      ambient: {
        put(topic, row) {
          if (!row.id.startsWith(`${id}/`)) throw new Error(`a row of ${name} must have an id that begins with ${id}/`)
          ambient.put(asId(space), id, topic, row)
        },
        remove: (topic, row) => ambient.remove(asId(space), id, topic, row),
        rows: (topic) => ambient.rowsOf(asId(space), id, topic),
        all: (topic) => ambient.all(asId(space), topic),
      },
      folder: own,
      ...(this.#parts.server === undefined ? {} : { server: this.#parts.server }),
      queue: (outgoing) => {
        book.queue(id, outgoing, nowMs())
        this.health.queueChanged()
        this.#send()
      },
    }
  }

  /** An author whose failures to write, which are the server's own, are told until something is written again. */
  #watched(author: GatewayAuthor): GatewaySurroundings['author'] {
    const { health } = this
    return {
      officer: author.officer,
      station: author.station,
      agency: author.agency,
      idFor: (key) => author.idFor(key),
      async run(name, input, as) {
        const done = await author.run(name, input, as)
        if (done.ok) health.well(WRITING)
        else if (UNWRITABLE.has(done.fault.kind)) health.failed(done.fault, WRITING)
        return done
      },
    }
  }

  // ---- telling what was committed ----

  async #tell(): Promise<void> {
    const { log, book } = this.#parts
    const { id } = this.#record
    try {
      while (this.#tellAgain && this.#running !== undefined) {
        this.#tellAgain = false
        let after = this.#toldUpTo(await log.tip(this.space))
        for (;;) {
          const tip = await log.tip(this.space)
          if (after >= tip || this.#running === undefined) break
          const page = await log.page(this.space, after, tip, PAGE_CHANGES, PAGE_BYTES)
          const told = await this.#read(page.changes, page.after)
          if (told.length > 0) this.#running.committed?.(told)
          after = page.after + page.changes.length
          book.setNote(id, TOLD, `${log.epoch} ${after}`)
          if (page.changes.length === 0) break
        }
      }
    } catch (error) {
      this.#surprise(error, 'a gateway could not be told what was committed')
      this.#later(this.#parts.patience.firstMs, () => this.wake())
    }
  }

  /** Where it had got to; a gateway that begins, or meets a restored database, goes on from now. */
  #toldUpTo(tip: number): number {
    const { log, book } = this.#parts
    const [epoch, pos] = book.note(this.#record.id, TOLD)?.split(' ') ?? []
    if (epoch === log.epoch) return Number(pos)
    book.setNote(this.#record.id, TOLD, `${log.epoch} ${tip}`)
    return tip
  }

  async #read(changes: Awaited<ReturnType<ServerLog['page']>>['changes'], after: number): Promise<readonly Told[]> {
    const { log } = this.#parts
    const told: Told[] = []
    for (const [index, bytes] of changes.entries()) {
      const change = readChange(bytes, sha256)
      if (!change.ok || change.value.content === null) continue
      const { head, content, id } = change.value
      if (head.kind === VERDICT) {
        this.#verdicts = [...this.#verdicts, head.record].slice(-MAX_VERDICTS)
        continue
      }
      if (this.#verdicts.includes(id)) continue
      const state = await log.record(this.space, head.kind, head.record)
      if (state === undefined) continue
      told.push({
        kind: head.kind,
        id: head.record,
        fields: shownFields(state),
        pos: after + index + 1,
        station: head.station,
        officer: head.officer,
        atMs: head.stamp.ms,
        set: content.sets.map(({ name }) => name),
        isOwn: head.station === this.#author?.station,
      })
    }
    return told
  }

  // ---- sending what waits ----

  #send(): void {
    if (this.#isSending || this.#running?.send === undefined) return
    this.#isSending = true
    this.#sending = this.#sendAll().finally(() => (this.#isSending = false))
  }

  async #sendAll(): Promise<void> {
    const { book, nowMs, patience } = this.#parts
    const { id } = this.#record
    try {
      for (;;) {
        const running = this.#running
        const next = book.firstOutgoing(id)
        if (running?.send === undefined || next === undefined) return
        if (next.dueMs > nowMs()) {
          this.#later(Math.min(next.dueMs - nowMs(), patience.longestMs), () => this.#send())
          return
        }
        const sent = await running.send(next).catch((error: unknown) => refuse('internal', String(error)))
        if (sent.ok) {
          book.sent(next.at)
          this.health.gave()
          this.health.well(SENDING)
          continue
        }
        const isGivenUp = next.attempts + 1 >= patience.tries
        book.failed(id, next.at, sent.fault, isGivenUp ? null : nowMs() + this.#delayMs(next.attempts))
        this.health.failed(sent.fault, SENDING)
      }
    } catch (error) {
      this.#surprise(error, 'the queue of a gateway could not be worked through')
    }
  }

  // ---- ----

  #delayMs(failures: number): number {
    const { firstMs, longestMs } = this.#parts.patience
    return Math.min(longestMs, firstMs * 2 ** Math.min(failures, 20))
  }

  #later(ms: number, work: () => void): void {
    if (this.#life.signal.aborted) return
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      work()
    }, ms)
    this.#timers.add(timer)
  }

  #surprise(error: unknown, message: string): Fault {
    const why = faultOf(error)
    this.#parts.logger.error({ gateway: this.#record.name, err: error }, message)
    this.health.failed(why)
    return why
  }
}

/** A source that is asked now and then is not silent before it was asked three times in vain. */
function silentAfterMs(settings: GatewayRecord['settings'], form: GatewayForm): number | null {
  const minutes = settings['silentAfterMinutes'] ?? form.silentAfterMinutes
  if (typeof minutes !== 'number' || minutes <= 0) return null
  const every = settings['everyMinutes']
  const feeds = settings['feeds']
  const isAsked = typeof every === 'number' && !(Array.isArray(feeds) && feeds.length === 0)
  return Math.max(minutes, isAsked ? 3 * every : 0) * 60_000
}

function pictureOf(log: ServerLog, space: SpaceId): Picture {
  return {
    async record(kind, id) {
      const state = await log.record(space, kind, asId<RecordId>(id))
      return state === undefined ? undefined : shownFields(state)
    },
    async records(kind) {
      const states = await log.records(space, kind)
      return states.map((state) => ({ kind, id: state.id, fields: shownFields(state) }))
    },
  }
}
