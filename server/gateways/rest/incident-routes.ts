// Incidents over REST: report, amend, read one, read a list in pages.
import { createHmac } from 'node:crypto'
import * as z from 'zod'
import { fault } from '../../../shared/base/fault.ts'
import type { Fault, Result } from '../../../shared/base/fault.ts'
import { ok, refuse } from '../../../shared/base/fault.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import { canonicalJson } from '../../../shared/base/json.ts'
import type { CommandInput } from '../../../shared/commands/commands.ts'
import { incidentKey } from '../../../shared/interop/dispatch/plan.ts'
import type { Step } from '../../../shared/interop/dispatch/plan.ts'
import { positionIn } from '../../../shared/interop/dispatch/read-message.ts'
import type { RestSettings } from '../../../shared/interop/settings/rest.ts'
import { toldFields } from '../../../shared/interop/told-fields.ts'
import { textField } from '../../../shared/model/fields.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import { isGraded } from '../../../shared/model/level.ts'
import type { GatewaySurroundings } from '../gateway.ts'
import type { IncidentIndex, ShownIncident } from './incident-index.ts'
import { sortKey } from './incident-index.ts'
import type { ApiKey } from './keys.ts'
import type { Lanes } from './lanes.ts'
import type { RestApp, RestContext } from './route.ts'
import { addRoute, refuseWith, writeHeaders } from './route.ts'
import { runStep } from './run-message.ts'
import type { IncidentPatch, ListQuery, NewIncident } from './schemas.ts'
import {
  incidentPageSchema,
  incidentPatchSchema,
  incidentViewSchema,
  listQuerySchema,
  newIncidentSchema,
  refSchema,
  writtenSchema,
} from './schemas.ts'

export interface IncidentParts {
  readonly surroundings: GatewaySurroundings
  readonly settings: RestSettings
  readonly index: IncidentIndex
  readonly lanes: Lanes
  /** Keeps entity tags from telling what they are made of. */
  readonly tagSecret: string
}

export interface Written {
  readonly id: string
  readonly number: string
  readonly changed: readonly string[]
}

const ifNoneMatch = z.object({ 'If-None-Match': z.string().optional() })
const ifMatch = writeHeaders.extend({ 'If-Match': z.string().optional() })

export function addIncidentRoutes(app: RestApp, parts: IncidentParts): void {
  addRoute(
    app,
    {
      ...{ method: 'post', path: '/api/v1/incidents', summary: 'Report an incident', right: 'incidents.report' },
      ...{ body: newIncidentSchema, headers: writeHeaders, refusals: [409] },
      answers: { 201: { description: 'Reported; Location says where.', schema: writtenSchema } },
    },
    async ({ context, body }) => {
      const done = await report(parts, body, context.get('key'), context.req.header('idempotency-key'))
      return done.ok ? written(parts, context, done.value, 201) : refuseWith(context, done.fault)
    },
  )
  addRoute(
    app,
    {
      ...{ method: 'patch', path: '/api/v1/incidents/{ref}', summary: 'Amend an incident', right: 'incidents.amend' },
      ...{ params: refSchema, body: incidentPatchSchema, headers: ifMatch, refusals: [404, 409, 412] },
      answers: { 200: { description: 'As it is now.', schema: writtenSchema } },
    },
    async ({ context, params, body }) => {
      const done = await amend(parts, params.ref, body, context)
      return done.ok ? written(parts, context, done.value, 200) : refuseWith(context, done.fault)
    },
  )
  addRoute(
    app,
    {
      ...{ method: 'get', path: '/api/v1/incidents/{ref}', summary: 'Read an incident', right: 'incidents.read' },
      ...{ params: refSchema, headers: ifNoneMatch, refusals: [404] },
      answers: {
        200: { description: 'The incident.', schema: incidentViewSchema },
        304: { description: 'As you have it.' },
      },
    },
    async ({ context, params }) => {
      const found = await find(parts, params.ref, context.get('key'))
      if (!found.ok) return refuseWith(context, found.fault)
      return tagged(context, view(parts, found.value), tagOf(parts, found.value.fields))
    },
  )
  addRoute(
    app,
    {
      ...{ method: 'get', path: '/api/v1/incidents', summary: 'Read incidents, newest call first' },
      ...{ right: 'incidents.read', query: listQuerySchema, headers: ifNoneMatch, refusals: [422] },
      answers: {
        200: { description: 'A page.', schema: incidentPageSchema },
        304: { description: 'As you have it.' },
      },
    },
    async ({ context, query }) => {
      const page = await pageOf(parts, query, context.get('key'))
      return tagged(context, page, tagOf(parts, page))
    },
  )
}

