// The engines by name. Peers are loaded only where they are installed.
import type { Engine } from './engine.ts'

export const ENGINE_NAMES = ['fengsui', 'pouchdb', 'rxdb', 'yjs'] as const
export type EngineName = (typeof ENGINE_NAMES)[number]

/** What must be known to compare fairly. */
export const ENGINE_NOTES: Readonly<Record<EngineName, string>> = {
  fengsui: 'SQLite with synchronous=FULL on both ends, server commits before it acknowledges, chains verified',
  pouchdb: 'PouchDB 9 with leveldb, no fsync, batches of 100 (its default), express-pouchdb',
  rxdb: 'RxDB 17, memory storage on both ends: nothing is durable',
  yjs: 'one Y.Doc, y-websocket 3 with y-websocket 2.1 server, y-leveldb without fsync: passed on before stored',
}

/** Loads an engine. */
export async function engineOf(name: EngineName): Promise<Engine> {
  if (name === 'pouchdb') return (await import('./pouchdb.ts')).pouchdb
  if (name === 'rxdb') return (await import('./rxdb.ts')).rxdb
  if (name === 'yjs') return (await import('./yjs.ts')).yjs
  return (await import('./fengsui.ts')).fengsui
}
