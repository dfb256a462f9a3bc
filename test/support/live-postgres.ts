// A real PostgreSQL for one test file.
import { afterAll } from 'vitest'
import type { LivePostgres } from '../../tools/local-postgres.ts'
import { startPostgres } from '../../tools/local-postgres.ts'

export type { LivePostgres } from '../../tools/local-postgres.ts'

/** Begins a cluster; it ends with the test file. Call it at the top of a file or in `beforeAll`. */
export async function livePostgres(): Promise<LivePostgres> {
  const cluster = await startPostgres({ fsync: false })
  afterAll(() => cluster.end())
  return cluster
}
