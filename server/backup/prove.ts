// A backup counts only when it was restored: into a scratch folder, checked page by page, opened as a server opens its own,
// the picture of every space compared with what it was at the moment of the backup, and every archive it names verified.
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ProvedArchives } from '../../shared/archive/archive-copies.ts'
import { toHex } from '../../shared/base/bytes.ts'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { fault, ok, refuse } from '../../shared/base/fault.ts'
import { addDigest, emptyDigest } from '../../shared/journal/picture-code.ts'
import { DATABASE_FILE } from '../log/database-check.ts'
import type { ServerLog } from '../log/server-log.ts'
import type { SpacePicture } from '../log/sqlite-backup.ts'
import { whyCopyBad } from '../log/sqlite-backup.ts'
import { openSqliteLog } from '../log/sqlite-log.ts'
import { proveArchives } from './archive-copies.ts'
import { sealerOf } from './secret.ts'
import { copyOut } from './whole-file.ts'

/** What a proof needs; plain data, so that a worker can do it. */
export interface ProofJob {
  readonly backup: string
  readonly secret: Uint8Array | undefined
  /** Undefined: nothing is known about the moment it was made, only what the copy says of itself is checked. */
  readonly pictures: readonly SpacePicture[] | undefined
  /** What the database in it was when it was written. */
  readonly sha256?: string
  /** A folder of its own; removed before and after. */
  readonly scratch: string
  readonly nowMs: number
}

export interface Proof {
  readonly spaces: number
  readonly pictures: readonly SpacePicture[]
  readonly archives: ProvedArchives
}

/** Restores and compares; a refusal says what is wrong with the backup. */
export async function proveBackup({
  backup,
  secret,
  pictures,
  sha256,
  scratch,
  nowMs,
}: ProofJob): Promise<Result<Proof>> {
  try {
    await rm(scratch, { recursive: true, force: true })
    await mkdir(scratch, { recursive: true, mode: 0o700 })
    const path = join(scratch, DATABASE_FILE)
    const sealer = secret === undefined ? undefined : sealerOf(secret)
    const taken = await copyOut(backup, path, sealer)
    if (!taken.ok) return taken
    if (sha256 !== undefined && taken.value.sha256 !== sha256)
      return refuse('storeCorrupt', `${backup}: it is not what was written there`)
    const bad = whyCopyBad(path)
    if (bad !== undefined) return refuse('storeCorrupt', `${backup}: ${bad}`)
    const opened = openSqliteLog(scratch, nowMs)
    if (!opened.ok) return opened
    try {
      const found = await picturesOf(opened.value)
      if (!found.ok) return found
      const differs = difference(backup, found.value, pictures)
      if (differs !== null) return { ok: false, fault: differs }
      const archives = await proveArchives(path, dirname(backup), sealer, scratch)
      return archives.ok
        ? ok({ spaces: found.value.length, pictures: found.value, archives: archives.value })
        : archives
    } finally {
      await opened.value.close()
    }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** The pictures of a log, each proved to be the sum of its records. */
export async function picturesOf(log: ServerLog): Promise<Result<readonly SpacePicture[]>> {
  const pictures: SpacePicture[] = []
  for (const space of await log.spaces()) {
    const { pos, records, digest } = await log.picture(space)
    const sum = emptyDigest()
    for (const bucket of (await log.buckets(space)).buckets) addDigest(sum, bucket, 1)
    if (toHex(sum) !== toHex(digest))
      return refuse('storeCorrupt', `the records of space ${space} do not add up to its picture`, { space })
    pictures.push({ space, pos, records, digest: toHex(digest) })
  }
  return ok(pictures)
}

function difference(
  backup: string,
  pictures: readonly SpacePicture[],
  expected: readonly SpacePicture[] | undefined,
): Fault | null {
  for (const one of expected ?? []) {
    const found = pictures.find(({ space }) => space === one.space)
    if (found === undefined || found.pos !== one.pos || found.records !== one.records || found.digest !== one.digest)
      return fault('storeCorrupt', `${backup}: space ${one.space} is not what it was when the backup was made`, {
        space: one.space,
      })
  }
  return null
}
