// Real stores for tests: in a folder of their own or in memory, with a clock the test sets.
import { randomBytes } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { must } from '../../../shared/base/assert.ts'
import type { Result } from '../../../shared/base/fault.ts'
import { FaultError } from '../../../shared/base/fault.ts'
import type { OfficerId, RecordId, SpaceId } from '../../../shared/base/ids.ts'
import { asId } from '../../../shared/base/ids.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import type { Change, SealedBytes } from '../../../shared/journal/change.ts'
import type { OpenOptions, OpenedStore } from '../../../station/store/open-store.ts'
import { openStore } from '../../../station/store/open-store.ts'
import type { ReceiveOptions, ReceiveReport, StationStore } from '../../../station/store/station-store.ts'

export const SPACE: SpaceId = asId('test')
export const OFFICER: OfficerId = asId('officer-1')
export const NOW_MS = Date.UTC(2024, 6, 1, 8)

/** The value of a result, or a thrown fault. */
export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new FaultError(result.fault)
  return result.value
}

/** Opens a store; closed when the test ends. */
export async function open(options: Partial<OpenOptions> = {}): Promise<OpenedStore> {
  const opened = value(
    await openStore({
      folder: '',
      memory: options.folder === undefined,
      nowMs: () => NOW_MS,
      random: (count) => new Uint8Array(randomBytes(count)),
      log: () => undefined,
      ...options,
    }),
  )
  onTestFinished(() => opened.store.close())
  return opened
}

/** A store in memory with the space of these tests. */
export async function memoryStore(): Promise<StationStore> {
  const { store } = await open()
  store.ensureSpace(SPACE)
  return store
}

/** Writes one record. */
export function write(store: StationStore, id: string, fields: JsonFields, kind = 'incident', nowMs = NOW_MS): Change {
  const changes = value(store.commit(SPACE, [{ kind, id: rid(id), fields }], { officer: OFFICER, nowMs }))
  return must(changes[0], 'the change just written')
}

export function rid(id: string): RecordId {
  return asId(id)
}

/** Receives as from a server. */
export function take(
  store: StationStore,
  changes: readonly SealedBytes[],
  options: Partial<ReceiveOptions> = {},
): ReceiveReport {
  return value(store.receive(SPACE, changes, [], { nowMs: NOW_MS, agreed: true, historyOnly: false, ...options }))
}
