// Yjs: one Y.Doc for the picture, a Y.Map per incident; y-websocket 3 at the stations, the y-websocket 2.1 server, y-leveldb
// on both ends. The server passes an update on before it has stored it.
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import { contentDigest } from '../lib/content-digest.ts'
import type { Doc, Update } from '../lib/workload.ts'
import { docOf, idOf, indexOf, updateOf } from '../lib/workload.ts'
import type { Engine, EngineServer, EngineStation, Seen, Ticket } from './engine.ts'
import { PEERS_FOLDER, loadPeer } from './load-peer.ts'

const ROOM = 'inc'
const SEED_BATCH = 100

interface YMap {
  get(name: string): unknown
  set(name: string, value: unknown): void
  toJSON(): Doc
}
interface YEvent {
  readonly path: readonly (string | number)[]
  readonly changes: { readonly keys: ReadonlyMap<string, unknown> }
}
interface YDocMap {
  readonly size: number
  get(id: string): YMap | undefined
  set(id: string, map: YMap): void
  values(): Iterable<YMap>
  observeDeep(listener: (events: readonly YEvent[]) => void): void
}
interface YDoc {
  getMap(name: string): YDocMap
  on(event: 'update', listener: (update: Uint8Array) => void): void
  transact(work: () => void): void
}
interface Yjs {
  readonly Doc: new () => YDoc
  readonly Map: new () => YMap
}
interface Provider {
  readonly ws: { readonly bufferedAmount: number } | null
  connect(): void
  disconnect(): void
  destroy(): void
  on(event: 'sync', listener: (synced: boolean) => void): void
}
interface Persistence {
  storeUpdate(name: string, update: Uint8Array): Promise<unknown>
  destroy(): Promise<void>
}
interface ServerKit {
  setupWSConnection(socket: unknown, request: IncomingMessage, options: { readonly docName: string }): void
  getYDoc(name: string): unknown
  getPersistence(): { readonly provider?: Persistence } | null
}
interface WebSocketServer {
  on(event: 'connection', listener: (socket: unknown, request: IncomingMessage) => void): void
  emit(event: 'connection', socket: unknown, request: IncomingMessage): void
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, done: (socket: unknown) => void): void
}

class YStation implements EngineStation {
  readonly #yjs = loadPeer<Yjs>('yjs')
  readonly #doc = new this.#yjs.Doc()
  readonly #map: YDocMap = this.#doc.getMap(ROOM)
  readonly #storing = new Set<Promise<unknown>>()
  readonly #disk: Persistence
  #provider: Provider | undefined

  constructor(folder: string, onSeen: (seen: Seen) => void) {
    mkdirSync(folder, { recursive: true })
    const { LeveldbPersistence } = loadPeer<{ readonly LeveldbPersistence: new (path: string) => Persistence }>(
      'y-leveldb',
    )
    this.#disk = new LeveldbPersistence(join(folder, 'ldb'))
    this.#doc.on('update', (update) => {
      const done = this.#disk.storeUpdate(ROOM, update).finally(() => this.#storing.delete(done))
      this.#storing.add(done)
    })
    this.#map.observeDeep((events) => {
      const ids = new Set<string>()
      for (const { path, changes } of events)
        for (const id of path.length > 0 ? [String(path[0])] : changes.keys.keys()) ids.add(id)
      for (const id of ids) {
        const one = this.#map.get(id)
        if (one !== undefined)
          onSeen({
            index: indexOf(id),
            n: Number(one.get('n')),
            t: Number(one.get('t')),
            editor: String(one.get('editor')),
          })
      }
    })
  }

  connect({ address }: Ticket): Promise<void> {
    const { WebsocketProvider } = loadPeer<{
      readonly WebsocketProvider: new (url: string, room: string, doc: YDoc, options: object) => Provider
    }>('y-websocket')
    const provider = new WebsocketProvider(address, ROOM, this.#doc, {
      WebSocketPolyfill: loadPeer('ws'),
      disableBc: true,
    })
    this.#provider = provider
    return new Promise((resolve) => provider.on('sync', (synced) => synced && resolve()))
  }

  async disconnect(): Promise<void> {
    this.#provider?.disconnect()
    await pause(100)
  }

  reconnect(): Promise<void> {
    this.#provider?.connect()
    return Promise.resolve()
  }

  mark(): null {
    return null
  }

  async complete(count: number): Promise<void> {
    while (this.#map.size < count) await pause(5)
    await this.#stored()
  }

  async seed(from: number, to: number, updates: number): Promise<void> {
    for (let round = 0; round <= updates; round += 1) {
      for (let start = from; start < to; start += SEED_BATCH) {
        this.#doc.transact(() => {
          for (let index = start; index < Math.min(start + SEED_BATCH, to); index += 1)
            if (round === 0) this.#add(index)
            else this.#write(index, updateOf(index, round, 'seed', round))
        })
        await nextTurn()
      }
    }
  }

  put(index: number, update: Update): Promise<void> {
    this.#doc.transact(() => this.#write(index, update))
    return Promise.resolve()
  }

  async flushed(): Promise<void> {
    while ((this.#provider?.ws?.bufferedAmount ?? 0) > 0) await pause(20)
    await this.#stored()
    // Nobody acknowledges: the server is given time to take in what was sent.
    await pause(1_000)
  }

  digest(): Promise<string> {
    return Promise.resolve(contentDigest([...this.#map.values()].map((one) => one.toJSON())))
  }

  /** An overwritten value cannot be read through Yjs. */
  losersReadable(): Promise<number> {
    return Promise.resolve(0)
  }

  settled(): Promise<void> {
    return Promise.resolve()
  }

  async close(): Promise<void> {
    this.#provider?.destroy()
    await this.#stored()
    await this.#disk.destroy()
  }

  #add(index: number): void {
    const one = new this.#yjs.Map()
    for (const [name, value] of Object.entries(docOf(index))) one.set(name, value)
    this.#map.set(idOf(index), one)
  }

  #write(index: number, update: Update): void {
    const one = this.#map.get(idOf(index))
    for (const [name, value] of Object.entries(update)) one?.set(name, value)
  }

  async #stored(): Promise<void> {
    while (this.#storing.size > 0) await Promise.all(this.#storing)
  }
}

async function openServer(folder: string, port: number): Promise<EngineServer> {
  process.env['YPERSISTENCE'] = join(folder, 'ldb')
  const kit = loadPeer<ServerKit>(join(PEERS_FOLDER, 'node_modules/y-websocket2/bin/utils.cjs'))
  const { WebSocketServer } = loadPeer<{ readonly WebSocketServer: new (options: object) => WebSocketServer }>('ws')
  const sockets = new WebSocketServer({ noServer: true })
  sockets.on('connection', (socket, request) => kit.setupWSConnection(socket, request, { docName: ROOM }))
  const server = createServer((_request, response) => response.end('ok'))
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    sockets.handleUpgrade(request, socket, head, (open) => sockets.emit('connection', open, request)),
  )
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  kit.getYDoc(ROOM)
  // It does not say when it has read its disk.
  await pause(1_000)
  return {
    ticket: () => ({ address: `ws://127.0.0.1:${port}`, code: null }),
    async stop() {
      server.closeAllConnections()
      server.close()
      await pause(500)
      await kit.getPersistence()?.provider?.destroy()
    },
  }
}

export const yjs: Engine = {
  keepsData: true,
  breath: 50,
  openServer,
  openStation: (folder, _name, onSeen) => Promise.resolve(new YStation(folder, onSeen)),
}
