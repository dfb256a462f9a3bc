// What was odd about a message that was taken all the same: a word, and what it was. Bounded, so that a message of nothing
// but oddities stays small.

/** As `Received.odd` allows. */
const MAX_ODD = 40
const MAX_LENGTH = 200

/** Collects what was odd; the same thing counts once. */
export class Odd {
  readonly #lines = new Set<string>()

  /** `word` is of the closed list in docs/interconnect/cap.md; `what` is cut to fit. */
  add(word: string, what?: string | number): void {
    if (this.#lines.size >= MAX_ODD) return
    this.#lines.add(cut(what === undefined || what === '' ? word : `${word}: ${String(what)}`, MAX_LENGTH))
  }

  get lines(): readonly string[] {
    return [...this.#lines]
  }
}

/** True when `text` has more than `max` characters (code points, as our fields count them). */
export function isLonger(text: string, max: number): boolean {
  return text.length > max && (text.length > max * 2 || Array.from(text).length > max)
}

/** `text` trimmed and at most `max` characters long, with a mark where something was left out. */
export function cut(text: string, max: number): string {
  const trimmed = text.trim()
  if (!isLonger(trimmed, max)) return trimmed
  const kept = Array.from(trimmed.slice(0, max * 2)).slice(0, max - 1)
  return `${kept.join('').trimEnd()}…`
}
