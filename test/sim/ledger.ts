import { existsSync } from 'node:fs'
// What must not get lost: every change a store said it had committed, as long as one disk anywhere holds it. Disks are read
// past the programs. What a disaster (a disk replaced by an older copy) took from the last disk that had it is written off.
import { join } from 'node:path'
import { openReader } from '../../server/log/database.ts'
import type { ChangeId } from '../../shared/base/ids.ts'
import type { Change } from '../../shared/journal/change.ts'
import { changeIdOf } from '../../shared/journal/change.ts'
import { sha256 } from '../support/shared-crypto.ts'

/** One committed change: by whom, and whether a server must let it stand (undefined: either). */
export interface LedgerLine {
  readonly change: Change
  readonly station: string
  readonly allowed: boolean | undefined
}

export class Ledger {
  readonly lines = new Map<ChangeId, LedgerLine>()
  /** Everything that was ever on a server's disk. */
  readonly everOnServer = new Set<ChangeId>()
  writtenOff = 0

  committed(line: LedgerLine): void {
    this.lines.set(line.change.id, line)
  }

  /** After a disaster: only what a disk still holds can be asked for. */
  writeOff(folders: readonly string[]): void {
    const held = heldIn(folders)
    for (const id of this.lines.keys()) {
      if (held.has(id)) continue
      this.lines.delete(id)
      this.writtenOff += 1
    }
  }

  /** Committed changes that no disk holds. */
  lost(folders: readonly string[]): readonly LedgerLine[] {
    const held = heldIn(folders)
    return [...this.lines.values()].filter(({ change }) => !held.has(change.id))
  }
}

/** Every change on the disks of these folders. */
export function heldIn(folders: readonly string[]): ReadonlySet<ChangeId> {
  const held = new Set<ChangeId>()
  for (const folder of folders) {
    for (const [file, tables] of [
      ['station.db', ['journal']],
      ['server.db', ['journal', 'staged']],
    ] as const) {
      const path = join(folder, file)
      if (!existsSync(path)) continue
      const reader = openReader(path)
      for (const table of tables)
        for (const { header } of reader.prepare<[], { header: Uint8Array }>(`SELECT header FROM ${table}`).all())
          held.add(changeIdOf(sha256(header)))
      reader.close()
    }
  }
  return held
}
