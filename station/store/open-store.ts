// Opening the station's folder: one station at a time, a database that checks (or the newest backup that does), brought to
// this program's form, and the station's key.
//
// For those who read with SQL (station/store/reads), besides migrations/001-first.ts:
//   record.rec = picture * 2^32 + subject: the same number in incident, place, words, words_pending, log_line. A space's
//     present picture is space.picture (it changes when a snapshot is finished: Touched.all); read `picture = ?` or
//     `rec BETWEEN picture * 2^32 AND picture * 2^32 + 2^32 - 1`. record.state is record-text.ts; rec % 2^32 is the subject.
//     A record of which every change is refused or destroyed has no row.
//   record.conflicts, incident.conflicts, picture.conflicts: number of fields whose heads disagree.
//   incident.status: index into INCIDENT_STATUSES. incident.level: 1 to 4, 0 = ungraded. lon/lat: NULL = no position;
//     place (R*Tree, 32-bit floats, a little larger than the point) has a row only with one. received_ms is receivedAt (or
//     the newest stamp when that is unreadable). changed_ms: newest stamp among shown values.
//   touched: grows with every write on this station; 0 in a loaded snapshot. Unread for an officer:
//     incident.touched > max(seen.touched of (officer, subject), seen_floor.touched of (officer, space)), absent = 0.
//     An officer's own commit marks the incident as seen. The present highest is clock.touch.
//   notice: written by `receive` for a new incident of another station that is neither over nor older than
//     NOTICE_MAX_AGE_MS; taken back when a verdict takes the incident back and nobody acknowledged it.
//   journal.at = branch * 2^32 + seq. flags: 1 refused by a verdict (FLAG_REFUSED), 2 came from below a snapshot
//     (FLAG_HISTORY). received_ms: when it came to this station, for own changes when it was written. State of a change:
//     refused when flags & 1; else agreed when seq <= branch.agreed_seq; else sent when seq <= temp.sent.seq of its branch;
//     else saved. The verdict is the record (verdict, change id) of the same space.
//     A record waits when some journal row of its subject is not agreed.
//   words (FTS5, contentless): MATCH matchQuery(typed). Records in words_pending are not (or not newly) indexed yet: they
//     must be looked at one by one with textMatches(textOf(state), typed), until drain has done them.
import { copyFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { NowMs, RandomBytes } from '../../shared/base/ports.ts'
import { FILES_FOLDER } from './backup-copy.ts'
import { listBackups, removeDatabase, whyBad } from './backups.ts'
import { leaveCleanMark, takeCleanMark } from './clean-mark.ts'
import { databaseKeys, hasDatabaseKey } from './database-key.ts'
import type { StoreLog } from './database.ts'
import { StationDatabase, openSqlite, sqliteFault } from './database.ts'
import { fileKeyOf, turnFiles } from './file-seal.ts'
import { lockFolder } from './folder-lock.ts'
import { migrate } from './migrate.ts'
import { placeOf, settlePlace } from './number-marks.ts'
import { salvage } from './salvage.ts'
import { isPlainDatabase } from './sqlite-file.ts'
import { SqliteStore } from './sqlite-store.ts'
import type { StationKey } from './sqlite-store.ts'
import type { KeyHooks } from './station-key.ts'
import { passingKey, stationKey } from './station-key.ts'
import type { StationStore } from './station-store.ts'
import { turnBackups, turnDatabase } from './turn-database.ts'

export const DATABASE_FILE = 'station.db'
/** Up to this size a check takes no longer than people notice. */
const CHECK_FIRST_BYTES = 128 * 1024 * 1024

/** Damaged databases are kept here as evidence. */
export const DAMAGED_FOLDER = 'damaged'

export interface OpenOptions extends KeyHooks {
  readonly folder: string
  readonly nowMs: NowMs
  readonly random: RandomBytes
  readonly log: StoreLog
  /** Passphrase or recovery code of an encrypted database, where no key store opens it. */
  readonly databaseSecret?: Uint8Array | undefined
  /** The key itself, for who has it already and no key file beside the database. */
  readonly databaseKey?: Uint8Array | undefined
  /** For tests: databases above this size that were closed in order are checked later. */
  readonly checkFirstBytes?: number | undefined
  /** For tests: names the place of the database, which otherwise the disk does. */
  readonly place?: string
  /** For tests: nothing on disk, no lock, a key that passes. */
  readonly memory?: boolean
}

/** What was done about a damaged database. */
export interface Recovery {
  readonly why: string
  /** Where the damaged file is now. */
  readonly kept: string
  /** The backup that took its place, and when it was made; null when there was no good one and the station began empty. */
  readonly from: { readonly path: string; readonly madeMs: number } | null
  /** Changes that could still be read from the damaged file and were taken over; known ones are not counted. */
  readonly salvaged: number
}

export interface OpenedStore {
  readonly store: StationStore
  readonly db: StationDatabase
  readonly recovery: Recovery | null
  /** The database is large, was closed in order, and is still to be checked: `checked` says what came out. */
  readonly isUnchecked: boolean
  /** What a later check found. A damaged database is checked, and replaced, at the next start. */
  readonly checked: (isGood: boolean) => void
  /** Goes on indexing words for about `budgetMs`; gives how many records still wait. Call when idle, until it gives 0. */
  readonly drainWords: (budgetMs: number) => number
  /** Records folded and not yet written to the picture's tables. */
  readonly unsettled: () => number
}

/**
 * Opens the store of a folder, making what is missing. Refused with `folderInUse`, `storeNewer`, `readOnly`, `diskFull` or
 * `fileUnreadable`; a damaged database is replaced by the newest good backup, and `recovery` says so.
 */
export async function openStore(options: OpenOptions): Promise<Result<OpenedStore>> {
  if (options.memory === true) {
    const opened = openDatabase(':memory:', options)
    if (!opened.ok) return opened
    const parts = assemble(opened.value, passingKey(options.random), options, null, () => undefined)
    return ok({ ...parts, isUnchecked: false, checked: () => undefined })
  }
  const { folder } = options
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch {
    return refuse('readOnly', `folder ${folder} cannot be made`, { folder })
  }
  const lock = lockFolder(folder)
  if (!lock.ok) return lock
  const opened = await openLocked(options, () => lock.value.release())
  if (!opened.ok) lock.value.release()
  return opened
}

async function openLocked(options: OpenOptions, release: () => void): Promise<Result<OpenedStore>> {
  const key = await stationKey(options.folder, options.random, options)
  if (!key.ok) return key
  const path = join(options.folder, DATABASE_FILE)
  try {
    // Left by a cut while the database was written anew.
    removeDatabase(`${path}.part`)
    const before = existsSync(path) ? placeOf(path) : undefined
    const databaseKey = await keyOfDatabase(path, options)
    if (!databaseKey.ok) return databaseKey
    const keyed = { ...options, databaseKey: databaseKey.value }
    const settled = ({ store }: Pick<OpenedStore, 'store'>, isRecovered: boolean): void => {
      const place = options.place ?? placeOf(path)
      settlePlace(store, { place, before, isKeyOld: !key.value.isNew, isRecovered })
    }
    const isLarge = mayWait(path, keyed)
    const unchecked = isLarge ? openUnchecked(path, key.value.key, keyed, release) : undefined
    if (unchecked !== undefined) {
      settled(unchecked, false)
      return ok(unchecked)
    }
    const recovery = existsSync(path) ? recover(path, keyed) : null
    const opened = openDatabase(path, keyed)
    if (!opened.ok) return opened
    const close = (): void => {
      leaveCleanMark(path)
      release()
    }
    const parts = assemble(opened.value, key.value.key, keyed, recovery, close)
    settled(parts, recovery !== null)
    return ok({ ...parts, isUnchecked: false, checked: () => undefined })
  } catch (error) {
    const known = sqliteFault(error)
    if (known !== undefined) return { ok: false, fault: known }
    return refuse('readOnly', error instanceof Error ? error.message : String(error), { folder: options.folder })
  }
}

/** The key the database opens with; what a start that was cut off left plain, or under the key before, is brought to it. */
async function keyOfDatabase(path: string, options: OpenOptions): Promise<Result<Uint8Array | undefined>> {
  const { folder, databaseKey } = options
  if (databaseKey !== undefined || !hasDatabaseKey(folder)) return ok(databaseKey)
  const keys = await databaseKeys(folder, options, options.databaseSecret)
  if (!keys.ok) return keys
  if (keys.value === undefined) return ok(undefined)
  const { key, previous } = keys.value
  const known = previous === undefined ? [key] : [key, previous]
  // One that neither opens is damaged: finding that, and what to do then, is the road of every damaged database.
  if (!isOpenedBy(path, key) && [undefined, ...known].some((one) => isOpenedBy(path, one))) {
    turnDatabase(path, known, key)
    turnBackups(folder, known, key)
  }
  // A rotation that was cut off between the database and the files.
  if (previous !== undefined) {
    const keys = known.map(fileKeyOf)
    await turnFiles(join(folder, FILES_FOLDER), keys, keys[0])
  }
  return ok(key)
}

function isOpenedBy(path: string, key: Uint8Array | undefined): boolean {
  return existsSync(path) && (key === undefined ? isPlainDatabase(path) : whyBad(path, false, key) === undefined)
}

function openDatabase(path: string, options: OpenOptions): Result<StationDatabase> {
  const sqlite = openSqlite(path, options.databaseKey)
  const migrated = migrate(sqlite)
  if (!migrated.ok) {
    sqlite.close()
    return migrated
  }
  return ok(new StationDatabase(sqlite, options.log, undefined, options.databaseKey))
}

function assemble(
  db: StationDatabase,
  key: StationKey,
  options: OpenOptions,
  recovered: Omit<Recovery, 'salvaged'> | null,
  release: () => void,
): Omit<OpenedStore, 'isUnchecked' | 'checked'> {
  const store = new SqliteStore(db, key, { nowMs: options.nowMs, random: options.random }, release)
  // A backup is an older self: what was written since under the same chain may be at the server already.
  if (recovered !== null) for (const space of store.spaces()) store.beginNewChain(space)
  const taken = recovered === null ? null : salvage(recovered.kept, store, options)
  const recovery = recovered === null || taken === null ? null : { ...recovered, salvaged: taken.added }
  if (recovery !== null)
    options.log('recovery', {
      ...recovery,
      from: recovery.from?.path ?? null,
      why: recovery.why.slice(0, 500),
      // The damaged file stays: what could not be taken over now can be later.
      stopped: taken?.fault?.message ?? null,
    })
  const readers = db.forReaders(() => store.settle())
  return {
    store,
    db: readers,
    recovery,
    drainWords: (budgetMs) => store.drain(budgetMs),
    unsettled: () => store.unsettled,
  }
}

/** Opened before it was checked; undefined when that shows damage, or anything else that a check is to say. */
function openUnchecked(
  path: string,
  key: StationKey,
  options: OpenOptions,
  release: () => void,
): OpenedStore | undefined {
  let isGood = false
  let db: StationDatabase | undefined
  try {
    const opened = openDatabase(path, options)
    if (!opened.ok) return undefined
    db = opened.value
    const parts = assemble(db, key, options, null, () => {
      if (isGood) leaveCleanMark(path)
      release()
    })
    return { ...parts, isUnchecked: true, checked: (found) => void (isGood = found) }
  } catch {
    db?.sqlite.close()
    return undefined
  }
}

/** Large, closed in order and untouched since. */
function mayWait(path: string, { checkFirstBytes = CHECK_FIRST_BYTES }: OpenOptions): boolean {
  const isClean = takeCleanMark(path)
  return isClean && statSync(path).size > checkFirstBytes
}

/** Checks the database; a damaged one is put aside and the newest good backup takes its place. */
function recover(path: string, options: OpenOptions): Omit<Recovery, 'salvaged'> | null {
  const beganMs = performance.now()
  const why = whyBad(path, false, options.databaseKey)
  options.log('check', { ok: why === undefined, ms: Math.round(performance.now() - beganMs) })
  if (why === undefined) return null
  const aside = join(options.folder, DAMAGED_FOLDER)
  mkdirSync(aside, { recursive: true })
  const kept = join(aside, `station-${new Date(options.nowMs()).toISOString().replace(/[:.]/g, '-')}.db`)
  for (const suffix of ['-wal', '-shm', ''])
    if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${kept}${suffix}`)
  const from =
    listBackups(options.folder).find((backup) => whyBad(backup.path, false, options.databaseKey) === undefined) ?? null
  if (from !== null) {
    removeDatabase(`${path}.part`)
    copyFileSync(from.path, `${path}.part`)
    renameSync(`${path}.part`, path)
  }
  return { why, kept, from }
}
