// Base maps the officer added: PMTiles packs copied into the station's folder and served by byte range, and tile addresses
// (XYZ, WMTS written as a template) fetched with a time limit and kept on disk. Packs of other forms are refused in words.
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { Json } from '../../shared/base/json.ts'
import type { MethodAnswer } from '../../shared/rpc/methods.ts'
import type { MapSourceRow } from '../../shared/rpc/rows.ts'
import type { HandlerInput } from '../rpc/rpc-server.ts'
import type { StationStore } from '../store/station-store.ts'

const META = 'mapSources'
const FETCH_LIMIT_MS = 10_000
const MAX_TILE_BYTES = 4 * 1024 * 1024
const PMTILES_HEADER_BYTES = 127

export class MapSources {
  readonly #store: StationStore
  readonly #folder: string
  readonly #newId: () => string
  readonly #onChange: () => void

  constructor(store: StationStore, folder: string, newId: () => string, onChange: () => void) {
    this.#store = store
    this.#folder = folder
    this.#newId = newId
    this.#onChange = onChange
  }

  rows(): readonly MapSourceRow[] {
    return (this.#store.meta(META) ?? []) as unknown as readonly MapSourceRow[]
  }

  addPack(input: HandlerInput<'addMapPack'>): Result<MapSourceRow> {
    const key = this.#newId()
    mkdirSync(this.#folder, { recursive: true })
    const path = this.#packPath(key)
    try {
      if (input.path !== null) copyFileSync(input.path, path)
      else writeFileSync(path, Buffer.from(input.base64 ?? '', 'base64'))
      const header = readFileSync(path).subarray(0, PMTILES_HEADER_BYTES)
      // https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md section 3: magic number and version.
      if (header.length < PMTILES_HEADER_BYTES || header.toString('latin1', 0, 7) !== 'PMTiles' || header[7] !== 3) {
        rmSync(path, { force: true })
        return refuse('fileUnreadable', `${input.fileName} is not a PMTiles pack of version 3`, {
          file: input.fileName,
        })
      }
      const degrees = (at: number): number => header.readInt32LE(at) / 1e7
      const row: MapSourceRow = {
        key,
        name: input.name,
        source: 'pmtiles',
        format: header[99] === 1 ? 'vector' : 'raster',
        minZoom: header[100] ?? 0,
        maxZoom: header[101] ?? 0,
        bounds: [degrees(102), degrees(106), degrees(110), degrees(114)],
        attribution: '',
        system: input.system,
        address: null,
        bytes: statSync(path).size,
        fault: null,
      }
      this.#save([...this.rows(), row])
      return ok(row)
    } catch (error) {
      rmSync(path, { force: true })
      return refuse('fileUnreadable', error instanceof Error ? error.message : String(error), { file: input.fileName })
    }
  }

  addAddress(input: HandlerInput<'addMapAddress'>): Result<MapSourceRow> {
    if (!/^https?:\/\//i.test(input.address) || !/\{z\}.*\{x\}|\{x\}.*\{z\}/.test(input.address))
      return refuse('invalidInput', 'the address must begin with http(s) and name {z}, {x}, {y}', { field: 'address' })
    const { name, source, address, attribution, minZoom, maxZoom, system } = input
    const row: MapSourceRow = {
      key: this.#newId(),
      name,
      source,
      format: 'raster',
      minZoom,
      maxZoom,
      bounds: null,
      attribution,
      system,
      address,
      bytes: null,
      fault: null,
    }
    this.#save([...this.rows(), row])
    return ok(row)
  }

  remove(source: string): Result<null> {
    const rows = this.rows()
    if (!rows.some((row) => row.key === source)) return refuse('notFound', `no base map ${source}`, { id: source })
    this.#save(rows.filter((row) => row.key !== source))
    rmSync(this.#packPath(source), { force: true })
    rmSync(join(this.#folder, 'tiles', source), { recursive: true, force: true })
    return ok(null)
  }

  packBytes(input: HandlerInput<'packBytes'>): Result<MethodAnswer<'packBytes'>> {
    const path = this.#packPath(input.source)
    if (!this.rows().some((row) => row.key === input.source) || !existsSync(path))
      return refuse('notFound', `no pack ${input.source}`, { id: input.source })
    const file = openSync(path, 'r')
    try {
      const bytes = Buffer.alloc(input.length)
      const read = readSync(file, bytes, 0, input.length, input.offset)
      return ok({ base64: bytes.subarray(0, read).toString('base64') })
    } finally {
      closeSync(file)
    }
  }

  async tile(input: HandlerInput<'tile'>): Promise<Result<MethodAnswer<'tile'>>> {
    const row = this.rows().find((one) => one.key === input.source)
    if (row?.address === undefined || row.address === null)
      return refuse('notFound', `no tile address ${input.source}`, { id: input.source })
    const { z, x, y } = input
    const folder = join(this.#folder, 'tiles', row.key, String(z), String(x))
    const path = join(folder, String(y))
    if (existsSync(path)) {
      const kept = readFileSync(path)
      return ok({ base64: kept.toString('base64'), mime: mimeOf(kept), cached: true })
    }
    const url = row.address
      .replaceAll('{z}', String(z))
      .replaceAll('{x}', String(x))
      .replaceAll('{y}', String(y))
      .replaceAll('{-y}', String(2 ** z - 1 - y))
      .replaceAll('{s}', String((x + y) % 8))
      .replaceAll('{r}', '')
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(FETCH_LIMIT_MS), redirect: 'follow' })
      if (answer.status === 404 || answer.status === 204) return ok({ base64: null, mime: '', cached: false })
      const bytes = Buffer.from(await answer.arrayBuffer())
      if (!answer.ok || bytes.length > MAX_TILE_BYTES)
        return refuse('fileUnreadable', `the tile address answered ${answer.status}`, { status: answer.status })
      const mime = mimeOf(bytes)
      if (mime === '') return refuse('fileUnreadable', 'the tile address answered something that is not an image')
      mkdirSync(folder, { recursive: true })
      writeFileSync(path, bytes)
      return ok({ base64: bytes.toString('base64'), mime, cached: false })
    } catch (error) {
      return refuse('offline', error instanceof Error ? error.message : String(error))
    }
  }

  #packPath(key: string): string {
    return join(this.#folder, `${key.replace(/[^0-9A-Z]/gi, '')}.pmtiles`)
  }

  #save(rows: readonly MapSourceRow[]): void {
    this.#store.setMeta(META, rows as unknown as Json)
    this.#onChange()
  }
}

/** Told from the bytes, not from what a server says. */
function mimeOf(bytes: Buffer): string {
  if (bytes.subarray(0, 4).toString('latin1') === '\u0089PNG') return 'image/png'
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return 'image/jpeg'
  if (bytes.subarray(8, 12).toString('latin1') === 'WEBP') return 'image/webp'
  return ''
}
