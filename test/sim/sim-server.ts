// One coordination server of a world: the real journal on a real folder, the real access and hub, without HTTP. It can lose
// its power at any moment, also between a commit and its acknowledgement, and come back from an older copy of its folder.
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import type Sqlite from 'better-sqlite3'
import { pino } from 'pino'
import { Access } from '../../server/access/access.ts'
import { Hub } from '../../server/hub/hub.ts'
import { SPACE_STRIDE, openReader } from '../../server/log/database.ts'
import type { ServerLog } from '../../server/log/server-log.ts'
import type { SqliteLog } from '../../server/log/sqlite-log.ts'
import { openSqliteLog } from '../../server/log/sqlite-log.ts'
import type { ChangeId } from '../../shared/base/ids.ts'
import type { SealedBytes } from '../../shared/journal/change.ts'
import { changeIdOf } from '../../shared/journal/change.ts'
import type { RequestName } from '../../shared/sync/protocol.ts'
import type { SeededDice } from '../support/seeded.ts'
import { sha256 } from '../support/shared-crypto.ts'
import type { Harbour } from './network.ts'

/** What a copy brought back lacks beside the newest changes. */
export type RestoreKind = 'database' | 'folder' | 'withoutMark'

export interface SimServerOptions {
  readonly name: string
  readonly address: string
  readonly folder: string
  readonly dice: SeededDice
  readonly nowMs: () => number
  readonly onAnswer: (server: SimServer, name: RequestName, request: Uint8Array, answer: Uint8Array) => void
  /** Everything ever read on this or another server's disk. */
  readonly everOnServer: Set<ChangeId>
  /** Its power failed by itself (between commit and acknowledgement). */
  readonly onDied: (server: SimServer) => void
}

export class SimServer implements Harbour {
  readonly name: string
  readonly address: string
  /** How wrong this machine's clock is. */
  clockShiftMs = 0
  readonly #options: SimServerOptions
  #log: SqliteLog | undefined
  #access: Access | undefined
  #hub: Hub | undefined
  #reader: Sqlite.Database | undefined
  readonly #open = new Set<object>()
  #dieAfterCommit = false
  #copies = 0
  readonly #onDisk = new Set<ChangeId>()
  readonly #readUpTo = new Map<number, number>()

  constructor(options: SimServerOptions) {
    this.name = options.name
    this.address = options.address
    this.#options = options
  }

  get isUp(): boolean {
    return this.#log !== undefined
  }

  /** Requests being answered. */
  get open(): number {
    return this.#open.size
  }

