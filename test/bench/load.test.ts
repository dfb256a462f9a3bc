// The load bench runs, in a tiny size: real servers, real wire, a killed server, and nothing acknowledged that is lost.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const RUN = join(import.meta.dirname, '../../bench/run.ts')
const LIMIT_MS = 90_000

interface JsonLine {
  readonly rows: readonly { readonly name: string; readonly figures: Record<string, number | null> }[]
  readonly results: Record<string, number>
}

test(
  'load: stations slow and dead, cables pulled, the server killed: what was acknowledged is stored',
  { timeout: LIMIT_MS },
  async () => {
    const { stdout } = await run(process.execPath, [RUN, 'load', '--json', '--scale', '0.01', '--runs', '1'], {
      encoding: 'utf8',
      timeout: LIMIT_MS,
      // Without the two servers on PostgreSQL: a test needs no database of somebody.
      env: { ...process.env, FENGSUI_BENCH_STORE: undefined },
    })
    const { rows, results } = JSON.parse(stdout) as JsonLine
    expect(rows.map(({ name }) => name)).toEqual(['fengsui', 'plain'])
    const [ours] = rows
    for (const name of ['p99Ms', 'perS', 'herdS', 'killedS']) expect(ours?.figures[name]).toBeGreaterThan(0)
    expect(ours?.figures['acknowledged']).toBeGreaterThan(40)
    expect(results['lostAcknowledged']).toBe(0)
  },
)
