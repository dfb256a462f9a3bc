// A server that does what a test tells it, also what no good server would: real Socket.IO on loopback, real frames.
// Proves how a station behaves towards servers that are old, false, forgetful, slow or broken.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { zstdCompressSync } from 'node:zlib'
import { Server } from 'socket.io'
import type { Socket } from 'socket.io'
import { onTestFinished } from 'vitest'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { Seal } from '../../shared/journal/chain.ts'
import type { SealedBytes } from '../../shared/journal/change.ts'
import { encodeAnswer, encodeEvent, encodeFrame, flattenChanges, readRequest } from '../../shared/sync/frame.ts'
import { welcomeMessage } from '../../shared/sync/handshake.ts'
import type { AnswerOf, EventName, EventOf, RequestName, RequestOf } from '../../shared/sync/protocol.ts'
import { PROTOCOL_VERSION, REQUESTS } from '../../shared/sync/protocol.ts'
import { testKey } from './shared-crypto.ts'

/** Answers to requests; what is missing is refused with `spaceUnknown`, a promise that never settles never answers. */
export type Script = {
  [Name in RequestName]?: (request: RequestOf<Name>) => Result<AnswerOf<Name>> | Promise<Result<AnswerOf<Name>>>
}

export interface ScriptedServer {
  readonly url: string
  readonly id: string
  script: Script
  /** What stations asked, in order. */
  readonly asked: { readonly name: RequestName; readonly request: unknown }[]
  /** Resolves with the next request of that name for which `fits` holds, one already made included. */
  awaitRequest<Name extends RequestName>(
    name: Name,
    fits?: (request: RequestOf<Name>) => boolean,
  ): Promise<RequestOf<Name>>
  emit<Name extends EventName>(name: Name, event: EventOf<Name>): void
  emitBytes(name: string, bytes: Uint8Array): void
  /** Ends every connection, without a word. */
  dropAll(): void
}

export interface ScriptedOptions {
  readonly protocol?: number
  readonly oldest?: number
  /** Signs the welcome with another key than the one announced. */
  readonly falseProof?: boolean
  readonly spaces?: readonly string[]
  readonly port?: number
}

/** The answer to `hello` unless the script has one. */
function helloAnswer(
  key: ReturnType<typeof testKey>,
  station: string,
  nonce: Uint8Array,
  spaces: readonly string[],
): AnswerOf<'hello'> {
  return {
    signature: key.sign(welcomeMessage(nonce, station)),
    agency: 'agency',
    spaces: spaces.map((space) => ({ space, epoch: 'epoch-1', tip: 0 })),
    nowMs: Date.now(),
  }
}

/** A page of a pull answer, compressed as real ones are. */
export function pageOf(
  after: number,
  changes: readonly SealedBytes[],
  seals: readonly Seal[],
  tip: number,
): AnswerOf<'pull'> {
  const upTo = after + changes.length
  const page = { after, upTo, tip, changes: flattenChanges(changes), seals: [...seals] }
  return { zstd: true, page: new Uint8Array(zstdCompressSync(encodeFrame(page))) }
}

/** Starts one; ends with the test. */
export async function scriptedServer(script: Script, options: ScriptedOptions = {}): Promise<ScriptedServer> {
  const key = testKey()
  const liar = testKey()
  const http = createServer()
  const io = new Server(http, { transports: ['websocket'], maxHttpBufferSize: 64 * 1024 * 1024 })
  const asked: ScriptedServer['asked'][number][] = []
  const waiting = new Set<() => void>()
  const spaces = options.spaces ?? ['fujian']

  async function answerTo(name: RequestName, frame: unknown): Promise<Uint8Array> {
    const request = readRequest(name, frame)
    if (!request.ok) return encodeAnswer(name, request)
    asked.push({ name, request: request.value })
    for (const look of [...waiting]) look()
    const handler = server.script[name] as ((request: unknown) => Result<never> | Promise<Result<never>>) | undefined
    if (handler !== undefined) return encodeAnswer(name, await handler(request.value))
    if (name !== 'hello') return encodeAnswer(name, refuse('spaceUnknown', 'not in the script'))
    const { station, nonce } = request.value as RequestOf<'hello'>
    return encodeAnswer('hello', ok(helloAnswer(options.falseProof === true ? liar : key, station, nonce, spaces)))
  }

  function greet(socket: Socket): void {
    for (const name of Object.keys(REQUESTS) as RequestName[]) {
      socket.on(name, (frame: unknown, acknowledge: (answer: Uint8Array) => void) => {
        void answerTo(name, frame).then(acknowledge)
      })
    }
    const challenge: EventOf<'challenge'> = {
      protocol: options.protocol ?? PROTOCOL_VERSION,
      oldest: options.oldest ?? 1,
      nonce: new Uint8Array(32).fill(9),
      server: key.station,
      publicKey: key.publicKey,
      nowMs: Date.now(),
      software: 'scripted',
    }
    socket.emit('challenge', encodeEvent('challenge', challenge))
  }

  io.on('connection', greet)
  await new Promise<void>((resolve) => http.listen(options.port ?? 0, '127.0.0.1', resolve))
  onTestFinished(() => io.close())
  const server: ScriptedServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    id: key.station,
    script,
    asked,
    awaitRequest: (name, fits = () => true) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = asked.find((one) => one.name === name && fits(one.request as never))
          if (found === undefined) return
          waiting.delete(look)
          resolve(found.request as never)
        }
        waiting.add(look)
        look()
      }),
    emit: (name, event) => void io.emit(name, encodeEvent(name, event)),
    emitBytes: (name, bytes) => void io.emit(name, bytes),
    dropAll: () => io.disconnectSockets(true),
  }
  return server
}
