// The access store alone, for a command beside a running server.
import { AccessStore } from './access-store.ts'
import { openSqlite } from './database.ts'

/** Opens the database of a server that has run; the caller closes it. */
export function openAccessStore(path: string): { readonly access: AccessStore; readonly close: () => void } {
  const sqlite = openSqlite(path)
  return { access: new AccessStore(sqlite), close: () => sqlite.close() }
}
