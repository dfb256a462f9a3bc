// The parts the store's work is done with, and the one place where a transaction ends well or leaves no trace: memory is
// thrown away with it. Disk full, read-only and corrupt are remembered here; reading goes on.
import { must } from '../../shared/base/assert.ts'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { ok } from '../../shared/base/fault.ts'
import type { StationId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { NowMs, RandomBytes } from '../../shared/base/ports.ts'
import type { Seal } from '../../shared/journal/chain.ts'
import { sealHolds } from '../../shared/journal/chain.ts'
import { readChange } from '../../shared/journal/change.ts'
import { shownValue } from '../../shared/journal/merge.ts'
import { DIRECTORY, STATION } from '../../shared/model/directory.ts'
import type { StationDatabase } from './database.ts'
import { sqliteFault } from './database.ts'
import { DeskRows, announceMs } from './desk-rows.ts'
import { isOver } from './incident-row.ts'
import { JournalBook } from './journal-book.ts'
import { sha256, verifySignature } from './node-crypto.ts'
import { markNumbers } from './number-marks.ts'
import { PictureBook } from './picture-book.ts'
import { SealBook } from './seal-book.ts'
import { SmallBook } from './small-book.ts'
import type { Branch, SpaceState, Totals } from './space-state.ts'
import { SpaceBook } from './space-state.ts'

/** After a full or read-only disk, writing is tried again no sooner than this. */
export const RETRY_WRITING_MS = 3_000

export interface StorePorts {
  readonly station: StationId
  readonly nowMs: NowMs
  readonly random: RandomBytes
}

export class StoreParts {
  readonly db: StationDatabase
  readonly ports: StorePorts
  readonly spaces: SpaceBook
  readonly small: SmallBook
  readonly journal: JournalBook
  readonly pictures: PictureBook
  readonly seals: SealBook
  readonly desk: DeskRows
  #fault: Fault | null = null
  #mustResume = true
  #faultSinceMs = 0

  constructor(db: StationDatabase, ports: StorePorts) {
    this.db = db
    this.ports = ports
    this.spaces = new SpaceBook(db)
    this.small = new SmallBook(db)
    this.journal = new JournalBook(db)
    this.pictures = new PictureBook(db)
    this.seals = new SealBook(db, (space, seal, branch) => this.#sealFits(space, seal, branch))
    this.desk = new DeskRows(db)
  }

  /** Why writing has stopped, or null. */
  get fault(): Fault | null {
    return this.#fault
  }

  /**
   * Runs `work` in one durable transaction together with what it changed of spaces, clock and counters. While writing has
   * stopped it is refused with the same fault; a full or read-only disk is tried again after RETRY_WRITING_MS.
   */
  write<T>(name: string, work: () => T): Result<T> {
    return this.#write(work, (all) => this.db.transaction(name, all))
  }

  /**
   * The same without waiting for the disk, for what a server holds and would give again: after a power cut it is missing
   * together with the cursor that told of it.
   */
  writeLazily<T>(name: string, work: () => T): Result<T> {
    return this.#write(work, (all) => this.db.lazyTransaction(name, all))
  }

  /** Brings the picture's tables up to what has been folded. On a disk that takes nothing readers see an older picture. */
  settle(): void {
    this.resume()
    if (this.pictures.unsettled === 0) return
    this.#write(
      () => this.settleNow(),
      (all) => this.db.lazyTransaction('settle', all),
    )
  }

  /** The same inside a transaction. */
  settleNow(): void {
    const touched = new Set<Totals>()
    const byPicture = new Map(this.spaces.all().map((space) => [space.totals.picture, space]))
    const spaceOf = (picture: number): SpaceState => must(byPicture.get(picture), 'space of a picture')
    const written = this.pictures.settle((picture) => {
      const { totals } = spaceOf(picture)
      touched.add(totals)
      return totals
    })
    for (const totals of touched) this.spaces.saveTotals(totals)
    for (const { entry, isNew, incident } of written) {
      const { space } = spaceOf(entry.picture)
      if (!entry.stored) this.desk.dropNotice(space, entry.subject)
      else if (isNew && incident !== undefined && typeof entry.announceMs === 'number' && !isOver(incident))
        this.desk.notice(space, entry.subject, entry.announceMs)
      entry.announceMs = entry.stored ? null : undefined
    }
  }

  /** Takes up what was folded and not settled when memory was lost, by a crash or a rollback. */
  resume(): void {
    if (!this.#mustResume) return
    this.#mustResume = false
    for (const row of this.pictures.missing()) {
      const read = readChange(row, sha256)
      // What is on disk was checked when it came; a damaged row is left to the integrity check.
      if (!read.ok) continue
      const change = read.value
      const space = must(this.spaces.find(change.head.space), 'space of a change')
      const { kind, record } = change.head
      const entry = this.pictures.entry(space.space, space.totals.picture, kind, record)
      if (entry.announceMs === undefined) entry.announceMs = announceMs(change.head, this.ports.station, row.receivedMs)
      this.pictures.fold(entry, change, row.touch)
    }
  }

  #write<T>(work: () => T, run: (all: () => T) => T): Result<T> {
    if (this.#fault !== null && !this.#mayTryAgain(this.#fault)) return { ok: false, fault: this.#fault }
    try {
      this.resume()
      const value = run(() => {
        const done = work()
        if (this.pictures.isFull) this.settleNow()
        for (const space of this.spaces.all()) this.spaces.save(space)
        this.small.save()
        return done
      })
      this.#fault = null
      this.pictures.trim()
      return ok(value)
    } catch (error) {
      this.forget()
      const fault = sqliteFault(error)
      if (fault === undefined) throw error
      this.#fault = fault
      this.#faultSinceMs = this.ports.nowMs()
      return { ok: false, fault }
    }
  }

  /** Drops everything read from the disk. */
  forget(): void {
    this.spaces.forget()
    this.small.forget()
    this.pictures.forget()
    this.#mustResume = true
  }

  /** A chain number nobody has: 48 bits of chance. */
  drawChainNumber(): number {
    let number = 0
    for (const byte of this.ports.random(6)) number = number * 256 + byte
    return number
  }

  /** Goes on under a new chain, unless nothing was written under the present one yet. */
  beginNewChain(space: SpaceState): void {
    const { station } = this.ports
    if (space.chains.has(`${station}/${space.ownChain}`)) this.drawNewChain(space)
  }

  /** The same even when nothing was written under it. What counted under the old one may have counted elsewhere too. */
  drawNewChain(space: SpaceState): void {
    const { station } = this.ports
    do space.ownChain = this.drawChainNumber()
    while (space.chains.has(`${station}/${space.ownChain}`))
    space.dirty = true
    markNumbers(this.small, `chain ${space.ownChain}`)
  }

  #sealFits(space: SpaceState, seal: Seal, branch: Branch): boolean {
    const key = this.#keyOf(seal.station)
    const hash = this.journal.hashAt(branch, seal.seq)
    return key !== undefined && hash !== undefined && sealHolds(space.id, seal, hash, key, verifySignature)
  }

  /** Raw key of a station, as the directory here has it. */
  #keyOf(station: StationId): Uint8Array | undefined {
    const directory = this.spaces.find(DIRECTORY)
    if (directory === undefined) return undefined
    const state = this.pictures.peek(directory.space, directory.totals.picture, STATION, asId(station))
    const key = state === undefined ? undefined : shownValue(state, 'publicKey')
    return typeof key === 'string' ? new Uint8Array(Buffer.from(key, 'base64')) : undefined
  }

  #mayTryAgain(fault: Fault): boolean {
    // A clock that was set back must not keep the station from writing until it has caught up.
    const passedMs = Math.abs(this.ports.nowMs() - this.#faultSinceMs)
    return fault.kind !== 'storeCorrupt' && passedMs >= RETRY_WRITING_MS
  }
}
