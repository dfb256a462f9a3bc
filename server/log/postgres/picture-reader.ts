// A picture in PostgreSQL at one position: one transaction that sees the database as it was when it began.
import type pg from 'pg'
import type { SpaceId } from '../../../shared/base/ids.ts'
import { emptyDigest } from '../../../shared/journal/picture-code.ts'
import { branchOf, sealOf, tipOf } from '../chain-table.ts'
import type { PictureReader } from '../snapshot-files.ts'
import { ask, connect, fromText, refusalOf, toText } from './connection.ts'
import { fetchBranches } from './fetch.ts'

/** Opens the picture of a space as it is now. */
export async function openPostgresPicture(pool: pg.Pool, space: SpaceId): Promise<PictureReader> {
  const client = await connect(pool)
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const [at] = await ask<{ space: number; tip: number; records: number; digest: Uint8Array }>(
      client,
      'SELECT space, tip, records, digest FROM space WHERE id = $1',
      [toText(space)],
    )
    const number = at?.space ?? -1
    const branches = (await fetchBranches(client, number)).map(branchOf)
    return {
      tip: at?.tip ?? 0,
      records: at?.records ?? 0,
      digest: at?.digest ?? emptyDigest(),
      tips: branches.map(tipOf),
      seals: branches.flatMap(sealOf),
      async slice(after, limit) {
        const rows = await ask<{ subject: number; kind: string; id: string; state: string; digest: Uint8Array }>(
          client,
          `SELECT subject, kind, id, state, digest FROM subject
           WHERE space = $1 AND subject > $2 AND digest IS NOT NULL ORDER BY subject LIMIT $3`,
          [number, after, limit],
        )
        return rows.map(({ subject, kind, id, state, digest }) => [
          subject,
          fromText(kind),
          fromText(id),
          state,
          digest,
        ])
      },
      async close() {
        await client.query('ROLLBACK').then(
          () => client.release(),
          () => client.release(true),
        )
      },
    }
  } catch (error) {
    client.release(true)
    throw refusalOf(error)
  }
}
