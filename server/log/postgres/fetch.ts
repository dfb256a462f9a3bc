// Fetches for a transaction what its work will ask, a few statements for each space.
import type pg from 'pg'
import { toHex } from '../../../shared/base/bytes.ts'
import type { SpaceId, StationId } from '../../../shared/base/ids.ts'
import type { BranchRow, SubjectRow } from '../space-disk.ts'
import type { Queryable } from './connection.ts'
import { ask, toText } from './connection.ts'
import type { LockedSpace, SpaceFront } from './space-front.ts'
import type { FetchedStaged, Sum } from './staging-front.ts'
import type { Wanted, WantedChain } from './wanted.ts'

const BRANCH = 'branch, station, chain, name, parent, base_seq, tip_seq, tip_hash, seal_seq, seal'

/** Locks the rows of spaces against other processes until the transaction ends, in one order for all. */
export function lockSpaces(client: pg.ClientBase, spaces: readonly SpaceId[]): Promise<readonly LockedSpace[]> {
  return ask<LockedSpace & pg.QueryResultRow>(
    client,
    `SELECT space, id, tip, records, digest, own_chain, version, branches, subjects, stamp_ms, stamp_counter,
       EXISTS (SELECT 1 FROM staged WHERE staged.space = space.space) AS waiting
     FROM space WHERE id = ANY ($1) ORDER BY space FOR UPDATE`,
    [spaces],
  )
}

/** All branches of a space, or those another process wrote after `version`. */
export function fetchBranches(on: Queryable, space: number, version = -1): Promise<readonly BranchRow[]> {
  return ask<BranchRow & pg.QueryResultRow>(
    on,
    `SELECT ${BRANCH} FROM branch WHERE space = $1 AND version > $2 ORDER BY branch`,
    [space, version],
  )
}

/** The branches with these numbers. */
export function fetchBranchesOf(on: Queryable, space: number, rows: readonly number[]): Promise<readonly BranchRow[]> {
  return ask<BranchRow & pg.QueryResultRow>(
    on,
    `SELECT ${BRANCH} FROM branch WHERE space = $1 AND branch = ANY ($2::bigint[]) ORDER BY branch`,
    [space, rows],
  )
}

/** What waits of these chains. */
export async function fetchStaged(
  client: pg.ClientBase,
  space: number,
  chains: readonly WantedChain[],
): Promise<readonly FetchedStaged[]> {
  interface Row extends pg.QueryResultRow {
    readonly station: StationId
    readonly chain: number
    readonly seq: number
    readonly staged_ms: number
    readonly brought_by: string
    readonly header: Uint8Array
    readonly body: Uint8Array | null
  }
  const rows = await ask<Row>(
    client,
    `SELECT s.station, s.chain, s.seq, s.staged_ms, s.brought_by, s.header, s.body
     FROM staged s JOIN unnest($2::text[], $3::bigint[]) AS w (station, chain) ON s.station = w.station AND s.chain = w.chain
     WHERE s.space = $1 ORDER BY s.station, s.chain, s.seq`,
    [space, chains.map(({ station }) => toText(station)), chains.map(({ chain }) => chain)],
  )
  return rows.map(({ staged_ms, brought_by, ...row }) => ({
    ...row,
    space,
    stagedMs: staged_ms,
    broughtBy: brought_by,
  }))
}

/** How much these bringers have waiting, in all spaces. */
export function fetchSums(client: pg.ClientBase, bringers: readonly string[]): Promise<readonly Sum[]> {
  return ask<Sum & pg.QueryResultRow>(
    client,
    `SELECT brought_by, count(*) AS changes, sum(length(header) + coalesce(length(body), 0))::bigint AS bytes
     FROM staged WHERE brought_by = ANY ($1) GROUP BY brought_by`,
    [bringers],
  )
}

/** Records, refusals, hashes and standing changes: whatever is wanted and not there yet. */
export async function fetchWanted(client: pg.ClientBase, front: SpaceFront, wanted: Wanted): Promise<void> {
  await fetchSubjects(client, front, wanted)
  await fetchRefusals(client, front, wanted)
  await fetchHashes(client, front, wanted)
  for (const subject of wanted.standing) {
    if (front.foundStanding.has(subject)) continue
    front.foundStanding.set(
      subject,
      await ask(
        client,
        'SELECT pos, header, body FROM journal WHERE space = $1 AND subject = $2 AND NOT refused ORDER BY pos',
        [front.space, subject],
      ),
    )
  }
}

async function fetchSubjects(client: pg.ClientBase, front: SpaceFront, wanted: Wanted): Promise<void> {
  const keys = [...wanted.subjects].filter(([name]) => !front.foundSubjects.has(name))
  if (keys.length === 0) return
  for (const [name] of keys) front.foundSubjects.set(name, undefined)
  const rows = await ask<SubjectRow & { readonly key: Uint8Array }>(
    client,
    'SELECT key, subject, digest, state FROM subject WHERE space = $1 AND key = ANY ($2::bytea[])',
    [front.space, keys.map(([, key]) => Buffer.from(key))],
  )
  for (const row of rows) front.foundSubjects.set(toHex(row.key), row)
}

async function fetchRefusals(client: pg.ClientBase, front: SpaceFront, wanted: Wanted): Promise<void> {
  const changes = [...wanted.refusals].filter((change) => !front.foundRefusals.has(change))
  if (changes.length === 0) return
  for (const change of changes) front.foundRefusals.set(change, undefined)
  const rows = await ask<{ change: string; fault: string }>(
    client,
    'SELECT change, fault FROM refusal WHERE space = $1 AND change = ANY ($2)',
    [front.space, changes],
  )
  for (const { change, fault } of rows) front.foundRefusals.set(change, fault)
}

async function fetchHashes(client: pg.ClientBase, front: SpaceFront, wanted: Wanted): Promise<void> {
  const ranges = [...wanted.hashes]
  if (ranges.length === 0) return
  for (const [branch, { from, to }] of ranges) {
    const known = front.hashRanges.get(branch) ?? { from, to }
    front.hashRanges.set(branch, { from: Math.min(known.from, from), to: Math.max(known.to, to) })
  }
  const all = ranges.map(([branch]) => [branch, front.hashRanges.get(branch)] as const)
  const rows = await ask<{ branch: number; seq: number; hash: Uint8Array }>(
    client,
    `SELECT j.branch, j.seq, sha256(j.header) AS hash
     FROM unnest($2::bigint[], $3::bigint[], $4::bigint[]) AS w (branch, low, high)
     JOIN journal j ON j.space = $1 AND j.branch = w.branch AND j.seq BETWEEN w.low AND w.high`,
    [
      front.space,
      all.map(([branch]) => branch),
      all.map(([, range]) => range?.from ?? 0),
      all.map(([, range]) => range?.to ?? 0),
    ],
  )
  for (const { branch, seq, hash } of rows) front.foundHashes.set(`${branch} ${seq}`, hash)
}
