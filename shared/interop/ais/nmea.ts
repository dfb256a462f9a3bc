// Sentences of NMEA 0183 / IEC 61162-1 as AIS receivers and feeds write them, with the tag blocks of IEC 61162-450 and NMEA 4
// before them: `\s:station,c:1700000000*hh\!AIVDM,1,1,,A,payload,0*hh`. Lenient where nothing can be mistaken: a sentence
// without checksum and a broken tag block are read and said to be odd; a checksum that is there must be right.
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'

/** Longer than any sentence (82) and tag block (80) written by the book; real feeds go somewhat beyond. */
export const MAX_LINE_CHARS = 512
/** Receivers, base stations, repeaters, satellites …: who may speak of AIS (IEC 61162-1, M.1371). */
const AIS_FORMATTERS: ReadonlySet<string> = new Set(['VDM', 'VDO'])
/** A tag time above this is in milliseconds, as some senders write it; in seconds it would be the year 5138. */
const SECONDS_BELOW = 100_000_000_000

/** What stands before a sentence about how it came. */
export interface TagBlock {
  /** Who received it. */
  readonly source: string | null
  /** When it was received there, as the block says. */
  readonly timeMs: number | null
  /** Sentences of one group belong together. */
  readonly group: { readonly part: number; readonly total: number; readonly id: string } | null
}

export interface Sentence {
  readonly tag: TagBlock
  /** AI mobile, BS and AB base station, AR receiver, SA physical shore station … */
  readonly talker: string
  readonly formatter: string
  readonly fields: readonly string[]
  readonly odd: readonly string[]
}

/** One part of an AIS message. */
export interface AisPart {
  readonly tag: TagBlock
  readonly talker: string
  readonly total: number
  readonly number: number
  /** Which message of several in flight; empty for messages of one part. */
  readonly sequence: string
  readonly channel: string
  readonly payload: string
  readonly fill: number
  readonly odd: readonly string[]
}

const NO_TAG: TagBlock = { source: null, timeMs: null, group: null }

/**
 * Reads one line. Undefined for lines that say nothing (empty, comment); a sentence of any talker otherwise. Refused with
 * `malformed` when it is no sentence or its checksum is wrong, with `tooLarge` when it is longer than MAX_LINE_CHARS.
 */
export function readSentence(line: string): Result<Sentence | undefined> {
  if (line.length > MAX_LINE_CHARS)
    return refuse('tooLarge', `a line of ${line.length} characters`, { characters: line.length })
  const text = line.trim()
  if (text === '' || text.startsWith('#')) return ok(undefined)
  const odd: string[] = []
  const blockEnd = text.startsWith('\\') ? text.lastIndexOf('\\') : -1
  const tag = blockEnd > 0 ? readTagBlock(text.slice(1, blockEnd), odd) : NO_TAG
  if (blockEnd === 0) odd.push('tag block without content')
  const sentence = text.slice(blockEnd + 1)
  if (sentence === '') return ok(undefined)
  const form = /^[!$]([A-Z]{2})([A-Z0-9]{2,6}),([\u0020-\u007e]*)$/.exec(sentence)
  if (form === null) return refuse('malformed', 'no NMEA sentence', { line: sentence.slice(0, 80) })
  const star = sentence.lastIndexOf('*')
  let body = form[3] ?? ''
  if (star < 0) odd.push('no checksum')
  else {
    const said = sentence.slice(star + 1).trim()
    const found = checksumOf(sentence.slice(1, star))
    if (!/^[0-9A-Fa-f]{1,2}$/.test(said) || Number.parseInt(said, 16) !== found)
      return refuse('malformed', 'wrong checksum', { said: said.slice(0, 8), found: hexByte(found) })
    body = body.slice(0, body.lastIndexOf('*'))
  }
  return ok({ tag, talker: form[1] ?? '', formatter: form[2] ?? '', fields: body.split(','), odd })
}

/** The part of an AIS message in a sentence; undefined when the sentence is of another sort (GGA, VSI, MWV …). */
export function readAisPart(sentence: Sentence): Result<AisPart | undefined> {
  if (!AIS_FORMATTERS.has(sentence.formatter)) return ok(undefined)
  const [total = '', number = '', sequence = '', channel = '', payload = '', fill = ''] = sentence.fields
  const parts = digit(total)
  const part = digit(number)
  if (parts === undefined || part === undefined || parts === 0 || part === 0 || part > parts)
    return refuse('malformed', 'wrong count of sentences', { total: total.slice(0, 8), number: number.slice(0, 8) })
  const fillBits = fill === '' ? 0 : digit(fill)
  if (fillBits === undefined || fillBits > 5) return refuse('malformed', 'wrong fill bits', { fill: fill.slice(0, 8) })
  if (!/^[0-W`-w]*$/.test(payload)) return refuse('malformed', 'characters that are no six bits', {})
  if (part < parts && fillBits > 0) return refuse('malformed', 'fill bits before the last part', { fill: fillBits })
  const { tag, talker, odd } = sentence
  return ok({ tag, talker, total: parts, number: part, sequence, channel, payload, fill: fillBits, odd })
}

/** XOR of all characters. */
export function checksumOf(text: string): number {
  let sum = 0
  for (let index = 0; index < text.length; index += 1) sum ^= text.charCodeAt(index)
  return sum & 0xff
}

/** Two upper-case hexadecimal digits. */
export function hexByte(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, '0')
}

function readTagBlock(block: string, odd: string[]): TagBlock {
  const star = block.lastIndexOf('*')
  const body = star < 0 ? block : block.slice(0, star)
  const said = star < 0 ? '' : block.slice(star + 1)
  const isRight = /^[0-9A-Fa-f]{1,2}$/.test(said) && Number.parseInt(said, 16) === checksumOf(body)
  if (!isRight) odd.push(star < 0 ? 'tag block without checksum' : 'tag block with a wrong checksum')
  let source: string | null = null
  let timeMs: number | null = null
  let group: TagBlock['group'] = null
  for (const field of body.split(',', 16)) {
    const colon = field.indexOf(':')
    const value = field.slice(colon + 1)
    // What a wrong checksum leaves uncertain is not believed, except which sentences belong together.
    if (field.startsWith('g:')) group = readGroup(value)
    else if (field.startsWith('s:') && isRight) source = value.slice(0, 40)
    else if (field.startsWith('c:') && isRight) timeMs = readTagTime(value)
  }
  return { source, timeMs, group }
}

function readGroup(value: string): TagBlock['group'] {
  const parts = /^(\d{1,2})-(\d{1,2})-(\w{1,12})$/.exec(value)
  return parts === null ? null : { part: Number(parts[1]), total: Number(parts[2]), id: parts[3] ?? '' }
}

function readTagTime(value: string): number | null {
  if (!/^\d{1,14}$/.test(value)) return null
  const number = Number(value)
  return number < SECONDS_BELOW ? number * 1_000 : number
}

function digit(text: string): number | undefined {
  return /^\d$/.test(text) ? Number(text) : undefined
}
