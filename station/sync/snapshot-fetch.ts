// A first picture: opened at one position, fetched part by part with a few in flight, resumed after a cut, checked
// against the announced digest by the store.
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import { readFrame } from '../../shared/sync/frame.ts'
import { snapshotRows } from '../../shared/sync/protocol.ts'
import type { SnapshotRow, StationStore } from '../store/station-store.ts'
import type { Connection } from './connection.ts'
import type { SyncPorts } from './ports.ts'
import { nextTurn } from './ports.ts'
import { decompress } from './pull.ts'

const PARTS_IN_FLIGHT = 3
const TRIES = 3

/** Fetches and loads a snapshot of `space`, going on with one begun before; afterwards the store has a cursor. */
export async function fetchSnapshot(
  connection: Connection,
  store: StationStore,
  space: SpaceId,
  ports: SyncPorts,
): Promise<Result<void>> {
  let result: Result<void> = refuse('notFound', 'no snapshot')
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const begun = store.snapshotInProgress(space)
    const opened = begun === undefined || attempt > 0 ? await open(connection, store, space) : ok(undefined)
    if (!opened.ok) return opened
    const loaded = await fetchParts(connection, store, space, ports)
    result = loaded.ok ? store.finishSnapshot(space) : loaded
    if (result.ok) return result
    if (connection.closed) return result
    // The server may have dropped it, or have become another: begin a new one.
    ports.log.warn({ space, fault: result.fault }, 'snapshot did not complete; opening another')
  }
  return result
}

async function open(connection: Connection, store: StationStore, space: SpaceId): Promise<Result<void>> {
  const answer = await connection.request('openSnapshot', { space })
  if (!answer.ok) return answer
  const { epoch, pos, ...header } = answer.value
  store.beginSnapshot(space, { ...header, cursor: { epoch, pos } })
  return ok(undefined)
}

async function fetchParts(
  connection: Connection,
  store: StationStore,
  space: SpaceId,
  ports: SyncPorts,
): Promise<Result<void>> {
  const progress = store.snapshotInProgress(space)
  if (progress === undefined) return refuse('notFound', 'the snapshot is gone')
  const queue = [...progress.missing]
  const { snapshot } = progress.header
  let failed: Result<void> | undefined
  async function worker(): Promise<void> {
    for (let part = queue.shift(); part !== undefined && failed === undefined; part = queue.shift()) {
      const rows = await fetchPart(connection, space, snapshot, part, ports)
      if (!rows.ok) {
        failed = rows
        return
      }
      if (failed !== undefined) return
      store.addSnapshotPart(space, part, rows.value)
      await nextTurn()
    }
  }
  await Promise.all(Array.from({ length: PARTS_IN_FLIGHT }, worker))
  return failed ?? ok(undefined)
}

async function fetchPart(
  connection: Connection,
  space: SpaceId,
  snapshot: string,
  part: number,
  ports: SyncPorts,
): Promise<Result<readonly SnapshotRow[]>> {
  const answer = await connection.request('snapshotPart', { space, snapshot, part })
  if (!answer.ok) return answer
  if (answer.value.part !== part) return refuse('malformed', `part ${answer.value.part} instead of ${part}`)
  const bytes = decompress(answer.value.rows, ports)
  if (!bytes.ok) return bytes
  return readFrame(bytes.value, snapshotRows)
}
