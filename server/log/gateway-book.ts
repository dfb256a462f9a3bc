// What the server keeps of its gateways, in a database of its own beside the journal: settings and keys, what they note, what
// waits to go out, what was refused. None of it is the picture; losing it loses connections, no record.
import { join } from 'node:path'
import type Sqlite from 'better-sqlite3'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { openReader, openSqlite, transaction } from './database.ts'

export const GATEWAY_FILE = 'gateways.sqlite'
/** `application_id`: "FSgw". */
const APPLICATION_ID = 0x46536777
const FORM = 1
const TABLES = `
CREATE TABLE gateway (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, agency TEXT NOT NULL, space TEXT NOT NULL,
  officer TEXT NOT NULL, key BLOB NOT NULL, settings TEXT NOT NULL, running INTEGER NOT NULL, since_ms INTEGER NOT NULL,
  heard_ms INTEGER, gave_ms INTEGER, taken INTEGER NOT NULL DEFAULT 0, given INTEGER NOT NULL DEFAULT 0,
  refused INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE chain (gateway TEXT NOT NULL, space TEXT NOT NULL, epoch TEXT NOT NULL, chain INTEGER NOT NULL,
  PRIMARY KEY (gateway, space)) STRICT;
CREATE TABLE counter (gateway TEXT NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (gateway, name)) STRICT;
CREATE TABLE note (at INTEGER PRIMARY KEY, gateway TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
  UNIQUE (gateway, key)) STRICT;
CREATE TABLE outgoing (at INTEGER PRIMARY KEY AUTOINCREMENT, gateway TEXT NOT NULL, id TEXT NOT NULL, about TEXT NOT NULL,
  body BLOB NOT NULL, since_ms INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, due_ms INTEGER NOT NULL DEFAULT 0,
  dead INTEGER NOT NULL DEFAULT 0, fault TEXT, UNIQUE (gateway, id)) STRICT;
CREATE TABLE quarantine (at INTEGER PRIMARY KEY AUTOINCREMENT, gateway TEXT NOT NULL, at_ms INTEGER NOT NULL,
  name TEXT NOT NULL, fault TEXT NOT NULL, bytes BLOB NOT NULL) STRICT;
CREATE INDEX outgoing_order ON outgoing (gateway, dead, at);
CREATE INDEX quarantine_order ON quarantine (gateway, at);
CREATE INDEX note_order ON note (gateway, at);
`
/** Bounds for one gateway: the oldest go. */
const MAX_NOTES = 200_000
const MAX_QUARANTINED = 500
const MAX_DEAD = 10_000
const PAGE = 100

export interface GatewayRecord {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly agency: string
  readonly space: string
  readonly officer: string
  /** The seed of its Ed25519 key. */
  readonly key: Uint8Array
  readonly settings: { readonly [name: string]: unknown }
  readonly isRunning: boolean
  readonly sinceMs: number
}

export interface GatewayCounts {
  readonly heardMs: number | null
  readonly gaveMs: number | null
  readonly taken: number
  readonly given: number
  readonly refused: number
}

export interface OutgoingRow {
  readonly at: number
  readonly id: string
  readonly about: string
  readonly body: Uint8Array
  readonly attempts: number
  readonly dueMs: number
}

export interface DeadRow {
  readonly item: string
  readonly atMs: number
  readonly about: string
  readonly attempts: number
  readonly fault: Fault | null
}

export interface QuarantinedRow {
  readonly item: string
  readonly atMs: number
  readonly name: string
  readonly bytes: number
  readonly fault: Fault
}

/** Opens (and makes) the book in the server's folder; refused when it is of a newer program. */
export function openGatewayBook(folder: string): Result<GatewayBook> {
  const sqlite = openSqlite(join(folder, GATEWAY_FILE))
  const form = Number(sqlite.pragma('user_version', { simple: true }))
  if (form > FORM) {
    sqlite.close()
    return refuse('storeNewer', `the gateways' database has form ${form}, newer than ${FORM}`, { form, known: FORM })
  }
  if (form === 0)
    transaction(sqlite, () => {
      sqlite.exec(TABLES)
      sqlite.pragma(`user_version = ${FORM}`)
      sqlite.pragma(`application_id = ${APPLICATION_ID}`)
    })
  return ok(new GatewayBook(sqlite))
}

