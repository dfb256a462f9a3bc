// Do we see what the server sees? Digests are compared at equal positions; a difference is told, narrowed down to the
// records concerned, and healed from the server's history of them [SY-21].
import { sameBytes } from '../../shared/base/bytes.ts'
import type { Result } from '../../shared/base/fault.ts'
import { ok } from '../../shared/base/fault.ts'
import type { RecordId, SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { SealedBytes } from '../../shared/journal/change.ts'
import { pairChanges } from '../../shared/sync/frame.ts'
import type { StationStore, TouchedRecord } from '../store/station-store.ts'
import type { Connection } from './connection.ts'
import type { SyncPorts } from './ports.ts'
import { nextTurn } from './ports.ts'

export type CheckOutcome =
  | { readonly outcome: 'same' }
  /** Positions differ or changes wait: nothing can be said now but where the server is. */
  | { readonly outcome: 'unsure'; readonly epoch: string; readonly pos: number }
  | { readonly outcome: 'differs'; readonly records: number }

/** Compares once; when pictures differ, heals what it can and says how many records differed. */
export async function checkPicture(
  connection: Connection,
  store: StationStore,
  space: SpaceId,
  ports: SyncPorts,
): Promise<Result<CheckOutcome>> {
  const answer = await connection.request('check', { space })
  if (!answer.ok) return answer
  const { epoch, pos } = answer.value
  if (!comparable(store, space, answer.value)) return ok({ outcome: 'unsure', epoch, pos })
  if (sameBytes(store.facts(space).digest, answer.value.digest)) return ok({ outcome: 'same' })

  const differing = await differingRecords(connection, store, space)
  if (!differing.ok) return differing
  if (differing.value === undefined) return ok({ outcome: 'unsure', epoch, pos })
  for (const record of differing.value) {
    const healed = await refoldFromServer(connection, store, space, record)
    if (!healed.ok) return healed
    if (connection.closed) break
    await nextTurn()
  }
  ports.log.warn({ space, records: differing.value.slice(0, 20), count: differing.value.length }, 'pictures differed')
  return ok({ outcome: 'differs', records: differing.value.length })
}

/** Folds a record again from all its changes, those here and those the server has. */
export async function refoldFromServer(
  connection: Connection,
  store: StationStore,
  space: SpaceId,
  record: TouchedRecord,
): Promise<Result<void>> {
  const changes: SealedBytes[] = []
  for (let after = 0; ;) {
    const answer = await connection.request('history', { space, kind: record.kind, record: record.id, after })
    if (!answer.ok) return answer
    const pairs = pairChanges(answer.value.changes)
    if (!pairs.ok) return pairs
    changes.push(...pairs.value)
    const last = answer.value.positions.at(-1)
    if (!answer.value.more || last === undefined || last <= after) break
    after = last
  }
  return store.refold(space, record, changes)
}

function comparable(
  store: StationStore,
  space: SpaceId,
  server: { readonly epoch: string; readonly pos: number },
): boolean {
  const { cursor, waiting, snapshot } = store.facts(space)
  const isSettled = waiting === 0 && snapshot === null && mayRefold(store, space, server.epoch)
  return isSettled && cursor?.epoch === server.epoch && cursor.pos === server.pos
}

/**
 * False while the journal below a snapshot is missing here and this server is not the one that gave the snapshot: it may lack
 * the very changes that are missing, and a record folded again without them would lose their values.
 */
export function mayRefold(store: StationStore, space: SpaceId, epoch: string): boolean {
  const missing = store.backfillWanted(space)
  return missing === undefined || missing.epoch === epoch
}

/** Undefined when the pictures moved on meanwhile. */
async function differingRecords(
  connection: Connection,
  store: StationStore,
  space: SpaceId,
): Promise<Result<readonly TouchedRecord[] | undefined>> {
  const theirs = await connection.request('buckets', { space })
  if (!theirs.ok) return theirs
  if (!comparable(store, space, theirs.value)) return ok(undefined)
  const ours = store.buckets(space)
  const different = theirs.value.buckets.flatMap((sum, index) =>
    sameBytes(sum, ours[index] ?? new Uint8Array(32)) ? [] : [index],
  )
  const records: TouchedRecord[] = []
  for (const bucket of different) {
    const answer = await connection.request('bucket', { space, bucket })
    if (!answer.ok) return answer
    if (!comparable(store, space, answer.value)) return ok(undefined)
    records.push(...differenceOf(store.bucket(space, bucket), answer.value.records))
  }
  return ok(records)
}

type BucketRow = readonly [string, string, Uint8Array]

function differenceOf(ours: readonly BucketRow[], theirs: readonly BucketRow[]): readonly TouchedRecord[] {
  const own = new Map(ours.map(([kind, id, digest]) => [`${kind}\n${id}`, digest]))
  const records: TouchedRecord[] = []
  for (const [kind, id, digest] of theirs) {
    const key = `${kind}\n${id}`
    const known = own.get(key)
    own.delete(key)
    if (known === undefined || !sameBytes(known, digest)) records.push({ kind, id: asId<RecordId>(id) })
  }
  for (const key of own.keys()) {
    const cut = key.indexOf('\n')
    records.push({ kind: key.slice(0, cut), id: asId<RecordId>(key.slice(cut + 1)) })
  }
  return records
}
