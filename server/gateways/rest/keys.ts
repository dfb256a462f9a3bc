// API keys of a REST gateway: made and dropped by administrators through the gateway's `ask`, told once, kept as a hash. A
// key's secret half has 160 bits of chance, so that a fast hash is enough. Names and rights are for people, `system` names
// the sender: with a number it says which incident is meant.
import { createHash, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import { toBase32, toHex } from '../../../shared/base/bytes.ts'
import type { Result } from '../../../shared/base/fault.ts'
import { ok, refuse } from '../../../shared/base/fault.ts'
import type { RandomBytes } from '../../../shared/base/ports.ts'
import { newKeySchema, shownKeySchema } from '../../../shared/interop/api-key.ts'
import type { Notes } from '../gateway.ts'

const kept = shownKeySchema.extend({
  /** SHA-256 of the whole key, hexadecimal. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
})
export type ApiKey = z.infer<typeof kept>

const KEY = /^fsk_([0-9A-HJKMNP-TV-Z]{8})_[0-9A-HJKMNP-TV-Z]{32}$/
const NOTE = 'key/'
const MAX_KEYS = 100

/** A new key: the text to tell once, and what is kept of it. */
export function makeKey(
  given: z.infer<typeof newKeySchema>,
  nowMs: number,
  random: RandomBytes,
): { readonly text: string; readonly key: ApiKey } {
  const id = toBase32(random(5))
  const text = `fsk_${id}_${toBase32(random(20))}`
  return { text, key: { ...given, system: given.system ?? `key-${id}`, id, hash: hashOf(text), madeMs: nowMs } }
}

function hashOf(text: string): string {
  return toHex(createHash('sha256').update(text).digest())
}

/** The keys of one gateway, as its notes hold them. */
export class KeyRing {
  readonly #notes: Notes
  readonly #keys = new Map<string, ApiKey>()

  constructor(notes: Notes) {
    this.#notes = notes
    for (const name of notes.keys(NOTE)) {
      const text = notes.get(name)
      const read = text === undefined ? undefined : kept.safeParse(JSON.parse(text))
      if (read?.success !== true) continue
      this.#keys.set(read.data.id, read.data)
      // Notes forget the oldest first: what must stay is written anew at every start.
      notes.set(name, JSON.stringify(read.data))
    }
  }

  /** Makes one; the text is told now and never again. */
  add(given: unknown, nowMs: number, random: RandomBytes): Result<{ readonly text: string; readonly key: ApiKey }> {
    const read = newKeySchema.safeParse(given)
    if (!read.success) {
      const issue = read.error.issues[0]
      return refuse('invalidInput', issue?.message ?? 'does not fit', { field: issue?.path.join('.') ?? '' })
    }
    if (this.#keys.size >= MAX_KEYS) return refuse('tooLarge', `no more than ${MAX_KEYS} keys`, { limit: MAX_KEYS })
    const made = makeKey(read.data, nowMs, random)
    this.#keys.set(made.key.id, made.key)
    this.#notes.set(`${NOTE}${made.key.id}`, JSON.stringify(made.key))
    return ok(made)
  }

  /** Drops one: it holds no longer, from the next request on. */
  drop(id: string): Result<null> {
    if (!this.#keys.delete(id)) return refuse('notFound', `no key ${id}`, { id })
    this.#notes.delete(`${NOTE}${id}`)
    return ok(null)
  }

  list(): readonly ApiKey[] {
    return [...this.#keys.values()]
  }

  get(id: string): ApiKey | undefined {
    return this.#keys.get(id)
  }

  /** The key a caller shows, or why it does not hold. Which of its halves is wrong is not told. */
  find(shown: string | undefined, nowMs: number): Result<ApiKey> {
    if (shown === undefined || shown === '') return refuse('notSignedIn', 'an API key is needed')
    const key = this.#keys.get(KEY.exec(shown)?.[1] ?? '')
    const hash = Buffer.from(hashOf(shown.slice(0, 200)), 'hex')
    if (key === undefined || !timingSafeEqual(hash, Buffer.from(key.hash, 'hex')))
      return refuse('wrongCredentials', 'the API key does not hold')
    if (key.endsMs !== null && key.endsMs <= nowMs) return refuse('wrongCredentials', 'the API key has ended')
    return ok(key)
  }
}
