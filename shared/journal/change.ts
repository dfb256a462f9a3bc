// A change: one immutable statement about one record, as a header and a body, each encoded once (canonical CBOR).
// Everyone stores, hashes and forwards these bytes as they are; nothing is ever re-encoded after its author made it.
//
//   header = [version, space, station, chain, seq, ms, counter, officer, kind, record, previous(32), bodyHash(32), ...newer]
//   body   = [[name, value, [index into replaced, …]], …] sorted by name, [replaced change id(16), …], reason | null, ...newer]
import { decode, encode } from 'cborg'
import { fromHex, sameBytes, toHex } from '../base/bytes.ts'
import type { Result } from '../base/fault.ts'
import { ok, refuse } from '../base/fault.ts'
import type { Stamp } from '../base/hybrid-clock.ts'
import type { ChangeId, Kind, OfficerId, RecordId, SpaceId, StationId } from '../base/ids.ts'
import { asId } from '../base/ids.ts'
import type { Json } from '../base/json.ts'
import { isJson } from '../base/json.ts'
import type { Sha256 } from '../base/ports.ts'

/** The format this program writes. Newer formats may append to the arrays; readers keep what they do not know. */
export const CHANGE_VERSION = 1
/** `previous` of the first change of a chain. */
export const NO_PREVIOUS = new Uint8Array(32)
/** Largest body a change may have, bytes. Attachments are files of their own. */
export const MAX_BODY_BYTES = 256 * 1024
const MAX_TEXT = 200

/** What the header says. The chain number is drawn by chance when a database begins, so two copies never share one for long. */
export interface ChangeHeader {
  readonly version: number
  readonly space: SpaceId
  readonly station: StationId
  readonly chain: number
  readonly seq: number
  readonly stamp: Stamp
  readonly officer: OfficerId
  readonly kind: Kind
  readonly record: RecordId
  /** SHA-256 of the header before this one in the chain. */
  readonly previous: Uint8Array
  readonly bodyHash: Uint8Array
}

/** One field a change sets, and the changes whose values of that field it replaces. */
export interface FieldSet {
  readonly name: string
  readonly value: Json
  readonly over: readonly ChangeId[]
}

export interface ChangeBody {
  readonly sets: readonly FieldSet[]
  /** Why, in the officer's words; asked for by some commands. */
  readonly reason?: string
}

/** The two byte strings that travel and are stored. `body` is null once a law ordered it destroyed. */
export interface SealedBytes {
  readonly header: Uint8Array
  readonly body: Uint8Array | null
}

/** A decoded change with its hash and bytes. */
export interface Change extends SealedBytes {
  readonly id: ChangeId
  /** SHA-256 of the header bytes: `previous` of the next change. */
  readonly hash: Uint8Array
  readonly head: ChangeHeader
  readonly content: ChangeBody | null
}

/** ChangeId of a header hash. */
export function changeIdOf(hash: Uint8Array): ChangeId {
  return asId(toHex(hash.subarray(0, 16)))
}

/** Encodes a body. Fields are sorted by name, so equal content gives equal bytes. */
export function encodeBody(body: ChangeBody): Uint8Array {
  const replaced: ChangeId[] = []
  const indexOf = new Map<ChangeId, number>()
  const sets = body.sets
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((set) => {
      const indices = set.over.map((id) => {
        const known = indexOf.get(id)
        if (known !== undefined) return known
        indexOf.set(id, replaced.length)
        replaced.push(id)
        return replaced.length - 1
      })
      return [set.name, set.value, indices]
    })
  return encode([sets, replaced.map((id) => fromHex(id) as Uint8Array), body.reason ?? null])
}

/** Encodes a header. */
export function encodeHeader(head: ChangeHeader): Uint8Array {
  return encode([
    head.version,
    head.space,
    head.station,
    head.chain,
    head.seq,
    head.stamp.ms,
    head.stamp.counter,
    head.officer,
    head.kind,
    head.record,
    head.previous,
    head.bodyHash,
  ])
}

/** Makes a change from its content: encodes and hashes body and header. */
export function makeChange(
  head: Omit<ChangeHeader, 'version' | 'bodyHash'>,
  content: ChangeBody,
  sha256: Sha256,
): Change {
  const body = encodeBody(content)
  const full: ChangeHeader = { ...head, version: CHANGE_VERSION, bodyHash: sha256(body) }
  const header = encodeHeader(full)
  const hash = sha256(header)
  return { id: changeIdOf(hash), hash, head: full, content, header, body }
}

