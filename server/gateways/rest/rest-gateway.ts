// The REST gateway: incidents and what dispatch systems tell, over HTTP with API keys. docs/interconnect/rest.md.
import { randomBytes } from 'node:crypto'
import { getRequestListener } from '@hono/node-server'
import { OpenAPIHono } from '@hono/zod-openapi'
import { HTTPException } from 'hono/http-exception'
import { FaultError, fault, faultOf, ok, refuse } from '../../../shared/base/fault.ts'
import type { Result } from '../../../shared/base/fault.ts'
import type { Json } from '../../../shared/base/json.ts'
import { asyncApiDocument } from '../../../shared/interop/cloudevents/asyncapi.ts'
import type { DispatchMapping } from '../../../shared/interop/dispatch/mapping-file.ts'
import { readMapping } from '../../../shared/interop/dispatch/mapping-file.ts'
import type { RestSettings } from '../../../shared/interop/settings/rest.ts'
import { restSettings } from '../../../shared/interop/settings/rest.ts'
import { listenHttp } from '../doors.ts'
import type { GatewayKind, GatewaySurroundings, Notes } from '../gateway.ts'
import { Answers } from './answers.ts'
import { addDispatchRoutes, addMappedRoutes } from './dispatch-routes.ts'
import { Guard } from './guard.ts'
import { IncidentIndex } from './incident-index.ts'
import { addIncidentRoutes, nothingHere } from './incident-routes.ts'
import type { ApiKey } from './keys.ts'
import { KeyRing } from './keys.ts'
import { Lanes } from './lanes.ts'
import type { RestApp, RestEnv } from './route.ts'
import { addRoute, refuseWith } from './route.ts'
import type { Carrier } from './run-message.ts'
import { healthSchema } from './schemas.ts'
import { takeByHand } from './take.ts'

const TAG_SECRET = 'tag-secret'

export const restGateway: GatewayKind<typeof restSettings> = {
  kind: 'rest',
  settings: restSettings,
  async start(surroundings, settings) {
    const { notes, nowMs, picture } = surroundings
    const mappings = readMappings(settings)
    const keys = new KeyRing(notes)
    const index = new IncidentIndex(picture, nowMs)
    const carrier: Carrier = { surroundings, lanes: new Lanes() }
    const app = buildApp({ surroundings, settings, mappings, keys, index, carrier })
    const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false })
    const door = await listenHttp(settings, (request, response) => void listener(request, response))
    return {
      listens: [door.address],
      committed: (told) => index.committed(told),
      take: (bytes, how) => takeByHand({ carrier, settings, mappings, keys }, bytes, how),
      ask: (question, input) => Promise.resolve(answerAdministrator(keys, question, input, nowMs())),
      close: () => door.close(),
    }
  },
}

interface AppParts {
  readonly surroundings: GatewaySurroundings
  readonly settings: RestSettings
  readonly mappings: readonly DispatchMapping[]
  readonly keys: KeyRing
  readonly index: IncidentIndex
  readonly carrier: Carrier
}

/** The interface without its listener. */
export function buildApp({ surroundings, settings, mappings, keys, index, carrier }: AppParts): RestApp {
  const { notes, nowMs, logger } = surroundings
  const guard = new Guard({
    ...{ surroundings, keys, answers: new Answers(notes) },
    maxBodyBytes: settings.maxBodyKiB * 1_024,
    strangersPerMinute: settings.strangersPerMinute,
  })
  const app: RestApp = new OpenAPIHono<RestEnv>()
  app.use('/api/*', guard.counting(), guard.admission(), guard.body(true), guard.once())
  addIncidentRoutes(app, { surroundings, settings, index, lanes: carrier.lanes, tagSecret: tagSecretOf(notes) })
  addDispatchRoutes(app, carrier, settings)
  addRoute(
    app,
    {
      ...{ method: 'get', path: '/api/v1/health', summary: 'Whether the interface answers', right: null },
      answers: { 200: { description: 'It does.', schema: healthSchema } },
    },
    ({ context }) => context.json({ status: 'ok', time: new Date(nowMs()).toISOString() }),
  )
  const document = describeApp(app)
  const events = asyncApiDocument()
  app.get('/api/v1/openapi.json', (context) => context.json(document))
  app.get('/api/v1/asyncapi.json', (context) => context.json(events))
  for (const mapping of mappings) addMappedRoutes(app, guard, carrier, settings, mapping)
  app.notFound((context) => refuseWith(context, nothingHere(context.req.path)))
  app.onError((error, context) => {
    if (error instanceof HTTPException && error.status < 500)
      return refuseWith(context, fault('malformed', error.message.slice(0, 200)))
    logger.error({ err: error, path: context.req.path }, 'a request could not be answered')
    return refuseWith(context, faultOf(error))
  })
  return app
}

/** The OpenAPI 3.1 document of what was added so far. */
function describeApp(app: RestApp): Json {
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' })
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
  })
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: '烽燧 Fengsui REST',
      version: '1',
      description: 'Incidents, and what dispatch systems of 110, 119, 120 and 122 tell. See docs/interconnect/rest.md.',
      license: { name: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { apiKey: [] }],
  })
  return JSON.parse(JSON.stringify(document)) as Json
}

/** The settings' schema has read them once; a file of a newer form stops the start and is named. */
function readMappings({ mappings }: RestSettings): readonly DispatchMapping[] {
  return mappings.map((given, at) => {
    const read = readMapping(given)
    if (read.ok) return read.value
    const field = `mappings[${at}].${String(read.fault.detail?.['field'] ?? '')}`
    throw new FaultError(fault(read.fault.kind, read.fault.message, { field }))
  })
}

function tagSecretOf(notes: Notes): string {
  const secret = notes.get(TAG_SECRET) ?? randomBytes(16).toString('hex')
  // Written anew at every start: notes forget the oldest first.
  notes.set(TAG_SECRET, secret)
  return secret
}

/** `newKey`, `keys` and `dropKey`: what administrators ask through the console. A key's text is told once, here. */
function answerAdministrator(keys: KeyRing, question: string, input: Json, nowMs: number): Result<Json> {
  if (question === 'keys') return ok({ keys: keys.list().map(shown) })
  if (question === 'newKey') {
    const made = keys.add(input, nowMs, (count) => randomBytes(count))
    return made.ok ? ok({ key: made.value.text, ...shown(made.value.key) }) : made
  }
  if (question === 'dropKey') {
    const id = typeof input === 'object' && input !== null && 'id' in input ? input.id : undefined
    const dropped = keys.drop(typeof id === 'string' ? id : '')
    return dropped.ok ? ok({}) : dropped
  }
  return refuse('unknownMethod', `this gateway answers no ${question}`, { question })
}

function shown({ id, name, rights, perMinute, system, sourceKind, endsMs, madeMs }: ApiKey): {
  readonly [name: string]: Json
} {
  return { id, name, rights: [...rights], perMinute, system, sourceKind, endsMs, madeMs }
}
