// The HTTP door of the gateway `cap`: alerts are posted to it, our feed and its documents are read from it, with the certificate
// they are signed with; with the key also the messages as they came.
import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fault, faultOf, ok, refuse } from '../../../shared/base/fault.ts'
import type { Fault, Result } from '../../../shared/base/fault.ts'
import type { CapSettings } from '../../../shared/interop/settings/cap.ts'
import type { Door } from '../doors.ts'
import { listenHttp } from '../doors.ts'
import type { GatewaySurroundings } from '../gateway.ts'
import { Gate, answer, answerFault, answerJson, bodyOf } from '../warnings/intake.ts'
import type { Originals } from '../warnings/originals.ts'
import type { CapTaker } from './cap-taker.ts'
import type { Published } from './published.ts'

export interface DoorParts {
  readonly here: Pick<GatewaySurroundings, 'health' | 'logger' | 'name' | 'nowMs'>
  readonly settings: CapSettings
  readonly taker: CapTaker
  readonly originals: Originals
  /** Undefined where nothing is published. */
  readonly published: Published | undefined
  /** PEM. */
  readonly certificate: string
}

const CAP = 'application/cap+xml; charset=utf-8'

export async function openCapDoor(parts: DoorParts): Promise<Door> {
  const { settings, here } = parts
  const gate = new Gate({ apiKey: settings.apiKey, requestsPerMinute: settings.requestsPerMinute, nowMs: here.nowMs })
  const door: Door = await listenHttp(
    { host: settings.host, port: settings.port, tls: settings.tls },
    (request, response) => {
      serve(request, response).catch((error: unknown) => {
        here.logger.warn({ err: error }, 'a request could not be answered')
        here.health.failed(faultOf(error))
        answerFault(response, faultOf(error))
      })
    },
  )
  return door

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    const done = await answered(request, response, path)
    if (done.ok) return
    const { fault: why } = done
    if (why.kind === 'wrongCredentials' || why.kind === 'rateLimited')
      here.health.refused(fault(why.kind, `${request.socket.remoteAddress ?? ''}: ${why.message}`, why.detail))
    answerFault(response, why)
  }

  /** A fault is what is still to be answered. */
  async function answered(request: IncomingMessage, response: ServerResponse, path: string): Promise<Result<null>> {
    const passes = gate.passes(request)
    if (!passes.ok) return passes
    if (request.method === 'POST' && (path === '/' || path === '/alerts')) return posted(request, response)
    request.resume()
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse('unknownMethod', `no ${request.method ?? ''} here`)
    const [, folder = '', name = ''] = /^\/(alerts|originals)\/([\w.-]{1,160})$/.exec(path) ?? []
    if (folder === 'originals') {
      const knows = gate.knows(request)
      return knows.ok ? sent(response, CAP, await parts.originals.read(name)) : knows
    }
    if (parts.published === undefined) return refuse('notFound', `nothing is at ${path}`)
    if (folder === 'alerts') return sent(response, CAP, await parts.published.read(name))
    if (path === '/certificate.pem') return sent(response, 'application/x-pem-file', parts.certificate || undefined)
    if (path !== '/feed.atom') return refuse('notFound', `nothing is at ${path}`)
    return feed(request, response, parts.published)
  }

  function feed(request: IncomingMessage, response: ServerResponse, published: Published): Result<null> {
    const address = settings.publicUrl === '' ? door.address : settings.publicUrl.replace(/\/$/, '')
    const body = published.feed(address, here.name, settings.sender)
    const etag = `"${createHash('sha256').update(body).digest('base64url')}"`
    response.setHeader('etag', etag)
    response.setHeader('cache-control', 'no-cache')
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304)
      response.end()
      return ok(null)
    }
    here.health.gave()
    return sent(response, 'application/atom+xml; charset=utf-8', body)
  }

  async function posted(request: IncomingMessage, response: ServerResponse): Promise<Result<null>> {
    const knows = gate.knows(request)
    if (!knows.ok) return turnedAway(request, knows)
    const body = await bodyOf(request, settings.maxMegabytes * 1024 * 1024)
    if (!body.ok) return turnedAway(request, body)
    const from = request.socket.remoteAddress ?? ''
    const taken = await parts.taker.take(body.value, `posted by ${from}`, false)
    const refused = taken.ok
      ? taken.value.refused
      : [{ fault: taken.fault, name: `posted by ${from}`, bytes: body.value }]
    if (taken.ok && taken.value.count > 0) here.health.took(taken.value.count)
    for (const { fault: why, name, bytes } of refused) here.health.refused(prefixed(why, from), { name, bytes })
    const [first] = refused
    if (!taken.ok || (taken.value.count === 0 && first !== undefined))
      return { ok: false, fault: first?.fault ?? fault('malformed', 'there is no alert in it') }
    const { count, lines, odd } = taken.value
    answerJson(response, 200, { taken: count, lines, odd, refused: refused.map(({ fault: why }) => why.message) })
    return ok(null)
  }
}

/** The rest of the body is read away, so that the answer arrives. */
function turnedAway(
  request: IncomingMessage,
  why: Result<never> | { readonly ok: false; readonly fault: Fault },
): Result<null> {
  request.resume()
  return why.ok ? ok(null) : { ok: false, fault: why.fault }
}

function prefixed(why: Fault, from: string): Fault {
  return { ...why, message: `${from}: ${why.message}` }
}

function sent(response: ServerResponse, type: string, body: string | Uint8Array | undefined): Result<null> {
  if (body === undefined) return refuse('notFound', 'nothing of that name is kept')
  answer(response, 200, type, body)
  return ok(null)
}