  get log(): SqliteLog {
    if (this.#log === undefined) throw new Error(`${this.name} is down`)
    return this.#log
  }

  get access(): Access {
    if (this.#access === undefined) throw new Error(`${this.name} is down`)
    return this.#access
  }

  get copies(): number {
    return this.#copies
  }

  hub(): Hub | undefined {
    return this.#hub
  }

  asked(): () => void {
    const asked = {}
    this.#open.add(asked)
    return () => this.#open.delete(asked)
  }

  onAnswer(name: RequestName, request: Uint8Array, answer: Uint8Array): void {
    this.#options.onAnswer(this, name, request, answer)
  }

  async start(): Promise<void> {
    const { folder, dice } = this.#options
    const nowMs = (): number => this.#options.nowMs() + this.clockShiftMs
    const opened = openSqliteLog(folder, nowMs(), (count) => dice.bytes(count))
    if (!opened.ok) throw new Error(`${this.name}: ${opened.fault.message}`)
    const log = opened.value
    this.#log = log
    this.#onDisk.clear()
    this.#readUpTo.clear()
    this.#reader = openReader(join(folder, 'server.db'))
    const watched = this.#mortal(log)
    const access = new Access({
      log: watched,
      book: log.access,
      nowMs,
      onCommits: (commits) => {
        this.#hub?.tell(commits)
        this.#hub?.directoryChanged()
      },
    })
    this.#access = access
    await access.directory.refresh()
    const logger = pino({ level: 'silent' })
    const compress = (bytes: Uint8Array): Promise<Uint8Array> =>
      Promise.resolve(new Uint8Array(zstdCompressSync(bytes)))
    this.#hub = new Hub({ http: null, log: watched, access, software: 'sim', nowMs, logger, compress })
  }

  /** Power off: memory is gone, the disk is as the last commit left it. The network must be told by the caller. */
  crash(): void {
    this.onDisk()
    const log = this.#log
    this.#dieAfterCommit = false
    this.#log = undefined
    this.#access = undefined
    this.#hub = undefined
    this.#open.clear()
    this.#reader?.close()
    this.#reader = undefined
    void log?.close()
  }

  /** The next push is committed, and then the power fails before anybody hears of it. */
  dieAfterNextCommit(): void {
    this.#dieAfterCommit = true
  }

  /** Copies the folder of a server that is down. */
  copy(): void {
    const { folder } = this.#options
    rmSync(this.#copyFolder, { recursive: true, force: true })
    cpSync(folder, this.#copyFolder, { recursive: true })
    this.#copies += 1
  }

  /** Puts the copy in place of a server that is down. */
  restore(kind: RestoreKind): void {
    const { folder } = this.#options
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, `server.db${suffix}`), { force: true })
    cpSync(join(this.#copyFolder, 'server.db'), join(folder, 'server.db'))
    if (kind === 'folder') cpSync(join(this.#copyFolder, 'server.mark'), join(folder, 'server.mark'))
    if (kind === 'withoutMark') rmSync(join(folder, 'server.mark'), { force: true })
  }

  /** What is committed on this server's disk, read past the server itself. */
  onDisk(): ReadonlySet<ChangeId> {
    const reader = this.#reader
    if (reader === undefined) return this.#onDisk
    const spaces = reader.prepare<[], { space: number }>('SELECT space FROM space').all()
    for (const { space } of spaces) {
      const after = this.#readUpTo.get(space) ?? space * SPACE_STRIDE
      const rows = reader
        .prepare<[number, number], { at: number; header: Uint8Array }>(
          'SELECT at, header FROM journal WHERE at > ? AND at < ? ORDER BY at',
        )
        .all(after, (space + 1) * SPACE_STRIDE)
      for (const { header } of rows) this.#saw(header)
      this.#readUpTo.set(space, rows.at(-1)?.at ?? after)
    }
    for (const { header } of reader.prepare<[], { header: Uint8Array }>('SELECT header FROM staged').all())
      this.#saw(header)
    return this.#onDisk
  }

  /** Everything in a space, in order of arrival. */
  async changes(space: string): Promise<readonly SealedBytes[]> {
    const all: SealedBytes[] = []
    for (let after = 0; ;) {
      const page = await this.log.page(space as never, after, Number.MAX_SAFE_INTEGER, 2_000, 1e9)
      all.push(...page.changes)
      if (page.changes.length === 0) return all
      after = page.upTo
    }
  }

  #saw(header: Uint8Array): void {
    const id = changeIdOf(sha256(header))
    this.#onDisk.add(id)
    this.#options.everOnServer.add(id)
  }

  get #copyFolder(): string {
    return `${this.#options.folder}-copy`
  }

  #mortal(log: SqliteLog): ServerLog {
    const append: SqliteLog['append'] = async (batches, judge, nowMs) => {
      const appended = await log.append(batches, judge, nowMs)
      if (!this.#dieAfterCommit || appended.commits.length === 0) return appended
      this.crash()
      this.#options.onDied(this)
      return new Promise(() => undefined)
    }
    return new Proxy(log, {
      get(target, name) {
        if (name === 'append') return append
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? (value as (...given: unknown[]) => unknown).bind(target) : value
      },
    })
  }
}
