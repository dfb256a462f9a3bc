// A backup counts only when it was restored: into a scratch folder, checked page by page, opened as a station opens its own,
// the picture of every space compared with what it was at the moment of the backup, and every archive it names verified.
import { randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ProvedArchives } from '../../shared/archive/archive-copies.ts'
import { toHex } from '../../shared/base/bytes.ts'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { addDigest, emptyDigest } from '../../shared/journal/picture-code.ts'
import { proveArchives } from './archive-copies.ts'
import { copyOut } from './backup-copy.ts'
import { sealerOf } from './backup-secret.ts'
import { whyBad } from './backups.ts'
import { DATABASE_FILE, openStore } from './open-store.ts'
import type { SpacePicture, StationStore } from './station-store.ts'

/** What a proof needs; plain data, so that a worker can do it. */
export interface ProofJob {
  readonly backup: string
  readonly secret: Uint8Array | undefined
  /** Undefined: nothing is known about the moment it was made, only what the copy says of itself is checked. */
  readonly pictures: readonly SpacePicture[] | undefined
  /** A folder of its own; removed before and after. */
  readonly scratch: string
  readonly nowMs: number
  /** Of an encrypted station: what the database in the backup opens with. */
  readonly databaseKey?: Uint8Array | undefined
}

export interface Proof {
  readonly pictures: readonly SpacePicture[]
  readonly archives: ProvedArchives
}

/** A database in use that is to be read page by page. */
export interface CheckJob {
  readonly database: string
  readonly databaseKey?: Uint8Array | undefined
}

/** Refused with `storeCorrupt` and what SQLite found. */
export function checkDatabase({ database, databaseKey }: CheckJob): Result<null> {
  const bad = whyBad(database, false, databaseKey)
  return bad === undefined ? ok(null) : refuse('storeCorrupt', `${database}: ${bad}`)
}

/** Restores and compares; a refusal says what is wrong with the backup. */
export async function proveBackup(job: ProofJob): Promise<Result<Proof>> {
  const { backup, secret, scratch, nowMs, databaseKey } = job
  try {
    await rm(scratch, { recursive: true, force: true })
    await mkdir(scratch, { recursive: true, mode: 0o700 })
    const path = join(scratch, DATABASE_FILE)
    const sealer = secret === undefined ? undefined : sealerOf(secret)
    const taken = await copyOut(backup, path, sealer)
    if (!taken.ok) return taken
    const bad = whyBad(path, true, databaseKey)
    if (bad !== undefined) return refuse('storeCorrupt', `${backup}: ${bad}`)
    const opened = await openStore({
      folder: scratch,
      nowMs: () => nowMs,
      random: (count) => new Uint8Array(randomBytes(count)),
      log: () => undefined,
      withoutKey: true,
      databaseKey,
    })
    if (!opened.ok) return opened
    const { store, db } = opened.value
    try {
      const pictures = compare(job, store)
      if (!pictures.ok) return pictures
      const archives = await proveArchives(db.shelf, dirname(backup), sealer, scratch)
      return archives.ok ? ok({ pictures: pictures.value, archives: archives.value }) : archives
    } finally {
      store.close()
    }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

function compare({ backup, pictures: expected }: ProofJob, store: StationStore): Result<readonly SpacePicture[]> {
  const pictures: SpacePicture[] = []
  for (const space of store.spaces()) {
    const { records, digest } = store.facts(space)
    const sum = emptyDigest()
    for (const bucket of store.buckets(space)) addDigest(sum, bucket, 1)
    if (toHex(sum) !== toHex(digest))
      return refuse('storeCorrupt', `${backup}: the records of space ${space} do not add up to its picture`, { space })
    pictures.push({ space, records, digest: toHex(digest) })
  }
  for (const { space, records, digest } of expected ?? []) {
    const found = pictures.find((one) => one.space === space)
    if (found === undefined || found.records !== records || found.digest !== digest)
      return refuse('storeCorrupt', `${backup}: space ${space} is not what it was when the backup was made`, { space })
  }
  return ok(pictures)
}
