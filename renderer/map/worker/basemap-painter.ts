// Paints vector tiles into bitmaps away from the screen's thread, so that panning never waits for the base map.
// Names may reach over tile edges: when a new tile's names touch a painted neighbour, that one is painted again.
import { PMTiles, type RangeResponse, type Source } from 'pmtiles'
import { Labelers, paint, sourcesToViews, type PreparedTile, type View } from 'protomaps-leaflet'
import { must } from '../../../shared/base/assert.ts'
import type { BasemapSource, FromPainter } from './basemap-messages.ts'
import { tileKey } from './basemap-messages.ts'
import { labelRules, type MapLanguage, paintRules, SEA } from './basemap-style.ts'
import { PainterProblem, problemOf } from './painter-problem.ts'

const TILE_PX = 256
/** Room around a tile in which names and lines of neighbours are still looked at. */
const EDGE_PX = 16
/** Tiles whose names are remembered for collisions: more than a 4K screen shows. */
const LABELED_TILES = 220

/** All that drawing needs of an archive. protomaps-leaflet brings a pmtiles of its own, whose types differ by name only. */
interface Archive {
  getZxy(z: number, x: number, y: number, signal?: AbortSignal): Promise<{ readonly data: ArrayBuffer } | undefined>
}
type ForeignArchive = Exclude<NonNullable<Parameters<typeof sourcesToViews>[0]['url']>, string>

type Send = (message: FromPainter, transfer?: Transferable[]) => void
type Ask = (
  message: { readonly t: 'needBytes'; offset: number; length: number } | NeedTile,
) => Promise<ArrayBuffer | null>
interface NeedTile {
  readonly t: 'needTile'
  readonly z: number
  readonly x: number
  readonly y: number
}

/** A PMTiles source over one buffer: the built-in pack is small, and ranges do not work on every scheme (app://). */
function wholeFile(url: string): Source {
  let file: Promise<ArrayBuffer> | null = null
  const load = async (): Promise<ArrayBuffer> => {
    const response = await fetch(url).catch(() => null)
    if (response === null || !response.ok) throw new PainterProblem('builtInMissing')
    return response.arrayBuffer()
  }
  return {
    getKey: () => url,
    getBytes: async (offset, length): Promise<RangeResponse> => {
      file ??= load()
      return { data: (await file).slice(offset, offset + length) }
    },
  }
}

/** A PMTiles source that asks the station for ranges of the pack. */
function askedFile(ask: Ask): Source {
  return {
    getKey: () => 'pack',
    getBytes: async (offset, length): Promise<RangeResponse> => {
      const data = await ask({ t: 'needBytes', offset, length })
      if (data === null) throw new PainterProblem('damaged')
      return { data }
    },
  }
}

/** Stands in for a PMTiles archive where tiles come one by one. */
function askedTiles(ask: Ask): Archive {
  return {
    getZxy: async (z: number, x: number, y: number) => {
      const data = await ask({ t: 'needTile', z, x, y })
      return data === null ? undefined : { data }
    },
  }
}

export class BasemapPainter {
  readonly #send: Send
  readonly #scale: number
  readonly #wanted = new Set<string>()
  readonly #scratch: OffscreenCanvasRenderingContext2D
  readonly #canvas: OffscreenCanvas
  readonly #view: View
  readonly #paint = paintRules()
  #labelers: Labelers
  #queue: { readonly z: number; readonly x: number; readonly y: number }[] = []
  #busy = false
  #failed = false

  /** `scale`: device pixels per CSS pixel. */
  private constructor(archive: Archive, maxZoom: number, language: MapLanguage, scale: number, send: Send) {
    this.#send = send
    this.#scale = scale
    // Overzooming keeps lines sharp: levelDiff 1 draws 512 px data tiles, four display tiles each.
    const view = sourcesToViews({ url: archive as unknown as ForeignArchive, maxDataZoom: maxZoom, levelDiff: 1 }).get(
      '',
    )
    if (view === undefined) throw new Error('protomaps gave no view')
    this.#view = view
    const side = Math.round(TILE_PX * scale)
    this.#canvas = new OffscreenCanvas(side, side)
    this.#scratch = must(new OffscreenCanvas(1, 1).getContext('2d'), 'a canvas to measure names on')
    this.#labelers = this.#newLabelers(language)
  }

