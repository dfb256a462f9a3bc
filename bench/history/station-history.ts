// A station's store on its own folder, closed and opened again at every size.
import { randomBytes } from 'node:crypto'
import { FaultError } from '../../shared/base/fault.ts'
import { asId } from '../../shared/base/ids.ts'
import type { SealedBytes } from '../../shared/journal/change.ts'
import { INCIDENT } from '../../shared/model/incident.ts'
import { openStore } from '../../station/store/open-store.ts'
import { Author } from '../lib/author.ts'
import { BENCH_SPACE } from '../lib/bench-store.ts'
import { median } from '../lib/figures.ts'
import { incidentFields } from '../lib/incident-fields.ts'
import { docOf, idOf, updateOf } from '../lib/workload.ts'
import type { History } from './history.ts'
import { LIVE_BATCH, RECORDS, SAMPLES } from './history.ts'

const LOAD_BATCH = 2_000

interface Writing {
  readonly author: Author
  written: number
}

/** The author lives on while its station is closed and opened. */
const writings = new Map<string, Writing>()

export async function stationHistory(folder: string): Promise<History> {
  const opened = await openStore({
    folder,
    nowMs: Date.now,
    random: (count) => new Uint8Array(randomBytes(count)),
    log: () => undefined,
  })
  if (!opened.ok) throw new FaultError(opened.fault)
  const { store, drainWords } = opened.value
  store.ensureSpace(BENCH_SPACE)
  const writing = writings.get(folder) ?? { author: new Author(BENCH_SPACE), written: 0 }
  writings.set(folder, writing)
  const next = (): SealedBytes => {
    const at = writing.written
    writing.written += 1
    const record = at % RECORDS
    const fields = at < RECORDS ? incidentFields(docOf(at)) : updateOf(record, at, 'bench', at)
    return writing.author.write(idOf(record), { ...fields })
  }
  const receive = (count: number): void => {
    const changes = Array.from({ length: count }, next)
    const taken = store.receive(BENCH_SPACE, changes, [], { nowMs: Date.now(), agreed: true, historyOnly: false })
    if (!taken.ok) throw new FaultError(taken.fault)
    const [bad] = taken.value.bad
    if (bad !== undefined) throw new FaultError(bad)
  }
  const drain = (): void => {
    while (drainWords(50) > 0);
  }
  return {
    growTo(changes) {
      while (writing.written < changes) receive(Math.min(LOAD_BATCH, changes - writing.written))
      drain()
      return Promise.resolve()
    },
    costs() {
      const receiveUs: number[] = []
      for (let at = 0; at < SAMPLES / LIVE_BATCH; at += 1) {
        const startMs = performance.now()
        receive(LIVE_BATCH)
        store.facts(BENCH_SPACE)
        receiveUs.push(((performance.now() - startMs) * 1_000) / LIVE_BATCH)
      }
      drain()
      const commitUs: number[] = []
      for (let at = 0; at < SAMPLES; at += 1) {
        const index = (at * 7_919) % RECORDS
        const fields = { ...updateOf(index, at, 'officer', writing.written + at) }
        const startMs = performance.now()
        const draft = { kind: INCIDENT, id: asId<never>(idOf(index)), fields }
        const done = store.commit(BENCH_SPACE, [draft], { officer: asId('bench'), nowMs: Date.now() })
        if (!done.ok) throw new FaultError(done.fault)
        store.facts(BENCH_SPACE)
        commitUs.push((performance.now() - startMs) * 1_000)
      }
      return Promise.resolve({ commitUs: median(commitUs), receiveUs: median(receiveUs) })
    },
    close() {
      store.close()
      return Promise.resolve()
    },
  }
}
