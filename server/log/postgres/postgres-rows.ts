// A server's PostgreSQL database as rows, for moving. All of it in one transaction: a new database is there whole or not at
// all, an old one is read at one position while no process can commit.
import type pg from 'pg'
import { must } from '../../../shared/base/assert.ts'
import { fromHex, toHex } from '../../../shared/base/bytes.ts'
import type { Result } from '../../../shared/base/fault.ts'
import { FaultError, faultOf, ok, refuse } from '../../../shared/base/fault.ts'
import type { Cell, MovedFacts, MovedStore, MovedTable, Row } from '../move-rows.ts'
import { MOVED_TABLES, NOT_MOVED } from '../move-rows.ts'
import { PostgresArchives } from './archives.ts'
import { APPLICATION, ask, connect, fromText, openPool, refusalOf, shownUrl, toText } from './connection.ts'
import { readEpoch } from './epochs.ts'
import { LOCKS, POSTGRES_MIGRATIONS, migratePostgres } from './migrate.ts'
import { subjectKey } from './subject-key.ts'

const AT_ONCE = 1_000

const TYPES: Readonly<Record<string, string>> = {
  space: 'int',
  bucket: 'smallint',
  id: 'text',
  kind: 'text',
  station: 'text',
  name: 'text',
  state: 'text',
  change: 'text',
  fault: 'text',
  brought_by: 'text',
  agency: 'text',
  purpose: 'text',
  used_by: 'text',
  officer: 'text',
  argon2: 'text',
  path: 'text',
  digest: 'bytea',
  tip_hash: 'bytea',
  seal: 'bytea',
  header: 'bytea',
  body: 'bytea',
  code_hash: 'bytea',
  token_hash: 'bytea',
  key: 'bytea',
  refused: 'boolean',
  must_change: 'boolean',
}
/** Columns whose texts come from outside. */
const ENCODED: ReadonlySet<string> = new Set(['kind', 'id', 'station'])

/** Opens a database for reading what it was at this moment; servers go on working on it. */
export function readPostgresRows(url: string): Promise<Result<MovedStore>> {
  return opened(url, async (client) => {
    const [form] = await ask<{ form: string | null }>(client, "SELECT to_regclass('fengsui_form')::text AS form")
    if (form?.form === null || form === undefined) return refuse('notFound', 'no server has run on this database')
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const [newest] = await ask<{ version: number }>(client, 'SELECT max(version) AS version FROM fengsui_form')
    return newest?.version === POSTGRES_MIGRATIONS.length
      ? ok(undefined)
      : refuse('storeNewer', 'the database has another form than this program')
  })
}

/** Opens a database no server works on; its archives are looked for as from `archiveFolder`. */
export function openPostgresRows(url: string, archiveFolder: string): Promise<Result<MovedStore>> {
  return opened(url, async (client) => {
    const [form] = await ask<{ form: string | null }>(client, "SELECT to_regclass('fengsui_form')::text AS form")
    if (form?.form === null || form === undefined) return refuse('notFound', 'no server has run on this database')
    const others = await ask(
      client,
      `SELECT 1 FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = $1 AND pid <> pg_backend_pid()`,
      [APPLICATION],
    )
    if (others.length > 0) return refuse('folderInUse', 'server processes are connected to this database: stop them')
    const [newest] = await ask<{ version: number }>(client, 'SELECT max(version) AS version FROM fengsui_form')
    if (newest?.version !== POSTGRES_MIGRATIONS.length)
      return refuse('storeNewer', 'the database has another form than this program: start this program on it once')
    // Every commit holds it; taken before the transaction, so that the transaction sees the last of them.
    await ask(client, 'SELECT pg_advisory_lock($1)', [LOCKS.epoch])
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
    const [moved] = await ask<{ value: string }>(client, "SELECT value FROM meta WHERE name = 'movedTo'")
    if (moved !== undefined) return refuse('wrongState', `it was moved to ${moved.value} already`)
    return ok(await PostgresArchives.open(client, archiveFolder))
  })
}

