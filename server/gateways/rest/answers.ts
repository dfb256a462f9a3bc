// Idempotency keys: a request that is sent again under the same key gets the answer of the first, and nothing is done
// twice; the same key with another body is refused. Answers are kept in the gateway's notes, so that a restart forgets none,
// and in a bounded number. Two at once: the second waits for the first.
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { fault } from '../../../shared/base/fault.ts'
import type { Notes } from '../gateway.ts'
import { problemResponse } from './problem.ts'

const NOTE = 'answer/'
const MAX_KEPT = 20_000
const TRIM_EVERY = 500
/** Longer answers are not kept; no answer to a write is. */
const MAX_BODY = 64 * 1024

const keptAnswer = z.object({
  /** Hash of the request: method, address and body. */
  request: z.string(),
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
})
type KeptAnswer = z.infer<typeof keptAnswer>

export class Answers {
  readonly #notes: Notes
  readonly #running = new Map<string, { readonly request: string; readonly done: Promise<KeptAnswer | undefined> }>()
  #sinceTrim = 0

  constructor(notes: Notes) {
    this.#notes = notes
    this.#trim()
  }

  /** Answers a request once. `name` is the caller's id and the key they chose; `request` what they ask. */
  async once(name: string, request: readonly Uint8Array[], answer: () => Promise<Response>): Promise<Response> {
    const note = `${NOTE}${hash([name])}`
    const asked = hash(request)
    const before = this.#running.get(note)
    if (before !== undefined) {
      if (before.request !== asked) return otherRequest()
      const kept = await before.done
      // The first came to nothing that counts: this one is the first now.
      return kept === undefined ? this.once(name, request, answer) : respond(kept)
    }
    const kept = this.#kept(note)
    if (kept !== undefined) return kept.request === asked ? respond(kept) : otherRequest()
    const { promise, resolve } = Promise.withResolvers<KeptAnswer | undefined>()
    this.#running.set(note, { request: asked, done: promise })
    let toKeep: KeptAnswer | undefined
    try {
      const response = await answer()
      toKeep = await this.#keep(note, asked, response.clone())
      return response
    } finally {
      this.#running.delete(note)
      resolve(toKeep)
    }
  }

  #kept(note: string): KeptAnswer | undefined {
    const text = this.#notes.get(note)
    const read = text === undefined ? undefined : keptAnswer.safeParse(JSON.parse(text))
    return read?.success === true ? read.data : undefined
  }

  /** What was done is kept, and what no later try can mend; an incident not yet known, a rate, a fault of ours are not. */
  async #keep(note: string, request: string, response: Response): Promise<KeptAnswer | undefined> {
    const { status } = response
    if (status >= 300 && status !== 422) return undefined
    const body = await response.text()
    if (body.length > MAX_BODY) return undefined
    const headers = Object.fromEntries(
      ['content-type', 'location', 'etag'].flatMap((name) => {
        const value = response.headers.get(name)
        return value === null ? [] : [[name, value]]
      }),
    )
    const kept = { request, status, headers, body }
    this.#notes.set(note, JSON.stringify(kept))
    this.#sinceTrim += 1
    if (this.#sinceTrim >= TRIM_EVERY) this.#trim()
    return kept
  }

  #trim(): void {
    this.#sinceTrim = 0
    const names = this.#notes.keys(NOTE)
    for (const name of names.slice(0, Math.max(0, names.length - MAX_KEPT))) this.#notes.delete(name)
  }
}

function respond({ status, headers, body }: KeptAnswer): Response {
  return new Response(body, { status, headers: { ...headers, 'idempotency-replayed': 'true' } })
}

function otherRequest(): Response {
  return problemResponse(
    fault('alreadyExists', 'this idempotency key was used for another request', { field: 'Idempotency-Key' }),
  )
}

function hash(parts: readonly (string | Uint8Array)[]): string {
  const made = createHash('sha256')
  for (const part of parts) {
    // Lengths keep the parts apart.
    made.update(`${part.length}:`)
    made.update(part)
  }
  return made.digest('hex').slice(0, 40)
}
