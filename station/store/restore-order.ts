// An officer's order to put a backup in the place of the database: left in the folder of a running station, carried out by its
// next start, which nobody's connection is open for yet. It is taken away before it is carried out: one that fails is not
// tried again at every start.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'

const ORDER_FILE = 'restore.order'

/** Leaves the order. Refused where the folder cannot be written. */
export function leaveRestoreOrder(folder: string, from: string): Result<null> {
  try {
    writeFileSync(join(folder, ORDER_FILE), from, { mode: 0o600 })
    return ok(null)
  } catch (error) {
    return refuse('readOnly', error instanceof Error ? error.message : String(error), { folder })
  }
}

/** Takes the order: the path of the backup, or undefined. */
export function takeRestoreOrder(folder: string): string | undefined {
  const path = join(folder, ORDER_FILE)
  try {
    const from = readFileSync(path, 'utf8')
    rmSync(path)
    return from
  } catch {
    return undefined
  }
}
