// What a link has carried, by kind: how much, and when last. Kept in the gateway's notes.
import * as z from 'zod'
import type { Kind } from '../../../shared/base/ids.ts'
import type { Notes } from '../gateway.ts'

const NOTE = 'tally'
const line = z.object({
  given: z.number(),
  taken: z.number(),
  gaveMs: z.number().nullable(),
  tookMs: z.number().nullable(),
})
const book = z.record(z.string(), line)
export type TallyLine = z.infer<typeof line>

export class Tally {
  readonly #notes: Notes
  readonly #nowMs: () => number
  readonly #lines: Map<Kind, TallyLine>
  #isDue = false

  constructor(notes: Notes, nowMs: () => number) {
    this.#notes = notes
    this.#nowMs = nowMs
    const kept = book.safeParse(JSON.parse(notes.get(NOTE) ?? '{}'))
    this.#lines = new Map(Object.entries(kept.success ? kept.data : {}))
  }

  gave(kind: Kind, count = 1): void {
    const now = this.#line(kind)
    this.#set(kind, { ...now, given: now.given + count, gaveMs: this.#nowMs() })
  }

  took(kind: Kind, count = 1): void {
    const now = this.#line(kind)
    this.#set(kind, { ...now, taken: now.taken + count, tookMs: this.#nowMs() })
  }

  lines(): { readonly [kind: Kind]: TallyLine } {
    return Object.fromEntries(this.#lines)
  }

  /** Writes down what was counted since. */
  keep(): void {
    if (!this.#isDue) return
    this.#isDue = false
    this.#notes.set(NOTE, JSON.stringify(this.lines()))
  }

  #line(kind: Kind): TallyLine {
    return this.#lines.get(kind) ?? { given: 0, taken: 0, gaveMs: null, tookMs: null }
  }

  #set(kind: Kind, next: TallyLine): void {
    this.#lines.set(kind, next)
    this.#isDue = true
  }
}
