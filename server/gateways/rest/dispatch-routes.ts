// What dispatch systems tell: the six verbs in our own words under /api/v1/dispatch, and the addresses and bodies of a city's
// mapping file under its own paths.
import type { Fault } from '../../../shared/base/fault.ts'
import { fault } from '../../../shared/base/fault.ts'
import type { DispatchMapping, MappedAnswer, MappedEndpoint } from '../../../shared/interop/dispatch/mapping-file.ts'
import type { DispatchMessage, Verb } from '../../../shared/interop/dispatch/message.ts'
import type { Sender } from '../../../shared/interop/dispatch/plan.ts'
import { positionIn } from '../../../shared/interop/dispatch/read-message.ts'
import type { RestSettings } from '../../../shared/interop/settings/rest.ts'
import type { Guard } from './guard.ts'
import type { ApiKey } from './keys.ts'
import { problemResponse } from './problem.ts'
import type { RestApp, RestContext } from './route.ts'
import { addRoute, refuseWith, writeHeaders } from './route.ts'
import type { Carrier } from './run-message.ts'
import { carry } from './run-message.ts'
import { DISPATCH_ADDRESSES, namedVerbSchema, takenSchema } from './schemas.ts'
import type { Taken } from './take-body.ts'
import { takeBody } from './take-body.ts'

const SUMMARIES: { readonly [verb in Verb]: string } = {
  call: 'A call came in (来电)',
  incident: 'A new incident, or what is now known of one (警情)',
  dispatch: 'Units were sent (处警)',
  feedback: 'What they found and did (反馈)',
  reinforcement: 'More is asked for (增援)',
  receiptState: 'How far the other side has got (接收状态)',
}

/** The sender a key stands for. */
export function senderOf(key: ApiKey, { language }: RestSettings): Sender {
  return { system: key.system, name: key.name, sourceKind: key.sourceKind, language }
}

/** The sender a mapping file stands for. */
export function mappedSender({ system, name, sourceKind }: DispatchMapping, { language }: RestSettings): Sender {
  return { system, name, sourceKind, language }
}

/** Six addresses, one for each verb. */
export function addDispatchRoutes(app: RestApp, carrier: Carrier, settings: RestSettings): void {
  for (const [address, verb] of Object.entries(DISPATCH_ADDRESSES))
    addRoute(
      app,
      {
        ...{ method: 'post', path: `/api/v1/dispatch/${address}`, summary: SUMMARIES[verb], right: 'dispatch.tell' },
        ...{ body: namedVerbSchema(verb), headers: writeHeaders, refusals: [404, 409] },
        answers: { 200: { description: 'Taken.', schema: takenSchema } },
      },
      async ({ context, body }) => {
        const message = inWgs84({ verb, says: body } as DispatchMessage, settings)
        if (message === undefined)
          return refuseWith(context, fault('invalidInput', 'this is no place', { field: 'position' }))
        const done = await carry(carrier, message, senderOf(context.get('key'), settings), false)
        return done.ok ? context.json(done.value, 200) : refuseWith(context, done.fault)
      },
    )
}

/** The message with its position converted; undefined when that is no place. */
export function inWgs84(message: DispatchMessage, { datum }: RestSettings): DispatchMessage | undefined {
  if (message.verb !== 'incident') return message
  const { position } = message.says
  if (position === undefined || position === null) return message
  const moved = positionIn(datum, position.lon, position.lat)
  return moved === undefined ? undefined : { verb: 'incident', says: { ...message.says, position: moved } }
}

/** The addresses of a mapping file. They are not in the OpenAPI document: every city has its own. */
export function addMappedRoutes(
  app: RestApp,
  guard: Guard,
  carrier: Carrier,
  settings: RestSettings,
  mapping: DispatchMapping,
): void {
  for (const endpoint of mapping.endpoints) {
    app.use(endpoint.path, guard.counting(), guard.admission(mapping.keyHeader ?? 'x-api-key'), guard.body(false))
    app.post(endpoint.path, async (context) => {
      if (!context.get('key').rights.includes('dispatch.tell'))
        return refuseWith(
          context,
          fault('notAllowed', 'this key has no right dispatch.tell', { action: 'dispatch.tell' }),
        )
      const charset = /charset\s*=\s*"?([\w-]+)/i.exec(context.req.header('content-type') ?? '')?.[1]
      const taken = await takeBody(carrier, mapping, endpoint, context.get('bytes'), {
        sender: mappedSender(mapping, settings),
        isDryRun: false,
        charset,
      })
      return answer(context, endpoint, taken)
    })
  }
}

function answer(context: RestContext, endpoint: MappedEndpoint, taken: Taken): Response {
  if (taken.fault === undefined) {
    const told = { items: taken.items.map(({ carried, odd }) => ({ ...carried, odd })), odd: taken.odd }
    return mappedResponse(endpoint.accepted, '', taken.number) ?? context.json(told, 200)
  }
  context.set('fault', taken.fault)
  const message = wordsOf(taken.fault)
  return mappedResponse(endpoint.refused, message, taken.number) ?? problemResponse(taken.fault)
}

/** One sentence, with the place. */
function wordsOf({ message, detail }: Fault): string {
  const field = detail?.['field']
  return typeof field === 'string' && field !== '' ? `${field}: ${message}` : message
}

function mappedResponse(given: MappedAnswer | undefined, message: string, number: string): Response | undefined {
  if (given === undefined) return undefined
  const fill = (text: string, escape: (value: string) => string): string =>
    text.replaceAll('{message}', () => escape(message)).replaceAll('{number}', () => escape(number))
  if (given.xml !== undefined)
    return new Response(`<?xml version="1.0" encoding="UTF-8"?>${fill(given.xml, escapeXml)}`, {
      status: given.status,
      headers: { 'content-type': 'application/xml; charset=utf-8' },
    })
  const inJson = (value: string): string => JSON.stringify(value).slice(1, -1)
  return new Response(fill(JSON.stringify(given.json ?? {}), inJson), {
    status: given.status,
    headers: { 'content-type': 'application/json' },
  })
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[^\x20-\uFFFD]/g, ' ')
}
