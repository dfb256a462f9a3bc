// What HTTP doors of warnings share: who may come in, how fast, how much they may say, and the answers.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Fault, FaultKind, Result } from '../../../shared/base/fault.ts'
import { fault, ok, refuse } from '../../../shared/base/fault.ts'
import { isLoopback } from '../../../shared/base/loopback.ts'
import { RateLimit } from '../../../shared/base/rate-limit.ts'

export interface GateOptions {
  /** `X-API-Key` or `Authorization: Bearer`; '' lets in who reaches the door at all. */
  readonly apiKey: string
  readonly requestsPerMinute: number
  readonly nowMs: () => number
}

const STATUS: Partial<Record<FaultKind, number>> = {
  malformed: 400,
  invalidInput: 422,
  wrongCredentials: 401,
  notAllowed: 403,
  notFound: 404,
  unknownMethod: 405,
  wrongState: 409,
  tooLarge: 413,
  fileTypeRefused: 415,
  rateLimited: 429,
  busy: 503,
  linkLost: 503,
  serverStopped: 503,
}

export class Gate {
  readonly #options: GateOptions
  readonly #rate: RateLimit

  constructor(options: GateOptions) {
    this.#options = options
    this.#rate = new RateLimit(options.requestsPerMinute)
  }

  /** Counts the request of this address; refused when it comes too often. */
  passes(request: IncomingMessage): Result<null> {
    return this.#rate.take(request.socket.remoteAddress ?? '', this.#options.nowMs())
  }

  /** Refused without the key. */
  knows(request: IncomingMessage): Result<null> {
    const { apiKey } = this.#options
    if (apiKey === '') return ok(null)
    const header = request.headers['x-api-key'] ?? request.headers.authorization?.replace(/^Bearer\s+/i, '') ?? ''
    const given = Array.isArray(header) ? (header[0] ?? '') : header
    // Hashes are of one length, so that the comparison tells nothing about the key.
    const digest = (text: string) => createHash('sha256').update(text).digest()
    return timingSafeEqual(digest(given), digest(apiKey)) ? ok(null) : refuse('wrongCredentials', 'no valid key')
  }
}

/** The body of a request, refused as soon as it is too long. */
export async function bodyOf(request: IncomingMessage, maxBytes: number): Promise<Result<Uint8Array>> {
  const pieces: Buffer[] = []
  let total = 0
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      total += piece.length
      if (total > maxBytes)
        return refuse('tooLarge', `the body has more than ${String(maxBytes)} bytes`, { max: maxBytes })
      pieces.push(piece)
    }
  } catch (error) {
    return refuse('linkLost', `the body broke off: ${error instanceof Error ? error.message : String(error)}`)
  }
  return ok(Buffer.concat(pieces))
}

/** Writes an answer of JSON. */
export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  answer(response, status, 'application/json; charset=utf-8', `${JSON.stringify(body)}\n`)
}

/** Writes a refusal: its kind, and one sentence for the log of the other side. */
export function answerFault(response: ServerResponse, { kind, message }: Fault): void {
  answerJson(response, STATUS[kind] ?? 500, { fault: kind, message })
}

export function answer(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  if (response.destroyed) return
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'x-content-type-options': 'nosniff',
  })
  response.end(body)
}

/** The fault of a door that others reach and that asks for no key; undefined when it is well. */
export function openDoorProblem(host: string, apiKey: string): Fault | undefined {
  return isLoopback(host) || apiKey !== ''
    ? undefined
    : fault('invalidInput', 'a key is needed to be reached from other machines', { field: 'apiKey' })
}
