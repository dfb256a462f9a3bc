// A message given by hand: tested without writing, or a quarantined original taken once more. Its name says where it came
// in: `POST /udp/sendIncident`, `POST /api/v1/dispatch/feedbacks?key=…`. In a test the name may say less: then the address
// that reads it best is taken, and said so.
import type * as z from 'zod'
import type { Fault, Result } from '../../../shared/base/fault.ts'
import { fault, ok, refuse } from '../../../shared/base/fault.ts'
import type { DispatchMapping, MappedEndpoint } from '../../../shared/interop/dispatch/mapping-file.ts'
import { placeOf } from '../../../shared/interop/dispatch/mapping-file.ts'
import type { DispatchMessage } from '../../../shared/interop/dispatch/message.ts'
import { verbSchemas } from '../../../shared/interop/dispatch/message.ts'
import { numbersOf } from '../../../shared/interop/dispatch/plan.ts'
import { readMessages } from '../../../shared/interop/dispatch/read-message.ts'
import type { RestSettings } from '../../../shared/interop/settings/rest.ts'
import type { Reading } from '../gateway.ts'
import { inWgs84, mappedSender, senderOf } from './dispatch-routes.ts'
import { report } from './incident-routes.ts'
import type { ApiKey, KeyRing } from './keys.ts'
import type { Carrier } from './run-message.ts'
import { carry } from './run-message.ts'
import { DISPATCH_ADDRESSES, newIncidentSchema } from './schemas.ts'
import { takeBody } from './take-body.ts'

export interface TakeParts {
  readonly carrier: Carrier
  readonly settings: RestSettings
  readonly mappings: readonly DispatchMapping[]
  readonly keys: KeyRing
}

interface How {
  readonly dryRun: boolean
  readonly name: string
}

/** Stands in for a caller in tests: nothing is written under it. */
const NOBODY = { system: 'test', name: 'test', sourceKind: 'other' } as const

export async function takeByHand(parts: TakeParts, bytes: Uint8Array, { dryRun, name }: How): Promise<Result<Reading>> {
  const { path, keyId } = placeNamed(name)
  const mapped = mappedAt(parts.mappings, path)
  if (mapped !== undefined) return takeMapped(parts, mapped, bytes, dryRun, [])
  const key = keyId === undefined ? undefined : parts.keys.get(keyId)
  if (path.startsWith('/api/v1/')) {
    if (key === undefined && !dryRun) return refuse('notFound', 'the key it came with is gone', { field: 'name' })
    return takeOwn(parts, path, bytes, key, dryRun)
  }
  const best = dryRun ? bestFit(parts.mappings, bytes) : undefined
  const own = dryRun ? ownFit(bytes) : undefined
  if (own !== undefined) {
    const read = await takeOwn(parts, own, bytes, undefined, true)
    return read.ok ? ok({ ...read.value, odd: [`read as ${own}: no address was named`, ...read.value.odd] }) : read
  }
  if (best !== undefined)
    return takeMapped(parts, best, bytes, true, [`read as ${best.endpoint.path}: no address was named`])
  const known = [...parts.mappings.flatMap(({ endpoints }) => endpoints.map((one) => one.path)), ...ownPaths()]
  return refuse('invalidInput', `name the address it came to: ${known.join(', ')}`, { field: 'name' })
}

function ownPaths(): readonly string[] {
  return [...Object.keys(DISPATCH_ADDRESSES).map((address) => `/api/v1/dispatch/${address}`), '/api/v1/incidents']
}

function placeNamed(name: string): { readonly path: string; readonly keyId: string | undefined } {
  const [path = '', query = ''] = name
    .replace(/^(POST|PATCH)\s+/, '')
    .trim()
    .split('?')
  return { path, keyId: /(?:^|&)key=(\w+)/.exec(query)?.[1] }
}

/** The first of our own addresses whose schema the message fits; they name every member, so few fit two. */
function ownFit(bytes: Uint8Array): string | undefined {
  const given = readJson(bytes)
  return given.ok ? ownPaths().find((path) => schemaAt(path)?.safeParse(given.value).success === true) : undefined
}

function schemaAt(path: string): z.ZodType | undefined {
  const verb = DISPATCH_ADDRESSES[path.slice('/api/v1/dispatch/'.length)]
  if (path === '/api/v1/incidents') return newIncidentSchema
  return verb === undefined ? undefined : verbSchemas[verb]
}

