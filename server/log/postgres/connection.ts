// The connections to a PostgreSQL database: how values cross, what each session is set to, and what its errors mean as faults.
import pg from 'pg'
import type { Fault } from '../../../shared/base/fault.ts'
import { FaultError, fault } from '../../../shared/base/fault.ts'

/** What queries run on: a pool or one client of it. */
export type Queryable = Pick<pg.ClientBase, 'query'>

const { BYTEA, INT8 } = pg.types.builtins
const POOL_SIZE = 8
/** The name every connection of ours carries. */
export const APPLICATION = 'fengsui-server'
const CONNECT_MS = 10_000
/** Longer than any statement of ours takes; beyond it the network is taken to be gone. */
const ANSWER_MS = 60_000
/** Set for every session. `off` would acknowledge what is not on the disk; stricter settings of the database stand. */
const SESSION = `
SELECT set_config('synchronous_commit', CASE WHEN current_setting('synchronous_commit') IN ('off', 'false', '0', 'local')
  THEN 'on' ELSE current_setting('synchronous_commit') END, false),
  set_config('statement_timeout', '50s', false), set_config('lock_timeout', '30s', false),
  set_config('idle_in_transaction_session_timeout', '60s', false), set_config('timezone', 'UTC', false),
  set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),
  set_config('tcp_keepalives_count', '3', false)`

const PATIENT = `
SELECT set_config('statement_timeout', '0', false), set_config('idle_in_transaction_session_timeout', '0', false)`

const types: pg.CustomTypesConfig = {
  getTypeParser(oid, format) {
    if (oid === INT8 && format !== 'binary') return Number
    if (oid === BYTEA && format !== 'binary') return (text: string) => new Uint8Array(Buffer.from(text.slice(2), 'hex'))
    return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid)
  },
}

function configOf(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: APPLICATION,
    types,
  }
}

/** True for a text that names a PostgreSQL database. */
export function isPostgresUrl(text: string): boolean {
  return /^postgres(ql)?:\/\//.test(text)
}

/** The connection string without its password, to be shown. */
export function shownUrl(url: string): string {
  return url.replace(/\/\/([^/@]*?):[^/@]*@/, '//$1@')
}

/**
 * Opens a pool; no connection is made yet. A connection that breaks while idle is replaced when one is needed. With `isPatient`
 * statements and transactions may take as long as they take.
 */
export function openPool(url: string, { isPatient = false } = {}): pg.Pool {
  // pg-pool waits for the promise before it hands the client out; its types do not say so.
  const onConnect = (client: pg.ClientBase): unknown => client.query(isPatient ? `${SESSION}; ${PATIENT}` : SESSION)
  const config = configOf(url)
  const pool = new pg.Pool({ ...(isPatient ? { ...config, query_timeout: 0 } : config), max: POOL_SIZE, onConnect })
  pool.on('error', () => undefined)
  // One that is in use and waits for nothing just then would otherwise end the whole server when the database goes.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/** One connection beside the pool, for listening. */
export async function openClient(url: string): Promise<pg.Client> {
  const client = new pg.Client(configOf(url))
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** Runs `work` in one transaction. What the database refuses comes out as FaultError, anything else as it was. */
export async function transaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  begin = 'BEGIN',
): Promise<T> {
  const client = await connect(pool)
  try {
    await client.query(begin)
    const value = await work(client)
    await client.query('COMMIT')
    client.release()
    return value
  } catch (error) {
    // Where even that fails the connection is given up, and the database rolls back by itself.
    await client.query('ROLLBACK').then(
      () => client.release(),
      () => client.release(true),
    )
    throw refusalOf(error)
  }
}

/** Runs a statement that stands alone. */
export async function ask<Row extends pg.QueryResultRow>(
  on: Queryable,
  sql: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  try {
    return (await on.query<Row>(sql, [...values])).rows
  } catch (error) {
    throw refusalOf(error)
  }
}

/** Takes a client from the pool. */
export async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect()
  } catch (error) {
    throw refusalOf(error)
  }
}

/** The error as FaultError when it is one of databases and networks, else as it is. */
export function refusalOf(error: unknown): unknown {
  if (error instanceof FaultError) return error
  const known = postgresFault(error)
  return known === undefined ? error : new FaultError(known)
}

/** True when the same transaction may succeed when it is run again. */
export function isPassing(error: unknown): boolean {
  return error instanceof FaultError && error.fault.detail?.['again'] === true
}

/** The fault an error of the database or of the way to it stands for; undefined for a bug. */
export function postgresFault(error: unknown): Fault | undefined {
  if (!(error instanceof Error)) return undefined
  const { code = '' } = error as { readonly code?: string }
  const detail = { code }
  if (code === '53100') return fault('diskFull', 'the database has no room left', detail)
  if (code === '25006') return fault('readOnly', 'the database takes no changes (a standby?)', detail)
  if (code === 'XX001' || code === 'XX002') return fault('storeCorrupt', 'the database says it is damaged', detail)
  if (code === '40001' || code === '40P01') return fault('busy', 'another was quicker', { ...detail, again: true })
  if (code === '28P01' || code === '28000' || code === '42501')
    return fault('notAllowed', `the database does not let this server in: ${error.message}`, detail)
  if (code === '3D000') return fault('notFound', `${error.message}; create it first`, detail)
  if (code === '58030') return fault('readOnly', 'the database cannot use its disk', detail)
  if (/^(08|53|57)/.test(code) || code === '55P03' || code === '25P03')
    return fault('busy', `the database cannot be used now: ${error.message}`, detail)
  if (/^(E[A-Z_]+)$/.test(code) || /connection|timeout|terminated|Client was closed/i.test(error.message))
    return fault('busy', `the database cannot be reached: ${error.message}`, detail)
  return undefined
}

const MARK = '\uE000'
const UNFIT = /[\0\uE000]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g

/** A text from outside as PostgreSQL can hold it: without zero characters and halves of pairs, and back again. */
export function toText(text: string): string {
  return text.replace(UNFIT, (char) => `${MARK}${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

export function fromText(text: string): string {
  return text.includes(MARK)
    ? text.replace(/\uE000([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text
}
