// TAK protocol version 1: one protobuf message for each event. The description below is our own, written from how the bytes
// are laid out; protobufjs reads and writes the wire types and no code is generated, so that it runs under any content policy.
import { Reader, Writer } from 'protobufjs/minimal.js'
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'

type Plain = 'string' | 'uint32' | 'uint64' | 'double'
/** Field number → name and type; a nested description is a message of its own. */
interface Description {
  readonly [field: number]: readonly [name: string, type: Plain | Description]
}

const CONTROL = {
  1: ['minProtoVersion', 'uint32'],
  2: ['maxProtoVersion', 'uint32'],
  3: ['contactUid', 'string'],
} as const satisfies Description
const DETAIL = {
  1: ['xmlDetail', 'string'],
  2: ['contact', { 1: ['endpoint', 'string'], 2: ['callsign', 'string'] }],
  3: ['group', { 1: ['name', 'string'], 2: ['role', 'string'] }],
  4: ['precisionLocation', { 1: ['geopointsrc', 'string'], 2: ['altsrc', 'string'] }],
  5: ['status', { 1: ['battery', 'uint32'] }],
  6: ['takv', { 1: ['device', 'string'], 2: ['platform', 'string'], 3: ['os', 'string'], 4: ['version', 'string'] }],
  7: ['track', { 1: ['speed', 'double'], 2: ['course', 'double'] }],
} as const satisfies Description
const COT_EVENT = {
  1: ['type', 'string'],
  2: ['access', 'string'],
  3: ['qos', 'string'],
  4: ['opex', 'string'],
  5: ['uid', 'string'],
  6: ['sendTime', 'uint64'],
  7: ['startTime', 'uint64'],
  8: ['staleTime', 'uint64'],
  9: ['how', 'string'],
  10: ['lat', 'double'],
  11: ['lon', 'double'],
  12: ['hae', 'double'],
  13: ['ce', 'double'],
  14: ['le', 'double'],
  15: ['detail', DETAIL],
} as const satisfies Description
const TAK_MESSAGE: Description = { 1: ['takControl', CONTROL], 2: ['cotEvent', COT_EVENT] }

/** The typed details, by the names of their XML elements and attributes. */
export interface TypedDetails {
  readonly contact?: { readonly endpoint?: string; readonly callsign?: string }
  readonly group?: { readonly name?: string; readonly role?: string }
  readonly precisionLocation?: { readonly geopointsrc?: string; readonly altsrc?: string }
  readonly status?: { readonly battery?: number }
  readonly takv?: {
    readonly device?: string
    readonly platform?: string
    readonly os?: string
    readonly version?: string
  }
  readonly track?: { readonly speed?: number; readonly course?: number }
}
export interface TakEvent {
  readonly type?: string
  readonly access?: string
  readonly qos?: string
  readonly opex?: string
  readonly uid?: string
  readonly sendTime?: number
  readonly startTime?: number
  readonly staleTime?: number
  readonly how?: string
  readonly lat?: number
  readonly lon?: number
  readonly hae?: number
  readonly ce?: number
  readonly le?: number
  readonly detail?: TypedDetails & { readonly xmlDetail?: string }
}
export interface TakMessage {
  readonly takControl?: {
    readonly minProtoVersion?: number
    readonly maxProtoVersion?: number
    readonly contactUid?: string
  }
  readonly cotEvent?: TakEvent
}

type Loose = { [name: string]: string | number | Loose }

/** Reads a payload (without its header). Fields of later versions are passed over; never throws. */
export function readTakMessage(bytes: Uint8Array): Result<TakMessage> {
  try {
    const reader = Reader.create(bytes)
    return ok(readFields(reader, bytes.length, TAK_MESSAGE) as TakMessage)
  } catch (error) {
    return refuse('malformed', `no TAK protobuf message: ${error instanceof Error ? error.message : 'unreadable'}`)
  }
}

function readFields(reader: Reader, end: number, description: Description): Loose {
  const found: Loose = {}
  while (reader.pos < end) {
    const tag = reader.tag()
    const field = description[tag >>> 3]
    const wire = tag & 7
    if (field === undefined || wire !== wireOf(field[1])) reader.skipType(wire)
    else found[field[0]] = readField(reader, field[1])
    if (reader.pos > end) throw new RangeError('a field reaches past its message')
  }
  return found
}

function readField(reader: Reader, type: Plain | Description): string | number | Loose {
  if (type === 'string') return reader.stringVerify()
  if (type === 'uint32') return reader.uint32()
  if (type === 'uint64') return Number(reader.uint64())
  if (type === 'double') return reader.double()
  const length = reader.size()
  const end = reader.pos + length
  if (end > reader.len) throw new RangeError('a message reaches past the end')
  return readFields(reader, end, type)
}

/** Wire types of protobuf: 0 varint, 1 eight bytes, 2 length and bytes. */
function wireOf(type: Plain | Description): number {
  if (type === 'double') return 1
  return type === 'uint32' || type === 'uint64' ? 0 : 2
}

/** Writes a payload; values that are their type's default are left out, as proto3 does. */
export function writeTakMessage(message: TakMessage): Uint8Array {
  return writeFields(new Writer(), message as Loose, TAK_MESSAGE).finish()
}

function writeFields(writer: Writer, values: Loose, description: Description): Writer {
  for (const [number, [name, type]] of Object.entries(description)) {
    const value = values[name]
    const tag = (Number(number) << 3) | wireOf(type)
    if (value === undefined || value === '' || value === 0) continue
    if (typeof value === 'object') writeFields(writer.uint32(tag).fork(), value, type as Description).ldelim()
    else if (typeof value === 'string') writer.uint32(tag).string(value)
    else if (type === 'double') writer.uint32(tag).double(value)
    else if (type === 'uint64') writer.uint32(tag).uint64(value)
    else writer.uint32(tag).uint32(value)
  }
  return writer
}
