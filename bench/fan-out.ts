import { freePort } from '../tools/free-port.ts'
// Bench `fan-out`: one station writes 50 updates a second and ten others show them, then as many as go. The server has
// committed before it acknowledges. Beside it the same with PouchDB, RxDB and Yjs.
import { benchOptions, scaled } from './lib/bench-options.ts'
import { MB } from './lib/disk.ts'
import { nowUs, quantile } from './lib/figures.ts'
import { twoCommitsMs } from './lib/floors.ts'
import type { Figures } from './lib/report.ts'
import { report } from './lib/report.ts'
import { measured, runEngines } from './lib/run-engines.ts'
import type { Stage } from './lib/stage.ts'

const STATIONS = 10
const PROCESSES = 2
const PER_S = 50
const options = benchOptions()
const documents = scaled(1_000, options.scale, 10)
const updates = scaled(500, options.scale, 5)
const unthrottled = scaled(2_000, options.scale, 20)

async function measure(stage: Stage): Promise<readonly Figures[]> {
  const server = await stage.server('server', await freePort())
  const author = stage.stations()
  const writer = await author.open(stage.path('author'), 'author')
  await author.connect(writer, await server.ticket(), true)
  await author.seed(writer, 0, documents, 0)
  await author.flushed(writer)
  const mark = await author.mark(writer)
  const readers = Array.from({ length: PROCESSES }, () => stage.stations())
  for (const [at, process] of readers.entries()) {
    for (let each = 0; each < STATIONS / PROCESSES; each += 1) {
      const station = await process.open(stage.path(`reader-${at}-${each}`), `reader ${at} ${each}`)
      await process.connect(station, await server.ticket(), false)
      await process.complete(station, documents, mark)
      await process.settled(station)
    }
  }
  const runs: Figures[] = []
  // The first run is a warm-up. Each writing has a round number of its own.
  for (let run = 0; run <= options.runs; run += 1) {
    const [n, next] = [run * 2 + 1, run * 2 + 2]
    const wanted = run === 0 ? Math.min(100, updates) : updates
    for (const process of readers) await process.want({ from: 0, to: wanted, n })
    const throttled = Promise.all(readers.map((process) => process.arrived()))
    await author.editAtRate(writer, 0, wanted, n, PER_S)
    const latencies = (await throttled).flat().flatMap(({ latenciesUs }) => latenciesUs)
    await author.flushed(writer)
    for (const process of readers) await process.want({ from: 0, to: documents, n: next, timed: true })
    const all = Promise.all(readers.map((process) => process.arrived()))
    const startUs = nowUs()
    await author.editUnthrottled(writer, unthrottled, documents, next)
    const lastUs = Math.max(...(await all).flat().map((arrived) => arrived.lastUs))
    await author.flushed(writer)
    if (run === 0) continue
    const bare = stage.engine === 'fengsui' ? await twoCommitsMs(stage.path(`bare-${run}`), updates, PER_S) : []
    runs.push({
      p50Ms: quantile(latencies, 0.5) / 1000,
      p99Ms: quantile(latencies, 0.99) / 1000,
      maxMs: quantile(latencies, 1) / 1000,
      ...(bare.length > 0 && { bareP50Ms: quantile(bare, 0.5), bareP99Ms: quantile(bare, 0.99) }),
      perS: unthrottled / ((lastUs - startUs) / 1e6),
      serverMemoryMB: (await server.memory()) / MB,
    })
  }
  return runs
}

const { rows, missing, of } = await runEngines(options, measure)
report(
  {
    bench: 'fan-out',
    rows,
    results: measured({
      p99TimesYjs: of('yjs', 'p99Ms') / of('fengsui', 'p99Ms'),
      p99TimesRxdb: of('rxdb', 'p99Ms') / of('fengsui', 'p99Ms'),
      p99TimesPouchdb: of('pouchdb', 'p99Ms') / of('fengsui', 'p99Ms'),
      // Below 1 the target is out of reach: the two commits alone take longer.
      bareP99TimesYjs: of('yjs', 'p99Ms') / of('fengsui', 'bareP99Ms'),
      perSTimesYjs: of('fengsui', 'perS') / of('yjs', 'perS'),
      perSTimesRxdb: of('fengsui', 'perS') / of('rxdb', 'perS'),
      perSTimesPouchdb: of('fengsui', 'perS') / of('pouchdb', 'perS'),
    }),
    missing,
  },
  options,
)
