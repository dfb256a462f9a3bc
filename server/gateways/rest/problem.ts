import * as z from 'zod'
// Refusals as RFC 9457 problem details. `type` names the kind of fault, `detail` is one English sentence, `field` the place
// in what was sent; `errors` lists every place when several do not fit.
import type { Fault, FaultKind } from '../../../shared/base/fault.ts'
import { placeOf } from '../../../shared/interop/dispatch/mapping-file.ts'

export const problemSchema = z
  .object({
    type: z.string().meta({ examples: ['urn:fengsui:fault:invalidInput'] }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    field: z.string().optional().meta({ description: 'Place in what was sent: `position.lon`, `[2].number`.' }),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
    retryAfterSeconds: z.number().optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' })
export type Problem = z.infer<typeof problemSchema>

const STATUS: Partial<Record<FaultKind, number>> = {
  malformed: 400,
  notSignedIn: 401,
  wrongCredentials: 401,
  notAllowed: 403,
  notFound: 404,
  spaceUnknown: 404,
  unknownMethod: 405,
  alreadyExists: 409,
  alreadyVoid: 409,
  wrongState: 409,
  spaceClosed: 409,
  reasonNeeded: 409,
  hashMismatch: 412,
  tooLarge: 413,
  fileTypeRefused: 415,
  invalidInput: 422,
  rateLimited: 429,
  internal: 500,
  busy: 503,
  offline: 503,
  serverStopped: 503,
  timeout: 503,
  linkLost: 503,
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Not understood',
  401: 'No valid API key',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not allowed here',
  409: 'Does not fit what is there',
  412: 'Changed in the meantime',
  413: 'Too large',
  415: 'Media type not taken',
  422: 'Does not fit',
  429: 'Too many requests',
  500: 'Fault of this program',
  503: 'Not now',
}

export interface FieldError {
  readonly field: string
  readonly message: string
}

/** HTTP status of a fault. */
export function statusOf(kind: FaultKind): number {
  return STATUS[kind] ?? 400
}

export function problemOf(fault: Fault, errors: readonly FieldError[] = []): Problem {
  const status = statusOf(fault.kind)
  const { field, seconds } = fault.detail ?? {}
  return {
    type: `urn:fengsui:fault:${fault.kind}`,
    title: TITLES[status] ?? 'Refused',
    status,
    // What went wrong inside is for the log, not for callers.
    detail: fault.kind === 'internal' ? 'the request could not be carried out' : fault.message,
    ...(typeof field === 'string' ? { field } : {}),
    ...(errors.length > 0 ? { errors: errors.slice(0, 50) } : {}),
    ...(typeof seconds === 'number' ? { retryAfterSeconds: seconds } : {}),
  }
}

/** The answer to a refused request. */
export function problemResponse(fault: Fault, errors: readonly FieldError[] = []): Response {
  const problem = problemOf(fault, errors)
  const headers = new Headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' })
  if (problem.retryAfterSeconds !== undefined) headers.set('retry-after', String(problem.retryAfterSeconds))
  if (problem.status === 401) headers.set('www-authenticate', 'Bearer realm="fengsui"')
  return new Response(JSON.stringify(problem), { status: problem.status, headers })
}

/** Every place a schema did not fit. */
export function fieldErrors(error: z.ZodError): readonly FieldError[] {
  return error.issues.map(({ path, message }) => ({ field: placeOf(path), message }))
}
