// PouchDB 9 on leveldb at the stations and behind express-pouchdb at the server: CouchDB replication over HTTP.
import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { contentDigest } from '../lib/content-digest.ts'
import type { Doc, Update } from '../lib/workload.ts'
import { docOf, idOf, indexOf, updateOf } from '../lib/workload.ts'
import type { Engine, EngineServer, EngineStation, Seen, Ticket } from './engine.ts'
import { loadPeer } from './load-peer.ts'

const BATCH = { batch_size: 100 }
const SEED_BATCH = 500

type Stored = Doc & { readonly _id: string; readonly _rev: string; readonly _conflicts?: readonly string[] }
interface Replication extends Promise<unknown> {
  cancel(): void
}
interface Pouch {
  info(): Promise<{ readonly doc_count: number }>
  get(id: string, options?: { readonly conflicts?: boolean; readonly rev?: string }): Promise<Stored>
  put(doc: Doc & { readonly _id: string }): Promise<unknown>
  bulkDocs(docs: readonly object[]): Promise<readonly { readonly rev?: string; readonly message?: string }[]>
  allDocs(options: { readonly include_docs: true }): Promise<{ readonly rows: readonly { readonly doc: Stored }[] }>
  changes(options: object): {
    on(event: 'change', listener: (change: { readonly doc: Stored }) => void): { cancel(): void }
  }
  readonly replicate: { from(url: string, options: object): Replication; to(url: string, options: object): Replication }
  close(): Promise<void>
}
interface PouchConstructor {
  new (name: string): Pouch
  defaults(options: { readonly prefix: string }): PouchConstructor
  sync(db: Pouch, url: string, options: object): Replication
}

class PouchStation implements EngineStation {
  readonly #pouch: PouchConstructor
  readonly #db: Pouch
  readonly #feed: { cancel(): void }
  #remote = ''
  #sync: Replication | undefined
  #cold: Promise<unknown> = Promise.resolve()

  constructor(pouch: PouchConstructor, folder: string, onSeen: (seen: Seen) => void) {
    this.#pouch = pouch
    this.#db = new pouch(join(folder, 'inc'))
    this.#feed = this.#db
      .changes({ since: 'now', live: true, include_docs: true })
      .on('change', ({ doc: { _id, n, t, editor } }) => onSeen({ index: indexOf(_id), n, t, editor }))
  }

  connect({ address }: Ticket, writer: boolean): Promise<void> {
    this.#remote = address
    if (writer) return this.reconnect()
    this.#cold = this.#db.replicate.from(address, BATCH).then(() => this.reconnect())
    return Promise.resolve()
  }

  async disconnect(): Promise<void> {
    this.#sync?.cancel()
    await pause(100)
  }

  reconnect(): Promise<void> {
    this.#sync = this.#pouch.sync(this.#db, this.#remote, { live: true, retry: true, ...BATCH })
    // A cancelled replication rejects; that is how this one ends.
    this.#sync.catch(() => undefined)
    return Promise.resolve()
  }

  mark(): null {
    return null
  }

  async complete(count: number): Promise<void> {
    await this.#cold
    while ((await this.#db.info()).doc_count < count) await pause(10)
  }

  async seed(from: number, to: number, updates: number): Promise<void> {
    const revs = new Map<number, string>()
    for (let round = 0; round <= updates; round += 1) {
      for (let start = from; start < to; start += SEED_BATCH) {
        const indexes = Array.from({ length: Math.min(SEED_BATCH, to - start) }, (_, at) => start + at)
        const docs = indexes.map((index) => {
          const rev = revs.get(index)
          const update = round === 0 ? {} : updateOf(index, round, 'seed', round)
          return { ...docOf(index), ...update, _id: idOf(index), ...(rev === undefined ? {} : { _rev: rev }) }
        })
        for (const [at, { rev, message }] of (await this.#db.bulkDocs(docs)).entries()) {
          if (rev === undefined) throw new Error(message ?? 'not written')
          revs.set(start + at, rev)
        }
      }
    }
  }

  async put(index: number, update: Update): Promise<void> {
    const doc = await this.#db.get(idOf(index))
    await this.#db.put({ ...doc, ...update })
  }

  async flushed(): Promise<void> {
    await this.#db.replicate.to(this.#remote, BATCH)
  }

  async digest(): Promise<string> {
    const { rows } = await this.#db.allDocs({ include_docs: true })
    return contentDigest(rows.map(({ doc }) => doc))
  }

  async losersReadable(from: number, to: number): Promise<number> {
    let readable = 0
    for (let index = from; index < to; index += 1) {
      const doc = await this.#db.get(idOf(index), { conflicts: true })
      const { _conflicts: [rev] = [] } = doc
      if (rev !== undefined && (await this.#db.get(idOf(index), { rev })).editor !== doc.editor) readable += 1
    }
    return readable
  }

  settled(): Promise<void> {
    return Promise.resolve()
  }

  async close(): Promise<void> {
    this.#feed.cancel()
    await this.disconnect()
    await this.#db.close()
  }
}

async function openServer(folder: string, port: number): Promise<EngineServer> {
  const pouch = loadPeer<PouchConstructor>('pouchdb').defaults({ prefix: `${folder}/` })
  const db = new pouch('inc')
  await db.info()
  const expressPouch = loadPeer<(pouch: PouchConstructor, options: object) => RequestListener>('express-pouchdb')
  const options = { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: join(folder, 'log.txt') }
  const server: Server = createServer(expressPouch(pouch, options))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    ticket: () => ({ address: `http://127.0.0.1:${port}/inc`, code: null }),
    async stop() {
      server.closeAllConnections()
      server.close()
      await db.close()
    },
  }
}

export const pouchdb: Engine = {
  keepsData: true,
  breath: 20,
  openServer,
  openStation: (folder, _name, onSeen) =>
    Promise.resolve(new PouchStation(loadPeer<PouchConstructor>('pouchdb'), folder, onSeen)),
}
