// All gateways of this server: kept, started with it, ordered about by administrators, told of every commit of their spaces.
// A gateway that fails fails alone.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import * as z from 'zod'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { OfficerId, SpaceId } from '../../shared/base/ids.ts'
import { asId, newRecordId, stationIdOf } from '../../shared/base/ids.ts'
import { fieldsOfSchema } from '../../shared/interop/gateway-form.ts'
import type { GatewayForm } from '../../shared/interop/gateways.ts'
import { GATEWAY_FORMS } from '../../shared/interop/gateways.ts'
import { OFFICER, STATION } from '../../shared/model/directory.ts'
import type { GatewayOrder, GatewayView, GatewaysAnswer } from '../../shared/sync/gateway-protocol.ts'
import type { EventOf } from '../../shared/sync/protocol.ts'
import type { Access } from '../access/access.ts'
import type { ServerFiles } from '../files/server-files.ts'
import type { GatewayBook, GatewayRecord } from '../log/gateway-book.ts'
import { random, sha256, signerOf } from '../log/node-crypto.ts'
import type { Batch, Commit, PushOutcome, ServerLog } from '../log/server-log.ts'
import type { AmbientBook } from './ambient-book.ts'
import type { Patience } from './gateway-runner.ts'
import { GatewayRunner, PATIENCE } from './gateway-runner.ts'
import type { GatewayKind } from './gateway.ts'
import type { HubSide, LinkRows, ServerSide } from './link/server-side.ts'
import { CommitTap, inTurn } from './link/server-side.ts'

/** Most gateways of one server. */
const MAX_GATEWAYS = 200

export interface HostParts {
  readonly folder: string
  readonly book: GatewayBook
  readonly log: ServerLog
  readonly access: Access
  readonly ambient: AmbientBook
  readonly push: (batch: Batch) => Promise<Result<PushOutcome>>
  readonly nowMs: () => number
  readonly logger: Logger
  readonly kinds: readonly GatewayKind[]
  readonly forms?: ReadonlyMap<string, GatewayForm>
  readonly patience?: Patience
  /** Where a link between servers may be run: what it needs of the hub. */
  readonly hub?: HubSide
  /** Left out where a server keeps no files. */
  readonly files?: ServerFiles
}

type Answer = Result<GatewaysAnswer>
type Order<Name extends GatewayOrder['order']> = GatewayOrder & { readonly order: Name }

