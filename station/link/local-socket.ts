// The station's local door for browsers and the command line: HTTP for the console's files and a WebSocket for frames,
// on 127.0.0.1 only, behind the guard [RP-10]. Off in the packaged application, which uses MessagePorts.
//
//   GET  /enter?ticket=…   one-time ticket → cookie → /
//   POST /ticket           owner's token → a new address
//   GET  /health           is it alive
//   GET  /rpc              WebSocket
//   GET  anything else     a file of the console
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import type { StationFrame } from '../../shared/rpc/frames.ts'
import type { Link } from '../../shared/rpc/link.ts'
import { Guard } from './guard.ts'
import { socketLink } from './socket-link.ts'
import { SECURITY_HEADERS, serveFile } from './static-files.ts'

/** Files given to a station (imports, map packs) travel as base64 in one frame. */
const MAX_FRAME_BYTES = 768 * 1024 * 1024

export interface LocalSocketOptions {
  /** 0 takes any free port. */
  readonly port: number
  /** Folder of the built console; missing files are answered with 404. */
  readonly folder: string
  readonly secret: Uint8Array
  readonly token: string
  readonly origins: readonly string[]
  readonly nowMs: () => number
  /** What /health answers. */
  health(): { readonly [name: string]: string | number | boolean | null }
  onLink(link: Link<StationFrame, unknown>): void
}

export interface LocalSocket {
  readonly port: number
  /** Address with a fresh one-time ticket. */
  newAddress(): string
  close(): Promise<void>
}

/** Starts listening. Rejects when the port is taken. */
export async function openLocalSocket(options: LocalSocketOptions): Promise<LocalSocket> {
  const server = createServer()
  const port = await listen(server, options.port)
  const { secret, token, origins, nowMs } = options
  const guard = new Guard({ port, secret, token, origins, nowMs })
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_FRAME_BYTES })
  const newAddress = (): string => `http://127.0.0.1:${port}/enter?ticket=${guard.newTicket()}`

  server.on('request', (request, response) => {
    answerRequest(request, response, guard, options, newAddress).catch(() => response.destroy())
  })
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    if (pathOf(request) !== '/rpc' || !guard.mayConnect(request.headers)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => options.onLink(socketLink(webSocket)))
  })

  return {
    port,
    newAddress,
    async close() {
      for (const client of sockets.clients) client.terminate()
      sockets.close()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  guard: Guard,
  options: LocalSocketOptions,
  newAddress: () => string,
): Promise<void> {
  if (!guard.hostFits(request.headers)) return answer(response, 403, { fault: 'host' })
  const path = pathOf(request)
  if (path === '/health') return answer(response, 200, options.health())
  if (path === '/ticket' && request.method === 'POST') {
    const may = request.headers.origin === undefined && guard.mayConnect(request.headers)
    return may ? answer(response, 200, { address: newAddress() }) : answer(response, 403, { fault: 'token' })
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return answer(response, 405, { fault: 'method' })
  if (path === '/enter') {
    const given = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams.get('ticket') ?? ''
    const cookie = guard.redeem(given)
    // A used ticket still leads to the console: who already has the cookie simply goes on, others are told there.
    const headers = cookie === undefined ? {} : { 'set-cookie': cookie }
    response.writeHead(303, { ...SECURITY_HEADERS, ...headers, location: '/', 'cache-control': 'no-store' }).end()
    return
  }
  await serveFile(options.folder, path, request, response)
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, {
      ...SECURITY_HEADERS,
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    })
    .end(`${JSON.stringify(body)}\n`)
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/'
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}