/** Copies the book out of one moment, whether a server works on it or not. */
export async function copyGatewayBook(from: string, to: string): Promise<void> {
  const reader = openReader(from)
  try {
    await reader.backup(to)
  } finally {
    reader.close()
  }
}

/** True when a copy is a book of gateways whose every page holds. */
export function isGatewayBook(path: string): boolean {
  try {
    const reader = openReader(path)
    try {
      return (
        Number(reader.pragma('application_id', { simple: true })) === APPLICATION_ID &&
        Number(reader.pragma('user_version', { simple: true })) <= FORM &&
        reader.pragma('integrity_check', { simple: true }) === 'ok'
      )
    } finally {
      reader.close()
    }
  } catch {
    return false
  }
}

export class GatewayBook {
  readonly #sqlite: Sqlite.Database

  constructor(sqlite: Sqlite.Database) {
    this.#sqlite = sqlite
  }

  close(): void {
    this.#sqlite.close()
  }

  // ---- gateways ----

  all(): readonly GatewayRecord[] {
    const rows = this.#sqlite
      .prepare<
        [],
        Omit<GatewayRecord, 'settings' | 'isRunning' | 'sinceMs'> & {
          settings: string
          running: number
          since_ms: number
        }
      >(
        'SELECT id, kind, name, agency, space, officer, key, settings, running, since_ms FROM gateway ORDER BY since_ms, id',
      )
      .all()
    return rows.map(({ running, since_ms, settings, key, ...row }) => ({
      ...row,
      key: new Uint8Array(key),
      settings: JSON.parse(settings) as GatewayRecord['settings'],
      isRunning: running === 1,
      sinceMs: since_ms,
    }))
  }

  save({ id, kind, name, agency, space, officer, key, settings, isRunning, sinceMs }: GatewayRecord): void {
    this.#sqlite
      .prepare(
        `INSERT INTO gateway (id, kind, name, agency, space, officer, key, settings, running, since_ms)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, agency = excluded.agency, space = excluded.space,
           settings = excluded.settings, running = excluded.running`,
      )
      .run(id, kind, name, agency, space, officer, key, JSON.stringify(settings), isRunning ? 1 : 0, sinceMs)
  }

