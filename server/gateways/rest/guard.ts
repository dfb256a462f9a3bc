// What every request passes before its route: the caller's key, its rate, the size and encoding of the body, and the
// idempotency key; and, behind it, the count of the health line.
import { getConnInfo } from '@hono/node-server/conninfo'
import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Fault, Result } from '../../../shared/base/fault.ts'
import { fault, ok } from '../../../shared/base/fault.ts'
import { RateLimit } from '../../../shared/base/rate-limit.ts'
import type { GatewaySurroundings } from '../gateway.ts'
import type { Answers } from './answers.ts'
import type { ApiKey, KeyRing } from './keys.ts'
import { refuseWith } from './route.ts'
import type { RestContext, RestEnv } from './route.ts'

export interface GuardParts {
  readonly surroundings: Pick<GatewaySurroundings, 'health' | 'nowMs'>
  readonly keys: KeyRing
  readonly answers: Answers
  readonly maxBodyBytes: number
  readonly strangersPerMinute: number
}

/** Addresses anyone may ask, at the rate of strangers. */
const OPEN: ReadonlySet<string> = new Set(['/api/v1/openapi.json', '/api/v1/asyncapi.json', '/api/v1/health'])
/** Faults about a message worth keeping for a second look. */
const KEPT: ReadonlySet<string> = new Set([
  'malformed',
  'invalidInput',
  'tooLarge',
  'notFound',
  'wrongState',
  'alreadyVoid',
  'internal',
])
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/

export class Guard {
  readonly #parts: GuardParts
  readonly #strangers: RateLimit
  readonly #rates = new Map<string, { readonly perMinute: number; readonly limit: RateLimit }>()

  constructor(parts: GuardParts) {
    this.#parts = parts
    this.#strangers = new RateLimit(parts.strangersPerMinute)
  }

  /** Lets in who has a key; `header` is one more header the key may come in. */
  admission(header?: string): MiddlewareHandler<RestEnv> {
    return async (context, next) => {
      const { nowMs } = this.#parts.surroundings
      if (header === undefined && OPEN.has(context.req.path)) {
        const rate = this.#strangers.take(addressOf(context), nowMs())
        return rate.ok ? next() : this.#turnAway(context, rate.fault)
      }
      const key = this.#admit(context, header)
      if (!key.ok) return this.#turnAway(context, key.fault)
      context.set('key', key.value)
      return next()
    }
  }

  /** Reads the body within its limit. Only JSON in UTF-8, unless a route reads bytes itself. */
  body(isJson: boolean): MiddlewareHandler<RestEnv> {
    const { maxBodyBytes } = this.#parts
    const limited = bodyLimit({
      maxSize: maxBodyBytes,
      onError: (context) =>
        this.#turnAway(
          context,
          fault('tooLarge', `the body has more than ${maxBodyBytes} bytes`, { max: maxBodyBytes }),
        ),
    })
    return async (context, next) => {
      if (!isWrite(context)) return next()
      const type = context.req.header('content-type') ?? ''
      if (isJson && !/^application\/json\s*(;|$)/i.test(type))
        return this.#turnAway(context, fault('fileTypeRefused', 'send application/json', { field: 'Content-Type' }))
      // The limit refuses by an answer of its own, before `next`.
      return limited(context, async () => {
        const bytes = new Uint8Array(await context.req.arrayBuffer())
        context.set('bytes', bytes)
        if (isJson && !isUtf8(bytes)) {
          context.res = this.#turnAway(
            context,
            fault('malformed', 'the body is not UTF-8', { encoding: 'utf-8' }),
            bytes,
          )
          return
        }
        await next()
      })
    }
  }

  /** Does a request of one idempotency key once. */
  once(): MiddlewareHandler<RestEnv> {
    return async (context, next) => {
      const chosen = isWrite(context) ? context.req.header('idempotency-key') : undefined
      if (chosen === undefined) return next()
      if (!IDEMPOTENCY_KEY.test(chosen)) {
        const why = fault('invalidInput', '1 to 200 printable characters', { field: 'Idempotency-Key' })
        return this.#turnAway(context, why)
      }
      const { method, path } = context.req
      const { search } = new URL(context.req.url)
      // Without the host: the same request may come under another name of the server.
      const asked = new TextEncoder().encode(`${method} ${path}${search} ${context.req.header('if-match') ?? ''}`)
      const response = await this.#parts.answers.once(
        `${context.get('key').id}\n${chosen}`,
        [asked, context.get('bytes')],
        async () => {
          await next()
          return context.res
        },
      )
      if (!context.finalized) context.res = response
      return undefined
    }
  }

  /** Counts what came of a request. */
  counting(): MiddlewareHandler<RestEnv> {
    return async (context, next) => {
      await next()
      const { health } = this.#parts.surroundings
      const why = context.get('fault') as Fault | undefined
      if (why !== undefined) {
        const bytes = context.get('bytes') as Uint8Array | undefined
        if (bytes !== undefined && KEPT.has(why.kind)) health.refused(why, { name: nameOf(context), bytes })
        else health.refused(why)
      } else if (context.res.status < 400) {
        if (!isWrite(context)) health.gave()
        else if (!context.res.headers.has('idempotency-replayed')) health.took()
      }
    }
  }

  #admit(context: RestContext, header: string | undefined): Result<ApiKey> {
    const { keys, surroundings } = this.#parts
    const nowMs = surroundings.nowMs()
    const bearer = /^Bearer\s+(\S+)\s*$/i.exec(context.req.header('authorization') ?? '')?.[1]
    const shown =
      bearer ?? context.req.header('x-api-key') ?? (header === undefined ? undefined : context.req.header(header))
    const found = keys.find(shown, nowMs)
    if (!found.ok) {
      const rate = this.#strangers.take(addressOf(context), nowMs)
      return rate.ok ? found : rate
    }
    const rate = this.#rateOf(found.value).take(found.value.id, nowMs)
    return rate.ok ? ok(found.value) : rate
  }

  #rateOf({ id, perMinute }: ApiKey): RateLimit {
    const known = this.#rates.get(id)
    if (known?.perMinute === perMinute) return known.limit
    const limit = new RateLimit(perMinute)
    this.#rates.set(id, { perMinute, limit })
    return limit
  }

  #turnAway(context: RestContext, why: Fault, bytes?: Uint8Array): Response {
    if (bytes !== undefined) context.set('bytes', bytes)
    return refuseWith(context, why)
  }
}

function isWrite(context: RestContext): boolean {
  return context.req.method === 'POST' || context.req.method === 'PATCH'
}

function addressOf(context: RestContext): string {
  return getConnInfo(context).remote.address ?? ''
}

/** The name a refused body is kept under: enough to take it again as the same caller. */
export function nameOf(context: RestContext): string {
  const key = context.get('key') as ApiKey | undefined
  return `${context.req.method} ${context.req.path}${key === undefined ? '' : `?key=${key.id}`}`
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
