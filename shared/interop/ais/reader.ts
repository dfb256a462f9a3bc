// A stream of NMEA bytes to AIS messages: what a connection, a datagram source and a file have in common. One per sender,
// because parts of a message and a broken line belong to whom they came from.
import type { Fault } from '../../base/fault.ts'
import { fault } from '../../base/fault.ts'
import { Assembler } from './assemble.ts'
import { decodeAis } from './decode.ts'
import { LineCutter } from './lines.ts'
import type { AisMessage } from './messages.ts'
import { readAisPart, readSentence } from './nmea.ts'

/** One thing that came of the bytes, in order. */
export type AisItem =
  | {
      readonly form: 'message'
      readonly message: AisMessage
      /** When the receiver heard it, if a tag block said so. */
      readonly toldMs: number | null
      readonly source: string | null
      readonly odd: readonly string[]
    }
  | { readonly form: 'refused'; readonly why: Fault; readonly line: string }
  /** A sentence that is sound and not about AIS. */
  | { readonly form: 'other'; readonly formatter: string }

export class AisReader {
  readonly #cutter = new LineCutter()
  readonly #assembler = new Assembler()

  /** What became whole with these bytes. */
  push(bytes: Uint8Array, nowMs: number): readonly AisItem[] {
    return this.#read(this.#cutter.push(bytes), nowMs)
  }

  /** Takes a datagram or the rest of a file, whose last line may lack its end. */
  end(nowMs: number): readonly AisItem[] {
    return this.#read(this.#cutter.end(), nowMs)
  }

  /** Messages of which parts are still missing. */
  get unfinished(): number {
    return this.#assembler.openCount
  }

  #read(lines: readonly string[], nowMs: number): readonly AisItem[] {
    const items: AisItem[] = []
    for (const line of lines) {
      const item = this.#line(line, nowMs)
      if (item !== undefined) items.push(item)
    }
    const dropped = this.#cutter.takeDropped()
    if (dropped > 0)
      items.push({ form: 'refused', why: fault('tooLarge', 'lines without end', { count: dropped }), line: '' })
    const forgotten = this.#assembler.takeForgotten()
    if (forgotten > 0)
      items.push({
        form: 'refused',
        why: fault('malformed', 'messages never finished', { count: forgotten }),
        line: '',
      })
    return items
  }

  #line(line: string, nowMs: number): AisItem | undefined {
    const sentence = readSentence(line)
    if (!sentence.ok) return { form: 'refused', why: sentence.fault, line }
    if (sentence.value === undefined) return undefined
    const part = readAisPart(sentence.value)
    if (!part.ok) return { form: 'refused', why: part.fault, line }
    if (part.value === undefined) return { form: 'other', formatter: sentence.value.formatter }
    const whole = this.#assembler.add(part.value, nowMs)
    if (whole === undefined) return undefined
    const decoded = decodeAis(whole.payload, whole.fill)
    if (!decoded.ok) return { form: 'refused', why: decoded.fault, line }
    const { message, odd } = decoded.value
    return {
      form: 'message',
      message,
      toldMs: whole.tag.timeMs,
      source: whole.tag.source,
      odd: [...whole.odd, ...odd],
    }
  }
}