function readJson(bytes: Uint8Array): Result<unknown> {
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown)
  } catch (error) {
    return refuse('malformed', `no JSON: ${error instanceof Error ? error.message.slice(0, 160) : ''}`)
  }
}

interface Mapped {
  readonly mapping: DispatchMapping
  readonly endpoint: MappedEndpoint
}

function mappedAt(mappings: readonly DispatchMapping[], path: string): Mapped | undefined {
  for (const mapping of mappings)
    for (const endpoint of mapping.endpoints) if (endpoint.path === path) return { mapping, endpoint }
  return undefined
}

/** The address that reads most messages with the least that is odd. */
function bestFit(mappings: readonly DispatchMapping[], bytes: Uint8Array): Mapped | undefined {
  let best: (Mapped & { readonly poor: number }) | undefined
  for (const mapping of mappings)
    for (const endpoint of mapping.endpoints) {
      const read = readMessages(mapping, endpoint, bytes)
      if (!read.ok || read.value.items.some((item) => item.fault !== undefined)) continue
      const poor = read.value.items.reduce((sum, { odd }) => sum + odd.length, read.value.odd.length)
      if (best === undefined || poor < best.poor) best = { mapping, endpoint, poor }
    }
  return best
}

async function takeMapped(
  { carrier, settings }: TakeParts,
  { mapping, endpoint }: Mapped,
  bytes: Uint8Array,
  isDryRun: boolean,
  odd: readonly string[],
): Promise<Result<Reading>> {
  const sender = mappedSender(mapping, settings)
  const taken = await takeBody(carrier, mapping, endpoint, bytes, { sender, isDryRun })
  if (taken.fault !== undefined && (taken.items.length <= 1 || !isDryRun)) return { ok: false, fault: taken.fault }
  const lines = taken.items.flatMap(({ message, carried, fault: why }) =>
    message === undefined || carried === undefined ? refusedLines(why) : linesOf(message, carried.ran),
  )
  return ok({ lines, odd: [...odd, ...taken.odd, ...taken.items.flatMap((item) => item.odd)] })
}

async function takeOwn(
  { carrier, settings }: TakeParts,
  path: string,
  bytes: Uint8Array,
  key: ApiKey | undefined,
  isDryRun: boolean,
): Promise<Result<Reading>> {
  const verb = DISPATCH_ADDRESSES[path.slice('/api/v1/dispatch/'.length)]
  const schema = schemaAt(path)
  if (schema === undefined) return refuse('invalidInput', `nothing is taken at ${path}`, { field: 'name' })
  const given = readJson(bytes)
  if (!given.ok) return given
  const parsed = schema.safeParse(given.value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return refuse('invalidInput', issue?.message ?? 'does not fit', { field: placeOf(issue?.path ?? []) })
  }
  if (verb === undefined) {
    const body = newIncidentSchema.parse(given.value)
    const lines = ['POST /api/v1/incidents', ...fieldLines(body)]
    if (isDryRun || key === undefined) return ok({ lines, odd: [] })
    const done = await report({ surroundings: carrier.surroundings, settings }, body, key, undefined)
    return done.ok ? ok({ lines, odd: [] }) : done
  }
  const message = inWgs84({ verb, says: parsed.data } as DispatchMessage, settings)
  if (message === undefined) return refuse('invalidInput', 'this is no place', { field: 'position' })
  const sender = key === undefined ? { ...NOBODY, language: settings.language } : senderOf(key, settings)
  const done = await carry(carrier, message, sender, isDryRun)
  return done.ok ? ok({ lines: linesOf(message, done.value.ran), odd: done.value.odd }) : done
}

/** A message for people: what it is about, what it says field by field, which commands it becomes. */
function linesOf(message: DispatchMessage, commands: readonly string[]): readonly string[] {
  const { incident, call } = numbersOf(message)
  const ran = commands.length === 0 ? '=' : commands.join(', ')
  return [`${message.verb} ${incident ?? call ?? ''} → ${ran}`, ...fieldLines(message.says)]
}

function refusedLines(why: Fault = fault('malformed', 'not read')): readonly string[] {
  return [`✗ ${String(why.detail?.['field'] ?? '')} ${why.message}`]
}

function fieldLines(says: object): readonly string[] {
  return Object.entries(says).map(
    ([name, value]) => `  ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
}
