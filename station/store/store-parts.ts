// The parts the store's work is done with, and the one place where a transaction ends well or leaves no trace: memory is
// thrown away with it. Disk full, read-only and corrupt are remembered here; reading goes on.
import type { Fault, Result } from '../../shared/base/fault.ts'
import { ok } from '../../shared/base/fault.ts'
import type { StationId } from '../../shared/base/ids.ts'
import type { NowMs, RandomBytes } from '../../shared/base/ports.ts'
import type { StationDatabase } from './database.ts'
import { sqliteFault } from './database.ts'
import { DeskRows } from './desk-rows.ts'
import { JournalBook } from './journal-book.ts'
import { PictureBook } from './picture-book.ts'
import { SealBook } from './seal-book.ts'
import { SmallBook } from './small-book.ts'
import type { SpaceState } from './space-state.ts'
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
  #faultSinceMs = 0

  constructor(db: StationDatabase, ports: StorePorts) {
    this.db = db
    this.ports = ports
    this.spaces = new SpaceBook(db)
    this.small = new SmallBook(db)
    this.journal = new JournalBook(db)
    this.pictures = new PictureBook(db)
    this.seals = new SealBook(db)
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
    if (this.#fault !== null && !this.#mayTryAgain(this.#fault)) return { ok: false, fault: this.#fault }
    try {
      const value = this.db.transaction(name, () => {
        const done = work()
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
    if (!space.chains.has(`${station}/${space.ownChain}`)) return
    do space.ownChain = this.drawChainNumber()
    while (space.chains.has(`${station}/${space.ownChain}`))
    space.dirty = true
  }

  #mayTryAgain(fault: Fault): boolean {
    return fault.kind !== 'storeCorrupt' && this.ports.nowMs() - this.#faultSinceMs >= RETRY_WRITING_MS
  }
}