export class GatewayHost {
  readonly #parts: HostParts
  readonly #runners = new Map<string, GatewayRunner>()
  readonly #tap = new CommitTap()
  readonly #takers: LinkRows['takers'] = new Map()
  readonly #fileDoors: ServerSide['fileDoors'] = new Map()
  readonly #server: ServerSide | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(parts: HostParts) {
    this.#parts = parts
    const { log, access, push, hub, ambient, files } = parts
    this.#server =
      hub === undefined
        ? undefined
        : {
            ...{ log, access, push, hub, files, inTurn: inTurn(), onCommits: (hears) => this.#tap.add(hears) },
            rows: { book: ambient, takers: this.#takers },
            fileDoors: this.#fileDoors,
            counterparts: new Map<string, string>(),
          }
  }

  /** Starts every gateway that is to run; resolves after each has been tried once. */
  async open(): Promise<void> {
    await Promise.all(this.#parts.book.all().map((record) => this.#open(record)))
  }

  async close(): Promise<void> {
    await this.#last
    await Promise.all([...this.#runners.values()].map((runner) => runner.close()))
    this.#parts.ambient.close()
    this.#parts.book.close()
  }

  /** Something was committed. */
  committed(commits: readonly Commit[]): void {
    this.#tap.tell(commits)
    const spaces = new Set<string>(commits.map(({ space }) => space))
    for (const runner of this.#runners.values()) if (spaces.has(runner.space)) runner.wake()
  }

  /** Carries out an administrator's order, one after another. Who orders was checked. */
  order(order: GatewayOrder, by: OfficerId): Promise<Answer> {
    const done = this.#last.then(() => this.#carryOut(order, by))
    this.#last = done.catch(() => undefined)
    return done
  }

  async #carryOut(order: GatewayOrder, by: OfficerId): Promise<Answer> {
    if (order.order === 'list') return ok(this.#list())
    if (order.order === 'save') return this.#save(order, by)
    const runner = this.#runners.get(order.gateway)
    if (runner === undefined) return refuse('notFound', `no gateway ${order.gateway}`, { id: order.gateway })
    const { book } = this.#parts
    const { id } = runner.record
    switch (order.order) {
      case 'pause':
      case 'resume':
        return this.#run({ ...runner.record, isRunning: order.order === 'resume' })
      case 'remove':
        return this.#remove(runner, order, by)
      case 'test': {
        const read = await runner.take(order.message, { dryRun: true, name: order.name })
        return read.ok ? ok({ id, reading: { lines: [...read.value.lines], odd: [...read.value.odd] } }) : read
      }
      case 'quarantine':
        return ok({ id, quarantine: [...book.quarantined(id, order.before)] })
      case 'original': {
        const kept = book.original(id, order.item)
        return kept === undefined ? goneItem(order.item) : ok({ id, original: kept.bytes })
      }
      case 'retake':
        return this.#retake(runner, order.item)
      case 'drop':
        book.drop(id, order.items)
        return ok({ id })
      case 'dead':
        return ok({ id, dead: [...book.dead(id, order.before)] })
      case 'resend':
        book.resend(id, order.items)
        runner.resent()
        return ok({ id })
      case 'forget':
        book.forgetDead(id, order.items)
        runner.queueChanged()
        return ok({ id })
      default: {
        const told = await runner.ask(order.question, order.input)
        return told.ok ? ok({ id, told: told.value as GatewaysAnswer['told'] }) : told
      }
    }
  }

  #list(): GatewaysAnswer {
    return {
      id: '',
      kinds: this.#parts.kinds.map(({ kind }) => kind),
      gateways: [...this.#runners.values()].map((runner) => this.#view(runner)),
    }
  }

  #view(runner: GatewayRunner): GatewayView {
    const { id, kind, name, agency, space, settings } = runner.record
    const hidden = secretsOf(this.#form(kind))
    return {
      ...{ id, kind, name, agency, space },
      settings: Object.fromEntries(
        Object.entries(settings).filter(([name]) => !hidden.includes(name)),
      ) as GatewayView['settings'],
      secrets: hidden.filter((name) => (settings[name] ?? '') !== ''),
      listens: [...runner.listens],
      tests: runner.tests,
      quarantined: this.#parts.book.countQuarantined(id),
      row: runner.health.row(),
    }
  }

  async #save(order: Order<'save'>, by: OfficerId): Promise<Answer> {
    const { access, book, nowMs } = this.#parts
    const { directory } = access
    const before = order.gateway === undefined ? undefined : this.#runners.get(order.gateway)?.record
    if (order.gateway !== undefined && before === undefined)
      return refuse('notFound', `no gateway ${order.gateway}`, { id: order.gateway })
    if (before === undefined && this.#runners.size >= MAX_GATEWAYS)
      return refuse('tooLarge', `no more than ${MAX_GATEWAYS} gateways`, { limit: MAX_GATEWAYS })
    const kind = this.#parts.kinds.find((one) => one.kind === order.kind)
    if (kind === undefined || (before !== undefined && before.kind !== order.kind))
      return refuse('invalidInput', `no gateway of kind ${order.kind}`, { field: 'kind' })
    if (!directory.agencies.has(order.agency))
      return refuse('notFound', `no agency ${order.agency}`, { field: 'agency' })
    if (!directory.mayFollow(order.agency, order.space) || !directory.spaces.has(order.space))
      return refuse('spaceUnknown', `the agency is no member of space ${order.space}`, { space: order.space })
    const settings = this.#checked(kind, order.settings, before?.settings)
    if (!settings.ok) return settings
    const unknown = this.#agencyUnknown(kind.kind, settings.value)
    if (unknown !== undefined) return unknown
    for (const { record } of this.#runners.values())
      if (record.id !== before?.id && record.name === order.name)
        return refuse('alreadyExists', 'another has this name', { field: 'name' })
    const { name, agency, space } = order
    const record: GatewayRecord = before ?? this.#newAuthor(order.kind, nowMs())
    const next = { ...record, name, agency, space, settings: settings.value }
    await this.#writeAuthor(next, by, true)
    book.save(next)
    return this.#run(next)
  }

  /** A setting that names an agency the directory does not know. */
  #agencyUnknown(kind: string, settings: GatewayRecord['settings']): Answer | undefined {
    const { agencies } = this.#parts.access.directory
    for (const { name, type } of fieldsOfSchema(this.#form(kind).settings)) {
      const agency = type === 'agency' ? settings[name] : undefined
      if (typeof agency === 'string' && agency !== '' && !agencies.has(agency))
        return refuse('notFound', `no agency ${agency}`, { field: name })
    }
    return undefined
  }

  /** What was given, with the secrets that stay, checked by the schema of the kind. */
  #checked(
    kind: GatewayKind,
    given: Order<'save'>['settings'],
    before: GatewayRecord['settings'] | undefined,
  ): Result<GatewayRecord['settings']> {
    const kept = secretsOf(this.#form(kind.kind)).filter(
      (name) => (given[name] ?? '') === '' && before?.[name] !== undefined,
    )
    const parsed = kind.settings.safeParse({
      ...given,
      ...Object.fromEntries(kept.map((name) => [name, before?.[name]])),
    })
    if (parsed.success) return ok(parsed.data as GatewayRecord['settings'])
    const issue = parsed.error.issues[0]
    return refuse('invalidInput', issue?.message ?? 'settings do not fit', { field: issue?.path.join('.') ?? '' })
  }

  #newAuthor(kind: string, sinceMs: number): GatewayRecord {
    const key = random(32)
    const id = stationIdOf(sha256(signerOf(key).publicKey))
    const officer = newRecordId(sinceMs, random)
    return { id, kind, name: '', agency: '', space: '', officer, key, settings: {}, isRunning: true, sinceMs }
  }

  /** The gateway in the directory: the station whose key seals, and the officer who writes. */
  async #writeAuthor(record: GatewayRecord, by: OfficerId, active: boolean, reason?: string): Promise<void> {
    const { access } = this.#parts
    const { id, officer, name, agency, key } = record
    const publicKey = Buffer.from(signerOf(key).publicKey).toString('base64')
    const why = reason === undefined ? {} : { reason }
    await access.setUp(
      [
        { kind: STATION, id: asId(id), fields: { name, agency, role: 'gateway', publicKey, active }, ...why },
        {
          kind: OFFICER,
          id: asId(officer),
          fields: {
            name: `gw-${id.toLowerCase()}`,
            displayName: name,
            agency,
            role: 'linkedSystem',
            active,
            credentialVersion: 0,
          },
          ...why,
        },
      ],
      by,
    )
    await access.noteSignedIn([{ station: asId(id), officer: asId(officer) }])
  }

  /** Runs, or ceases to run, with this record; answers with how it is now. */
  async #run(record: GatewayRecord): Promise<Answer> {
    const before = this.#runners.get(record.id)
    await before?.close()
    // What it showed was of the old settings, perhaps of another space.
    before?.clear(before.record.space !== record.space)
    this.#parts.book.save(record)
    const runner = await this.#open(record)
    return ok({ id: record.id, gateways: [this.#view(runner)] })
  }

  async #remove(runner: GatewayRunner, { reason }: Order<'remove'>, by: OfficerId): Promise<Answer> {
    const { record } = runner
    await runner.close()
    runner.clear(true)
    this.#runners.delete(record.id)
    await this.#writeAuthor(record, by, false, reason)
    this.#parts.book.remove(record.id)
    await rm(join(this.#parts.folder, record.id), { recursive: true, force: true })
    return ok({ id: record.id })
  }

  async #retake(runner: GatewayRunner, item: string): Promise<Answer> {
    const { book } = this.#parts
    const { id } = runner.record
    const kept = book.original(id, item)
    if (kept === undefined) return goneItem(item)
    const read = await runner.take(kept.bytes, { dryRun: false, name: kept.name })
    if (!read.ok) return read
    book.drop(id, [item])
    return ok({ id, reading: { lines: [...read.value.lines], odd: [...read.value.odd] } })
  }

  async #open(record: GatewayRecord): Promise<GatewayRunner> {
    const { book, log, access, ambient, push, nowMs, logger, folder, kinds, patience } = this.#parts
    const kind = kinds.find((one) => one.kind === record.kind) ?? unknownKind(record.kind)
    const runner = new GatewayRunner(
      {
        ...{ kind, form: this.#form(record.kind), ambient, logger, folder, patience: patience ?? PATIENCE },
        ...{ log, directory: access.directory, book, push, nowMs },
        ...(this.#server === undefined ? {} : { server: this.#server }),
      },
      record,
    )
    this.#runners.set(record.id, runner)
    await runner.open()
    return runner
  }

  #form(kind: string): GatewayForm {
    const forms = this.#parts.forms ?? GATEWAY_FORMS
    return forms.get(kind) ?? { settings: NO_FORM, direction: 'both', silentAfterMinutes: null }
  }

  /** The space a gateway is of. */
  spaceOf(gateway: string): string | undefined {
    return this.#runners.get(gateway)?.space
  }

  /** Whether a linked server may bring or fetch files in the space of its link now. */
  mayCarry(space: string, request: 'askFiles' | 'putFile' | 'getFile'): boolean {
    const door = this.#fileDoors.get(space)
    if (door === undefined) return false
    if (request === 'putFile') return door.mayPut()
    return request === 'getFile' ? door.mayGet() : door.mayPut() || door.mayGet()
  }

  /** A linked server told rows of the space both share. */
  told(event: EventOf<'ambient'>): Result<null> {
    return this.#takers.get(event.space)?.(event) ?? refuse('spaceUnknown', `no link over ${event.space}`)
  }

  /** Rows of a topic of a space as they are now, for a station that begins to follow. */
  rows(space: SpaceId, topic: Parameters<AmbientBook['all']>[1]): ReturnType<AmbientBook['all']> {
    return this.#parts.ambient.all(space, topic)
  }
}

const NO_FORM = z.looseObject({})

/** A gateway of a newer program: kept, shown, not run. */
function unknownKind(kind: string): GatewayKind {
  return {
    kind,
    settings: NO_FORM,
    start: () => Promise.reject(new Error(`this program knows no gateway of kind ${kind}`)),
  }
}

/** Settings marked as secret. */
function secretsOf({ settings }: GatewayForm): readonly string[] {
  return Object.entries(settings.shape as Readonly<Record<string, z.ZodType>>).flatMap(([name, schema]) =>
    (schema.meta() as { readonly secret?: boolean } | undefined)?.secret === true ? [name] : [],
  )
}

function goneItem(item: string): Answer {
  return refuse('notFound', `no kept message ${item}`, { id: item })
}
