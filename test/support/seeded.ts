// Chance from a seed (mulberry32), so that a failed run can be run again.

/** Numbers in [0, 1); the same seed gives the same row. */
export function seededChance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Choices of all kinds out of one row of chance. */
export class SeededDice {
  readonly chance: () => number

  constructor(seed: number) {
    this.chance = seededChance(seed)
  }

  /** A whole number in [0, below). */
  below(below: number): number {
    return Math.floor(this.chance() * below)
  }

  /** A whole number in [from, upTo]. */
  between(from: number, upTo: number): number {
    return from + this.below(upTo - from + 1)
  }

  /** True with this probability. */
  happens(probability: number): boolean {
    return this.chance() < probability
  }

  /** One of `choices`, which must not be empty. */
  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T
  }

  /** One of the names, by weight. */
  weighted<Name extends string>(weights: { readonly [name in Name]: number }): Name {
    const entries = Object.entries(weights) as [Name, number][]
    let left = this.chance() * entries.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [name, weight] of entries) {
      left -= weight
      if (left < 0) return name
    }
    return (entries.at(-1) as [Name, number])[0]
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.below(256))
  }

  /** Another row, so that what draws from it does not disturb this one. */
  fork(): SeededDice {
    return new SeededDice(this.below(4_294_967_296))
  }
}
