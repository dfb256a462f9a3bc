import { freePort } from '../tools/free-port.ts'
// Bench `cold-sync`: a server holds 10,000 incidents with 5 updates each; a station that has nothing gets all of it into its
// own durable database. Beside it the same with PouchDB, RxDB and Yjs.
import { benchOptions, scaled } from './lib/bench-options.ts'
import { MB, folderBytes, loopbackBytes, peakBytes } from './lib/disk.ts'
import { nowUs } from './lib/figures.ts'
import { bareRowsS } from './lib/floors.ts'
import type { Figures } from './lib/report.ts'
import { report } from './lib/report.ts'
import { measured, runEngines } from './lib/run-engines.ts'
import type { Stage } from './lib/stage.ts'

const UPDATES = 5
const options = benchOptions()
const incidents = scaled(10_000, options.scale, 10)

async function measure(stage: Stage): Promise<readonly Figures[]> {
  const port = await freePort()
  const server = await stage.server('server', port)
  const author = stage.stations()
  const writer = await author.open(stage.path('author'), 'author')
  await author.connect(writer, await server.ticket(), true)
  await author.seed(writer, 0, incidents, UPDATES)
  await author.flushed(writer)
  const mark = await author.mark(writer)
  const digest = await author.digest(writer)
  await stage.end(author)
  // A server that has run for long holds nothing of it in memory; RxDB's keeps everything there and must go on.
  const serving = stage.engine === 'rxdb' ? server : await restarted(stage, server, port)
  const runs: Figures[] = []
  // The first run is a warm-up.
  for (let run = 0; run <= options.runs; run += 1) {
    const folder = stage.path(`station-${run}`)
    const stations = stage.stations()
    const station = await stations.open(folder, `cold ${run}`)
    const ticket = await serving.ticket()
    const [bytes, startUs] = [loopbackBytes(), nowUs()]
    await stations.connect(station, ticket, false)
    const doneUs = await stations.complete(station, incidents, mark)
    const wire = loopbackBytes() - bytes
    const settledUs = await stations.settled(station)
    if ((await stations.digest(station)) !== digest) throw new Error('the new station holds something else')
    const figures = {
      s: (doneUs - startUs) / 1e6,
      withHistoryS: (settledUs - startUs) / 1e6,
      wireMB: wire / MB,
      stationMB: folderBytes(folder) / MB,
      memoryMB: (await stations.memory()) / MB,
      peakMB: peakBytes(stations.pid) / MB,
      serverMB: folderBytes(stage.path('server')) / MB,
      serverMemoryMB: (await serving.memory()) / MB,
    }
    await stage.end(stations)
    if (run === 0) continue
    const bare = stage.engine === 'fengsui' ? { bareS: await bareRowsS(folder, stage.path(`bare-${run}`)) } : {}
    runs.push({ ...figures, ...bare })
  }
  return runs
}

async function restarted(
  stage: Stage,
  server: Awaited<ReturnType<Stage['server']>>,
  port: number,
): Promise<Awaited<ReturnType<Stage['server']>>> {
  await server.stop()
  await stage.end(server)
  return stage.server('server', port)
}

const { rows, missing, of } = await runEngines(options, measure)
const ours = of('fengsui', 's')
report(
  {
    bench: 'cold-sync',
    rows,
    results: measured({
      timesPouchdb: of('pouchdb', 's') / ours,
      timesRxdb: of('rxdb', 's') / ours,
      timesYjs: of('yjs', 's') / ours,
      // Below 1 the target is out of reach: the bare rows alone take longer.
      bareTimesRxdb: of('rxdb', 's') / of('fengsui', 'bareS'),
      bareTimesPouchdb: of('pouchdb', 's') / of('fengsui', 'bareS'),
    }),
    missing,
  },
  options,
)
