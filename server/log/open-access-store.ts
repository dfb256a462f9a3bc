// The access book alone, for a command beside a running server.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fromHex } from '../../shared/base/bytes.ts'
import type { Result } from '../../shared/base/fault.ts'
import { FaultError, ok, refuse } from '../../shared/base/fault.ts'
import type { StationId } from '../../shared/base/ids.ts'
import { stationIdOf } from '../../shared/base/ids.ts'
import type { AccessBook } from './access-book.ts'
import { AccessStore } from './access-store.ts'
import { DATABASE_FILE } from './database-check.ts'
import { openSqlite } from './database.ts'
import { sha256, signerOf } from './node-crypto.ts'
import { ask, openPool, shownUrl } from './postgres/connection.ts'
import { PostgresAccess } from './postgres/postgres-access.ts'

export interface OpenAccess {
  readonly access: AccessBook
  /** Who the server is. */
  readonly server: StationId
  /** Signs as the server. */
  readonly sign: (message: Uint8Array) => Uint8Array
  readonly close: () => Promise<void>
}

/** Opens what a server that has run keeps of access, in a folder or a PostgreSQL database; the caller closes it. */
export async function openAccessStore(folder: string, store: string | undefined): Promise<Result<OpenAccess>> {
  if (store !== undefined) return openPostgres(store)
  const path = join(folder, DATABASE_FILE)
  if (!existsSync(path)) return refuse('notFound', `no server has run on ${folder} yet`, { folder })
  const sqlite = openSqlite(path)
  const kept = sqlite.prepare<[], { value: Uint8Array }>("SELECT value FROM meta WHERE name = 'seed'").get()
  if (kept === undefined) {
    sqlite.close()
    return refuse('notFound', `no server has run on ${folder} yet`, { folder })
  }
  return ok({ access: new AccessStore(sqlite), ...selfOf(kept.value), close: async () => void sqlite.close() })
}

async function openPostgres(url: string): Promise<Result<OpenAccess>> {
  const pool = openPool(url)
  try {
    const [there] = await ask<{ form: string | null }>(pool, "SELECT to_regclass('fengsui_form')::text AS form")
    const [kept] =
      there === undefined || there.form === null
        ? []
        : await ask<{ value: string }>(pool, "SELECT value FROM meta WHERE name = 'seed'")
    const seed = kept === undefined ? undefined : fromHex(kept.value)
    if (seed !== undefined) return ok({ access: new PostgresAccess(pool), ...selfOf(seed), close: () => pool.end() })
    await pool.end()
    return refuse('notFound', `no server has run on ${shownUrl(url)} yet`)
  } catch (error) {
    await pool.end()
    if (error instanceof FaultError) return { ok: false, fault: error.fault }
    throw error
  }
}

function selfOf(seed: Uint8Array): Pick<OpenAccess, 'server' | 'sign'> {
  const { publicKey, sign } = signerOf(seed)
  return { server: stationIdOf(sha256(publicKey)), sign }
}