/** Begins a server's database in one that holds nothing. */
export function beginPostgresRows(url: string): Promise<Result<MovedStore>> {
  return opened(url, async (client) => {
    await client.query('BEGIN')
    const migrated = await migratePostgres(client)
    if (!migrated.ok) return migrated
    return migrated.value.from === 0
      ? ok(undefined)
      : refuse('alreadyExists', 'a server has run on this database already')
  })
}

async function opened(
  url: string,
  begin: (client: pg.PoolClient) => Promise<Result<PostgresArchives | undefined>>,
): Promise<Result<MovedStore>> {
  const pool = openPool(url)
  try {
    const client = await connect(pool)
    const begun = await begin(client)
    if (begun.ok) return ok(new PostgresRows(pool, client, begun.value))
    client.release(true)
    await pool.end()
    return refuse(begun.fault.kind, `${shownUrl(url)}: ${begun.fault.message}`, begun.fault.detail)
  } catch (error) {
    void pool.end()
    const why = faultOf(refusalOf(error))
    if (why.kind === 'internal') throw error
    return refuse(why.kind, `${shownUrl(url)}: ${why.message}`, why.detail)
  }
}

class PostgresRows implements MovedStore {
  readonly #pool: pg.Pool
  readonly #client: pg.PoolClient
  readonly #archives: PostgresArchives | undefined
  #cursors = 0

  /** With `archives`, bodies that lie in them are taken from there. */
  constructor(pool: pg.Pool, client: pg.PoolClient, archives: PostgresArchives | undefined) {
    this.#pool = pool
    this.#client = client
    this.#archives = archives
  }

