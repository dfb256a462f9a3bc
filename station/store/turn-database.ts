// Turns a station's database and its backups from one key to another, or to plain and back, while no station runs: each is
// copied, turned and checked before it takes the place of the old one, so that a cut leaves every file readable.
import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs'
import { listBackups, removeDatabase, whyBad } from './backups.ts'
import { isPlainDatabase, turnFile } from './sqlite-file.ts'

/** Brings one database to `to`, whichever of `known` opens it (undefined: plain). Does nothing when it is there already. */
export function turnDatabase(path: string, known: readonly Uint8Array[], to: Uint8Array | undefined): void {
  if (!existsSync(path)) return
  if (isPlainDatabase(path) ? to === undefined : to !== undefined && whyBad(path, false, to) === undefined) return
  const from = isPlainDatabase(path) ? undefined : known.find((key) => whyBad(path, false, key) === undefined)
  if (from === undefined && !isPlainDatabase(path)) throw new Error(`${path}: no key at hand opens it`)
  // Looking at it as a writer moves what waits in its write-ahead file into it.
  whyBad(path, false, from)
  const unfinished = `${path}.part`
  removeDatabase(unfinished)
  copyFileSync(path, unfinished)
  if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${unfinished}-wal`)
  turnFile(unfinished, from, to)
  // Empty since it was looked at; behind another key's database it must not stay.
  for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true })
  renameSync(unfinished, path)
}

/** Brings the scheduled backups of a folder to `to`; those nothing opens are left as they are, and named. */
export function turnBackups(
  folder: string,
  known: readonly Uint8Array[],
  to: Uint8Array | undefined,
): readonly string[] {
  const left: string[] = []
  for (const { path } of listBackups(folder))
    try {
      turnDatabase(path, known, to)
    } catch {
      left.push(path)
    }
  return left
}
