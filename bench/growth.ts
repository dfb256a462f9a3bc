// Bench `growth`: what one change costs a station that holds 1,000, 10,000 and 100,000 incidents. It must stay flat: one
// officer's edit and a change from the server in a small batch, each durable and then settled in the picture's tables, and
// reading one record.
import { FaultError } from '../shared/base/fault.ts'
import { asId } from '../shared/base/ids.ts'
import { INCIDENT } from '../shared/model/incident.ts'
import { Author } from './lib/author.ts'
import { benchOptions, scaled } from './lib/bench-options.ts'
import { BENCH_SPACE, benchStore } from './lib/bench-store.ts'
import { MB, folderBytes } from './lib/disk.ts'
import { median } from './lib/figures.ts'
import { incidentFields } from './lib/incident-fields.ts'
import type { Figures, Row } from './lib/report.ts'
import { report } from './lib/report.ts'
import { docOf, idOf, seeded, updateOf } from './lib/workload.ts'

const LOAD_BATCH = 2_000
const LIVE_BATCH = 20
const options = benchOptions()
const base = scaled(1_000, options.scale, 10)
const samples = scaled(1_000, options.scale, 20)

async function measure(records: number): Promise<Figures> {
  const { store, folder, receive, drain, close } = await benchStore()
  try {
    const author = new Author(BENCH_SPACE)
    const random = seeded(records)
    const loadStartMs = performance.now()
    for (let from = 0; from < records; from += LOAD_BATCH)
      receive(
        Array.from({ length: Math.min(LOAD_BATCH, records - from) }, (_, at) =>
          author.write(idOf(from + at), incidentFields(docOf(from + at))),
        ),
        LOAD_BATCH,
      )
    drain()
    const loadMs = performance.now() - loadStartMs
    const somewhere = (): number => Math.floor(random() * records)
    const changes = Array.from({ length: samples }, (_, at) => {
      const index = somewhere()
      return author.write(idOf(index), { ...updateOf(index, at, 'bench', at + 1) })
    })
    const receiveMs = times(Math.ceil(samples / LIVE_BATCH), (at) => {
      receive(changes.slice(at * LIVE_BATCH, (at + 1) * LIVE_BATCH), LIVE_BATCH)
      store.facts(BENCH_SPACE)
    })
    drain()
    const durableMs: number[] = []
    const commitMs = times(samples, (at) => {
      const startMs = performance.now()
      const index = somewhere()
      const fields = { ...updateOf(index, at, 'officer', samples + at) }
      const draft = { kind: INCIDENT, id: asId<never>(idOf(index)), fields }
      const done = store.commit(BENCH_SPACE, [draft], { officer: asId('bench'), nowMs: Date.now() })
      if (!done.ok) throw new FaultError(done.fault)
      durableMs.push(performance.now() - startMs)
      store.facts(BENCH_SPACE)
    })
    const readMs = times(samples, () => store.read(BENCH_SPACE, INCIDENT, asId(idOf(somewhere()))))
    return {
      durableUs: median(durableMs) * 1000,
      commitUs: median(commitMs) * 1000,
      receiveUs: (median(receiveMs) / LIVE_BATCH) * 1000,
      readUs: median(readMs) * 1000,
      loadPerS: records / (loadMs / 1000),
      diskBytesPerRecord: folderBytes(folder) / records,
      diskMB: folderBytes(folder) / MB,
    }
  } finally {
    close()
  }
}

/** Milliseconds of each call. */
function times(count: number, work: (at: number) => void): readonly number[] {
  return Array.from({ length: count }, (_, at) => {
    const startMs = performance.now()
    work(at)
    return performance.now() - startMs
  })
}

await measure(base)
const rows: Row[] = []
for (const factor of [1, 10, 100]) {
  const runs: Figures[] = []
  for (let run = 0; run < options.runs; run += 1) runs.push(await measure(base * factor))
  const names = Object.keys(runs[0] ?? {})
  const figures = Object.fromEntries(names.map((name) => [name, median(runs.map((run) => run[name] ?? Number.NaN))]))
  rows.push({ name: `${base * factor} records`, figures })
}
const cost = (name: string): number => (rows.at(-1)?.figures[name] ?? NaN) / (rows[0]?.figures[name] ?? NaN)
report(
  {
    bench: 'growth',
    rows,
    results: {
      commitCostTimes: cost('commitUs'),
      receiveCostTimes: cost('receiveUs'),
      readCostTimes: cost('readUs'),
    },
    missing: [],
  },
  options,
)
