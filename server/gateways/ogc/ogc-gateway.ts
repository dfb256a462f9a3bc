// The gateway `ogc`: our picture for GIS programs, as OGC API - Features, read only. It writes nothing and sends nothing by
// itself; whoever may ask, and what they are told, is set by an administrator.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { FaultError, fault, faultOf } from '../../../shared/base/fault.ts'
import { isLoopback } from '../../../shared/base/loopback.ts'
import type { OgcSettings } from '../../../shared/interop/settings/ogc.ts'
import { ogcSettings } from '../../../shared/interop/settings/ogc.ts'
import { listenHttp } from '../doors.ts'
import type { GatewayKind, GatewaySurroundings, RunningGateway } from '../gateway.ts'
import type { Answer } from './answer.ts'
import { Answers } from './answer.ts'
import { Items } from './items.ts'

/** Statuses that mean that somebody was kept out; a mistyped address is no trouble of ours. */
const KEPT_OUT: ReadonlySet<number> = new Set([401, 429])

export const ogcGateway: GatewayKind<typeof ogcSettings> = {
  kind: 'ogc',
  settings: ogcSettings,
  start: startOgc,
}

async function startOgc(here: GatewaySurroundings, settings: OgcSettings): Promise<RunningGateway> {
  if (settings.apiKey === '' && !isLoopback(settings.host))
    throw new FaultError(
      fault('invalidInput', 'a key is needed to be reached from other machines', { field: 'apiKey' }),
    )
  const { picture, ambient, nowMs, health, name: title } = here
  const items = new Items({
    picture,
    rows: (topic) => ambient.all(topic),
    settings,
    nowMs,
    isLive: here.spaceKind === 'live',
  })
  const answers = new Answers({ title, items, settings, nowMs, address: () => door.address })
  const door = await listenHttp(
    { host: settings.host, port: settings.port, tls: settings.tls },
    (request, response) => {
      void serve(request, response)
    },
  )
  return {
    listens: [door.address],
    committed: () => items.changed(),
    close: () => door.close(),
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A body is nothing this picture can use; it is read away so that the answer arrives.
    request.resume()
    try {
      const peer = request.socket.remoteAddress ?? ''
      const answer = await answers.answer({
        ...{ method: request.method ?? '', path: request.url ?? '/', peer },
        header: (name) => {
          const value = request.headers[name]
          return Array.isArray(value) ? value[0] : value
        },
      })
      if (answer.fault === undefined) health.gave()
      else if (KEPT_OUT.has(answer.status))
        health.refused(fault(answer.fault.kind, `${peer}: ${answer.fault.message}`, { ...answer.fault.detail, peer }))
      write(response, answer)
    } catch (error) {
      health.failed(faultOf(error))
      here.logger.warn({ err: error }, 'a request could not be answered')
      write(response, { status: 500, headers: { 'content-type': 'application/problem+json' }, body: '{"status":500}' })
    }
  }
}

function write(response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.destroyed) return
  response.writeHead(status, headers)
  response.end(body)
}
