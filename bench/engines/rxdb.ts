// RxDB 17, the free memory storage on both ends and its replication-websocket plugin. Nothing is durable: the free SQLite
// storage is a trial of 500 documents.
import { setTimeout as pause } from 'node:timers/promises'
import { contentDigest } from '../lib/content-digest.ts'
import type { Doc, Update } from '../lib/workload.ts'
import { docOf, idOf, indexOf, updateOf } from '../lib/workload.ts'
import type { Engine, EngineServer, EngineStation, Seen, Ticket } from './engine.ts'
import { loadPeer } from './load-peer.ts'

const SEED_BATCH = 500
const TEXT = { type: 'string' }
const NUMBER = { type: 'number' }
const SCHEMA = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 40 },
    title: TEXT,
    category: TEXT,
    level: NUMBER,
    lat: NUMBER,
    lon: NUMBER,
    status: TEXT,
    createdAt: TEXT,
    updatedAt: TEXT,
    reporter: TEXT,
    description: TEXT,
    note: TEXT,
    editor: TEXT,
    n: NUMBER,
    t: NUMBER,
  },
}

interface RxDocument {
  toJSON(): Doc
  incrementalPatch(patch: Update): Promise<unknown>
}
interface RxCollection {
  readonly $: { subscribe(listener: (event: { readonly documentData: Doc }) => void): unknown }
  count(): { exec(): Promise<number> }
  find(): { exec(): Promise<readonly RxDocument[]> }
  findOne(id: string): { exec(): Promise<RxDocument | null> }
  bulkUpsert(docs: readonly Doc[]): Promise<{ readonly error?: readonly unknown[] }>
}
interface RxDatabase {
  addCollections(given: object): Promise<{ readonly inc: RxCollection }>
  close(): Promise<unknown>
}
interface RxReplication {
  awaitInitialReplication(): Promise<unknown>
  awaitInSync(): Promise<unknown>
  cancel(): Promise<unknown>
}
interface WebsocketPlugin {
  startWebsocketServer(options: object): { close(): unknown }
  replicateWithWebsocketServer(options: object): Promise<RxReplication>
}

async function openDatabase(
  name: string,
): Promise<{ readonly database: RxDatabase; readonly collection: RxCollection }> {
  const { createRxDatabase } = loadPeer<{ createRxDatabase: (options: object) => Promise<RxDatabase> }>('rxdb')
  const { getRxStorageMemory } = loadPeer<{ getRxStorageMemory: () => unknown }>('rxdb/plugins/storage-memory')
  const database = await createRxDatabase({
    name,
    storage: getRxStorageMemory(),
    multiInstance: false,
    eventReduce: true,
  })
  const { inc } = await database.addCollections({ inc: { schema: SCHEMA } })
  return { database, collection: inc }
}

function plugin(): WebsocketPlugin {
  return loadPeer<WebsocketPlugin>('rxdb/plugins/replication-websocket')
}

class RxStation implements EngineStation {
  readonly #database: RxDatabase
  readonly #docs: RxCollection
  #address = ''
  #replication: RxReplication | undefined

  constructor(database: RxDatabase, docs: RxCollection, onSeen: (seen: Seen) => void) {
    this.#database = database
    this.#docs = docs
    docs.$.subscribe(({ documentData: { id, n, t, editor } }) => onSeen({ index: indexOf(id), n, t, editor }))
  }

  async connect({ address }: Ticket, writer: boolean): Promise<void> {
    this.#address = address
    await this.reconnect()
    if (!writer) await this.#replication?.awaitInitialReplication()
  }

  async disconnect(): Promise<void> {
    await this.#replication?.cancel()
    await pause(100)
  }

  async reconnect(): Promise<void> {
    this.#replication = await plugin().replicateWithWebsocketServer({
      collection: this.#docs,
      url: this.#address,
      replicationIdentifier: 'bench',
      live: true,
      batchSize: 100,
    })
  }

  mark(): null {
    return null
  }

  async complete(count: number): Promise<void> {
    while ((await this.#docs.count().exec()) < count) await pause(10)
  }

  async seed(from: number, to: number, updates: number): Promise<void> {
    let docs: Doc[] = []
    for (let index = from; index < to; index += 1) docs.push(docOf(index))
    for (let round = 0; round <= updates; round += 1) {
      if (round > 0) docs = docs.map((doc) => ({ ...doc, ...updateOf(indexOf(doc.id), round, 'seed', round) }))
      for (let start = 0; start < docs.length; start += SEED_BATCH) {
        const { error } = await this.#docs.bulkUpsert(docs.slice(start, start + SEED_BATCH))
        if (error !== undefined && error.length > 0) throw new Error(`${error.length} documents were not written`)
      }
    }
  }

  async put(index: number, update: Update): Promise<void> {
    const doc = await this.#docs.findOne(idOf(index)).exec()
    await doc?.incrementalPatch(update)
  }

  async flushed(): Promise<void> {
    await this.#replication?.awaitInSync()
  }

  async digest(): Promise<string> {
    return contentDigest(await this.#all())
  }

  async losersReadable(from: number, to: number): Promise<number> {
    const all = JSON.stringify(await this.#all())
    let readable = 0
    for (let index = from; index < to; index += 1)
      if (all.includes(updateOf(index, 2, 'A', 1).note) && all.includes(updateOf(index, 3, 'B', 1).note)) readable += 1
    return readable
  }

  settled(): Promise<void> {
    return Promise.resolve()
  }

  async close(): Promise<void> {
    await this.disconnect()
    await this.#database.close()
  }

  async #all(): Promise<readonly Doc[]> {
    return (await this.#docs.find().exec()).map((doc) => doc.toJSON())
  }
}

async function openServer(_folder: string, port: number): Promise<EngineServer> {
  const { database } = await openDatabase(`server${port}`)
  const running = plugin().startWebsocketServer({ database, port, host: '127.0.0.1' })
  return {
    ticket: () => ({ address: `ws://127.0.0.1:${port}`, code: null }),
    async stop() {
      running.close()
      await database.close()
    },
  }
}

export const rxdb: Engine = {
  keepsData: false,
  breath: 20,
  openServer,
  async openStation(_folder, name, onSeen) {
    const { database, collection } = await openDatabase(name)
    return new RxStation(database, collection, onSeen)
  },
}
