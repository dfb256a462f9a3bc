// One server of a world of linked servers: the real journal, access, hub and gateways on a real folder, without HTTP, with an
// officer who writes. It can stop, come back, and come back from an older copy of its folder.
import { cpSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { pino } from 'pino'
import { Access } from '../../server/access/access.ts'
import { CENTRE, firstStart } from '../../server/admin/first-start.ts'
import { AmbientBook } from '../../server/gateways/ambient-book.ts'
import { GatewayHost } from '../../server/gateways/host.ts'
import type { LinkSocketListener } from '../../server/gateways/link/connection.ts'
import { linkGateway } from '../../server/gateways/link/link-gateway.ts'
import { Hub } from '../../server/hub/hub.ts'
import { openGatewayBook } from '../../server/log/gateway-book.ts'
import type { SqliteLog } from '../../server/log/sqlite-log.ts'
import { openSqliteLog } from '../../server/log/sqlite-log.ts'
import type { Result } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { JsonFields } from '../../shared/base/json.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { shownFields } from '../../shared/journal/merge.ts'
import { SPACE } from '../../shared/model/directory.ts'
import type { GatewayOrder, GatewaysAnswer } from '../../shared/sync/gateway-protocol.ts'
import { LinkDesk } from '../support/link-desk.ts'
import { agency } from '../support/link-directives.ts'
import type { SeededDice } from '../support/seeded.ts'
import type { Harbour, Network } from './network.ts'
import type { VirtualClock } from './virtual-clock.ts'

export const LIVE: SpaceId = asId('live')

export interface LinkedServerOptions {
  readonly name: string
  readonly folder: string
  readonly dice: SeededDice
  readonly clock: VirtualClock
  readonly network: Network
}

interface Running {
  readonly log: SqliteLog
  readonly access: Access
  readonly hub: Hub
  readonly host: GatewayHost
}

export class LinkedServer implements Harbour {
  readonly name: string
  /** How wrong this machine's clock is. */
  readonly clockShiftMs: number
  readonly #options: LinkedServerOptions
  readonly #desk = new LinkDesk(LIVE)
  readonly #open = new Set<object>()
  #running: Running | undefined

  constructor(options: LinkedServerOptions, clockShiftMs: number) {
    this.name = options.name
    this.#options = options
    this.clockShiftMs = clockShiftMs
    options.network.addHarbour(this.address, this)
  }

  get address(): string {
    return `http://${this.name}`
  }

  get isUp(): boolean {
    return this.#running !== undefined
  }

  /** Requests being answered. */
  get open(): number {
    return this.#open.size
  }

  get parts(): Running {
    if (this.#running === undefined) throw new Error(`${this.name} is down`)
    return this.#running
  }

  hub(): Hub | undefined {
    return this.#running?.hub
  }

  asked(): () => void {
    const asked = {}
    this.#open.add(asked)
    return () => this.#open.delete(asked)
  }

  onAnswer(): void {
    // What it answers is checked in the worlds of stations.
  }

  /** Sets the server up: its space, its officer. */
  async begin(): Promise<void> {
    await this.start()
    const { access, log } = this.parts
    await firstStart(log, access)
    const space = { name: '实战', nameEn: 'Live', kind: 'live', members: '*' }
    await access.setUp([{ kind: SPACE, id: asId(LIVE), fields: space }])
    await this.#desk.join(this.parts, CENTRE)
  }

  /** The agency that stands for another server here. */
  async counterpart(other: string, code: string): Promise<string> {
    const id = `at-${other}`
    await agency(this.parts.access, id, code, other)
    return id
  }

  async start(): Promise<void> {
    const { folder, dice, clock, network, name } = this.#options
    const nowMs = (): number => clock.nowMs + this.clockShiftMs
    const opened = openSqliteLog(folder, nowMs(), (count) => dice.bytes(count))
    const book = openGatewayBook(folder)
    if (!opened.ok || !book.ok) throw new Error(`${name} does not start`)
    const log = opened.value
    const logger = pino({ level: 'silent' })
    let hub: Hub | undefined
    const access = new Access({
      log,
      book: log.access,
      nowMs,
      onCommits: (commits) => {
        hub?.tell(commits)
        hub?.directoryChanged()
      },
    })
    await access.directory.refresh()
    const sockets = network.socketsOf(name)
    const kind = linkGateway(
      () => (address, limitMs, listener: LinkSocketListener) => sockets(address, limitMs, listener),
      () => dice.chance(),
    )
    const host: GatewayHost = new GatewayHost({
      ...{ log, access, nowMs, logger, kinds: [kind], book: book.value, folder: join(folder, 'gateways') },
      ambient: new AmbientBook(() => undefined),
      push: (batch) => running.hub.take(batch),
      hub: {
        tell: (commits) => hub?.tell(commits),
        follows: (station, space) => hub?.follows(station, space) ?? false,
        cut: (station, space) => hub?.cut(station, space),
      },
    })
    hub = new Hub({
      ...{ http: null, log, access, software: 'sim', nowMs, logger },
      compress: async (bytes) => new Uint8Array(zstdCompressSync(bytes)),
      gateways: {
        order: (order, by) => host.order(order, by),
        spaceOf: (gateway) => host.spaceOf(gateway),
        rows: (space, topic) => host.rows(space, topic),
        told: (event) => host.told(event),
        mayCarry: () => false,
        committed: (commits) => host.committed(commits),
      },
    })
    const running: Running = { log, access, hub, host }
    this.#running = running
    await host.open()
  }

  async stop(): Promise<void> {
    const { host, log } = this.parts
    this.#options.network.powerOff(this.name)
    await host.close()
    this.#running = undefined
    this.#open.clear()
    await log.close()
  }

  /** Copies the folder while the server is down. */
  copy(): void {
    rmSync(this.#copyFolder, { recursive: true, force: true })
    cpSync(this.#options.folder, this.#copyFolder, { recursive: true })
  }

  /** Puts the copy in place of a server that is down; `whole` brings the gateways' book and the mark back as well. */
  restore(whole: boolean): void {
    const { folder } = this.#options
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, `server.db${suffix}`), { force: true })
    cpSync(join(this.#copyFolder, 'server.db'), join(folder, 'server.db'))
    if (!whole) return
    for (const file of ['gateways.sqlite', 'gateways.sqlite-wal', 'gateways.sqlite-shm'])
      rmSync(join(folder, file), { force: true })
    for (const file of ['gateways.sqlite', 'server.mark']) cpSync(join(this.#copyFolder, file), join(folder, file))
  }

  write(id: string, fields: JsonFields, kind = 'incident'): Promise<void> {
    return this.#desk.write(this.parts, kind, id, fields, this.#options.clock.nowMs + this.clockShiftMs)
  }

  /** Records of a kind as they stand. */
  records(kind: string): Promise<readonly RecordState[]> {
    return this.parts.log.records(LIVE, kind)
  }

  /** The officer's station brings back what the server may have lost. */
  refill(): Promise<void> {
    return this.#desk.refill(this.parts)
  }

  order(order: GatewayOrder): Promise<Result<GatewaysAnswer>> {
    return this.parts.host.order(order, asId(''))
  }

  /** Incidents as shown, without the traces of their way. */
  async picture(): Promise<ReadonlyMap<string, JsonFields>> {
    const states = await this.parts.log.records(LIVE, 'incident')
    return new Map(
      states
        .map((state): [string, JsonFields] => {
          const { imported: _trace, ...fields } = shownFields(state)
          return [state.id, fields]
        })
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    )
  }

  /** True when a text lies anywhere on this server's disk. */
  holds(text: string): boolean {
    const wanted = Buffer.from(text)
    return readdirSync(this.#options.folder, { recursive: true, withFileTypes: true }).some(
      (entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(wanted),
    )
  }

  get #copyFolder(): string {
    return `${this.#options.folder}-copy`
  }
}
