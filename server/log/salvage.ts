// What can still be read of a damaged server database. Nothing of it is believed because it lay in our file: changes go the
// road of every batch, so hashes, chains and seals are checked again; only the server's own chains are sealed anew.
import type Sqlite from 'better-sqlite3'
import type { ArchiveShelf } from '../../shared/archive/archive-shelf.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { SpaceId, StationId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Seal } from '../../shared/journal/chain.ts'
import { makeSeal } from '../../shared/journal/chain.ts'
import type { ChangeHeader, SealedBytes } from '../../shared/journal/change.ts'
import { decodeHeader } from '../../shared/journal/change.ts'
import { shownFields } from '../../shared/journal/merge.ts'
import { DIRECTORY, STATION, stationSchema } from '../../shared/model/directory.ts'
import { shelfOf } from './archives.ts'
import { SPACE_STRIDE } from './database.ts'
import { sha256 } from './node-crypto.ts'
import type { Judge } from './server-log.ts'
import type { SqliteLog } from './sqlite-log.ts'

const AT_ONCE = 500
const MAX_SPACES = 1_000
/** Copied as they are; a table that cannot be read is left out. */
const ACCESS_TABLES: readonly (readonly [table: string, columns: string])[] = [
  ['join_code', 'code_hash, agency, name, purpose, expires_ms, used_by'],
  ['verifier', 'officer, argon2, version, must_change'],
  ['signed_in', 'station, officer, first_ms'],
]

interface Chain {
  readonly space: SpaceId
  readonly station: StationId
  readonly chain: number
  readonly changes: SealedBytes[]
  readonly heads: ChangeHeader[]
}

/** The server's private key, when it can be read. */
export function readSeed(damaged: Sqlite.Database | undefined): Uint8Array | undefined {
  const seed = attempt(() => damaged?.prepare("SELECT value FROM meta WHERE name = 'seed'").pluck().get())
  return seed instanceof Uint8Array && seed.length === 32 ? seed : undefined
}

/** Paths of the journal archives a damaged database names that are not there; none where that cannot be read any more. */
export function archivesAway(damaged: Sqlite.Database, folder: string): readonly string[] {
  return (
    attempt(() =>
      shelfOf(damaged, folder)
        .away()
        .map(({ path }) => path),
    ) ?? []
  )
}

/** Verifiers, codes, notes: what is not in the journal. */
export function copyAccess(damaged: Sqlite.Database, fresh: Sqlite.Database): void {
  for (const [table, columns] of ACCESS_TABLES) {
    const marks = columns.replace(/\w+/g, '?')
    const put = fresh.prepare(`INSERT OR IGNORE INTO ${table} (${columns}) VALUES (${marks})`)
    attempt(() => {
      for (const row of damaged.prepare(`SELECT ${columns} FROM ${table}`).raw(true).iterate())
        put.run(...(row as unknown[]))
    })
  }
  const put = fresh.prepare('INSERT OR IGNORE INTO meta (name, value) VALUES (?, ?)')
  attempt(() => {
    const rows = damaged
      .prepare("SELECT name, value FROM meta WHERE name GLOB 'note.*' OR name IN ('stampMs', 'stampCounter')")
      .raw(true)
      .iterate()
    for (const row of rows) put.run(...(row as unknown[]))
  })
}

/** Takes every readable and provable change into `log`: the server's own first, so that keys and verdicts are known. */
export async function salvageJournal(
  damaged: Sqlite.Database,
  log: SqliteLog,
  nowMs: number,
  folder: string,
): Promise<{ readonly changes: number; readonly unproven: number }> {
  const shelf = shelfOf(damaged, folder)
  const chains = readChains(damaged, shelf)
  shelf.close()
  const seals = readSeals(damaged)
  const own = chains.filter(({ station }) => station === log.station)
  const others = chains.filter(({ station }) => station !== log.station)
  const keys = new Map<string, Uint8Array>([[log.station, log.publicKey]])
  const judge: Judge = {
    keyOf: (station) => {
      const key = keys.get(station)
      return key === undefined ? refuse('stationUnknown', 'no key', { station }) : ok(key)
    },
    isServer: (station) => station === log.station,
    // Everything here was judged before; verdicts stand in the server's own chains.
    judge: () => undefined,
  }
  let read = 0
  const take = async ({ space, changes }: Chain, proof: readonly Seal[]): Promise<void> => {
    read += changes.length
    if (proof.length > 0) await log.append([{ space, changes, seals: proof, broughtBy: null }], judge, nowMs)
  }
  // Directory first: it holds the stations' keys.
  for (const one of own.toSorted((a, b) => Number(b.space === DIRECTORY) - Number(a.space === DIRECTORY)))
    await take(one, sealAnew(one, log))
  for (const state of await log.records(DIRECTORY, STATION)) {
    const station = stationSchema.safeParse(shownFields(state))
    if (station.success) keys.set(state.id, new Uint8Array(Buffer.from(station.data.publicKey, 'base64')))
  }
  for (const one of others) {
    // A seal over a change that cannot be read proves nothing here, and would keep the rest waiting for it.
    const numbers = new Set(one.heads.map(({ seq }) => seq))
    const proof = seals.filter(
      ({ station, chain, seq }) => station === one.station && chain === one.chain && numbers.has(seq),
    )
    await take(one, proof)
  }
  let stored = 0
  for (const space of await log.spaces()) stored += await log.tip(space)
  return { changes: stored, unproven: Math.max(0, read - stored) }
}

