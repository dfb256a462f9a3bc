// One workstation of a world: a real store on a real folder and a real sync client, on a machine whose clock may be wrong.
// It can lose its power at any moment, come back from an older copy of its folder, or be copied to another machine.
import { cpSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import type { ChangeId, SpaceId } from '../../shared/base/ids.ts'
import type { Change } from '../../shared/journal/change.ts'
import { readChange } from '../../shared/journal/change.ts'
import type { StationDatabase } from '../../station/store/database.ts'
import { DATABASE_FILE, openStore } from '../../station/store/open-store.ts'
import type { OpenedStore } from '../../station/store/open-store.ts'
import type { StationStore } from '../../station/store/station-store.ts'
import type { OpenSocket, SyncNotice } from '../../station/sync/ports.ts'
import { SyncClient } from '../../station/sync/sync-client.ts'
import type { SeededDice } from '../support/seeded.ts'
import { sha256, verifySignature } from '../support/shared-crypto.ts'

/** SQLite's own limit. */
const MOST_PAGES = 4_294_967_294

export interface SimStationOptions {
  readonly name: string
  readonly folder: string
  readonly dice: SeededDice
  readonly nowMs: () => number
  readonly openSocket: OpenSocket
  readonly servers: readonly string[]
  readonly snapshotFrom: number
  readonly pushLimit: number
  readonly onLog: (station: SimStation, line: string) => void
  readonly onNotice: (station: SimStation, notice: SyncNotice) => void
}

export class SimStation {
  readonly name: string
  readonly folder: string
  /** How wrong this machine's clock is. */
  clockShiftMs = 0
  /** Spaces whose picture the station says differs from the server's. */
  readonly differs = new Set<SpaceId>()
  /** What was committed here, on this disk. */
  readonly wrote = new Set<ChangeId>()
  readonly #options: SimStationOptions
  #opened: OpenedStore | undefined
  #client: SyncClient | undefined
  #ended: Promise<void> = Promise.resolve()
  #copies = 0
  /** Each copy put in place is another file: what the disk would say of itself, and the same in every run of a seed. */
  #restores = 0
  #durableBytes = 0

  constructor(options: SimStationOptions) {
    this.name = options.name
    this.folder = options.folder
    this.#options = options
  }

  get isUp(): boolean {
    return this.#opened !== undefined
  }

  get store(): StationStore {
    if (this.#opened === undefined) throw new Error(`${this.name} is off`)
    return this.#opened.store
  }

  get db(): StationDatabase {
    if (this.#opened === undefined) throw new Error(`${this.name} is off`)
    return this.#opened.db
  }

  get client(): SyncClient {
    if (this.#client === undefined) throw new Error(`${this.name} is off`)
    return this.#client
  }

  get copies(): number {
    return this.#copies
  }

  nowMs(): number {
    return this.#options.nowMs() + this.clockShiftMs
  }

  async start(spaces: readonly SpaceId[]): Promise<void> {
    const { folder, dice, openSocket, servers, snapshotFrom, pushLimit, onNotice, onLog: tell } = this.#options
    const onLog = (detail: object, message: string): void => tell(this, `${message} ${JSON.stringify(detail)}`)
    await this.#ended
    const nowMs = (): number => this.nowMs()
    const random = (count: number): Uint8Array => dice.bytes(count)
    const opened = await openStore({
      folder,
      nowMs,
      random,
      log: () => undefined,
      place: `${this.name} ${this.#restores}`,
    })
    if (!opened.ok) throw new Error(`${this.name}: ${opened.fault.message}`)
    if (opened.value.recovery !== null) throw new Error(`${this.name}: ${opened.value.recovery.why}`)
    const { store } = opened.value
    this.#watchDisk(opened.value.db)
    for (const space of spaces) store.ensureSpace(space)
    this.#opened = opened.value
    this.#client = new SyncClient({
      store,
      ports: {
        nowMs,
        random,
        chance: dice.chance,
        sha256,
        verify: verifySignature,
        unzstd: (bytes, maxBytes) => new Uint8Array(zstdDecompressSync(bytes, { maxOutputLength: maxBytes })),
        log: { info: onLog, warn: onLog },
      },
      software: 'sim',
      stationName: () => this.name,
      servers,
      openSocket,
      snapshotFrom,
      pushLimit,
      onStatus: () => undefined,
      onNotice: (notice) => onNotice(this, notice),
      onDiffers: (space, differs) => {
        if (differs) this.differs.add(space)
        else this.differs.delete(space)
      },
    })
    this.#client.start()
  }

  /**
   * The program dies, with `power` the whole machine: then also what was committed lazily since the last commit that waited
   * for the disk is gone. The network must be told first, so that nobody hears a goodbye. Gives the bytes that were lost.
   */
  crash(dies: 'program' | 'power'): number {
    const client = this.#client
    const opened = this.#opened
    const left = dies === 'power' && opened !== undefined ? this.#onPlatter() : undefined
    this.#client = undefined
    this.#opened = undefined
    this.differs.clear()
    // Nothing of the dead program runs on: a store that is closed is not touched any more.
    this.#ended = client?.stop() ?? Promise.resolve()
    opened?.store.close()
    if (left === undefined) return 0
    rmSync(`${this.#database}-shm`, { force: true })
    writeFileSync(this.#database, left.database)
    writeFileSync(`${this.#database}-wal`, left.log)
    return left.lost
  }

  /** Remembers how far SQLite's log was when a commit last waited for the disk. */
  #watchDisk({ sqlite }: StationDatabase): void {
    const exec = sqlite.exec.bind(sqlite)
    const logBytes = (): number => statSync(`${this.#database}-wal`, { throwIfNoEntry: false })?.size ?? 0
    let waits = true
    this.#durableBytes = logBytes()
    sqlite.exec = (sql) => {
      exec(sql)
      if (sql.startsWith('PRAGMA synchronous')) waits = sql.endsWith('FULL')
      if (sql === 'COMMIT' && waits) this.#durableBytes = logBytes()
      return sqlite
    }
  }

  /** What a power cut leaves: the database as it is, its log up to the last commit that waited. */
  #onPlatter(): { readonly database: Uint8Array; readonly log: Uint8Array; readonly lost: number } {
    const log = readFileSync(`${this.#database}-wal`)
    const kept = log.subarray(0, this.#durableBytes)
    return { database: readFileSync(this.#database), log: kept, lost: log.length - kept.length }
  }

  get #database(): string {
    return join(this.folder, DATABASE_FILE)
  }

  /** While full, the database cannot grow. */
  setDiskFull(isFull: boolean): void {
    const sqlite = this.#opened?.db.sqlite
    if (sqlite === undefined) return
    const pages = isFull ? Number(sqlite.pragma('page_count', { simple: true })) : MOST_PAGES
    sqlite.pragma(`max_page_count = ${pages}`)
  }

  /** Copies the folder of a station that is off. */
  copyTo(folder: string = this.#copyFolder): void {
    rmSync(folder, { recursive: true, force: true })
    cpSync(this.folder, folder, { recursive: true })
    if (folder === this.#copyFolder) this.#copies += 1
  }

  /** Puts the copy in place of a station that is off. */
  restore(): void {
    if (!existsSync(this.#copyFolder)) throw new Error(`${this.name} was never copied`)
    this.wrote.clear()
    this.#restores += 1
    rmSync(this.folder, { recursive: true, force: true })
    cpSync(this.#copyFolder, this.folder, { recursive: true })
  }

  get #copyFolder(): string {
    return `${this.folder}-copy`
  }
}

/** Every change a store holds of a space, read chain by chain as verification does. */
export function changesOf(store: StationStore, space: SpaceId): readonly Change[] {
  const changes = new Map<string, Change>()
  for (const tip of store.tips(space)) {
    for (const link of store.chainLinks(space, tip)) {
      const change = readChange(link, sha256)
      if (!change.ok) throw new Error(`a stored change cannot be read: ${change.fault.message}`)
      changes.set(change.value.id, change.value)
    }
  }
  return [...changes.values()]
}
