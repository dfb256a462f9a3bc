// Asks another system for a file over HTTP: politely (ETag, If-Modified-Since), for a bounded time and size, following a
// redirect only within the same origin, so that a key is never shown to someone else. Never throws.
import type { Result } from '../../../shared/base/fault.ts'
import { FaultError, fault, ok, refuse } from '../../../shared/base/fault.ts'

export interface AskOptions {
  readonly accept: string
  /** Value of `Authorization`; '' for none. */
  readonly authorization: string
  /** What the last answer said of itself. */
  readonly known: Validators
  readonly maxBytes: number
  readonly timeLimitMs: number
  readonly signal: AbortSignal
}

export interface Validators {
  readonly etag: string
  readonly modified: string
}
export const NO_VALIDATORS: Validators = { etag: '', modified: '' }

export type Asked =
  | { readonly isSame: true }
  | { readonly isSame: false; readonly bytes: Uint8Array; readonly validators: Validators; readonly url: string }

const MAX_REDIRECTS = 3

/** What an address is called where everybody sees it: without a query, which may hold a key. */
export function sourceOf({ host, pathname }: URL): string {
  return `${host}${pathname}`
}

export async function ask(url: string, options: AskOptions): Promise<Result<Asked>> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeLimitMs)])
  try {
    let at = new URL(url)
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
      const response = await fetch(at, { headers: headersOf(options), redirect: 'manual', signal })
      if (response.status === 304) {
        await response.body?.cancel()
        return ok({ isSame: true })
      }
      const location = response.headers.get('location')
      if (response.status >= 300 && response.status < 400 && location !== null) {
        await response.body?.cancel()
        const next = new URL(location, at)
        if (next.origin !== at.origin)
          return refuse('malformed', `the address moved to ${next.origin}, which is not asked`, { url: at.href })
        at = next
        continue
      }
      if (!response.ok) {
        await response.body?.cancel()
        return refuse(response.status === 429 ? 'rateLimited' : 'linkLost', `answered ${String(response.status)}`, {
          status: response.status,
        })
      }
      const bytes = await bytesWithin(response, options.maxBytes)
      const { headers } = response
      const validators = { etag: headers.get('etag') ?? '', modified: headers.get('last-modified') ?? '' }
      return ok({ isSame: false, bytes, validators, url: at.href })
    }
    return refuse('malformed', 'redirected too often')
  } catch (error) {
    if (error instanceof FaultError) return { ok: false, fault: error.fault }
    if (options.signal.aborted) return refuse('serverStopped', 'stopped')
    return signal.aborted ? refuse('timeout', 'no answer in time') : refuse('linkLost', causeOf(error))
  }
}

function headersOf({ accept, authorization, known }: AskOptions): Record<string, string> {
  return {
    accept,
    'user-agent': 'Fengsui',
    ...(authorization === '' ? {} : { authorization }),
    ...(known.etag === '' ? {} : { 'if-none-match': known.etag }),
    ...(known.modified === '' ? {} : { 'if-modified-since': known.modified }),
  }
}

/** Counted as it comes, unpacked: what a header says of the length may be a lie. */
async function bytesWithin(response: Response, maxBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let total = 0
  for await (const piece of response.body ?? []) {
    total += piece.length
    if (total > maxBytes)
      throw new FaultError(fault('tooLarge', `the answer has more than ${String(maxBytes)} bytes`, { limit: maxBytes }))
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

/** `fetch failed` says nothing; its cause does. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}
