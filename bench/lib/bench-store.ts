// A station's store on a folder of its own, for benchmarks of the store alone.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FaultError } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { SealedBytes } from '../../shared/journal/change.ts'
import { openStore } from '../../station/store/open-store.ts'
import type { StationStore } from '../../station/store/station-store.ts'

export const BENCH_SPACE: SpaceId = asId('bench')

export interface BenchStore {
  readonly store: StationStore
  readonly folder: string
  /** Receives as from a server, in batches; throws on anything that was not taken. */
  readonly receive: (changes: readonly SealedBytes[], batch: number) => void
  /** Indexes all words that still wait. */
  readonly drain: () => void
  readonly close: () => void
}

/** A folder of its own, to be removed afterwards. */
export function benchFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'fengsui-bench-'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** A store on a folder of its own; `encrypted`, under a key that passes. */
export async function benchStore(encrypted = false): Promise<BenchStore> {
  const folder = mkdtempSync(join(tmpdir(), 'fengsui-bench-'))
  const opened = await openStore({
    folder,
    nowMs: Date.now,
    random: (count) => new Uint8Array(randomBytes(count)),
    log: () => undefined,
    databaseKey: encrypted ? new Uint8Array(randomBytes(32)) : undefined,
  })
  if (!opened.ok) throw new FaultError(opened.fault)
  const { store, drainWords } = opened.value
  store.ensureSpace(BENCH_SPACE)
  return {
    store,
    folder,
    receive(changes, batch) {
      for (let at = 0; at < changes.length; at += batch) {
        const taken = store.receive(BENCH_SPACE, changes.slice(at, at + batch), [], {
          nowMs: Date.now(),
          agreed: true,
          historyOnly: false,
        })
        if (!taken.ok) throw new FaultError(taken.fault)
        const [bad] = taken.value.bad
        if (bad !== undefined) throw new FaultError(bad)
      }
    },
    drain() {
      while (drainWords(50) > 0);
    },
    close() {
      store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
