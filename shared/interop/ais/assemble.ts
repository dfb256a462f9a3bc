// AIS messages of several sentences put together, in bounded memory and time: an unfinished one is forgotten after
// MAX_AGE_MS, and the oldest when there are more than MAX_OPEN.
import type { AisPart, TagBlock } from './nmea.ts'

const MAX_OPEN = 256
const MAX_AGE_MS = 10_000

/** A whole message as it was sent, not yet decoded. */
export interface WholePayload {
  readonly payload: string
  readonly fill: number
  readonly talker: string
  readonly channel: string
  readonly tag: TagBlock
  readonly odd: readonly string[]
}

interface Open {
  readonly parts: (AisPart | undefined)[]
  readonly sinceMs: number
  missing: number
}

export class Assembler {
  readonly #open = new Map<string, Open>()
  #forgotten = 0

  /** The whole message when `part` completes one. */
  add(part: AisPart, nowMs: number): WholePayload | undefined {
    if (part.total === 1) return whole([part])
    this.#forgetOlderThan(nowMs)
    const key = keyOf(part)
    let open = this.#open.get(key)
    // A part that is there already, with other content: the earlier message was never finished, this begins the next.
    const known = open?.parts[part.number - 1]
    if (open !== undefined && (open.parts.length !== part.total || (known !== undefined && !isSame(known, part)))) {
      this.#open.delete(key)
      this.#forgotten += 1
      open = undefined
    }
    if (open === undefined) {
      open = { parts: Array.from({ length: part.total }, () => undefined), sinceMs: nowMs, missing: part.total }
      this.#open.set(key, open)
      this.#forgetBeyond(MAX_OPEN)
    }
    if (open.parts[part.number - 1] === undefined) {
      open.parts[part.number - 1] = part
      open.missing -= 1
    }
    if (open.missing > 0) return undefined
    this.#open.delete(key)
    return whole(open.parts.filter((held) => held !== undefined))
  }

  /** Messages that were never finished, since the last time it was asked. */
  takeForgotten(): number {
    const forgotten = this.#forgotten
    this.#forgotten = 0
    return forgotten
  }

  get openCount(): number {
    return this.#open.size
  }

  #forgetOlderThan(nowMs: number): void {
    for (const [key, open] of this.#open) {
      // A clock that was set back must not keep anything for ever.
      if (nowMs >= open.sinceMs && nowMs - open.sinceMs < MAX_AGE_MS) break
      this.#open.delete(key)
      this.#forgotten += 1
    }
  }

  #forgetBeyond(most: number): void {
    for (const key of this.#open.keys()) {
      if (this.#open.size <= most) return
      this.#open.delete(key)
      this.#forgotten += 1
    }
  }
}

/** Parts of one message share their sequence and channel, and the group or the receiver where a tag block names it. */
function keyOf(part: AisPart): string {
  const from = part.tag.group === null ? `s:${part.tag.source ?? ''}` : `g:${part.tag.group.id}`
  return `${from}|${part.sequence}|${part.channel}|${part.total}`
}

function isSame(a: AisPart, b: AisPart): boolean {
  return a.payload === b.payload && a.fill === b.fill
}

function whole(parts: readonly AisPart[]): WholePayload {
  const first = parts[0]
  const last = parts[parts.length - 1]
  return {
    payload: parts.map((part) => part.payload).join(''),
    fill: last?.fill ?? 0,
    talker: first?.talker ?? '',
    channel: first?.channel ?? '',
    tag: first?.tag ?? { source: null, timeMs: null, group: null },
    odd: [...new Set(parts.flatMap((part) => part.odd))],
  }
}
