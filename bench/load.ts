// Bench `load`: 1,000 stations on one server and 200 changes a second, some stations slow and some dead; a burst; every cable
// pulled at once; the server killed under them. Beside it, with the same bytes in the same run, a Socket.IO server that only
// passes on. Then 2,000 stations on two servers over one PostgreSQL, of its own (fsync on) or the one FENGSUI_BENCH_STORE names.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../tools/local-postgres.ts'
import { benchOptions, scaled } from './lib/bench-options.ts'
import { median } from './lib/figures.ts'
import type { Figures, Row } from './lib/report.ts'
import { report } from './lib/report.ts'
import { measured } from './lib/run-engines.ts'
import { LoadRun } from './load/load-run.ts'

const options = benchOptions()
const named = process.env['FENGSUI_BENCH_STORE']
const postgres = named === undefined ? await startPostgres({ fsync: true }).catch((error: Error) => error) : undefined
const store = named ?? (postgres instanceof Error ? undefined : await postgres?.database())

const NOTES: Readonly<Record<string, string>> = {
  fengsui: 'journal with synchronous=FULL, every change checked and committed before it is acknowledged',
  plain: 'Socket.IO passes on what it is sent: no journal, no check, nothing after a cut',
  two: 'two servers on one PostgreSQL, half the stations on each',
}

async function measure(name: string): Promise<Row> {
  const stations = scaled(name === 'two' ? 2_000 : 1_000, options.scale, 8)
  const runs: Figures[] = []
  for (let run = 0; run < options.runs; run += 1) {
    const folder = mkdtempSync(join(tmpdir(), 'fengsui-load-'))
    const load = new LoadRun({
      mode: name === 'plain' ? 'plain' : 'fengsui',
      folder,
      stations,
      perS: scaled(200, options.scale, 10),
      seconds: scaled(10, options.scale, 2),
      burst: scaled(2_000, options.scale, 40),
      stores: name === 'two' ? [store, store] : [undefined],
    })
    try {
      runs.push(await load.measure())
    } finally {
      await load.end()
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    }
  }
  const names = Object.keys(runs[0] ?? {})
  const figures = names.map((each) => [each, median(runs.map((figures) => figures[each] ?? Number.NaN))])
  return { name, figures: Object.fromEntries(figures) as Figures, note: NOTES[name] ?? '' }
}

const rows: Row[] = []
const missing: string[] = []
for (const name of ['fengsui', 'plain', ...(store === undefined ? [] : ['two'])]) {
  try {
    rows.push(await measure(name))
  } catch (error) {
    if (name === 'fengsui') throw error
    missing.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
if (postgres instanceof Error) missing.push(`two servers: ${postgres.message}`)
else await postgres?.end()

const of = (name: string, figure: string): number =>
  rows.find((row) => row.name === name)?.figures[figure] ?? Number.NaN
report(
  {
    bench: 'load',
    rows,
    results: measured({
      p99TimesPlain: of('fengsui', 'p99Ms') / of('plain', 'p99Ms'),
      perSTimesPlain: of('fengsui', 'perS') / of('plain', 'perS'),
      lostAcknowledged: of('fengsui', 'lost'),
      twoLostAcknowledged: of('two', 'lost'),
    }),
    missing,
  },
  options,
)
