// Base maps the officer added: packs copied into the station's folder, and tile addresses (XYZ, WMTS written as a template)
// fetched with a time limit and kept on disk within a limit. Keys in addresses stay at the station.
import { join } from 'node:path'
import type { Result } from '../../shared/base/fault.ts'
import { fault, ok, refuse } from '../../shared/base/fault.ts'
import type { Json } from '../../shared/base/json.ts'
import { TILE_CACHE_SETTING, tileCacheMb } from '../../shared/model/map-settings.ts'
import type { TileProblem } from '../../shared/model/tile-problems.ts'
import type { MethodAnswer } from '../../shared/rpc/methods.ts'
import type { MapSourceRow } from '../../shared/rpc/rows.ts'
import type { HandlerInput } from '../rpc/rpc-server.ts'
import type { StationStore } from '../store/station-store.ts'
import { MAX_TILE_BYTES, mimeOf, tileKindOf } from '../store/tile-kind.ts'
import type { PackForm } from './map-packs.ts'
import { MapPacks } from './map-packs.ts'
import { addressProblem, tileAddress } from './tile-address.ts'
import { TileCache } from './tile-cache.ts'

const META = 'mapSources'
const FETCH_LIMIT_MS = 10_000
const MEGABYTE = 1024 * 1024
/** Map servers say so when the key is wrong or used up; 418 is Tianditu's. */
const KEY_REFUSED: ReadonlySet<number> = new Set([401, 403, 418])

type TileAnswer = MethodAnswer<'tile'>

export interface MapSourcesOptions {
  readonly store: StationStore
  readonly folder: string
  readonly nowMs: () => number
  readonly newId: () => string
  readonly onChange: () => void
  readonly log: (detail: object, message: string) => void
}

export class MapSources {
  readonly #options: MapSourcesOptions
  readonly #packs: MapPacks
  readonly #cache: TileCache
  /** Tiles on their way, so that one asked for twice is fetched once. */
  readonly #fetching = new Map<string, Promise<Result<TileAnswer>>>()

