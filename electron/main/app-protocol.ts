// Serves the built renderer under app://fengsui with its content policy. Reads files, answers ranges, nothing else.
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { CONTENT_POLICY, appFileOf, rangeOf } from './app-files.ts'

/** Answers one request from the folder the renderer was built into. */
export async function answerAppRequest(folder: string, request: Request): Promise<Response> {
  const file = request.method === 'GET' || request.method === 'HEAD' ? appFileOf(request.url) : undefined
  if (file === undefined) return new Response('not found', { status: 404 })
  try {
    const handle = await open(join(folder, ...file.path.split('/')))
    try {
      const { size } = await handle.stat()
      const range = rangeOf(request.headers.get('range'), size)
      const first = range?.first ?? 0
      const bytes = new Uint8Array((range?.last ?? size - 1) - first + 1)
      if (request.method === 'GET') await handle.read(bytes, 0, bytes.length, first)
      const headers = new Headers({
        'content-type': file.type,
        'content-length': String(bytes.length),
        'accept-ranges': 'bytes',
        'content-security-policy': CONTENT_POLICY,
        'x-content-type-options': 'nosniff',
        'cross-origin-opener-policy': 'same-origin',
      })
      if (range !== undefined) headers.set('content-range', `bytes ${range.first}-${range.last}/${size}`)
      return new Response(request.method === 'GET' ? bytes : null, { status: range === undefined ? 200 : 206, headers })
    } finally {
      await handle.close()
    }
  } catch {
    return new Response('not found', { status: 404 })
  }
}