/** Reports an incident. `chosen` is the caller's idempotency key: it names the incident when no number does. */
export async function report(
  { surroundings, settings }: Pick<IncidentParts, 'surroundings' | 'settings'>,
  body: NewIncident,
  key: ApiKey,
  chosen: string | undefined,
): Promise<Result<Written>> {
  const { author, spaceKind, picture } = surroundings
  const { exercise, number, position, ...details } = body
  if (exercise === true && spaceKind === 'live')
    return refuse('wrongState', 'an exercise or a test does not enter a live space', { field: 'exercise' })
  const moved = movedPosition(position, settings)
  if (!moved.ok) return moved
  const as =
    number !== undefined
      ? author.idFor(incidentKey(key.system, number))
      : chosen === undefined
        ? undefined
        : author.idFor(`answer/${key.id}/${chosen}`)
  const input = {
    sourceName: key.name,
    ...details,
    ...moved.value,
    ...{ sourceKind: key.sourceKind, sourceChannel: 'system', demonstration: spaceKind === 'demonstration' },
    ...(number === undefined ? {} : { linkedSystem: key.system, linkedNumber: number }),
  } as CommandInput<'reportIncident'>
  const done = await author.run('reportIncident', input, as)
  if (!done.ok) {
    if (done.fault.kind !== 'alreadyExists' || as === undefined) return done
    // Under an idempotency key it is the request itself, sent again after its answer was lost.
    if (number !== undefined)
      return refuse('alreadyExists', `your number ${number} is known: amend it`, { field: 'number', id: as })
  }
  const id = done.ok ? done.value.id : (as ?? '')
  return ok(writtenOf(id, await picture.record(INCIDENT, id), ['reportIncident']))
}

async function amend(
  parts: IncidentParts,
  ref: string,
  body: IncidentPatch,
  context: RestContext,
): Promise<Result<Written>> {
  const first = await find(parts, ref, context.get('key'))
  if (!first.ok) return first
  const { id } = first.value
  return parts.lanes.run(`record\n${id}`, async () => {
    const fields = (await parts.index.refresh(id)) ?? first.value.fields
    const wanted = context.req.header('if-match')
    if (wanted !== undefined && !namesTag(wanted, tagOf(parts, fields)))
      return refuse('hashMismatch', 'it was changed since you read it', { field: 'If-Match' })
    const steps = stepsOf(parts.settings, id, body, fields)
    if (!steps.ok) return steps
    const ran: string[] = []
    for (const step of steps.value) {
      const done = await amendStep(parts, step)
      if (!done.ok) return done
      if (done.value) ran.push(step.name)
    }
    return ok(writtenOf(id, await parts.index.refresh(id), ran))
  })
}

/** A caller who names a conflict's field without a reason is told so: only dispatch feeds leave it to the officers. */
async function amendStep({ surroundings }: IncidentParts, step: Step): Promise<Result<boolean>> {
  if (step.name !== 'amendIncident') return runStep(surroundings, step, [])
  const done = await surroundings.author.run(step.name, step.input)
  if (done.ok) return ok(true)
  return done.fault.kind === 'nothingToChange' ? ok(false) : done
}

function stepsOf(settings: RestSettings, id: string, body: IncidentPatch, shown: JsonFields): Result<readonly Step[]> {
  const { level, status, reason, position, ...details } = body
  const category = details.category ?? shown['category']
  if (level !== undefined && level !== null && typeof category === 'string' && !isGraded(category))
    return refuse('invalidInput', 'social-security events carry no statutory grade', { field: 'level' })
  const moved = movedPosition(position, settings)
  if (!moved.ok) return moved
  const why = reason === undefined ? {} : { reason }
  const fields = { ...details, ...moved.value } as CommandInput<'amendIncident'>['fields']
  const steps: Step[] = []
  if (Object.keys(fields).length > 0) steps.push({ name: 'amendIncident', input: { id, fields, ...why } })
  if (level !== undefined) steps.push({ name: 'changeIncidentLevel', input: { id, level, ...why } })
  if (status !== undefined) steps.push({ name: 'changeIncidentStatus', input: { id, status, ...why } })
  return ok(steps)
}

