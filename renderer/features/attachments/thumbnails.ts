// Small pictures of pictures, made one after the other in this window and kept by hash, so that a list of fifty photographs
// costs fifty small pictures and not fifty photographs.
import { readFile } from './read-file.ts'

/** Larger pictures are shown when asked for. */
export const THUMBNAIL_UP_TO_BYTES = 12 * 1024 * 1024
const SIDE_PX = 96
const MAX_KEPT = 300

const kept = new Map<string, string | null>()
let before: Promise<unknown> = Promise.resolve()

export interface ThumbnailOf {
  readonly space: string
  readonly attachment: string
  readonly sha256: string
  readonly mime: string
}

/** The address of a small picture; null when the file is none after all. */
export function thumbnail(of: ThumbnailOf, signal: AbortSignal): Promise<string | null> {
  const made = before.then(() => (signal.aborted ? null : make(of, signal)))
  before = made.catch(() => null)
  return made
}

/** The small picture, if it has been made before. */
export function keptThumbnail(sha256: string): string | null {
  return kept.get(sha256) ?? null
}

async function make({ space, attachment, sha256, mime }: ThumbnailOf, signal: AbortSignal): Promise<string | null> {
  const known = kept.get(sha256)
  if (known !== undefined) return known
  const read = await readFile(space, attachment, signal)
  if (!read.ok) return null
  const address = await drawn(new Blob([new Uint8Array(read.value)], { type: mime })).catch(() => null)
  kept.set(sha256, address)
  const [oldest] = kept
  if (kept.size > MAX_KEPT && oldest !== undefined) {
    kept.delete(oldest[0])
    if (oldest[1] !== null) URL.revokeObjectURL(oldest[1])
  }
  return address
}

async function drawn(picture: Blob): Promise<string | null> {
  const image = await createImageBitmap(picture)
  const scale = SIDE_PX / Math.min(image.width, image.height)
  const width = Math.max(1, Math.round(image.width * Math.min(1, scale)))
  const height = Math.max(1, Math.round(image.height * Math.min(1, scale)))
  const canvas = new OffscreenCanvas(width, height)
  canvas.getContext('2d')?.drawImage(image, 0, 0, width, height)
  image.close()
  return URL.createObjectURL(await canvas.convertToBlob({ type: 'image/png' }))
}
