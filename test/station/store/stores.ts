// Real stores for tests: in a folder of their own or in memory, with a clock the test sets.
import { randomBytes } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { must as there } from '../../../shared/base/assert.ts'
import type { Result } from '../../../shared/base/fault.ts'
import { FaultError } from '../../../shared/base/fault.ts'
import type { OfficerId, RecordId, SpaceId } from '../../../shared/base/ids.ts'
import { asId } from '../../../shared/base/ids.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import type { Change, SealedBytes } from '../../../shared/journal/change.ts'
import { NO_PREVIOUS, makeChange } from '../../../shared/journal/change.ts'
import type { StationDatabase } from '../../../station/store/database.ts'
import { sha256 } from '../../../station/store/node-crypto.ts'
import type { OpenOptions, OpenedStore } from '../../../station/store/open-store.ts'
import { openStore } from '../../../station/store/open-store.ts'
import type { ReceiveOptions, ReceiveReport, StationStore } from '../../../station/store/station-store.ts'

export const SPACE: SpaceId = asId('test')
export const OFFICER: OfficerId = asId('officer-1')
export const NOW_MS = Date.UTC(2024, 6, 1, 8)

/** A value that must be there. */
export function must<T>(given: T | null | undefined): T {
  return there(given, 'what the test needs')
}

/** The value of a result, or a thrown fault. */
export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new FaultError(result.fault)
  return result.value
}

/** What a store is opened with unless a test says otherwise; in memory when no folder is given. */
export function options(given: Partial<OpenOptions> = {}): OpenOptions {
  return {
    folder: '',
    memory: given.folder === undefined,
    nowMs: () => NOW_MS,
    random: (count) => new Uint8Array(randomBytes(count)),
    log: () => undefined,
    ...given,
  }
}

/** Opens a store; closed when the test ends. */
export async function open(given: Partial<OpenOptions> = {}): Promise<OpenedStore> {
  const opened = value(await openStore(options(given)))
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
  return there(changes[0], 'the change just written')
}

export function rid(id: string): RecordId {
  return asId(id)
}

/** Receives as from a server. */
export function take(
  store: StationStore,
  changes: readonly SealedBytes[],
  given: Partial<ReceiveOptions> = {},
): ReceiveReport {
  return value(store.receive(SPACE, changes, [], { nowMs: NOW_MS, agreed: true, historyOnly: false, ...given }))
}

/** One change of a chain made for a test. */
export interface Said {
  readonly kind?: string
  readonly record: string
  readonly fields: JsonFields
}

/** Changes of another station under chain number 9, following `after`. */
export function chain(
  station: string,
  said: readonly Said[],
  space = 'test',
  after: readonly Change[] = [],
  nowMs = NOW_MS,
): Change[] {
  return chainOf(station, 9, said, space, after, nowMs)
}

/** The same under any chain number. */
export function chainOf(
  station: string,
  number: number,
  said: readonly Said[],
  space = 'test',
  after: readonly Change[] = [],
  nowMs = NOW_MS,
): Change[] {
  let previous = after.at(-1)?.hash ?? NO_PREVIOUS
  return said.map(({ kind, record, fields }, index) => {
    const change = makeChange(
      {
        space: asId(space),
        station: asId(station),
        chain: number,
        seq: after.length + index + 1,
        stamp: { ms: nowMs, counter: index },
        officer: asId('officer-9'),
        kind: kind ?? 'incident',
        record: rid(record),
        previous,
      },
      { sets: Object.entries(fields).map(([name, given]) => ({ name, value: given, over: [] })) },
      sha256,
    )
    previous = change.hash
    return change
  })
}

/** Bytes as text, for comparing. */
export function plain({ header, body }: SealedBytes): readonly [string, string] {
  return [Buffer.from(header).toString('hex'), body === null ? '' : Buffer.from(body).toString('hex')]
}

/** The tables as a reader finds them: settled. For SQL that no part of the program asks. */
export function tables(db: StationDatabase): StationDatabase['sqlite'] {
  db.transaction('look', () => undefined)
  return db.sqlite
}
