// A real store with a real sync client, without engine or window: what the tests of the wire drive.
import { randomBytes } from 'node:crypto'
import { zstdDecompressSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import type { RecordId, SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Json } from '../../shared/base/json.ts'
import type { AmbientRow, Topic } from '../../shared/model/ambient.ts'
import { AmbientBook } from '../../station/query/ambient-book.ts'
import { openStore } from '../../station/store/open-store.ts'
import type { StationStore } from '../../station/store/station-store.ts'
import type { LinkStatus, OpenSocket, SyncNotice } from '../../station/sync/ports.ts'
import { SyncClient } from '../../station/sync/sync-client.ts'
import { sha256, verifySignature } from './shared-crypto.ts'

export const FUJIAN: SpaceId = asId('fujian')

export interface SyncStation {
  readonly folder: string
  readonly store: StationStore
  readonly client: SyncClient
  readonly notices: SyncNotice[]
  readonly differs: Map<string, boolean>
  /** Commits fields of a record; the change ids. */
  write(
    kind: string,
    record: string,
    fields: { readonly [name: string]: Json },
    officer?: string,
    space?: SpaceId,
  ): readonly string[]
  /** Resolves when `holds` is true; looked at after every commit, status change and notice. */
  until(holds: () => boolean, what?: string): Promise<void>
  status(): LinkStatus
  /** Rows that are no journal, as the station heard them. */
  ambient(topic: Topic, space: SpaceId): readonly AmbientRow<Topic>[]
  /** Ends client and store; the folder stays. */
  stop(): Promise<void>
}

const UNTIL_LIMIT_MS = 15_000

export interface SyncStationOptions {
  readonly folder: string
  readonly servers: readonly string[]
  readonly name?: string
  readonly checkEveryMs?: number
  /** How wrong this machine's clock is. */
  readonly clockShiftMs?: number
  readonly chance?: () => number
  /** Another way to connect. */
  readonly openSocket?: OpenSocket
}

/** Opens a station on a folder and begins linking. Stopped when the test ends. */
export async function syncStation(options: SyncStationOptions): Promise<SyncStation> {
  const nowMs = (): number => Date.now() + (options.clockShiftMs ?? 0)
  const random = (count: number): Uint8Array => new Uint8Array(randomBytes(count))
  const opened = await openStore({ folder: options.folder, nowMs, random, log: () => undefined })
  if (!opened.ok) throw new Error(`${opened.fault.kind}: ${opened.fault.message}`)
  const { store } = opened.value
  const notices: SyncNotice[] = []
  const differs = new Map<string, boolean>()
  const ambient = new AmbientBook()
  const looks = new Set<() => void>()
  const look = (): void => {
    for (const one of [...looks]) one()
  }
  const client = new SyncClient({
    store,
    ports: {
      nowMs,
      random,
      chance: options.chance ?? Math.random,
      sha256,
      verify: verifySignature,
      unzstd: (bytes, maxBytes) => new Uint8Array(zstdDecompressSync(bytes, { maxOutputLength: maxBytes })),
      log: { info: () => undefined, warn: () => undefined },
    },
    software: 'test',
    stationName: () => options.name ?? 'test station',
    servers: options.servers,
    ...(options.checkEveryMs === undefined ? {} : { checkEveryMs: options.checkEveryMs }),
    ...(options.openSocket === undefined ? {} : { openSocket: options.openSocket }),
    onStatus: look,
    onNotice(notice) {
      notices.push(notice)
      look()
    },
    onAmbient(event) {
      ambient.take(event)
      look()
    },
    onDiffers(space, value) {
      differs.set(space, value)
      look()
    },
  })
  const stopTouched = store.onTouched(look)
  store.ensureSpace(FUJIAN)
  client.start()
  let stopped = false
  const stop = async (): Promise<void> => {
    if (stopped) return
    stopped = true
    await client.stop()
    stopTouched()
    store.close()
  }
  onTestFinished(stop)

  return {
    folder: options.folder,
    store,
    client,
    notices,
    differs,
    write(kind, record, fields, officer = '', space = FUJIAN) {
      const drafts = [{ kind, id: asId<RecordId>(record), fields }]
      const committed = store.commit(space, drafts, { officer: asId(officer), nowMs: nowMs() })
      if (!committed.ok) throw new Error(`${committed.fault.kind}: ${committed.fault.message}`)
      return committed.value.map((change) => change.id)
    },
    until: (holds, what = String(holds)) =>
      new Promise((resolve, reject) => {
        const limit = setTimeout(() => finish(() => reject(new Error(`never came true: ${what}`))), UNTIL_LIMIT_MS)
        // Facts that change without a commit (a cursor) are looked at now and then as well.
        const again = setInterval(() => once(), 100)
        const finish = (then: () => void): void => {
          clearTimeout(limit)
          clearInterval(again)
          looks.delete(once)
          then()
        }
        const once = (): void => {
          if (stopped) finish(() => reject(new Error(`stopped before it came true: ${what}`)))
          else if (holds()) finish(resolve)
        }
        looks.add(once)
        once()
      }),
    status: () => client.status,
    ambient: (topic, space) => [...ambient.ids(topic, space)].flatMap((id) => ambient.row(topic, space, id) ?? []),
    stop,
  }
}