  /** Forgets a gateway and everything of it. */
  remove(id: string): void {
    transaction(this.#sqlite, () => {
      for (const table of ['chain', 'counter', 'note', 'outgoing', 'quarantine'])
        this.#sqlite.prepare(`DELETE FROM ${table} WHERE gateway = ?`).run(id)
      this.#sqlite.prepare('DELETE FROM gateway WHERE id = ?').run(id)
    })
  }

  counts(id: string): GatewayCounts | undefined {
    return this.#sqlite
      .prepare<[string], GatewayCounts>(
        'SELECT heard_ms AS heardMs, gave_ms AS gaveMs, taken, given, refused FROM gateway WHERE id = ?',
      )
      .get(id)
  }

  saveCounts(id: string, { heardMs, gaveMs, taken, given, refused }: GatewayCounts): void {
    this.#sqlite
      .prepare('UPDATE gateway SET heard_ms = ?, gave_ms = ?, taken = ?, given = ?, refused = ? WHERE id = ?')
      .run(heardMs, gaveMs, taken, given, refused, id)
  }

  // ---- the author ----

  /** The chain the gateway writes in a space under an epoch, or undefined before it was drawn. */
  chain(gateway: string, space: string, epoch: string): number | undefined {
    return this.#sqlite
      .prepare<[string, string, string], { chain: number }>(
        'SELECT chain FROM chain WHERE gateway = ? AND space = ? AND epoch = ?',
      )
      .get(gateway, space, epoch)?.chain
  }

  setChain(gateway: string, space: string, epoch: string, chain: number): void {
    transaction(this.#sqlite, () => {
      this.setCount(gateway, chainsCounter(space), this.chains(gateway, space) + 1)
      this.#sqlite.prepare('INSERT OR REPLACE INTO chain VALUES (?, ?, ?, ?)').run(gateway, space, epoch, chain)
    })
  }

  /** How many chains the gateway has begun in a space. */
  chains(gateway: string, space: string): number {
    // Books of programs that did not count know only that there was one.
    const known = this.#sqlite
      .prepare<[string, string], { one: number }>('SELECT 1 AS one FROM chain WHERE gateway = ? AND space = ?')
      .get(gateway, space)
    return Math.max(known?.one ?? 0, this.count(gateway, chainsCounter(space)))
  }

  /** The last number of a counter; 0 before the first. */
  count(gateway: string, name: string): number {
    return (
      this.#sqlite
        .prepare<[string, string], { value: number }>('SELECT value FROM counter WHERE gateway = ? AND name = ?')
        .get(gateway, name)?.value ?? 0
    )
  }

  setCount(gateway: string, name: string, value: number): void {
    this.#sqlite.prepare('INSERT OR REPLACE INTO counter VALUES (?, ?, ?)').run(gateway, name, value)
  }

  // ---- notes ----

  note(gateway: string, key: string): string | undefined {
    return this.#sqlite
      .prepare<[string, string], { value: string }>('SELECT value FROM note WHERE gateway = ? AND key = ?')
      .get(gateway, key)?.value
  }

  setNote(gateway: string, key: string, value: string): void {
    transaction(this.#sqlite, () => {
      this.#sqlite
        .prepare('INSERT OR REPLACE INTO note (gateway, key, value) VALUES (?, ?, ?)')
        .run(gateway, key, value)
      this.#sqlite
        .prepare(
          'DELETE FROM note WHERE gateway = ? AND at <= (SELECT at FROM note WHERE gateway = ? ORDER BY at DESC LIMIT 1 OFFSET ?)',
        )
        .run(gateway, gateway, MAX_NOTES)
    })
  }

  deleteNote(gateway: string, key: string): void {
    this.#sqlite.prepare('DELETE FROM note WHERE gateway = ? AND key = ?').run(gateway, key)
  }

  noteKeys(gateway: string, prefix: string): readonly string[] {
    return this.#sqlite
      .prepare<[string, number, string], { key: string }>(
        'SELECT key FROM note WHERE gateway = ? AND substr(key, 1, ?) = ? ORDER BY at',
      )
      .all(gateway, prefix.length, prefix)
      .map(({ key }) => key)
  }

  // ---- outgoing ----

  /** Queues a message; one with the same id that waits already is left as it is. */
  queue(gateway: string, { id, about, body }: Pick<OutgoingRow, 'id' | 'about' | 'body'>, nowMs: number): void {
    this.#sqlite
      .prepare('INSERT OR IGNORE INTO outgoing (gateway, id, about, body, since_ms) VALUES (?, ?, ?, ?, ?)')
      .run(gateway, id, about, body, nowMs)
  }

  /** The oldest message that waits. */
  firstOutgoing(gateway: string): OutgoingRow | undefined {
    return this.#sqlite
      .prepare<[string], OutgoingRow>(
        'SELECT at, id, about, body, attempts, due_ms AS dueMs FROM outgoing WHERE gateway = ? AND dead = 0 ORDER BY at LIMIT 1',
      )
      .get(gateway)
  }

  sent(at: number): void {
    this.#sqlite.prepare('DELETE FROM outgoing WHERE at = ?').run(at)
  }

  /** It failed: tried again at `dueMs`, or given up when that is null. */
  failed(gateway: string, at: number, why: Fault, dueMs: number | null): void {
    transaction(this.#sqlite, () => {
      this.#sqlite
        .prepare('UPDATE outgoing SET attempts = attempts + 1, due_ms = ?, dead = ?, fault = ? WHERE at = ?')
        .run(dueMs ?? 0, dueMs === null ? 1 : 0, JSON.stringify(why), at)
      this.#sqlite
        .prepare(
          'DELETE FROM outgoing WHERE gateway = ? AND dead = 1 AND at <= (SELECT at FROM outgoing WHERE gateway = ? AND dead = 1 ORDER BY at DESC LIMIT 1 OFFSET ?)',
        )
        .run(gateway, gateway, MAX_DEAD)
    })
  }

  waiting(gateway: string): { readonly waiting: number; readonly dead: number } {
    return (
      this.#sqlite
        .prepare<[string], { waiting: number; dead: number }>(
          'SELECT count(*) - coalesce(sum(dead), 0) AS waiting, coalesce(sum(dead), 0) AS dead FROM outgoing WHERE gateway = ?',
        )
        .get(gateway) ?? { waiting: 0, dead: 0 }
    )
  }

  dead(gateway: string, before: string | undefined): readonly DeadRow[] {
    return this.#sqlite
      .prepare<[string, number, number], Omit<DeadRow, 'fault'> & { fault: string | null }>(
        'SELECT CAST(at AS TEXT) AS item, since_ms AS atMs, about, attempts, fault FROM outgoing WHERE gateway = ? AND dead = 1 AND at < ? ORDER BY at DESC LIMIT ?',
      )
      .all(gateway, rowBefore(before), PAGE)
      .map((row) => ({ ...row, fault: row.fault === null ? null : (JSON.parse(row.fault) as Fault) }))
  }

  /** Puts dead messages back in the queue, at its end; gives how many there were. */
  resend(gateway: string, items: readonly string[]): number {
    return transaction(this.#sqlite, () => {
      let count = 0
      for (const item of items) {
        const at = this.#sqlite
          .prepare<[], { next: number }>('SELECT coalesce(max(at), 0) + 1 AS next FROM outgoing')
          .get()
        count += this.#sqlite
          .prepare(
            'UPDATE outgoing SET dead = 0, attempts = 0, due_ms = 0, at = ? WHERE gateway = ? AND dead = 1 AND at = ?',
          )
          .run(at?.next ?? 1, gateway, Number(item)).changes
      }
      return count
    })
  }

  forgetDead(gateway: string, items: readonly string[]): number {
    return this.#each('DELETE FROM outgoing WHERE dead = 1 AND gateway = ? AND at = ?', gateway, items)
  }

  // ---- quarantine ----

  quarantine(gateway: string, row: Omit<QuarantinedRow, 'item' | 'bytes'> & { readonly bytes: Uint8Array }): void {
    transaction(this.#sqlite, () => {
      this.#sqlite
        .prepare('INSERT INTO quarantine (gateway, at_ms, name, fault, bytes) VALUES (?, ?, ?, ?, ?)')
        .run(gateway, row.atMs, row.name, JSON.stringify(row.fault), row.bytes)
      this.#sqlite
        .prepare(
          'DELETE FROM quarantine WHERE gateway = ? AND at <= (SELECT at FROM quarantine WHERE gateway = ? ORDER BY at DESC LIMIT 1 OFFSET ?)',
        )
        .run(gateway, gateway, MAX_QUARANTINED)
    })
  }

  quarantined(gateway: string, before: string | undefined): readonly QuarantinedRow[] {
    return this.#sqlite
      .prepare<[string, number, number], Omit<QuarantinedRow, 'fault'> & { fault: string }>(
        'SELECT CAST(at AS TEXT) AS item, at_ms AS atMs, name, length(bytes) AS bytes, fault FROM quarantine WHERE gateway = ? AND at < ? ORDER BY at DESC LIMIT ?',
      )
      .all(gateway, rowBefore(before), PAGE)
      .map((row) => ({ ...row, fault: JSON.parse(row.fault) as Fault }))
  }

  countQuarantined(gateway: string): number {
    return (
      this.#sqlite
        .prepare<[string], { count: number }>('SELECT count(*) AS count FROM quarantine WHERE gateway = ?')
        .get(gateway)?.count ?? 0
    )
  }

  original(gateway: string, item: string): { readonly name: string; readonly bytes: Uint8Array } | undefined {
    const row = this.#sqlite
      .prepare<[string, number], { name: string; bytes: Uint8Array }>(
        'SELECT name, bytes FROM quarantine WHERE gateway = ? AND at = ?',
      )
      .get(gateway, Number(item))
    return row === undefined ? undefined : { name: row.name, bytes: new Uint8Array(row.bytes) }
  }

  drop(gateway: string, items: readonly string[]): number {
    return this.#each('DELETE FROM quarantine WHERE gateway = ? AND at = ?', gateway, items)
  }

  #each(sql: string, gateway: string, items: readonly string[]): number {
    return transaction(this.#sqlite, () =>
      items.reduce((count, item) => count + this.#sqlite.prepare(sql).run(gateway, Number(item)).changes, 0),
    )
  }
}

function chainsCounter(space: string): string {
  return `chains.${space}`
}

function rowBefore(before: string | undefined): number {
  return before === undefined ? Number.MAX_SAFE_INTEGER : Number(before)
}
