// A web server on loopback that says what a test tells it to, for gateways that ask others; stopped when the test ends.
import type { IncomingHttpHeaders } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface FeedAnswer {
  readonly status?: number
  readonly headers?: { readonly [name: string]: string }
  readonly body?: string | Uint8Array
}

export interface FeedServer {
  readonly url: string
  /** What was asked, oldest first. */
  readonly asked: { readonly path: string; readonly headers: IncomingHttpHeaders }[]
}

export async function feedServer(
  answer: (path: string, headers: IncomingHttpHeaders) => FeedAnswer,
): Promise<FeedServer> {
  const asked: FeedServer['asked'] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    asked.push({ path, headers: request.headers })
    const { status = 200, headers = {}, body = '' } = answer(path, request.headers)
    response.writeHead(status, { 'content-type': 'application/geo+json', ...headers })
    response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, asked }
}
