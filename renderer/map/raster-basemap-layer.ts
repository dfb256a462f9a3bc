// Leaflet layer of a raster base map (XYZ, WMTS, raster packs). The station fetches and keeps the tiles; the page itself
// never speaks to a map server, so keys stay at the station and a cut-off seat still shows what it has seen.
import type { Coords, DoneCallback } from 'leaflet'
import type { MapSourceRow } from '../../shared/rpc/rows.ts'
import type { BasemapEvents } from './basemap-events.ts'
import type { BasemapReason } from './basemap-reason.ts'
import { reasonOf } from './basemap-reason.ts'
import { ShiftedLayer } from './shifted-layer.ts'
import type { TilePorts } from './tile-ports.ts'

export class RasterBasemapLayer extends ShiftedLayer {
  readonly #key: string
  readonly #ports: TilePorts
  readonly #events: BasemapEvents
  /** A kept tile says nothing about the server: the trouble stays until one is fetched. */
  #isInTrouble = false

  constructor(row: MapSourceRow, opacity: number, ports: TilePorts, events: BasemapEvents) {
    super(row.system, {
      pane: 'basemap',
      tileSize: 256,
      keepBuffer: 2,
      updateWhenZooming: false,
      minNativeZoom: row.minZoom,
      maxNativeZoom: row.maxZoom,
      opacity,
    })
    this.#key = row.key
    this.#ports = ports
    this.#events = events
  }

  override createTile(coords: Coords, done: DoneCallback): HTMLElement {
    const image = document.createElement('img')
    image.alt = ''
    image.setAttribute('role', 'presentation')
    void this.#load(image, coords, done)
    return image
  }

  async #load(image: HTMLImageElement, { x, y, z }: Coords, done: DoneCallback): Promise<void> {
    try {
      const tile = await this.#ports.tile(this.#key, z, x, y)
      this.#tellReady(tile === null || tile.isFresh)
      if (tile === null) {
        done(undefined, image)
        return
      }
      const address = URL.createObjectURL(new Blob([tile.bytes], { type: tile.mime }))
      image.addEventListener('load', () => {
        URL.revokeObjectURL(address)
        done(undefined, image)
      })
      image.addEventListener('error', () => {
        URL.revokeObjectURL(address)
        this.#tellProblem('notAPicture')
        done(new Error('a tile is not a picture'), image)
      })
      image.src = address
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error))
      this.#tellProblem(reasonOf(error))
      done(reason, image)
    }
  }

  #tellReady(isFresh: boolean): void {
    if (this.#isInTrouble && !isFresh) return
    this.#isInTrouble = false
    this.#events.onReady('')
  }

  #tellProblem(reason: BasemapReason): void {
    this.#isInTrouble = true
    this.#events.onProblem(reason)
  }
}