function movedPosition(
  position: NewIncident['position'],
  { datum }: RestSettings,
): Result<{ readonly position?: { readonly lon: number; readonly lat: number } | null }> {
  if (position === undefined) return ok({})
  if (position === null) return ok({ position: null })
  const moved = positionIn(datum, position.lon, position.lat)
  return moved === undefined
    ? refuse('invalidInput', 'this is no place', { field: 'position' })
    : ok({ position: moved })
}

function writtenOf(id: string, fields: JsonFields | undefined, changed: readonly string[]): Written {
  const number = fields?.['number']
  return { id, number: typeof number === 'string' ? number : '', changed }
}

async function written(
  parts: IncidentParts,
  context: RestContext,
  value: Written,
  status: 200 | 201,
): Promise<Response> {
  const fields = (await parts.index.refresh(value.id)) ?? {}
  context.header('location', `/api/v1/incidents/${value.id}`)
  context.header('etag', tagOf(parts, fields))
  return context.json(value, status)
}

/** The incident a caller means: by id, by the caller's own number, by the number officers read out. */
async function find(
  { surroundings, index, settings }: IncidentParts,
  ref: string,
  key: ApiKey,
): Promise<Result<ShownIncident>> {
  const candidates = [ref, surroundings.author.idFor(incidentKey(key.system, ref)), await index.byNumber(ref)]
  for (const id of candidates) {
    const fields = id === undefined ? undefined : await surroundings.picture.record(INCIDENT, id)
    if (id !== undefined && fields !== undefined && isTold(fields, settings, key)) return ok({ id, fields })
  }
  return refuse('notFound', `no incident ${ref}`, { field: 'ref' })
}

/** What is marked sensitive is there for who told of it, and for others only when the gateway is set so. */
function isTold(fields: JsonFields, settings: RestSettings, key: ApiKey): boolean {
  return fields['sensitive'] !== true || settings.withSensitive || fields['linkedSystem'] === key.system
}

async function pageOf(parts: IncidentParts, query: ListQuery, key: ApiKey) {
  const { limit, after, status, category, level, system } = query
  const fits = ({ fields }: ShownIncident): boolean =>
    isTold(fields, parts.settings, key) &&
    (status === undefined || fields['status'] === status) &&
    (category === undefined || (textField(fields, 'category') ?? '').startsWith(category)) &&
    (level === undefined || fields['level'] === level) &&
    (system === undefined || fields['linkedSystem'] === system)
  const found = (await parts.index.list()).filter((one) => (after === undefined || sortKey(one) < after) && fits(one))
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    incidents: page.map((one) => view(parts, one)),
    next: found.length > limit && last !== undefined ? sortKey(last) : null,
  }
}

function view({ settings }: IncidentParts, { id, fields }: ShownIncident): JsonFields {
  const listed = settings.fields.map((name) => `${INCIDENT}.${name}`)
  return { id, ...toldFields(INCIDENT, fields, listed) }
}

/** A keyed hash: of what is known but for a telephone number, a plain one would tell the number to who tries them all. */
function tagOf({ tagSecret }: IncidentParts, fields: JsonFields): string {
  return `"${createHmac('sha256', tagSecret).update(canonicalJson(fields)).digest('base64url').slice(0, 22)}"`
}

function namesTag(header: string, tag: string): boolean {
  return header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === tag)
}

function tagged(context: RestContext, body: unknown, tag: string): Response {
  context.header('etag', tag)
  context.header('cache-control', 'private, no-cache')
  const known = context.req.header('if-none-match')
  if (known !== undefined && namesTag(known, tag)) return context.body(null, 304)
  return context.json(body as object, 200)
}

/** The fault of a request for an address that does not exist. */
export function nothingHere(path: string): Fault {
  return fault('notFound', `nothing is at ${path.slice(0, 200)}`)
}
