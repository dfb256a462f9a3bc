// Bench `archive`: a station and a server with 1,000,000 changes move all of them into an archive file: how long that takes, what
// it leaves of the database, and what reading the whole journal and taking in one more change cost before and after.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { archiveJournal as archiveServer, unarchiveJournal as unarchiveServer } from '../server/log/archive-journal.ts'
import { openStore as openServer } from '../server/log/open-store.ts'
import type { Result } from '../shared/base/fault.ts'
import { FaultError } from '../shared/base/fault.ts'
import { archiveJournal as archiveStation, shrinkDatabase, unarchiveJournal } from '../station/store/archive-journal.ts'
import { openStore } from '../station/store/open-store.ts'
import type { OpenedStore } from '../station/store/open-store.ts'
import type { History } from './history/history.ts'
import { serverHistory } from './history/server-history.ts'
import { stationHistory } from './history/station-history.ts'
import { benchOptions, scaled } from './lib/bench-options.ts'
import { BENCH_SPACE } from './lib/bench-store.ts'
import { MB } from './lib/disk.ts'
import { startMsOf } from './lib/program-start.ts'
import type { Row } from './lib/report.ts'
import { report } from './lib/report.ts'

const CHANGES = 1_000_000
const PAGE = 1_000
const options = benchOptions()
const changes = scaled(CHANGES, options.scale, 100)

interface Program {
  readonly name: 'station' | 'server'
  readonly open: (folder: string) => Promise<History>
  /** Reads every change; gives how many. */
  readonly readAll: (folder: string) => Promise<number>
  /** Gives the archive's path. */
  readonly archive: (folder: string) => Promise<string>
  readonly putBack: (folder: string) => Promise<void>
}

function got<T>(result: Result<T>): T {
  if (!result.ok) throw new FaultError(result.fault)
  return result.value
}

async function station(folder: string): Promise<OpenedStore> {
  const random = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count))
  return got(await openStore({ folder, nowMs: Date.now, random, log: () => undefined }))
}

const PROGRAMS: readonly Program[] = [
  {
    name: 'station',
    open: stationHistory,
    async readAll(folder) {
      const { store } = await station(folder)
      let count = 0
      for (const tip of store.tips(BENCH_SPACE)) for (const _ of store.chainLinks(BENCH_SPACE, tip)) count += 1
      store.close()
      return count
    },
    async archive(folder) {
      const opened = await station(folder)
      const random = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count))
      const nowMs = Date.now() + 1
      const { path } = got(archiveStation(opened, { folder, beforeMs: nowMs, nowMs, random }))
      opened.store.close()
      got(shrinkDatabase(folder, undefined))
      return path
    },
    async putBack(folder) {
      const opened = await station(folder)
      got(unarchiveJournal(opened, 1))
      opened.store.close()
    },
  },
  {
    name: 'server',
    open: serverHistory,
    async readAll(folder) {
      const log = got(await openServer({ folder, nowMs: Date.now }))
      let after = 0
      for (;;) {
        const page = await log.page(BENCH_SPACE, after, Number.MAX_SAFE_INTEGER, PAGE, Number.MAX_SAFE_INTEGER)
        if (page.upTo === after) break
        after = page.upTo
      }
      await log.close()
      return after
    },
    async archive(folder) {
      const nowMs = Date.now() + 1
      return got(archiveServer({ folder, beforeMs: nowMs, nowMs })).path
    },
    async putBack(folder) {
      got(unarchiveServer(folder, 1))
    },
  },
]

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now()
  await work()
  return (performance.now() - startMs) / 1_000
}

async function measure({ name, open, readAll, archive, putBack }: Program): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fengsui-archive-'))
  const database = join(folder, `${name}.db`)
  try {
    const look = async (when: string, more: Row['figures']): Promise<Row> => {
      const history = await open(folder)
      const costs = await history.costs()
      await history.close()
      const readS = await seconds(() => readAll(folder))
      const startMs = await startMsOf(name, folder)
      return {
        name: `${name} ${when}`,
        figures: { ...costs, readS, startMs, databaseMB: statSync(database).size / MB, ...more },
      }
    }
    const history = await open(folder)
    await history.growTo(changes)
    await history.close()
    const before = await look('before', {})
    let path = ''
    const archiveS = await seconds(async () => (path = await archive(folder)))
    const after = await look('after', { archiveS, archiveMB: statSync(path).size / MB })
    const backS = await seconds(() => putBack(folder))
    return [before, after, await look('put back', { backS })]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const rows: Row[] = []
for (const program of PROGRAMS) rows.push(...(await measure(program)))
const of = (name: string, figure: string): number =>
  rows.find((row) => row.name === name)?.figures[figure] ?? Number.NaN
const times = (program: string, figure: string): number =>
  of(`${program} after`, figure) / of(`${program} before`, figure)
const results = {
  stationDatabaseTimes: times('station', 'databaseMB'),
  stationReadTimes: times('station', 'readS'),
  stationReceiveTimes: times('station', 'receiveUs'),
  serverDatabaseTimes: times('server', 'databaseMB'),
  serverReadTimes: times('server', 'readS'),
  serverReceiveTimes: times('server', 'receiveUs'),
}
report({ bench: 'archive', rows, results, missing: [] }, options)
