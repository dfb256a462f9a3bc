// Bench `catch-up`: station A is cut off and makes 2,000 edits, B makes 2,000 meanwhile, 200 of them to the same documents.
// From the moment A is linked again: until both have everything, and how many of the losing values can still be read.
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../tools/free-port.ts'
import { benchOptions, scaled } from './lib/bench-options.ts'
import { MB, folderBytes, loopbackBytes } from './lib/disk.ts'
import { nowUs } from './lib/figures.ts'
import type { Figures } from './lib/report.ts'
import { report } from './lib/report.ts'
import { measured, runEngines } from './lib/run-engines.ts'
import type { Stage } from './lib/stage.ts'

const options = benchOptions()
const documents = scaled(5_000, options.scale, 50)
const edits = scaled(2_000, options.scale, 20)
const both = scaled(200, options.scale, 2)
const SAME_LIMIT_MS = 60_000

async function measureOnce(stage: Stage, run: number): Promise<Figures> {
  const server = await stage.server(`server-${run}`, await freePort())
  const [a, b] = [stage.stations(), stage.stations()]
  const atB = await b.open(stage.path(`b-${run}`), 'B')
  await b.connect(atB, await server.ticket(), true)
  await b.seed(atB, 0, documents, 0)
  await b.flushed(atB)
  const atA = await a.open(stage.path(`a-${run}`), 'A')
  await a.connect(atA, await server.ticket(), true)
  await a.complete(atA, documents, await b.mark(atB))
  await a.settled(atA)
  await a.disconnect(atA)
  const bFrom = edits - both
  await a.edit(atA, 0, edits, 'A', 2)
  await b.edit(atB, bFrom, bFrom + edits, 'B', 3)
  await b.flushed(atB)
  // What nobody contradicts must arrive; of the others each engine shows the one it prefers.
  await a.want({ from: edits, to: bFrom + edits, editor: 'B' })
  await b.want({ from: 0, to: bFrom, editor: 'A' })
  const [bytes, startUs] = [loopbackBytes(), nowUs()]
  await a.reconnect(atA)
  const arrived = (await Promise.all([a.arrived(), b.arrived()])).flat()
  await same(
    () => a.digest(atA),
    () => b.digest(atB),
  )
  const sameUs = nowUs()
  const losers = await Promise.all([a.losersReadable(atA, bFrom, edits), b.losersReadable(atB, bFrom, edits)])
  const figures = {
    s: (Math.max(...arrived.map(({ lastUs }) => lastUs)) - startUs) / 1e6,
    sameS: (sameUs - startUs) / 1e6,
    losersReadable: Math.min(...losers),
    wireMB: (loopbackBytes() - bytes) / MB,
    stationMB: folderBytes(stage.path(`a-${run}`)) / MB,
    serverMB: folderBytes(stage.path(`server-${run}`)) / MB,
    serverMemoryMB: (await server.memory()) / MB,
  }
  for (const process of [a, b, server]) await stage.end(process)
  return figures
}

/** Waits until both stations hold the same. */
async function same(first: () => Promise<string>, second: () => Promise<string>): Promise<void> {
  for (const startUs = nowUs(); ; await pause(20)) {
    const [one, other] = await Promise.all([first(), second()])
    if (one === other) return
    if (nowUs() - startUs > SAME_LIMIT_MS * 1000) throw new Error('the stations never came to hold the same')
  }
}

const { rows, missing, of } = await runEngines(options, async (stage) => {
  const runs: Figures[] = []
  for (let run = 0; run < options.runs; run += 1) runs.push(await measureOnce(stage, run))
  return runs
})
report(
  {
    bench: 'catch-up',
    rows,
    results: measured({
      timesYjs: of('yjs', 's') / of('fengsui', 's'),
      timesRxdb: of('rxdb', 's') / of('fengsui', 's'),
      timesPouchdb: of('pouchdb', 's') / of('fengsui', 's'),
      losersReadableShare: of('fengsui', 'losersReadable') / both,
    }),
    missing,
  },
  options,
)
