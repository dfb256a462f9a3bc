// Bench `history`: the same office, year after year. 10,000 incidents amended again and again, until a station and a server hold
// 10,000, 100,000 and 1,000,000 changes (with --scale 10 ten million): what one more change costs then, and how long each
// program takes to start on its folder, beside one that starts on an empty one. The server once on SQLite and once on a
// PostgreSQL of its own (fsync on).
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startPostgres } from '../tools/local-postgres.ts'
import type { History } from './history/history.ts'
import { serverHistory } from './history/server-history.ts'
import { stationHistory } from './history/station-history.ts'
import { benchOptions, scaled } from './lib/bench-options.ts'
import { MB, folderBytes } from './lib/disk.ts'
import { median } from './lib/figures.ts'
import { startMsOf } from './lib/program-start.ts'
import type { Row } from './lib/report.ts'
import { report } from './lib/report.ts'

const SIZES = [10_000, 100_000, 1_000_000]
const options = benchOptions()
const sizes = SIZES.map((size) => scaled(size, options.scale, 100))

/** What grows: a program with its options on the folder that grows, and on the empty one. */
interface Grown {
  readonly program: 'station' | 'server'
  readonly name: string
  readonly open: (folder: string) => Promise<History>
  readonly more?: readonly string[]
  readonly emptyMore?: readonly string[]
  /** Where its bytes lie, when not in its folder. */
  readonly bytes?: () => Promise<number>
}

async function measure({ program, name, open, more = [], emptyMore = [], bytes }: Grown): Promise<readonly Row[]> {
  const starts = async (at: string, its: readonly string[]): Promise<number> => {
    const taken: number[] = []
    for (let run = 0; run < options.runs; run += 1) taken.push(await startMsOf(program, at, its))
    return median(taken)
  }
  const folder = mkdtempSync(join(tmpdir(), 'fengsui-history-'))
  const empty = mkdtempSync(join(tmpdir(), 'fengsui-history-'))
  const rows: Row[] = []
  try {
    // A first start makes keys and tables; what is compared is every start after it.
    await startMsOf(program, empty, emptyMore)
    for (const size of sizes) {
      const history = await open(folder)
      await history.growTo(size)
      const costs = await history.costs()
      await history.close()
      const figures = { ...costs, diskMB: ((await bytes?.()) ?? folderBytes(folder)) / MB }
      rows.push({
        name: `${name} ${size}`,
        figures: { ...figures, startMs: await starts(folder, more), emptyStartMs: await starts(empty, emptyMore) },
      })
    }
  } finally {
    for (const each of [folder, empty]) rmSync(each, { recursive: true, force: true })
  }
  return rows
}

async function databaseBytes(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ bytes: string }>('SELECT pg_database_size(current_database()) AS bytes')
    return Number(rows[0]?.bytes)
  } finally {
    await client.end()
  }
}

/** Where PostgreSQL cannot be started it is left out, and said. */
async function onPostgres(): Promise<readonly Row[] | Error> {
  const postgres = await startPostgres({ fsync: true }).catch((error: Error) => error)
  if (postgres instanceof Error) return postgres
  try {
    const [grown, empty] = [await postgres.database(), await postgres.database()]
    return await measure({
      program: 'server',
      name: 'postgres',
      open: (folder) => serverHistory(folder, grown),
      more: ['--store', grown],
      emptyMore: ['--store', empty],
      bytes: () => databaseBytes(grown),
    })
  } finally {
    await postgres.end()
  }
}

const station = await measure({ program: 'station', name: 'station', open: stationHistory })
const server = await measure({ program: 'server', name: 'server', open: (folder) => serverHistory(folder) })
const postgres = await onPostgres()
const grown = postgres instanceof Error ? [] : postgres
const times = (rows: readonly Row[], name: string): number =>
  (rows.at(-1)?.figures[name] ?? NaN) / (rows[0]?.figures[name] ?? NaN)
const startTimes = (rows: readonly Row[]): number =>
  (rows.at(-1)?.figures['startMs'] ?? NaN) / (rows.at(-1)?.figures['emptyStartMs'] ?? NaN)
report(
  {
    bench: 'history',
    rows: [...station, ...server, ...grown],
    results: {
      stationCommitTimes: times(station, 'commitUs'),
      stationReceiveTimes: times(station, 'receiveUs'),
      serverTakeTimes: times(server, 'receiveUs'),
      stationStartTimes: startTimes(station),
      serverStartTimes: startTimes(server),
      ...(grown.length > 0 && { postgresTakeTimes: times(grown, 'receiveUs'), postgresStartTimes: startTimes(grown) }),
    },
    missing: postgres instanceof Error ? [`PostgreSQL: ${postgres.message}`] : [],
  },
  options,
)
