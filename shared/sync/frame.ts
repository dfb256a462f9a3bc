// Frames as bytes: CBOR in, CBOR out, every incoming one checked against its schema. Oddities are faults, never exceptions.
import { decode, encode } from 'cborg'
import type * as z from 'zod'
import type { Fault, Result } from '../base/fault.ts'
import { ok, refuse } from '../base/fault.ts'
import type { SealedBytes } from '../journal/change.ts'
import type { AnswerOf, EventName, EventOf, RequestName, RequestOf } from './protocol.ts'
import { EVENTS, MAX_FRAME_BYTES, REQUESTS, faultSchema } from './protocol.ts'

/** Encodes any frame value. */
export function encodeFrame(value: unknown): Uint8Array {
  return encode(value, { ignoreUndefinedProperties: true })
}

/** Decodes and checks a frame against `schema`. */
export function readFrame<Schema extends z.ZodType>(frame: unknown, schema: Schema): Result<z.infer<Schema>> {
  const decoded = decodeFrame(frame)
  if (!decoded.ok) return decoded
  const parsed = safely(schema, decoded.value)
  if (parsed === undefined) return refuse('malformed', 'frame is nested too deeply')
  if (parsed.success) return ok(parsed.data)
  const issue = parsed.error.issues[0]
  return refuse('malformed', `frame: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.slice(0, 300))
}

/** A request frame. */
export function encodeRequest<Name extends RequestName>(_name: Name, request: RequestOf<Name>): Uint8Array {
  return encodeFrame(request)
}

/** Reads a request of the given name. */
export function readRequest<Name extends RequestName>(name: Name, frame: unknown): Result<RequestOf<Name>> {
  return readFrame(frame, REQUESTS[name][0]) as Result<RequestOf<Name>>
}

/** An answer frame: the value or the fault. */
export function encodeAnswer<Name extends RequestName>(_name: Name, answer: Result<AnswerOf<Name>>): Uint8Array {
  return encodeFrame(answer.ok ? { value: answer.value } : { fault: answer.fault })
}

/** Reads an answer to the given request; a fault the server sent comes back as that fault. */
export function readAnswer<Name extends RequestName>(name: Name, frame: unknown): Result<AnswerOf<Name>> {
  const decoded = decodeFrame(frame)
  if (!decoded.ok) return decoded
  const answer = decoded.value as { readonly value?: unknown; readonly fault?: unknown } | null
  if (typeof answer !== 'object' || answer === null) return refuse('malformed', 'answer is not a map')
  if (answer.fault !== undefined) {
    const parsed = faultSchema.safeParse(answer.fault)
    if (!parsed.success) return refuse('malformed', 'answer carries an unreadable fault')
    return { ok: false, fault: parsed.data as Fault }
  }
  const parsed = safely(REQUESTS[name][1], answer.value)
  return parsed?.success === true
    ? ok(parsed.data as AnswerOf<Name>)
    : refuse('malformed', `answer to ${name} does not fit`)
}

/** An event frame. */
export function encodeEvent<Name extends EventName>(_name: Name, event: EventOf<Name>): Uint8Array {
  return encodeFrame(event)
}

/** Reads an event of the given name. */
export function readEvent<Name extends EventName>(name: Name, frame: unknown): Result<EventOf<Name>> {
  return readFrame(frame, EVENTS[name]) as Result<EventOf<Name>>
}

/** Changes as a frame carries them: alternating header and body. */
export function flattenChanges(changes: readonly SealedBytes[]): (Uint8Array | null)[] {
  const list: (Uint8Array | null)[] = []
  for (const change of changes) list.push(change.header, change.body)
  return list
}

/** Header and body pairs out of a frame's list; a missing header is malformed. */
export function pairChanges(list: readonly (Uint8Array | null)[]): Result<readonly SealedBytes[]> {
  const changes: SealedBytes[] = []
  for (let index = 0; index < list.length; index += 2) {
    const header = list[index]
    if (header === null || header === undefined) return refuse('malformed', 'a header is missing')
    changes.push({ header, body: list[index + 1] ?? null })
  }
  return ok(changes)
}

/** A check that never throws: what is nested deeper than the stack reaches gives undefined. */
function safely<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.ZodSafeParseResult<z.infer<Schema>> | undefined {
  try {
    return schema.safeParse(value)
  } catch {
    return undefined
  }
}

function decodeFrame(frame: unknown): Result<unknown> {
  const bytes = frame instanceof Uint8Array ? frame : frame instanceof ArrayBuffer ? new Uint8Array(frame) : undefined
  if (bytes === undefined) return refuse('malformed', 'frame is not bytes')
  if (bytes.length > MAX_FRAME_BYTES)
    return refuse('tooLarge', `frame of ${bytes.length} bytes`, { bytes: bytes.length })
  try {
    return ok(decode(bytes, { allowUndefined: false, rejectDuplicateMapKeys: true }))
  } catch (error) {
    return refuse('malformed', error instanceof Error ? error.message.slice(0, 200) : 'frame is not CBOR')
  }
}