  constructor(options: MapSourcesOptions) {
    this.#options = options
    this.#packs = new MapPacks(options.folder)
    this.#cache = new TileCache({
      folder: join(options.folder, 'tiles'),
      nowMs: options.nowMs,
      limitBytes: () => tileCacheMb(options.store.meta(`setting.${TILE_CACHE_SETTING}`)) * MEGABYTE,
    })
  }

  /** The sources; a pack whose file is gone says so. */
  rows(): readonly MapSourceRow[] {
    return this.#rows().map((row) => {
      const form = formOf(row)
      return form === undefined || this.#packs.has(row.key, form)
        ? row
        : { ...row, fault: fault('fileUnreadable', 'the file of this pack is gone', { why: 'notAFile' }) }
    })
  }

  async addPack(input: HandlerInput<'addMapPack'>): Promise<Result<MapSourceRow>> {
    const key = this.#options.newId()
    const { path, base64, fileName, name, system } = input
    if (path === null && base64 === null) return refuse('invalidInput', 'neither path nor bytes', { field: 'path' })
    const from = path === null ? { bytes: Buffer.from(base64 ?? '', 'base64') } : { path }
    const added = await this.#packs.add(key, from)
    if (!added.ok) {
      const { kind, message, detail } = added.fault
      return refuse(kind, `${fileName}: ${message}`, { ...detail, file: fileName })
    }
    const { form, bytes, facts } = added.value
    const row: MapSourceRow = { key, name, source: form, ...facts, system, address: null, bytes, fault: null }
    this.#save([...this.#rows(), row])
    return ok(row)
  }

  addAddress(input: HandlerInput<'addMapAddress'>): Result<MapSourceRow> {
    const { name, source, address, attribution, minZoom, maxZoom, system } = input
    const problem = addressProblem(address)
    if (problem !== undefined) return refuse('invalidInput', problem, { field: 'address' })
    if (minZoom > maxZoom)
      return refuse('invalidInput', 'the smallest zoom level is above the largest', { field: 'minZoom' })
    const key = this.#options.newId()
    const facts = { format: 'raster', minZoom, maxZoom, bounds: null, attribution } as const
    const row: MapSourceRow = { key, name, source, ...facts, system, address, bytes: null, fault: null }
    this.#save([...this.#rows(), row])
    return ok(row)
  }

  async remove(source: string): Promise<Result<null>> {
    const rows = this.#rows()
    const row = rows.find(({ key }) => key === source)
    if (row === undefined) return refuse('notFound', `no base map ${source}`, { id: source })
    this.#save(rows.filter((one) => one !== row))
    if (formOf(row) === undefined) await this.#cache.drop(row.key)
    else this.#packs.remove(row.key)
    return ok(null)
  }

  packBytes({ source, offset, length }: HandlerInput<'packBytes'>): Result<MethodAnswer<'packBytes'>> {
    const row = this.#rows().find(({ key }) => key === source)
    const form = row === undefined ? undefined : formOf(row)
    if (row === undefined || form === undefined) return refuse('notFound', `no pack ${source}`, { id: source })
    const bytes = this.#packs.bytes(row.key, form, offset, length)
    return bytes.ok ? ok({ base64: base64Of(bytes.value) }) : bytes
  }

  async tile({ source, z, x, y }: HandlerInput<'tile'>): Promise<Result<TileAnswer>> {
    const row = this.#rows().find(({ key }) => key === source)
    if (row === undefined) return refuse('notFound', `no base map ${source}`, { id: source })
    if (x >= 2 ** z || y >= 2 ** z) return refuse('invalidInput', `no tile ${z}/${x}/${y}`, { field: 'x' })
    const form = formOf(row)
    if (form !== undefined) return this.#packTile(row.key, form, z, x, y)
    const name = `${row.key}/${z}/${x}/${y}`
    const kept = await this.#cache.read(name)
    if (kept !== undefined) return answer(kept, true)
    const known = this.#fetching.get(name)
    if (known !== undefined) return known
    const fetched = this.#fetch(name, tileAddress(row.address ?? '', z, x, y))
    this.#fetching.set(name, fetched)
    try {
      return await fetched
    } finally {
      this.#fetching.delete(name)
    }
  }

  /** The limit of the tile cache was set anew. */
  async limitChanged(): Promise<void> {
    await this.#cache.fit()
  }

  close(): void {
    this.#packs.close()
  }

  async #packTile(key: string, form: PackForm, z: number, x: number, y: number): Promise<Result<TileAnswer>> {
    const bytes = await this.#packs.tile(key, form, z, x, y)
    if (!bytes.ok) return bytes
    return bytes.value === undefined ? ok({ base64: null, mime: '', cached: true }) : answer(bytes.value, true)
  }

  async #fetch(name: string, url: string): Promise<Result<TileAnswer>> {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_LIMIT_MS), redirect: 'follow' })
      const bytes = await bodyOf(response)
      if (response.status === 404 || response.status === 204) return ok({ base64: null, mime: '', cached: false })
      if (!response.ok)
        return refuse('fileUnreadable', `the tile address answered ${response.status}`, {
          why: KEY_REFUSED.has(response.status) ? tileWhy('keyRefused') : tileWhy('answered'),
          status: response.status,
        })
      if (bytes === undefined)
        return refuse('tooLarge', `a tile may have ${MAX_TILE_BYTES} bytes at most`, { why: tileWhy('tooLarge') })
      const kind = tileKindOf(bytes)
      if (kind === undefined || kind === 'vector')
        return refuse('fileUnreadable', 'the tile address answered something that is not a picture', {
          why: tileWhy('notAPicture'),
        })
      await this.#cache.keep(name, bytes)
      return answer(bytes, false)
    } catch (error) {
      // The address may hold a key: it is not told.
      const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
      return refuse('offline', `the tile address does not answer (${why})`, { why: tileWhy('noAnswer') })
    }
  }

  #rows(): readonly MapSourceRow[] {
    return (this.#options.store.meta(META) ?? []) as unknown as readonly MapSourceRow[]
  }

  #save(rows: readonly MapSourceRow[]): void {
    this.#options.store.setMeta(META, rows as unknown as Json)
    this.#options.onChange()
  }
}

/** Apart from the reasons of packs, which have some of the same names. */
function tileWhy(problem: TileProblem): string {
  return `tile.${problem}`
}

function formOf({ source }: MapSourceRow): PackForm | undefined {
  return source === 'pmtiles' || source === 'mbtiles' ? source : undefined
}

function answer(bytes: Uint8Array, cached: boolean): Result<TileAnswer> {
  const kind = tileKindOf(bytes)
  return kind === undefined
    ? refuse('fileUnreadable', 'the tile is damaged', { why: tileWhy('damaged') })
    : ok({ base64: base64Of(bytes), mime: mimeOf(kind), cached })
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

/** The body, or undefined as soon as it is larger than a tile can be. */
async function bodyOf(response: Response): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.length
    if (size > MAX_TILE_BYTES) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts)
}
