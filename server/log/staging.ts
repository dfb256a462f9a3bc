// Changes of another station, brought page by page without the seal that proves them: kept aside, durably, until the page
// with the seal comes [SY-18]. Bounded for each bringer, in number and bytes, so that nobody fills the server's disk with
// what nothing proves [SL-11]; what finds no room stays in its bringer's outbox.
import type { StationId } from '../../shared/base/ids.ts'
import type { ChainRef } from '../../shared/journal/chain.ts'
import type { Change } from '../../shared/journal/change.ts'
import { readChange } from '../../shared/journal/change.ts'
import { sha256 } from './node-crypto.ts'
import type { StagingDisk } from './space-disk.ts'

/** How much one bringer may have waiting. */
export interface StagingLimits {
  readonly changes: number
  readonly bytes: number
}

/** A long journal of one station fits; what is more comes sealed in parts. */
export const STAGING_LIMITS: StagingLimits = { changes: 200_000, bytes: 128 * 1024 * 1024 }

interface Held {
  changes: number
  bytes: number
}

export class Staging {
  readonly #limits: StagingLimits
  readonly #disk: StagingDisk
  #held: Map<string, Held> | undefined
  #waiting: Set<string> | undefined

  constructor(disk: StagingDisk, limits: StagingLimits) {
    this.#disk = disk
    this.#limits = limits
  }

  /** What waits of a chain, in order. */
  of(space: number, ref: ChainRef): readonly Change[] {
    if (!this.#chainsWaiting().has(keyOf(space, ref))) return []
    const changes: Change[] = []
    for (const bytes of this.#disk.of(space, ref)) {
      const change = readChange(bytes, sha256)
      if (change.ok) changes.push(change.value)
    }
    return changes
  }

  /** Keeps a change; false when its bringer has no room left. The server itself (null) always has. */
  keep(space: number, change: Change, broughtBy: StationId | null, nowMs: number): boolean {
    const { station, chain, seq } = change.head
    const bytes = change.header.length + (change.body?.length ?? 0)
    const held = this.#heldBy(broughtBy ?? '')
    if (broughtBy !== null && (held.changes >= this.#limits.changes || held.bytes + bytes > this.#limits.bytes))
      return false
    const { header, body } = change
    this.#disk.put(space, { station, chain, seq, stagedMs: nowMs, broughtBy: broughtBy ?? '', header, body })
    held.changes += 1
    held.bytes += bytes
    this.#chainsWaiting().add(keyOf(space, { station, chain }))
    return true
  }

  /** Drops what waits of a chain up to `upTo`: it was stored, or proved false. */
  drop(space: number, ref: ChainRef, upTo: number): void {
    if (!this.#chainsWaiting().has(keyOf(space, ref))) return
    this.#disk.drop(space, ref, upTo)
    this.forget()
  }

  /** What the disk says counts again. */
  forget(): void {
    this.#held = undefined
    this.#waiting = undefined
  }

  #heldBy(broughtBy: string): Held {
    if (this.#held === undefined)
      this.#held = new Map(this.#disk.sums().map(({ brought_by, changes, bytes }) => [brought_by, { changes, bytes }]))
    let held = this.#held.get(broughtBy)
    if (held === undefined) this.#held.set(broughtBy, (held = { changes: 0, bytes: 0 }))
    return held
  }

  #chainsWaiting(): Set<string> {
    this.#waiting ??= new Set(this.#disk.chains().map((row) => `${row.space} ${row.station} ${row.chain}`))
    return this.#waiting
  }
}

function keyOf(space: number, ref: ChainRef): string {
  return `${space} ${ref.station} ${ref.chain}`
}
