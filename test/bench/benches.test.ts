// Every benchmark runs, in a tiny size: what it measures then means nothing, but that it measures must not break unseen.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const RUN = join(import.meta.dirname, '../../bench/run.ts')
const LIMIT_MS = 60_000

interface JsonLine {
  readonly bench: string
  readonly rows: readonly { readonly name: string; readonly figures: Record<string, number | null> }[]
  readonly results: Record<string, number>
  readonly missing: readonly string[]
}

async function bench(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [RUN, ...args], { encoding: 'utf8', timeout: LIMIT_MS })
  return stdout
}

async function tiny(name: string): Promise<JsonLine> {
  // Without peers: tests need no network.
  const stdout = await bench(name, '--json', '--scale', '0.01', '--runs', '1', '--no-peers')
  const lines = stdout.trimEnd().split('\n')
  expect(lines.length).toBe(1)
  const line = JSON.parse(lines[0] ?? '') as JsonLine
  expect(line.bench).toBe(name)
  return line
}

test('without a name it lists the benchmarks, an unknown name is refused', async () => {
  expect(await bench()).toMatch(/apply.*cold-sync.*fan-out.*catch-up.*growth.*map/s)
  await expect(bench('no-such-bench')).rejects.toMatchObject({ code: 2 })
})

test('desk', { timeout: LIMIT_MS }, async () => {
  const { results } = await tiny('desk')
  for (const name of ['openListMs', 'badgeMs', 'searchMs', 'statisticsMs']) expect(results[name]).toBeGreaterThan(0)
})

test('apply', { timeout: LIMIT_MS }, async () => {
  const { results } = await tiny('apply')
  expect(results['changesPerS']).toBeGreaterThan(0)
})

test('store', { timeout: LIMIT_MS }, async () => {
  const { rows } = await tiny('store')
  expect(rows[0]?.figures['groupedPerS']).toBeGreaterThan(0)
})

test('history', { timeout: LIMIT_MS }, async () => {
  const { rows } = await tiny('history')
  expect(rows).toHaveLength(9)
  for (const { figures } of rows)
    for (const name of ['commitUs', 'receiveUs', 'startMs', 'emptyStartMs']) expect(figures[name]).toBeGreaterThan(0)
})

test('archive', { timeout: LIMIT_MS }, async () => {
  const { rows, results } = await tiny('archive')
  expect(rows).toHaveLength(6)
  for (const figure of Object.values(results)) expect(figure).toBeGreaterThan(0)
})

test('growth', { timeout: LIMIT_MS }, async () => {
  const { rows } = await tiny('growth')
  expect(rows.map(({ name }) => name)).toEqual(['10 records', '100 records', '1000 records'])
})

test.each(['cold-sync', 'fan-out'])('%s', { timeout: LIMIT_MS }, async (name) => {
  const { rows, missing } = await tiny(name)
  expect(rows.map((row) => row.name)).toEqual(['fengsui'])
  for (const figure of Object.values(rows[0]?.figures ?? {})) if (figure !== null) expect(figure).toBeGreaterThan(0)
  expect(missing).toEqual(['peers: left out by --no-peers'])
})

test('catch-up keeps every losing value readable', { timeout: LIMIT_MS }, async () => {
  const { results } = await tiny('catch-up')
  expect(results['losersReadableShare']).toBe(1)
})
