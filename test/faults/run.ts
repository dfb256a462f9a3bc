// npm run faults -- [--only ID] [--rounds N] [--seed N] [--markdown]: injects every fault of table.ts in real processes and prints
// what was done, how often, what was lost and what an officer sees. Short as it stands; --rounds makes the tests that go by dice
// longer. It is Vitest that runs the tests; the table is made of its report. Ends by itself; 1 when something did not hold.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from '../support/run-tool.ts'
import { lostOf, outcomes, readReport, timesOf } from './outcomes.ts'
import type { Outcome } from './outcomes.ts'
import { FAULTS } from './table.ts'

/** For each round; a run that takes longer has hung. */
const LIMIT_MS = 30 * 60_000

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    rounds: { type: 'string' },
    seed: { type: 'string' },
    markdown: { type: 'boolean', default: false },
  },
})
const rounds = Number(values.rounds ?? 1)
if (!(Number.isInteger(rounds) && rounds >= 1 && rounds <= 1_000))
  throw new Error(`--rounds ${values.rounds}: 1 to 1000`)
for (const id of values.only)
  if (!FAULTS.some((row) => row.id === id))
    throw new Error(`--only ${id}: one of ${FAULTS.map((row) => row.id).join(', ')}`)
const rows = FAULTS.filter(({ id }) => values.only.length === 0 || values.only.includes(id))

const folder = mkdtempSync(join(tmpdir(), 'fengsui-faults-'))
try {
  const found = outcomes(rows, readReport(await runTests(join(folder, 'report.json'))))
  print(found)
  process.exitCode = found.some(({ failed, passed }) => failed > 0 || passed === 0) ? 1 : 0
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Runs the tests of the rows and gives Vitest's report. */
async function runTests(report: string): Promise<string> {
  const proofs = rows.flatMap((row) => row.proofs)
  const files = [...new Set(proofs.map(({ file }) => file))]
  const titles = [...new Set(proofs.map(({ title }) => title.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)))]
  const args = ['run', ...files, '-t', titles.join('|'), '--reporter=json', `--outputFile=${report}`, '--reporter=dot']
  const child = spawn(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), ...args], {
    cwd: ROOT,
    // The table is what is printed; what Vitest says goes beside it.
    stdio: ['ignore', 2, 2],
    env: {
      ...process.env,
      ...(values.rounds === undefined ? {} : { FAULT_ROUNDS: values.rounds }),
      ...(values.seed === undefined ? {} : { FAULT_SEED: values.seed }),
    },
  })
  const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS * rounds)
  await new Promise((resolve) => child.once('close', resolve))
  clearTimeout(limit)
  return readFileSync(report, 'utf8')
}

function print(found: readonly Outcome[]): void {
  for (const one of found) {
    const { row, passed, seconds, notRun } = one
    const [times, lost] = [timesOf(one), lostOf(one)]
    if (values.markdown) {
      console.log(`| ${row.fault} | ${times} | ${lost} | ${row.sees} | \`npm run faults -- --only ${row.id}\` |`)
      continue
    }
    console.log(`${row.id.padEnd(12)} ${row.fault}`)
    console.log(`${''.padEnd(12)} how often: ${times}; ${passed} tests, ${Math.round(seconds)} s`)
    console.log(`${''.padEnd(12)} lost: ${lost}`)
    console.log(`${''.padEnd(12)} the officer sees: ${row.sees}`)
    for (const proof of notRun) console.log(`${''.padEnd(12)} not run here: ${proof}`)
  }
  const wrong = found.filter(({ failed, passed }) => failed > 0 || passed === 0)
  if (values.markdown) return
  console.log(wrong.length === 0 ? 'nothing was lost' : `did not hold: ${wrong.map(({ row }) => row.id).join(', ')}`)
}