/** Decodes and checks one change as it came from a peer or a disk. Every oddity is a `malformed` or `hashMismatch` fault. */
export function readChange(bytes: SealedBytes, sha256: Sha256): Result<Change> {
  const head = decodeHeader(bytes.header)
  if (!head.ok) return head
  const hash = sha256(bytes.header)
  const id = changeIdOf(hash)
  if (bytes.body === null) return ok({ ...bytes, id, hash, head: head.value, content: null })
  if (bytes.body.length > MAX_BODY_BYTES)
    return refuse('tooLarge', `body of ${bytes.body.length} bytes`, { bytes: bytes.body.length })
  if (!sameBytes(sha256(bytes.body), head.value.bodyHash))
    return refuse('hashMismatch', `body of change ${id} does not match its header`, { change: id })
  const content = decodeBody(bytes.body)
  if (!content.ok) return content
  return ok({ ...bytes, id, hash, head: head.value, content: content.value })
}

/** Decodes a header without its body. */
export function decodeHeader(bytes: Uint8Array): Result<ChangeHeader> {
  const parts = decodeArray(bytes, 12)
  if (parts === undefined) return refuse('malformed', 'header is not a CBOR array of 12 or more')
  const [version, space, station, chain, seq, ms, counter, officer, kind, record, previous, bodyHash] = parts
  if (
    !isCount(version) ||
    version < 1 ||
    !isCount(chain) ||
    !isCount(seq) ||
    seq < 1 ||
    !isCount(ms) ||
    !isCount(counter)
  ) {
    return refuse('malformed', 'header has a number that is not one')
  }
  if (!isName(space) || !isName(station) || !isName(kind) || !isName(record) || !(officer === '' || isName(officer))) {
    return refuse('malformed', 'header has an empty or oversize name')
  }
  if (!isHash(previous) || !isHash(bodyHash)) return refuse('malformed', 'header has a hash that is not 32 bytes')
  return ok({
    version,
    space: asId(space),
    station: asId(station),
    chain,
    seq,
    stamp: { ms, counter },
    officer: asId(officer),
    kind,
    record: asId(record),
    previous,
    bodyHash,
  })
}

/** Decodes a body. */
export function decodeBody(bytes: Uint8Array): Result<ChangeBody> {
  const parts = decodeArray(bytes, 3)
  if (parts === undefined) return refuse('malformed', 'body is not a CBOR array of 3 or more')
  const [rawSets, rawReplaced, reason] = parts
  if (!Array.isArray(rawSets) || !Array.isArray(rawReplaced)) return refuse('malformed', 'body lists are missing')
  if (reason !== null && typeof reason !== 'string') return refuse('malformed', 'reason is not a text')
  const replaced: ChangeId[] = []
  for (const item of rawReplaced as unknown[]) {
    if (!(item instanceof Uint8Array) || item.length !== 16)
      return refuse('malformed', 'a replaced change is not 16 bytes')
    replaced.push(asId(toHex(item)))
  }
  const sets: FieldSet[] = []
  let before = ''
  for (const item of rawSets as unknown[]) {
    if (!Array.isArray(item) || item.length < 3) return refuse('malformed', 'a field is not [name, value, over]')
    const [name, value, over] = item as unknown[]
    if (!isName(name) || name <= before) return refuse('malformed', 'field names are empty, doubled or unsorted')
    before = name
    if (!isJson(value)) return refuse('malformed', `field ${name} is not JSON`, { field: name })
    if (!Array.isArray(over)) return refuse('malformed', `field ${name} has no over list`, { field: name })
    const ids: ChangeId[] = []
    for (const index of over as unknown[]) {
      const id = isCount(index) ? replaced[index] : undefined
      if (id === undefined) return refuse('malformed', `field ${name} replaces an unlisted change`, { field: name })
      ids.push(id)
    }
    sets.push({ name, value, over: ids })
  }
  return ok(reason === null ? { sets } : { sets, reason })
}

function decodeArray(bytes: Uint8Array, atLeast: number): unknown[] | undefined {
  try {
    const value: unknown = decode(bytes, {
      strict: true,
      rejectDuplicateMapKeys: true,
      allowUndefined: false,
      allowNaN: false,
      allowInfinity: false,
      allowBigInt: false,
    })
    return Array.isArray(value) && value.length >= atLeast ? (value as unknown[]) : undefined
  } catch {
    return undefined
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_TEXT
}

function isHash(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.length === 32
}
