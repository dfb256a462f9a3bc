// The load bench runs, in a tiny size: real servers, real wire, a killed server, and nothing acknowledged that is lost.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { livePostgres } from '../support/live-postgres.ts'

const run = promisify(execFile)
const postgres = await livePostgres()
const RUN = join(import.meta.dirname, '../../bench/run.ts')
const LIMIT_MS = 180_000

interface JsonLine {
  readonly rows: readonly { readonly name: string; readonly figures: Record<string, number | null> }[]
  readonly results: Record<string, number>
}

async function tiny(store: string | undefined): Promise<JsonLine> {
  const { stdout } = await run(process.execPath, [RUN, 'load', '--json', '--scale', '0.01', '--runs', '1'], {
    encoding: 'utf8',
    timeout: LIMIT_MS,
    env: { ...process.env, FENGSUI_BENCH_STORE: store },
  })
  return JSON.parse(stdout) as JsonLine
}

test(
  'load: stations slow and dead, cables pulled, the server killed: what was acknowledged is stored',
  { timeout: LIMIT_MS },
  async () => {
    const { rows, results } = await tiny(undefined)
    expect(rows.map(({ name }) => name)).toEqual(['fengsui', 'plain'])
    const [ours] = rows
    for (const name of ['p99Ms', 'perS', 'herdS', 'killedS']) expect(ours?.figures[name]).toBeGreaterThan(0)
    expect(ours?.figures['acknowledged']).toBeGreaterThan(40)
    expect(results['lostAcknowledged']).toBe(0)
  },
)

test('load: the same on two servers over one PostgreSQL', { timeout: LIMIT_MS }, async () => {
  const { rows, results } = await tiny(await postgres.database())
  expect(rows.map(({ name }) => name)).toEqual(['fengsui', 'plain', 'two'])
  expect(rows[2]?.figures['acknowledged']).toBeGreaterThan(40)
  expect(results['twoLostAcknowledged']).toBe(0)
})
