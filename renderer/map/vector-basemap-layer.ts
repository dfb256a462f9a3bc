// Leaflet layer of a vector base map: tiles are painted by a worker and only put on the screen here.
import type { Coords, DoneCallback, Map as LeafletMap } from 'leaflet'
import { must } from '../../shared/base/assert.ts'
import type { BasemapEvents } from './basemap-events.ts'
import { reasonOf } from './basemap-reason.ts'
import { ShiftedLayer } from './shifted-layer.ts'
import { plainBytes } from './tile-ports.ts'
import type { TilePorts } from './tile-ports.ts'
import type { BasemapSource, FromPainter, ToPainter } from './worker/basemap-messages.ts'
import { tileKey } from './worker/basemap-messages.ts'

const TILE_PX = 256

/** The pack that ships with the program. */
export const BUILT_IN_PACK = new URL('../../seeds/basemap/fujian.pmtiles', import.meta.url).href

export interface VectorBasemap {
  readonly source: BasemapSource
  /** Key of the map source at the station; null for the built-in pack. */
  readonly key: string | null
  readonly language: 'zh' | 'en'
  readonly system: 'WGS84' | 'GCJ02'
  readonly opacity: number
  readonly minZoom: number
}

interface Pending {
  readonly canvas: HTMLCanvasElement
  done: DoneCallback | null
}

export class VectorBasemapLayer extends ShiftedLayer {
  readonly #basemap: VectorBasemap
  readonly #ports: TilePorts
  readonly #events: BasemapEvents
  readonly #tiles = new Map<string, Pending>()
  readonly #scale = globalThis.devicePixelRatio
  #worker: Worker | null = null

  constructor(basemap: VectorBasemap, ports: TilePorts, events: BasemapEvents) {
    super(basemap.system, {
      pane: 'basemap',
      tileSize: TILE_PX,
      keepBuffer: 3,
      updateWhenZooming: false,
      minNativeZoom: basemap.minZoom,
      opacity: basemap.opacity,
    })
    this.#basemap = basemap
    this.#ports = ports
    this.#events = events
    this.on('tileunload', (event) => {
      const { x, y, z } = (event as unknown as { readonly coords: Coords }).coords
      this.#tiles.delete(tileKey(z, x, y))
      this.#send({ t: 'drop', z, x, y })
    })
  }

  override onAdd(map: LeafletMap): this {
    this.#worker = new Worker(new URL('./worker/basemap.worker.ts', import.meta.url), { type: 'module' })
    this.#worker.addEventListener('message', (event: MessageEvent<FromPainter>) => this.#take(event.data))
    this.#worker.addEventListener('error', () => this.#events.onProblem('cannotDraw'))
    this.#send({ t: 'open', source: this.#basemap.source, language: this.#basemap.language, scale: this.#scale })
    super.onAdd(map)
    return this
  }

  override onRemove(map: LeafletMap): this {
    super.onRemove(map)
    this.#worker?.terminate()
    this.#worker = null
    this.#tiles.clear()
    return this
  }

  /** Names in another language, without blanking what is there. */
  setLanguage(language: 'zh' | 'en'): void {
    this.#send({ t: 'language', language })
    for (const key of this.#tiles.keys()) {
      const [z = 0, x = 0, y = 0] = key.split('/').map(Number)
      this.#send({ t: 'paint', z, x, y })
    }
  }

  override createTile({ x, y, z }: Coords, done: DoneCallback): HTMLElement {
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(TILE_PX * this.#scale)
    canvas.height = canvas.width
    this.#tiles.set(tileKey(z, x, y), { canvas, done })
    this.#send({ t: 'paint', z, x, y })
    return canvas
  }

  #take(message: FromPainter): void {
    switch (message.t) {
      case 'ready':
        this.#events.onReady(message.attribution)
        return
      case 'problem':
        this.#events.onProblem(message.reason)
        return
      case 'tile':
        this.#show(message)
        return
      case 'needBytes':
        void this.#answer(
          message.request,
          this.#ports.packBytes(this.#basemap.key ?? '', message.offset, message.length),
        )
        return
      case 'needTile':
        void this.#answer(message.request, this.#tileBytes(message.z, message.x, message.y))
    }
  }

  #show({ z, x, y, bitmap }: FromPainter & { readonly t: 'tile' }): void {
    const tile = this.#tiles.get(tileKey(z, x, y))
    if (tile === undefined) {
      bitmap.close()
      return
    }
    must(tile.canvas.getContext('bitmaprenderer'), 'a canvas for a tile').transferFromImageBitmap(bitmap)
    tile.done?.(undefined, tile.canvas)
    tile.done = null
  }

  async #tileBytes(z: number, x: number, y: number): Promise<ArrayBuffer | null> {
    const tile = await this.#ports.tile(this.#basemap.key ?? '', z, x, y)
    return tile === null ? null : plainBytes(tile.bytes)
  }

  async #answer(request: number, asked: Promise<ArrayBuffer | null>): Promise<void> {
    try {
      const bytes = await asked
      this.#send({ t: 'bytes', request, bytes }, bytes === null ? [] : [bytes])
    } catch (error) {
      this.#events.onProblem(reasonOf(error))
      this.#send({ t: 'refused', request })
    }
  }

  #send(message: ToPainter, transfer: Transferable[] = []): void {
    this.#worker?.postMessage(message, transfer)
  }
}
