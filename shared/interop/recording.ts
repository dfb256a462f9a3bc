// Recordings of what another system sent, for demonstrations and exercises: lines of JSON (NDJSON, UTF-8), one message each:
//   {"atMs":0,"text":"…"}             a message of text, so many milliseconds after the first
//   {"atMs":1500,"base64":"…"}        a message of bytes
// with an optional `name`. Lines that are empty or begin with `#` are remarks. Times never go back.
import * as z from 'zod'
import type { Result } from '../base/fault.ts'
import { ok, refuse } from '../base/fault.ts'

/** Of one line. */
export const MAX_RECORDED_LINE = 32 * 1024 * 1024

const lineSchema = z.strictObject({
  atMs: z
    .number()
    .min(0)
    .max(366 * 86_400_000),
  name: z.string().max(200).default(''),
  text: z.string().optional(),
  base64: z.base64().optional(),
})

export interface Recorded {
  /** Since the first message. */
  readonly atMs: number
  readonly name: string
  readonly bytes: Uint8Array
}

/** Reads one line; null for a remark. */
export function readRecordedLine(line: string): Result<Recorded | null> {
  if (line.trim() === '' || line.startsWith('#')) return ok(null)
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return refuse('malformed', 'the line is no JSON')
  }
  const read = lineSchema.safeParse(value)
  if (!read.success) {
    const [issue] = read.error.issues
    return refuse('malformed', `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}`)
  }
  const { atMs, name, text, base64 } = read.data
  if ((text === undefined) === (base64 === undefined)) return refuse('malformed', 'either text or base64 is needed')
  return ok({ atMs, name, bytes: text === undefined ? fromBase64(base64 ?? '') : new TextEncoder().encode(text) })
}

/** One line of a recording, without its end. What is no UTF-8 is kept as bytes. */
export function recordedLine({ atMs, name, bytes }: Recorded): string {
  const named = name === '' ? {} : { name }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return JSON.stringify({ atMs, ...named, text })
  } catch {
    return JSON.stringify({ atMs, ...named, base64: toBase64(bytes) })
  }
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const VALUES: ReadonlyMap<string, number> = new Map(Array.from(LETTERS, (letter, value) => [letter, value] as const))

/** RFC 4648 section 4; the schema has checked the letters. */
function fromBase64(text: string): Uint8Array {
  const letters = text.replaceAll('=', '')
  const bytes = new Uint8Array(Math.floor((letters.length * 3) / 4))
  let [bits, held, at] = [0, 0, 0]
  for (const letter of letters) {
    bits = ((bits << 6) | (VALUES.get(letter) ?? 0)) & 0xffffff
    held += 6
    if (held < 8) continue
    held -= 8
    bytes[at] = (bits >> held) & 0xff
    at += 1
  }
  return bytes
}

function toBase64(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3)
    const all = (a << 16) | (b << 8) | c
    const left = bytes.length - at
    parts.push(
      LETTERS.charAt(all >> 18) + LETTERS.charAt((all >> 12) & 63),
      left > 1 ? LETTERS.charAt((all >> 6) & 63) : '=',
      left > 2 ? LETTERS.charAt(all & 63) : '=',
    )
  }
  return parts.join('')
}
