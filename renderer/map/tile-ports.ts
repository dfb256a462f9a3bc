// What the map asks of the station for base maps the officer added. Given by the feature around it: the map itself
// knows no link. A rejected promise carries the station's refusal (BasemapRefused).

export interface MapTile {
  readonly bytes: ArrayBuffer
  readonly mime: string
  /** True when it was fetched just now: the map server answers. */
  readonly isFresh: boolean
}

export interface TilePorts {
  /** One tile; null when the source has none there. */
  tile(source: string, z: number, x: number, y: number): Promise<MapTile | null>
  /** A piece of a pack. */
  packBytes(source: string, offset: number, length: number): Promise<ArrayBuffer>
}

/** The bytes, unpacked when they are gzip (vector tiles in MBTiles usually are). */
export async function plainBytes(bytes: ArrayBuffer): Promise<ArrayBuffer> {
  const head = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength))
  if (head[0] !== 0x1f || head[1] !== 0x8b) return bytes
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Response(stream).arrayBuffer()
}
