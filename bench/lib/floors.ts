// What a machine takes for the bare storing alone, with everything else done beforehand: no engine that keeps what ours keeps
// can be faster. Measured in the same run, so that a missed target can be told from one that is out of reach.
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openSqlite } from '../../station/store/database.ts'
import { DATABASE_FILE } from '../../station/store/open-store.ts'
import { benchStore } from './bench-store.ts'

/** Tables a new station's first picture is written to. */
const PICTURE_TABLES = ['subject', 'record', 'incident', 'place'] as const
/** Rows of one transaction, as a snapshot's part. */
const PART = 2_000

/**
 * Seconds plain statements take to write the rows of a station's picture into a new database: its schema, indexes and
 * durability, rows read and put in order beforehand; nothing fetched, decoded, checked or derived.
 */
export async function bareRowsS(stationFolder: string, workFolder: string): Promise<number> {
  const source = openSqlite(join(stationFolder, DATABASE_FILE))
  const tables = PICTURE_TABLES.map((name) => {
    const columns = (source.pragma(`table_info(${name})`) as readonly { readonly name: string }[]).map(
      (one) => one.name,
    )
    const rows = source.prepare<[], unknown[]>(`SELECT ${columns.join()} FROM ${name}`).raw(true).all()
    return { name, columns, rows }
  }).filter(({ rows }) => rows.length > 0)
  source.close()
  mkdirSync(workFolder, { recursive: true })
  const path = join(workFolder, DATABASE_FILE)
  const empty = await benchStore()
  cpSync(join(empty.folder, DATABASE_FILE), path)
  cpSync(join(empty.folder, `${DATABASE_FILE}-wal`), `${path}-wal`)
  empty.close()
  const bare = openSqlite(path)
  const inserts = tables.map(({ name, columns, rows }) => {
    const marks = columns.map(() => '?').join()
    return { rows, insert: bare.prepare(`INSERT OR REPLACE INTO ${name} (${columns.join()}) VALUES (${marks})`) }
  })
  const count = Math.max(...tables.map(({ rows }) => rows.length))
  const startMs = performance.now()
  bare.pragma('synchronous = NORMAL')
  for (let from = 0; from < count; from += PART) {
    bare.exec('BEGIN IMMEDIATE')
    for (const { rows, insert } of inserts) for (const row of rows.slice(from, from + PART)) insert.run(...row)
    bare.exec('COMMIT')
  }
  bare.pragma('synchronous = FULL')
  const s = (performance.now() - startMs) / 1000
  bare.close()
  return s
}

/**
 * Milliseconds of two durable commits one after the other, as author and server make them before anyone may be told: one row
 * each into two databases (WAL, synchronous=FULL), `count` times, `perS` a second.
 */
export async function twoCommitsMs(folder: string, count: number, perS: number): Promise<readonly number[]> {
  mkdirSync(folder, { recursive: true })
  const databases = ['author', 'server'].map((name) => {
    const sqlite = openSqlite(join(folder, `${name}.db`))
    sqlite.exec('CREATE TABLE change (at INTEGER PRIMARY KEY, header BLOB, body BLOB) STRICT')
    return {
      sqlite,
      insert: sqlite.prepare<[Uint8Array, Uint8Array]>('INSERT INTO change (header, body) VALUES (?, ?)'),
    }
  })
  const [header, body] = [new Uint8Array(160), new Uint8Array(200)]
  const took: number[] = []
  for (let at = 0; at < count; at += 1) {
    await pause(1000 / perS)
    const startMs = performance.now()
    for (const { insert } of databases) insert.run(header, body)
    took.push(performance.now() - startMs)
  }
  for (const { sqlite } of databases) sqlite.close()
  return took
}
