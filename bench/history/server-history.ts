// A server's journal, in its own folder or in a PostgreSQL database, closed and opened again at every size: changes of one
// station, sealed, checked, durable.
import { random, sha256, signerOf } from '../../server/log/node-crypto.ts'
import { openStore } from '../../server/log/open-store.ts'
import type { Batch, Judge } from '../../server/log/server-log.ts'
import { FaultError, fault, ok } from '../../shared/base/fault.ts'
import type { ChangeId } from '../../shared/base/ids.ts'
import { asId, stationIdOf } from '../../shared/base/ids.ts'
import { makeSeal } from '../../shared/journal/chain.ts'
import type { SealedBytes } from '../../shared/journal/change.ts'
import { NO_PREVIOUS, makeChange } from '../../shared/journal/change.ts'
import { INCIDENT } from '../../shared/model/incident.ts'
import { BENCH_SPACE } from '../lib/bench-store.ts'
import { median } from '../lib/figures.ts'
import { incidentFields } from '../lib/incident-fields.ts'
import { docOf, idOf, updateOf } from '../lib/workload.ts'
import type { History } from './history.ts'
import { LIVE_BATCH, RECORDS, SAMPLES } from './history.ts'

const LOAD_BATCH = 250

/** A station that writes, one seal for each batch. */
class Writer {
  readonly #signer = signerOf(random(32))
  readonly station = stationIdOf(sha256(this.#signer.publicKey))
  readonly publicKey = this.#signer.publicKey
  readonly #heads = new Map<string, ChangeId>()
  #previous: Uint8Array = NO_PREVIOUS
  written = 0

  batch(count: number): Batch {
    const changes = Array.from({ length: count }, () => this.#next())
    const ref = { station: this.station, chain: 1 }
    const seals = [makeSeal(BENCH_SPACE, ref, this.written, this.#previous, this.#signer.sign)]
    return { space: BENCH_SPACE, changes, seals, broughtBy: this.station }
  }

  #next(): SealedBytes {
    const at = this.written
    this.written += 1
    const id = idOf(at % RECORDS)
    const fields = at < RECORDS ? incidentFields(docOf(at)) : updateOf(at % RECORDS, at, 'bench', at)
    const sets = Object.entries({ ...fields }).map(([name, value]) => {
      const head = this.#heads.get(`${id} ${name}`)
      return { name, value, over: head === undefined ? [] : [head] }
    })
    const stamp = { ms: this.written, counter: 0 }
    const head = { space: BENCH_SPACE, station: this.station, chain: 1, seq: this.written, stamp }
    const rest = { officer: asId<never>('bench'), kind: INCIDENT, record: asId<never>(id), previous: this.#previous }
    const change = makeChange({ ...head, ...rest }, { sets }, sha256)
    for (const { name } of sets) this.#heads.set(`${id} ${name}`, change.id)
    this.#previous = change.hash
    return change
  }
}

/** By folder: every journal has a folder of its own, wherever its changes lie. */
const writers = new Map<string, Writer>()

export async function serverHistory(folder: string, store?: string): Promise<History> {
  const opened = await openStore({ folder, store, nowMs: Date.now })
  if (!opened.ok) throw new FaultError(opened.fault)
  const log = opened.value
  const writer = writers.get(folder) ?? new Writer()
  writers.set(folder, writer)
  const judge: Judge = {
    keyOf: (station) =>
      station === writer.station ? ok(writer.publicKey) : { ok: false, fault: fault('stationUnknown', station) },
    isServer: () => false,
    judge: () => undefined,
  }
  const take = async (count: number): Promise<number> => {
    const batch = writer.batch(count)
    const startMs = performance.now()
    const { outcomes } = await log.append([batch], judge, Date.now())
    const tookUs = ((performance.now() - startMs) * 1_000) / count
    if (outcomes.some(({ agreed }) => agreed.length === 0)) throw new Error('a change was not agreed')
    return tookUs
  }
  return {
    async growTo(changes) {
      while (writer.written < changes) await take(Math.min(LOAD_BATCH, changes - writer.written))
    },
    async costs() {
      const receiveUs: number[] = []
      for (let at = 0; at < SAMPLES / LIVE_BATCH; at += 1) receiveUs.push(await take(LIVE_BATCH))
      const commitUs: number[] = []
      for (let at = 0; at < SAMPLES / 4; at += 1) commitUs.push(await take(1))
      return { commitUs: median(commitUs), receiveUs: median(receiveUs) }
    },
    close: () => Promise.resolve(log.close()),
  }
}
