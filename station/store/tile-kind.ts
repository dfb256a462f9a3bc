// What a tile is, told from its bytes and not from what a server or file says of it.

/** A tile larger than this is not one. */
export const MAX_TILE_BYTES = 4 * 1024 * 1024

export type TileKind = 'image/png' | 'image/jpeg' | 'image/webp' | 'vector'

/** Media type of vector tiles. */
export const VECTOR_MIME = 'application/vnd.mapbox-vector-tile'

/** The kind of a tile; undefined when it is none that is drawn here. */
export function tileKindOf(bytes: Uint8Array): TileKind | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(12, bytes.byteLength)).toString('latin1')
  if (head.startsWith('\u0089PNG')) return 'image/png'
  if (head.startsWith('\u00ff\u00d8')) return 'image/jpeg'
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'image/webp'
  // Vector tiles are gzip as a rule; plain ones begin with a layer (field 3, length-delimited; protobuf wire format).
  if (head.startsWith('\u001f\u008b') || head.startsWith('\u001a')) return 'vector'
  return undefined
}

/** Media type of a kind. */
export function mimeOf(kind: TileKind): string {
  return kind === 'vector' ? VECTOR_MIME : kind
}
