// The doors of gateways: TCP, UDP and HTTP listeners with the same bounds for all. Who connects too often or says too much is
// cut off, never the gateway.
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { createServer as createHttp } from 'node:http'
import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo, Server, Socket } from 'node:net'
import { createServer as createTcp } from 'node:net'
import type { TlsOptions } from 'node:tls'
import { createServer as createTls } from 'node:tls'
import { FaultError, fault } from '../../shared/base/fault.ts'
import type { TlsFiles } from '../../shared/interop/tls-files.ts'

export interface DoorPlan {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly tls?: TlsFiles | null
  readonly maxConnections?: number
}

export interface Door {
  /** `tcp://127.0.0.1:8087`. */
  readonly address: string
  readonly port: number
  close(): Promise<void>
}

const MAX_CONNECTIONS = 200
const REQUEST_LIMIT_MS = 30_000

/** Listens for TCP or TLS connections; with `clientCa` only clients with a certificate of it get in. */
export async function listenTcp(plan: DoorPlan, onSocket: (socket: Socket) => void): Promise<Door> {
  const open = new Set<Socket>()
  const take = (socket: Socket): void => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    // A connection that breaks tells so by its end.
    socket.on('error', () => socket.destroy())
    onSocket(socket)
  }
  const options = tlsOptions(plan.tls)
  const server = options === undefined ? createTcp(take) : createTls(options, take)
  server.maxConnections = plan.maxConnections ?? MAX_CONNECTIONS
  if (options !== undefined) server.on('tlsClientError', () => undefined)
  return listening(server, plan, options === undefined ? 'tcp' : 'tls', () => {
    for (const socket of open) socket.destroy()
  })
}

/** Serves HTTP or HTTPS. */
export async function listenHttp(
  plan: DoorPlan,
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Door> {
  const options = tlsOptions(plan.tls)
  const server: HttpServer = options === undefined ? createHttp(onRequest) : createHttps(options, onRequest)
  server.maxConnections = plan.maxConnections ?? MAX_CONNECTIONS
  server.requestTimeout = REQUEST_LIMIT_MS
  server.headersTimeout = REQUEST_LIMIT_MS
  server.on('clientError', (_error, socket) => socket.destroy())
  return listening(server, plan, options === undefined ? 'http' : 'https', () => server.closeAllConnections())
}

/** Listens for datagrams. */
export async function listenUdp(
  plan: Pick<DoorPlan, 'host' | 'port'>,
  onMessage: (message: Uint8Array, from: string) => void,
): Promise<Door> {
  const socket = createSocket(plan.host.includes(':') ? 'udp6' : 'udp4')
  await new Promise<void>((resolve, reject) => {
    socket.once('error', (error: NodeJS.ErrnoException) => reject(taken(error, plan)))
    socket.bind(plan.port, plan.host, resolve)
  })
  socket.on('error', () => undefined)
  socket.on('message', (message, { address, port }) => onMessage(new Uint8Array(message), `${address}:${port}`))
  const { port } = socket.address()
  return {
    address: `udp://${plan.host}:${port}`,
    port,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}

/** What Node takes for TLS; undefined for a plain door. Throws a FaultError that names the file. */
export function tlsOptions(files: TlsFiles | null | undefined): TlsOptions | undefined {
  if (files === null || files === undefined) return undefined
  const read = (path: string): Buffer => {
    try {
      return readFileSync(path)
    } catch (error) {
      throw new FaultError(fault('fileUnreadable', `${path} cannot be read: ${(error as Error).message}`, { path }))
    }
  }
  return {
    cert: read(files.certificate),
    key: read(files.key),
    minVersion: 'TLSv1.2',
    ...(files.clientCa === '' ? {} : { ca: read(files.clientCa), requestCert: true, rejectUnauthorized: true }),
  }
}

async function listening(server: Server, plan: DoorPlan, scheme: string, endAll: () => void): Promise<Door> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(taken(error, plan)))
    server.listen({ host: plan.host, port: plan.port }, () => resolve())
  })
  const { port } = server.address() as AddressInfo
  return {
    address: `${scheme}://${plan.host}:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        endAll()
      }),
  }
}

function taken(error: NodeJS.ErrnoException, { host, port }: Pick<DoorPlan, 'host' | 'port'>): FaultError {
  const why =
    error.code === 'EADDRINUSE'
      ? `port ${port} on ${host} is taken by another program`
      : `cannot listen on ${host}:${port}: ${error.message}`
  return new FaultError(fault('busy', why, { port }))
}
