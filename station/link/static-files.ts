// The console's files over HTTP: only what lies in the given folder, with types, caching, ranges (PMTiles are read in
// pieces) and a Content-Security-Policy. Files hold no secrets; everything else goes over the guarded socket.
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.geojson': 'application/geo+json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wav': 'audio/wav',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
  '.pmtiles': 'application/octet-stream',
}

/** Inline styles are needed by antd's css-in-js and by Leaflet; scripts never are. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** Serves `path` (already without query) from `folder`. Unknown paths without an extension give index.html. */
export async function serveFile(
  folder: string,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const wanted = fileFor(folder, path)
  if (wanted === undefined) return answer(response, 400, 'bad path')
  const found =
    (await fileSize(wanted)) ?? (extname(path) === '' ? await fileSize(join(folder, 'index.html')) : undefined)
  if (found === undefined) return answer(response, 404, 'not found')

  const tag = `"${found.size.toString(36)}-${Math.trunc(found.mtimeMs).toString(36)}"`
  // Vite names everything in assets/ by its content; the rest is asked about each time.
  const caching = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
  const headers = {
    ...SECURITY_HEADERS,
    'content-type': TYPES[extname(found.file).toLowerCase()] ?? 'application/octet-stream',
    'cache-control': caching,
    'accept-ranges': 'bytes',
    etag: tag,
  }
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304, headers).end()
    return
  }
  const range =
    request.headers['if-range'] === undefined || request.headers['if-range'] === tag
      ? readRange(request.headers.range, found.size)
      : null
  if (range === 'unsatisfiable') {
    response.writeHead(416, { ...headers, 'content-range': `bytes */${found.size}` }).end()
    return
  }
  const first = range?.first ?? 0
  const last = range?.last ?? found.size - 1
  response.writeHead(range === null ? 200 : 206, {
    ...headers,
    'content-length': Math.max(0, last - first + 1),
    ...(range === null ? {} : { 'content-range': `bytes ${first}-${last}/${found.size}` }),
  })
  if (request.method === 'HEAD' || last < first) {
    response.end()
    return
  }
  const stream = createReadStream(found.file, { start: first, end: last })
  stream.on('error', () => response.destroy())
  response.on('close', () => stream.destroy())
  stream.pipe(response)
}

/** First and last byte of a single `bytes=` range; null when the whole file is wanted. */
export function readRange(
  header: string | undefined,
  size: number,
): { readonly first: number; readonly last: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (match === null || (match[1] === '' && match[2] === '')) return null
  const first = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1])
  const last = match[1] === '' || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1)
  return first >= size || first > last ? 'unsatisfiable' : { first, last }
}

function fileFor(folder: string, path: string): string | undefined {
  let decoded: string
  try {
    decoded = decodeURIComponent(path)
  } catch {
    return undefined
  }
  if (decoded.includes('\0')) return undefined
  const root = normalize(folder + sep)
  const file = normalize(join(root, decoded === '/' ? 'index.html' : decoded))
  return file.startsWith(root) ? file : undefined
}

async function fileSize(
  file: string,
): Promise<{ readonly file: string; readonly size: number; readonly mtimeMs: number } | undefined> {
  try {
    const found = await stat(file)
    return found.isFile() ? { file, size: found.size, mtimeMs: found.mtimeMs } : undefined
  } catch {
    return undefined
  }
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
}