  /** Reads the pack's header and says `ready`. Throws when the pack cannot be read. */
  static async open(
    source: BasemapSource,
    language: MapLanguage,
    scale: number,
    send: Send,
    ask: Ask,
  ): Promise<BasemapPainter> {
    if (source.kind === 'tiles') {
      send({ t: 'ready', attribution: '', maxZoom: source.maxZoom })
      return new BasemapPainter(askedTiles(ask), source.maxZoom, language, scale, send)
    }
    const archive = new PMTiles(source.kind === 'file' ? wholeFile(source.url) : askedFile(ask))
    const header = await archive.getHeader()
    const metadata = (await archive.getMetadata()) as { readonly attribution?: unknown } | null
    const attribution = typeof metadata?.attribution === 'string' ? metadata.attribution : ''
    send({ t: 'ready', attribution, maxZoom: header.maxZoom })
    return new BasemapPainter(archive, header.maxZoom, language, scale, send)
  }

  /** Names in another language; the map asks for its tiles again afterwards. */
  setLanguage(language: MapLanguage): void {
    this.#labelers = this.#newLabelers(language)
  }

  /** Asks for a tile; it comes as a message, and again whenever its names change, until it is dropped. */
  want(z: number, x: number, y: number): void {
    this.#wanted.add(tileKey(z, x, y))
    this.#queue.push({ z, x, y })
    void this.#work()
  }

  /** The tile is no longer on the screen. */
  drop(z: number, x: number, y: number): void {
    this.#wanted.delete(tileKey(z, x, y))
  }

  #newLabelers(language: MapLanguage): Labelers {
    return new Labelers(this.#scratch, labelRules(language), LABELED_TILES, (touched) => {
      for (const key of touched) {
        // protomaps writes its keys x:y:z
        const [x, y, z] = key.split(':').map(Number)
        if (x !== undefined && y !== undefined && z !== undefined && this.#wanted.has(tileKey(z, x, y)))
          this.#queue.push({ z, x, y })
      }
    })
  }

  async #work(): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    // Newest first: what was asked last is what the officer looks at now.
    for (let job = this.#queue.pop(); job !== undefined; job = this.#queue.pop()) {
      if (!this.#wanted.has(tileKey(job.z, job.x, job.y))) continue
      try {
        await this.#paintTile(job.z, job.x, job.y)
        this.#failed = false
      } catch (error) {
        const reason = problemOf(error)
        if (!this.#failed && reason !== null) this.#send({ t: 'problem', reason })
        this.#failed = true
      }
    }
    this.#busy = false
  }

  async #paintTile(z: number, x: number, y: number): Promise<void> {
    const prepared: PreparedTile = await this.#view.getDisplayTile({ z, x, y })
    if (!this.#wanted.has(tileKey(z, x, y))) return
    const tiles = new Map([['', [prepared]]])
    this.#labelers.add(z, tiles)
    const context = must(this.#canvas.getContext('2d', { alpha: false }), 'a canvas to paint on')
    context.setTransform(this.#scale, 0, 0, this.#scale, 0, 0)
    context.fillStyle = SEA
    context.fillRect(0, 0, TILE_PX, TILE_PX)
    const origin = this.#pointLike(prepared, x * TILE_PX, y * TILE_PX)
    const box = {
      minX: x * TILE_PX - EDGE_PX,
      minY: y * TILE_PX - EDGE_PX,
      maxX: (x + 1) * TILE_PX + EDGE_PX,
      maxY: (y + 1) * TILE_PX + EDGE_PX,
    }
    paint(context, z, tiles, this.#labelers.getIndex(z) ?? null, this.#paint, box, origin, false)
    const bitmap = this.#canvas.transferToImageBitmap()
    this.#send({ t: 'tile', z, x, y, bitmap }, [bitmap])
  }

  /** A point of protomaps' own kind, made from one it gave us. */
  #pointLike(prepared: PreparedTile, x: number, y: number): PreparedTile['origin'] {
    const point = prepared.origin.clone()
    point.x = x
    point.y = y
    return point
  }
}