  async *read(table: MovedTable): AsyncGenerator<readonly Row[]> {
    if (this.#archives !== undefined && NOT_MOVED.has(table)) return
    const columns: readonly string[] = MOVED_TABLES[table]
    this.#cursors += 1
    const cursor = `moving_${this.#cursors}`
    await ask(this.#client, `DECLARE ${cursor} CURSOR FOR SELECT ${columns.join(', ')} FROM ${table} ORDER BY 1, 2`)
    for (;;) {
      const rows = await ask<Record<string, unknown>>(this.#client, `FETCH ${AT_ONCE} FROM ${cursor}`)
      if (rows.length === 0) break
      const cells = rows.map((row) => columns.map((column) => neutral(column, row[column])))
      yield table === 'journal' ? cells.map((row) => this.#withBody(row)) : cells
    }
    await ask(this.#client, `CLOSE ${cursor}`)
  }

  #withBody(row: Row): Row {
    const body = row.at(-1)
    if (this.#archives === undefined || !(body instanceof Uint8Array)) return row
    return [...row.slice(0, -1), this.#archives.body(Number(row[0]), Number(row[1]), body)]
  }

  async write(table: MovedTable, rows: readonly Row[]): Promise<void> {
    const columns: readonly string[] = MOVED_TABLES[table]
    const values = columns.map((column, index) => rows.map((row) => stored(column, row[index] ?? null)))
    const more = addedColumns(table, rows)
    const names = [...columns, ...more.map(({ name }) => name)]
    const lists = [...values, ...more.map((column) => column.values)]
    const types = [...columns.map((column) => TYPES[column] ?? 'bigint'), ...more.map(({ type }) => type)]
    await ask(
      this.#client,
      `INSERT INTO ${table} (${names.join(', ')}) SELECT ${names.join(', ')}
       FROM unnest(${types.map((type, index) => `$${index + 1}::${type}[]`).join(', ')}) AS w (${names.join(', ')})`,
      lists,
    )
  }

  async facts(): Promise<MovedFacts> {
    const client = this.#client
    const now = await readEpoch(client)
    const meta = await ask<{ name: string; value: string }>(client, 'SELECT name, value FROM meta')
    const [stamp] = await ask<{ stamp_ms: number; stamp_counter: number }>(
      client,
      'SELECT stamp_ms, stamp_counter FROM space ORDER BY stamp_ms DESC, stamp_counter DESC LIMIT 1',
    )
    const seed = meta.find(({ name }) => name === 'seed')?.value
    return {
      seed: must(fromHex(seed ?? ''), 'seed'),
      epoch: now.epoch,
      restoredAtMs: now.restoredAtMs,
      commits: now.commits,
      stampMs: stamp?.stamp_ms ?? 0,
      stampCounter: stamp?.stamp_counter ?? 0,
      notes: meta.filter(({ name }) => name.startsWith('note.')).map(({ name, value }) => [name, value]),
    }
  }

  async writeFacts(facts: MovedFacts): Promise<void> {
    const client = this.#client
    const meta = [['seed', toHex(facts.seed)], ['restoredAtMs', String(facts.restoredAtMs)], ...facts.notes]
    await ask(
      client,
      'INSERT INTO meta (name, value) SELECT name, value FROM unnest($1::text[], $2::text[]) AS w (name, value)',
      [meta.map(([name]) => name), meta.map(([, value]) => value)],
    )
    await ask(client, 'INSERT INTO epoch (epoch, drawn_ms) VALUES ($1, $2)', [facts.epoch, facts.restoredAtMs])
    // Commits go on being counted from here, so that no mark beside a server is ahead of its database.
    await ask(
      client,
      `UPDATE space SET stamp_ms = $1, stamp_counter = $2,
         version = CASE WHEN space = (SELECT min(space) FROM space) THEN greatest($3, 1) ELSE 1 END,
         branches = coalesce((SELECT max(branch) FROM branch WHERE branch.space = space.space), 0) + 1,
         subjects = coalesce((SELECT max(subject) FROM subject WHERE subject.space = space.space), 0) + 1`,
      [facts.stampMs, facts.stampCounter, facts.commits],
    )
    await ask(
      client,
      `SELECT setval(pg_get_serial_sequence('space', 'space'), greatest((SELECT max(space) FROM space), 1))`,
    )
  }

  async keep(): Promise<void> {
    await ask(this.#client, 'COMMIT')
    for (const table of ['space', 'branch', 'subject', 'journal']) await ask(this.#client, `ANALYZE ${table}`)
  }

  async retire(place: string): Promise<void> {
    await ask(this.#client, "INSERT INTO meta (name, value) VALUES ('movedTo', $1)", [place])
    await ask(this.#client, 'COMMIT')
  }

  async close(): Promise<void> {
    // The connection goes, and with it locks and whatever was not committed.
    this.#client.release(true)
    await this.#pool.end()
    this.#archives?.close()
  }
}

function neutral(column: string, value: unknown): Cell {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'string') return ENCODED.has(column) ? fromText(value) : value
  if (value === null || typeof value === 'number' || value instanceof Uint8Array) return value
  throw new FaultError({ kind: 'storeCorrupt', message: `column ${column} holds what it should not` })
}

function stored(column: string, cell: Cell): unknown {
  if (cell instanceof Uint8Array) return Buffer.from(cell)
  if (TYPES[column] === 'boolean') return cell === 1
  return typeof cell === 'string' && ENCODED.has(column) ? toText(cell) : cell
}

/** Columns only PostgreSQL has. */
function addedColumns(
  table: MovedTable,
  rows: readonly Row[],
): readonly { readonly name: string; readonly type: string; readonly values: readonly unknown[] }[] {
  const zero = (name: string) => ({ name, type: 'bigint', values: rows.map(() => 0) })
  if (table === 'space') return ['version', 'branches', 'subjects', 'stamp_ms', 'stamp_counter'].map(zero)
  if (table === 'branch') return [zero('version')]
  if (table !== 'subject') return []
  const key = (row: Row): Buffer => Buffer.from(subjectKey(String(row[2]), String(row[3]) as never))
  return [{ name: 'key', type: 'bytea', values: rows.map(key) }]
}
