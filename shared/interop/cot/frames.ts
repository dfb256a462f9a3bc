// How TAK protobuf payloads are put on a wire: in a stream `0xBF length payload`, in a datagram of a mesh `0xBF 1 0xBF
// payload`. Some senders put the stream's framing into datagrams: both are read.
import { concatBytes } from '../../base/bytes.ts'
import type { Result } from '../../base/fault.ts'
import { refuse } from '../../base/fault.ts'
import { MAGIC, lengthAt } from './cut-stream.ts'
import type { ReadCot } from './event.ts'
import { readCotProto } from './proto-event.ts'
import { readCotXml } from './read-event.ts'

/** A message of a stream. */
export function streamFrame(payload: Uint8Array): Uint8Array {
  const length: number[] = []
  let rest = payload.length
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) length.push((rest & 0x7f) | 0x80)
  return concatBytes([Uint8Array.of(MAGIC, ...length, rest), payload])
}

/** A datagram of a mesh. */
export function meshFrame(payload: Uint8Array): Uint8Array {
  return concatBytes([Uint8Array.of(MAGIC, 1, MAGIC), payload])
}

/** Reads one whole message in any of its forms; null when it carries no event. */
export function readCotBytes(bytes: Uint8Array, nowMs: number): Result<ReadCot | null> {
  if (bytes[0] !== MAGIC) return readCotXml(bytes, nowMs)
  const length = lengthAt(bytes, 1, bytes.length)
  if (length !== undefined && length !== null && 1 + length.size + length.value === bytes.length)
    return readCotProto(bytes.subarray(1 + length.size), nowMs)
  if (bytes[1] === 1 && bytes[2] === MAGIC) return readCotProto(bytes.subarray(3), nowMs)
  if (bytes[2] === MAGIC)
    return refuse('versionUnsupported', 'TAK protocol of another version', { version: bytes[1] ?? 0 })
  return refuse('malformed', 'no whole TAK protobuf message')
}
