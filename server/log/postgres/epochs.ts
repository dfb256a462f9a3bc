// The epoch of a PostgreSQL database, shared by all processes that work on it [SL-8]. A new one is drawn under a lock that no
// commit runs beside, so that every commit is of one epoch.
import type pg from 'pg'
import { toHex } from '../../../shared/base/bytes.ts'
import type { RandomBytes } from '../../../shared/base/ports.ts'
import { drawChain } from '../node-crypto.ts'
import { ask, transaction } from './connection.ts'
import { LOCKS } from './migrate.ts'

export interface EpochNow {
  readonly epoch: string
  readonly restoredAtMs: number
  /** The number of commits of all spaces: what the mark beside a server is compared with. */
  readonly commits: number
}

/** What the database says now. */
export async function readEpoch(on: Pick<pg.ClientBase, 'query'>): Promise<EpochNow> {
  const [row] = await ask<{ epoch: string | null; restored: string | null; commits: number }>(
    on,
    `SELECT (SELECT epoch FROM epoch ORDER BY number DESC LIMIT 1) AS epoch,
       (SELECT value FROM meta WHERE name = 'restoredAtMs') AS restored,
       (SELECT coalesce(sum(version), 0)::bigint FROM space) AS commits`,
  )
  return { epoch: row?.epoch ?? '', restoredAtMs: Number(row?.restored ?? 0), commits: row?.commits ?? 0 }
}

/** True when the database has ever been in this epoch. */
export async function knowsEpoch(pool: pg.Pool, epoch: string): Promise<boolean> {
  return (await ask(pool, 'SELECT 1 FROM epoch WHERE epoch = $1', [epoch])).length > 0
}

/**
 * Draws a new epoch, and new numbers for the server's own chains. When another process has left `from` already, its epoch
 * is taken over instead: both noticed the same.
 */
export function drawEpoch(pool: pg.Pool, from: string, restoredAtMs: number, random: RandomBytes): Promise<EpochNow> {
  return transaction(pool, async (client) => {
    await ask(client, 'SELECT pg_advisory_xact_lock($1)', [LOCKS.epoch])
    const now = await readEpoch(client)
    if (now.epoch !== from && now.restoredAtMs >= restoredAtMs) return now
    await ask(client, 'INSERT INTO epoch (epoch, drawn_ms) VALUES ($1, $2)', [toHex(random(12)), restoredAtMs])
    await ask(
      client,
      `INSERT INTO meta (name, value) VALUES ('restoredAtMs', $1) ON CONFLICT (name) DO UPDATE SET value = $1`,
      [String(restoredAtMs)],
    )
    const spaces = await ask<{ space: number }>(client, 'SELECT space FROM space ORDER BY space FOR UPDATE')
    await ask(
      client,
      `UPDATE space SET own_chain = w.chain, version = version + 1
       FROM unnest($1::int[], $2::bigint[]) AS w (space, chain) WHERE space.space = w.space`,
      [spaces.map(({ space }) => space), spaces.map(() => drawChain(random))],
    )
    return readEpoch(client)
  })
}
