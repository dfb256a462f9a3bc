// Bench `store`: what taking changes in costs a coordination server's journal, on SQLite and on a
// PostgreSQL of its own (fsync on) or the one FENGSUI_BENCH_STORE names: one change alone, changes of many stations in groups as the hub commits
// them, and two processes' worth of logs on the one database, in one space and in two. Every change is checked, sealed, durable.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { random, sha256, signerOf } from '../server/log/node-crypto.ts'
import { openStore } from '../server/log/open-store.ts'
import type { Batch, Judge, StoreLog } from '../server/log/server-log.ts'
import { toHex } from '../shared/base/bytes.ts'
import { FaultError, fault, ok } from '../shared/base/fault.ts'
import type { SpaceId } from '../shared/base/ids.ts'
import { asId, stationIdOf } from '../shared/base/ids.ts'
import { makeSeal } from '../shared/journal/chain.ts'
import { NO_PREVIOUS, makeChange } from '../shared/journal/change.ts'
import { INCIDENT } from '../shared/model/incident.ts'
import { startPostgres } from '../tools/local-postgres.ts'
import { benchOptions, scaled } from './lib/bench-options.ts'
import { median, quantile } from './lib/figures.ts'
import { incidentFields } from './lib/incident-fields.ts'
import type { Figures, Row } from './lib/report.ts'
import { report } from './lib/report.ts'
import { docOf } from './lib/workload.ts'

const GROUP = 100
const options = benchOptions()
const alone = scaled(300, options.scale, 5)
const groups = scaled(60, options.scale, 2)
const named = process.env['FENGSUI_BENCH_STORE']
const postgres = named === undefined ? await startPostgres({ fsync: true }).catch((error: Error) => error) : undefined
const url = named ?? (postgres instanceof Error ? undefined : await postgres?.database())

/** A station that writes new incidents, one sealed change at a time. */
class Writer {
  readonly #signer = signerOf(random(32))
  readonly #station = stationIdOf(sha256(this.#signer.publicKey))
  readonly #space: SpaceId
  #previous: Uint8Array = NO_PREVIOUS
  #seq = 0

  constructor(space: SpaceId) {
    this.#space = space
    keys.set(this.#station, this.#signer.publicKey)
  }

  batch(): Batch {
    this.#seq += 1
    const ref = { station: this.#station, chain: 1 }
    const head = { space: this.#space, ...ref, seq: this.#seq, stamp: { ms: this.#seq, counter: 0 } }
    const id = `${this.#station}${this.#seq}`
    const sets = Object.entries(incidentFields(docOf(this.#seq))).map(([name, value]) => ({ name, value, over: [] }))
    const rest = { officer: asId<never>('bench'), kind: INCIDENT, record: asId<never>(id), previous: this.#previous }
    const change = makeChange({ ...head, ...rest }, { sets }, sha256)
    this.#previous = change.hash
    const seal = makeSeal(this.#space, ref, this.#seq, change.hash, this.#signer.sign)
    return { space: this.#space, changes: [change], seals: [seal], broughtBy: this.#station }
  }
}

const keys = new Map<string, Uint8Array>()
const judge: Judge = {
  keyOf(station) {
    const key = keys.get(station)
    return key === undefined ? { ok: false, fault: fault('stationUnknown', station) } : ok(key)
  },
  isServer: () => false,
  judge: () => undefined,
}

async function take(log: StoreLog, batches: readonly Batch[]): Promise<number> {
  const startMs = performance.now()
  const { outcomes } = await log.append(batches, judge, Date.now())
  if (outcomes.some(({ agreed }) => agreed.length !== 1)) throw new Error('a change was not agreed')
  return performance.now() - startMs
}

/** Changes per second of logs that commit groups at the same time, each in the space given. */
async function together(logs: readonly StoreLog[], spaces: readonly SpaceId[]): Promise<number> {
  const work = logs.map((log, index) => {
    const writers = Array.from({ length: GROUP }, () => new Writer(spaces[index] ?? asId('none')))
    const rounds = Array.from({ length: groups }, () => writers.map((writer) => writer.batch()))
    return async () => {
      for (const batches of rounds) await take(log, batches)
    }
  })
  const startMs = performance.now()
  await Promise.all(work.map((run) => run()))
  return (logs.length * groups * GROUP) / ((performance.now() - startMs) / 1000)
}

async function measure(store: string | undefined): Promise<Figures> {
  const folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'fengsui-bench-')))
  const logs: StoreLog[] = []
  try {
    for (const folder of store === undefined ? folders.slice(1) : folders) {
      const opened = await openStore({ folder, store, nowMs: Date.now })
      if (!opened.ok) throw new FaultError(opened.fault)
      logs.push(opened.value)
    }
    const space = (): SpaceId => asId(`bench-${toHex(random(6))}`)
    const [one, other] = [space(), space()]
    const [log] = logs
    if (log === undefined) throw new Error('no log')
    const writer = new Writer(one)
    await take(log, [writer.batch()])
    const aloneMs: number[] = []
    for (let at = 0; at < alone; at += 1) aloneMs.push(await take(log, [writer.batch()]))
    const groupedPerS = await together([log], [one])
    const figures = { aloneMs: median(aloneMs), aloneP99Ms: quantile(aloneMs, 0.99), groupedPerS }
    if (logs.length < 2) return figures
    return {
      ...figures,
      twoOneSpacePerS: await together(logs, [one, one]),
      twoTwoSpacesPerS: await together(logs, [one, other]),
    }
  } finally {
    for (const log of logs) await log.close()
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  }
}

const rows: Row[] = []
for (const [name, store] of [
  ['SQLite', undefined],
  ...(url === undefined ? [] : [['PostgreSQL', url] as const]),
] as const) {
  const runs: Figures[] = []
  for (let run = 0; run < options.runs; run += 1) runs.push(await measure(store))
  const names = Object.keys(runs[0] ?? {})
  rows.push({
    name,
    figures: Object.fromEntries(names.map((each) => [each, median(runs.map((run) => run[each] ?? NaN))])),
  })
}
if (postgres !== undefined && !(postgres instanceof Error)) await postgres.end()
const results: Record<string, number> = {}
if (rows.length > 1)
  results['postgresShare'] = (rows[1]?.figures['groupedPerS'] ?? NaN) / (rows[0]?.figures['groupedPerS'] ?? NaN)
report(
  {
    bench: 'store',
    rows,
    results,
    missing: postgres instanceof Error ? [`PostgreSQL: ${postgres.message}`] : [],
  },
  options,
)
