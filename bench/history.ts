// Bench `history`: the same office, year after year. 10,000 incidents amended again and again, until a station and a server hold
// 10,000, 100,000 and 1,000,000 changes (with --scale 10 ten million): what one more change costs then, and how long each
// program takes to start on its folder, beside one that starts on an empty one.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

async function starts(program: 'station' | 'server', folder: string): Promise<number> {
  const taken: number[] = []
  for (let run = 0; run < options.runs; run += 1) taken.push(await startMsOf(program, folder))
  return median(taken)
}

async function measure(
  program: 'station' | 'server',
  open: (folder: string) => Promise<History>,
): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fengsui-history-'))
  const empty = mkdtempSync(join(tmpdir(), 'fengsui-history-'))
  const rows: Row[] = []
  try {
    // A first start makes keys and tables; what is compared is every start after it.
    await startMsOf(program, empty)
    for (const size of sizes) {
      const history = await open(folder)
      await history.growTo(size)
      const costs = await history.costs()
      await history.close()
      const figures = { ...costs, diskMB: folderBytes(folder) / MB }
      rows.push({
        name: `${program} ${size}`,
        figures: { ...figures, startMs: await starts(program, folder), emptyStartMs: await starts(program, empty) },
      })
    }
  } finally {
    for (const each of [folder, empty]) rmSync(each, { recursive: true, force: true })
  }
  return rows
}

const station = await measure('station', stationHistory)
const server = await measure('server', serverHistory)
const times = (rows: readonly Row[], name: string): number =>
  (rows.at(-1)?.figures[name] ?? NaN) / (rows[0]?.figures[name] ?? NaN)
const startTimes = (rows: readonly Row[]): number =>
  (rows.at(-1)?.figures['startMs'] ?? NaN) / (rows.at(-1)?.figures['emptyStartMs'] ?? NaN)
report(
  {
    bench: 'history',
    rows: [...station, ...server],
    results: {
      stationCommitTimes: times(station, 'commitUs'),
      stationReceiveTimes: times(station, 'receiveUs'),
      serverTakeTimes: times(server, 'receiveUs'),
      stationStartTimes: startTimes(station),
      serverStartTimes: startTimes(server),
    },
    missing: [],
  },
  options,
)
