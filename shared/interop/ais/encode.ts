// Own AIS messages as sentences: position (1), voyage (5), safety text (14). For tests, for recorded
// demonstrations and for giving positions to chart displays; nothing here is ever put on the air.
import { checksumOf, hexByte } from './nmea.ts'
import { SixBitWriter } from './six-bits.ts'

/** Characters of a payload that fit into one sentence of 82. */
const PAYLOAD_CHARS = 56
/** Six-bit characters of a safety text: 968 bits. */
export const MAX_SAFETY_CHARS = 156

export interface PositionToSend {
  readonly mmsi: string
  readonly status?: number
  readonly latitude: number | null
  readonly longitude: number | null
  readonly speedKnots: number | null
  readonly course: number | null
  readonly heading?: number | null
  readonly second?: number
}

export interface VoyageToSend {
  readonly mmsi: string
  readonly imo: number
  readonly callSign: string
  readonly name: string
  readonly shipType: number
  readonly toBow: number
  readonly toStern: number
  readonly toPort: number
  readonly toStarboard: number
  readonly draught: number
  readonly destination: string
}

/** Type 1. */
export function encodePosition(sent: PositionToSend): SixBitWriter {
  const { latitude, longitude, speedKnots, course } = sent
  return head(1, sent.mmsi)
    .uint(sent.status ?? 0, 4)
    .int(-128, 8)
    .uint(speedKnots === null ? 1_023 : clamp(Math.round(speedKnots * 10), 0, 1_022), 10)
    .uint(1, 1)
    .int(Math.round((longitude ?? 181) * 600_000), 28)
    .int(Math.round((latitude ?? 91) * 600_000), 27)
    .uint(course === null ? 3_600 : Math.round(course * 10) % 3_600, 12)
    .uint(typeof sent.heading === 'number' ? Math.round(sent.heading) % 360 : 511, 9)
    .uint(sent.second ?? 60, 6)
    .uint(0, 25)
}

/** Type 5. Two sentences. */
export function encodeVoyage(sent: VoyageToSend): SixBitWriter {
  return head(5, sent.mmsi)
    .uint(0, 2)
    .uint(sent.imo, 30)
    .text(sent.callSign, 7)
    .text(sent.name, 20)
    .uint(sent.shipType, 8)
    .uint(clamp(sent.toBow, 0, 511), 9)
    .uint(clamp(sent.toStern, 0, 511), 9)
    .uint(clamp(sent.toPort, 0, 63), 6)
    .uint(clamp(sent.toStarboard, 0, 63), 6)
    .uint(1, 4)
    .uint(0, 4)
    .uint(0, 5)
    .uint(24, 5)
    .uint(60, 6)
    .uint(clamp(Math.round(sent.draught * 10), 0, 255), 8)
    .text(sent.destination, 20)
    .uint(0, 2)
}

/** Type 14; text beyond MAX_SAFETY_CHARS is cut. */
export function encodeSafety(mmsi: string, text: string): SixBitWriter {
  const words = text.slice(0, MAX_SAFETY_CHARS)
  return head(14, mmsi).uint(0, 2).text(words, words.length)
}

/** The sentences of a message, each ending in CR LF. `sequence` (0 to 9) tells several of more than one sentence apart. */
export function sentencesOf(
  writer: SixBitWriter,
  how: { readonly talker?: string; readonly channel?: 'A' | 'B'; readonly sequence?: number } = {},
): readonly string[] {
  const { payload, fill } = writer.done()
  const total = Math.max(1, Math.ceil(payload.length / PAYLOAD_CHARS))
  return Array.from({ length: total }, (_, index) => {
    const part = payload.slice(index * PAYLOAD_CHARS, (index + 1) * PAYLOAD_CHARS)
    const sequence = total === 1 ? '' : String((how.sequence ?? 0) % 10)
    const isLast = index === total - 1
    const head = `${how.talker ?? 'AI'}VDM,${total},${index + 1},${sequence},${how.channel ?? 'A'}`
    const body = `${head},${part},${isLast ? fill : 0}`
    return `!${body}*${hexByte(checksumOf(body))}\r\n`
  })
}

/** A tag block to put before a sentence: who received it and when. */
export function tagBlock(source: string, atMs: number): string {
  const body = `s:${source},c:${Math.floor(atMs / 1_000)}`
  return `\\${body}*${hexByte(checksumOf(body))}\\`
}

function head(type: number, mmsi: string): SixBitWriter {
  return new SixBitWriter().uint(type, 6).uint(0, 2).uint(Number(mmsi), 30)
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
