import { Author } from './lib/author.ts'
import { benchOptions, scaled } from './lib/bench-options.ts'
import { BENCH_SPACE, benchStore } from './lib/bench-store.ts'
import { MB, folderBytes } from './lib/disk.ts'
import { median } from './lib/figures.ts'
// Bench `apply`: how many changes a second a station takes in: verified, journalled, merged, with rows, R*Tree and words.
// 10,000 incidents with 5 updates each, in batches of 2,000 as a catching-up station gets them.
import { incidentFields } from './lib/incident-fields.ts'
import type { Figures } from './lib/report.ts'
import { report } from './lib/report.ts'
import { docOf, idOf, seeded, updateOf } from './lib/workload.ts'

const UPDATES = 5
const BATCH = 2_000
const options = benchOptions()
const incidents = scaled(10_000, options.scale, 10)

const author = new Author(BENCH_SPACE)
const random = seeded(1)
const created = Array.from({ length: incidents }, (_, index) => author.write(idOf(index), incidentFields(docOf(index))))
// An update changes what officers change: status and grade, and where it is, so that rows, words and R*Tree all move.
const updated = Array.from({ length: incidents * UPDATES }, (_, at) => {
  const index = at % incidents
  const { status, level } = updateOf(index, 1 + Math.floor(at / incidents), 'bench', 1)
  return author.write(idOf(index), { status, level, position: { lon: 117 + random() * 3, lat: 24 + random() * 3 } })
})

async function measure(): Promise<Figures> {
  const { store, folder, receive, drain, close } = await benchStore(options.encrypted)
  try {
    const startMs = performance.now()
    receive(created, BATCH)
    const newMs = performance.now() - startMs
    receive(updated, BATCH)
    const takenMs = performance.now() - startMs
    drain()
    const allMs = performance.now() - startMs
    if (store.facts(BENCH_SPACE).records !== incidents) throw new Error('records are missing')
    const total = created.length + updated.length
    return {
      changesPerS: total / (allMs / 1000),
      withoutWordsPerS: total / (takenMs / 1000),
      newPerS: created.length / (newMs / 1000),
      updatesPerS: updated.length / ((takenMs - newMs) / 1000),
      wordsMs: allMs - takenMs,
      diskMB: folderBytes(folder) / MB,
    }
  } finally {
    close()
  }
}

await measure()
const runs: Figures[] = []
for (let run = 0; run < options.runs; run += 1) runs.push(await measure())
const figures = Object.fromEntries(
  Object.keys(runs[0] ?? {}).map((name) => [name, median(runs.map((run) => run[name] ?? Number.NaN))]),
)
report(
  {
    bench: 'apply',
    rows: [{ name: `${incidents} incidents, ${created.length + updated.length} changes`, figures }],
    results: { changesPerS: figures['changesPerS'] ?? Number.NaN },
    missing: [],
  },
  options,
)
