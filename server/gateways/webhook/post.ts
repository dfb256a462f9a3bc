// One delivery: a POST that follows no redirect, waits no longer than it should and reads no more than it needs.
import { request as httpRequest } from 'node:http'
import type { IncomingMessage, RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Result } from '../../../shared/base/fault.ts'
import { FaultError, fault, faultOf, ok, refuse } from '../../../shared/base/fault.ts'
import { judgeHost, publicLookup } from './addresses.ts'

export interface PostPlan {
  readonly url: URL
  readonly allowPrivateAddress: boolean
  readonly timeoutMs: number
  /** PEM; undefined for the authorities everybody trusts. */
  readonly ca: string | undefined
  /** Ends the delivery when the gateway ends. */
  readonly signal: AbortSignal
}

/** Of an answer, for the words of a refusal. */
const MAX_ANSWER = 2_048

/** Posts; well when the receiver answers 2xx. A fault says why not. */
export function post(
  plan: PostPlan,
  headers: { readonly [name: string]: string },
  body: Uint8Array,
): Promise<Result<null>> {
  const { url, allowPrivateAddress, timeoutMs, ca, signal } = plan
  const inside = allowPrivateAddress ? undefined : judgeHost(url.hostname)
  if (inside !== undefined) return Promise.resolve({ ok: false, fault: inside.fault })
  const timeout = AbortSignal.timeout(timeoutMs)
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'content-length': body.length },
    signal: AbortSignal.any([signal, timeout]),
    // A connection for each: what a name leads to is judged every time.
    agent: false,
    ...(allowPrivateAddress ? {} : { lookup: publicLookup }),
    ...(ca === undefined ? {} : { ca }),
  }
  return new Promise((resolve) => {
    const fail = (error: unknown): void => {
      if (timeout.aborted) resolve(refuse('timeout', `no answer within ${timeoutMs / 1_000} s`, { host: url.host }))
      else if (error instanceof FaultError) resolve({ ok: false, fault: error.fault })
      else resolve(refuse('linkLost', `${url.host}: ${faultOf(error).message}`, { host: url.host }))
    }
    const sent = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, (response) => {
      judge(response, url).then(resolve, fail)
    })
    sent.on('error', fail)
    sent.end(body)
  })
}

async function judge(response: IncomingMessage, url: URL): Promise<Result<null>> {
  const status = response.statusCode ?? 0
  if (status >= 200 && status < 300) {
    response.destroy()
    return ok(null)
  }
  let said = ''
  response.setEncoding('utf8')
  for await (const part of response) {
    said += String(part)
    if (said.length > MAX_ANSWER) break
  }
  response.destroy()
  if (status >= 300 && status < 400)
    return refuse('notAllowed', `${url.host} answers ${status}: redirects are not followed`, { status })
  const words = said
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 200)
  return {
    ok: false,
    fault: fault(status >= 500 || status === 429 ? 'busy' : 'malformed', `${url.host} answers ${status} ${words}`, {
      status,
    }),
  }
}
