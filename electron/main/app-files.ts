// Which file an app:// address means. Pure: path tricks end here.

/** Scheme and host of the console's own pages. */
export const APP_ORIGIN = 'app://fengsui'

/** No network at all from a window: data comes over its MessagePort. Ant Design writes styles at run time. */
export const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const TYPES: { readonly [ending: string]: string } = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
  pmtiles: 'application/octet-stream',
  topojson: 'application/json',
  geojson: 'application/json',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  ico: 'image/x-icon',
  wasm: 'application/wasm',
  txt: 'text/plain; charset=utf-8',
}

export interface AppFile {
  /** Path below the renderer's folder, with forward slashes. */
  readonly path: string
  readonly type: string
}

/** The file behind an address, or undefined when it is not one of ours. */
export function appFileOf(address: string): AppFile | undefined {
  let url: URL
  try {
    url = new URL(address)
  } catch {
    return undefined
  }
  if (url.protocol !== 'app:' || url.host !== 'fengsui') return undefined
  let path: string
  try {
    path = decodeURIComponent(url.pathname)
  } catch {
    return undefined
  }
  if (path.includes('\0') || path.includes('\\') || path.includes(':')) return undefined
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..')) return undefined
  const name = parts.length === 0 ? 'index.html' : parts.join('/')
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
  const type = Object.hasOwn(TYPES, ending) ? TYPES[ending] : undefined
  return type === undefined ? undefined : { path: name, type }
}

/** First and last byte of a `Range: bytes=a-b` header for a file of `size`, or undefined for the whole file. */
export function rangeOf(
  header: string | null,
  size: number,
): { readonly first: number; readonly last: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (match === null || (match[1] === '' && match[2] === '')) return undefined
  const first = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1])
  const last = match[1] === '' || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1)
  return first <= last && first < size ? { first, last } : undefined
}
