// The load bench runs, in a tiny size: real servers, real wire, a killed server, and nothing acknowledged that is lost.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const RUN = join(import.meta.dirname, '../../bench/run.ts')
const LIMIT_MS = 180_000

interface JsonLine {
  readonly rows: readonly { readonly name: string; readonly figures: Record<string, number | null> }[]
  readonly results: Record<string, number>
}

async function tiny(): Promise<JsonLine> {
  const { stdout } = await run(process.execPath, [RUN, 'load', '--json', '--scale', '0.01', '--runs', '1'], {
    encoding: 'utf8',
    timeout: LIMIT_MS,
  })
  return JSON.parse(stdout) as JsonLine
}

test(
  'load: stations slow and dead, cables pulled, servers killed, on one server and on two over one PostgreSQL: what was acknowledged is stored',
  { timeout: LIMIT_MS },
  async () => {
    const { rows, results } = await tiny()
    expect(rows.map(({ name }) => name)).toEqual(['fengsui', 'plain', 'two'])
    const [ours, , two] = rows
    for (const name of ['p99Ms', 'perS', 'herdS', 'killedS']) expect(ours?.figures[name]).toBeGreaterThan(0)
    for (const row of [ours, two]) expect(row?.figures['acknowledged']).toBeGreaterThan(40)
    expect(results).toMatchObject({ lostAcknowledged: 0, twoLostAcknowledged: 0 })
  },
)
