// One route of the interface: what it takes, who may call it and what it answers, said once. From it come the check of every
// request and its description in the OpenAPI document, so that the two cannot differ.
import type { HttpBindings } from '@hono/node-server'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import * as z from 'zod'
import type { Fault } from '../../../shared/base/fault.ts'
import { fault } from '../../../shared/base/fault.ts'
import type { KeyRight } from '../../../shared/interop/api-key.ts'
import type { ApiKey } from './keys.ts'
import type { FieldError } from './problem.ts'
import { fieldErrors, problemResponse, problemSchema } from './problem.ts'

export interface RestEnv {
  readonly Bindings: HttpBindings
  readonly Variables: {
    /** The caller's key, once it was found to hold. */
    key: ApiKey
    /** The body, read whole within its limit. */
    bytes: Uint8Array
    /** Why the request was refused, for the health line. */
    fault: Fault
  }
}
export type RestApp = OpenAPIHono<RestEnv>
export type RestContext = Context<RestEnv>

interface Answer {
  readonly description: string
  readonly schema?: z.ZodType
}

export interface RouteDefinition<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
> {
  readonly method: 'get' | 'post' | 'patch'
  /** `/api/v1/incidents/{ref}` */
  readonly path: string
  readonly summary: string
  /** null: no key is needed. */
  readonly right: KeyRight | null
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  readonly headers?: z.ZodObject
  readonly answers: { readonly [status: number]: Answer }
  /** Refusals this route has beside those all have. */
  readonly refusals?: readonly number[]
}

interface Asked<Params extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType> {
  readonly context: RestContext
  readonly params: z.infer<Params>
  readonly query: z.infer<Query>
  readonly body: z.infer<Body>
}

const REFUSALS: { readonly [status: number]: string } = {
  400: 'Not understood: no JSON, wrong encoding.',
  401: 'No API key, or one that does not hold.',
  403: 'The key may not do this.',
  404: 'Not found.',
  409: 'Does not fit what is there, or the idempotency key was used for something else.',
  412: 'If-Match names another version.',
  413: 'Too large.',
  415: 'Not application/json.',
  422: 'A field does not fit; `errors` names each.',
  429: 'Too many requests; Retry-After says when to come again.',
}
const ALWAYS = [429]

/** Refuses a request with problem details, and remembers why. */
export function refuseWith(context: RestContext, why: Fault, errors: readonly FieldError[] = []): Response {
  context.set('fault', why)
  return problemResponse(why, errors)
}

/** Adds a route to the interface and to its document. */
export function addRoute<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodUndefined,
>(
  app: RestApp,
  definition: RouteDefinition<Params, Query, Body>,
  handle: (asked: Asked<Params, Query, Body>) => Promise<Response> | Response,
): void {
  describe(app, definition)
  const path = definition.path.replaceAll(/\{(\w+)\}/g, ':$1')
  app.on(definition.method, path, async (context) => {
    const { right, params, query, body } = definition
    if (right !== null && !context.get('key').rights.includes(right))
      return refuseWith(context, fault('notAllowed', `this key has no right ${right}`, { action: right }))
    const checked = check([
      [params, () => context.req.param()],
      [query, () => context.req.query()],
      [body, () => JSON.parse(new TextDecoder().decode(context.get('bytes'))) as unknown],
    ])
    if ('why' in checked) return refuseWith(context, checked.why, checked.errors)
    const [readParams, readQuery, readBody] = checked.values
    return handle({ context, params: readParams, query: readQuery, body: readBody } as Asked<Params, Query, Body>)
  })
}

type Part = readonly [schema: z.ZodType | undefined, read: () => unknown]
type Checked = { readonly values: readonly unknown[] } | { readonly why: Fault; readonly errors: readonly FieldError[] }

function check(parts: readonly Part[]): Checked {
  const values: unknown[] = []
  for (const [schema, read] of parts) {
    if (schema === undefined) {
      values.push(undefined)
      continue
    }
    let given: unknown
    try {
      given = read()
    } catch (error) {
      const said = error instanceof Error ? error.message.slice(0, 160) : ''
      return { why: fault('malformed', `no JSON: ${said}`), errors: [] }
    }
    const parsed = schema.safeParse(given)
    if (!parsed.success) {
      const errors = fieldErrors(parsed.error)
      const { field, message } = errors[0] ?? { field: '', message: 'does not fit' }
      return { why: fault('invalidInput', message, { field }), errors }
    }
    values.push(parsed.data)
  }
  return { values }
}

function describe(app: RestApp, definition: RouteDefinition): void {
  const { method, path, summary, right, params, query, body, headers, answers, refusals = [] } = definition
  const json = (schema: z.ZodType) => ({ 'application/json': { schema } })
  const refused = [
    ...new Set([
      ...ALWAYS,
      ...(right === null ? [] : [401, 403]),
      ...(body === undefined ? [] : [400, 413, 415, 422]),
      ...refusals,
    ]),
  ]
  app.openAPIRegistry.registerPath({
    method,
    path,
    summary,
    ...(right === null ? { security: [] } : { description: `Right: \`${right}\`.` }),
    request: {
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { query }),
      ...(headers === undefined ? {} : { headers }),
      ...(body === undefined ? {} : { body: { required: true, content: json(body) } }),
    },
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, { description, schema }]) => [
          status,
          schema === undefined ? { description } : { description, content: json(schema) },
        ]),
      ),
      ...Object.fromEntries(
        refused
          .toSorted((a, b) => a - b)
          .map((status) => [
            status,
            { description: REFUSALS[status] ?? '', content: { 'application/problem+json': { schema: problemSchema } } },
          ]),
      ),
    },
  })
}

/** Headers of every write. */
export const writeHeaders = z.object({
  'Idempotency-Key': z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'A request sent again under the same key is done once and answered as the first time.' }),
})