/** A seal of our own over what hangs together from the beginning. */
function sealAnew({ space, station, chain, changes, heads }: Chain, log: SqliteLog): readonly Seal[] {
  let last = -1
  for (const [index, { seq }] of heads.entries())
    if (seq === index + 1) last = index
    else break
  const header = changes[last]?.header
  return header === undefined
    ? []
    : [makeSeal(space, { station, chain }, last + 1, sha256(header), (message) => log.sign(message))]
}

function readChains(damaged: Sqlite.Database, shelf: ArchiveShelf): readonly Chain[] {
  const chains = new Map<string, Chain>()
  for (const bytes of readRows(damaged, shelf)) {
    const head = decodeHeader(bytes.header)
    if (!head.ok) continue
    const { space, station, chain } = head.value
    const key = `${space}\n${station}\n${chain}`
    let known = chains.get(key)
    if (known === undefined) chains.set(key, (known = { space, station, chain, changes: [], heads: [] }))
    known.changes.push(bytes)
    known.heads.push(head.value)
  }
  return [...chains.values()]
}

/** Journal rows in order, around the damage: a range that cannot be read is halved until the bad rows are alone. */
function* readRows(damaged: Sqlite.Database, shelf: ArchiveShelf): Iterable<SealedBytes> {
  for (let space = 1; space <= MAX_SPACES; space += 1) {
    const base = space * SPACE_STRIDE
    const last = lastAt(damaged, base)
    if (last === undefined) continue
    for (let from = base; from < last; from += AT_ONCE)
      for (const { at, header, body } of rowsBetween(damaged, from, Math.min(from + AT_ONCE, last))) {
        // A body in an archive that is not there is brought back by the stations, with what follows it.
        const whole = attempt(() => ({ header, body: shelf.body(at, body) }))
        if (whole !== undefined) yield whole
      }
  }
}

/** Newest readable position of a space, or a guess beyond it when the table's end is damaged. */
function lastAt(damaged: Sqlite.Database, base: number): number | undefined {
  const find = 'SELECT MAX(at) FROM journal WHERE at > ? AND at < ?'
  const found = attempt(() =>
    damaged
      .prepare<[number, number], number | null>(find)
      .pluck()
      .get(base, base + SPACE_STRIDE),
  )
  if (typeof found === 'number') return found
  if (found === null) return undefined
  const tip = attempt(() =>
    damaged
      .prepare<[number], number>('SELECT tip FROM space WHERE space = ?')
      .pluck()
      .get(base / SPACE_STRIDE),
  )
  return typeof tip === 'number' ? base + tip : undefined
}

interface SalvagedRow extends SealedBytes {
  readonly at: number
}

function rowsBetween(damaged: Sqlite.Database, after: number, upTo: number): readonly SalvagedRow[] {
  if (upTo <= after) return []
  const rows = attempt(() =>
    damaged
      .prepare<[number, number], SalvagedRow>(
        'SELECT at, header, body FROM journal WHERE at > ? AND at <= ? ORDER BY at',
      )
      .all(after, upTo),
  )
  if (rows !== undefined) return rows
  if (upTo - after === 1) return []
  const middle = Math.floor((after + upTo) / 2)
  return [...rowsBetween(damaged, after, middle), ...rowsBetween(damaged, middle, upTo)]
}

function readSeals(damaged: Sqlite.Database): readonly Seal[] {
  const rows: Seal[] = []
  attempt(() => {
    const found = damaged
      .prepare<[], { station: string; chain: number; seq: number; signature: Uint8Array }>(
        'SELECT station, chain, seal_seq AS seq, seal AS signature FROM branch WHERE seal IS NOT NULL',
      )
      .iterate()
    for (const { station, chain, seq, signature } of found)
      rows.push({ station: asId(station), chain, seq, signature: new Uint8Array(signature) })
  })
  return rows
}

/** The result, or undefined when the damage is in the way. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
