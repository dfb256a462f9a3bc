// Seeds that are run with every `npm test`. KEPT are worlds that once broke a rule: what they found is fixed, and they stay,
// so that it stays fixed (what was found before the worlds took their present form has tests of its own). SHORT are others that together meet everything a world can meet. `npm run sim` runs more.

export interface KeptSeed {
  readonly seed: number
  readonly steps: number
  /** What broke. */
  readonly found: string
}

export const KEPT: readonly KeptSeed[] = [
  { seed: 8003, steps: 200, found: 'what waited for its seal was swept away when it was brought again' },
  { seed: 8015, steps: 200, found: 'a branch of a forked chain, brought in pages by another, was refused for ever' },
  {
    seed: 13002,
    steps: 200,
    found: 'a record below a snapshot was folded again from a server that lacked what was missing here',
  },
  {
    seed: 5034,
    steps: 300,
    found: 'a snapshot given up for the journal was told as loading for ever',
  },
  {
    seed: 71069,
    steps: 400,
    found: 'a chain whose older part was still on its way was said to be broken by `verify`',
  },
  { seed: 13003, steps: 200, found: 'the seal of a fork was kept with the other branch of its chain' },
]

export const SHORT_STEPS = 120
export const SHORT: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 2001]

/** Worlds with many reports. */
export const NUMBER_SEEDS: readonly number[] = [12, 16, 21]

/** Worlds with directives. */
export const DIRECTIVE_SEEDS: readonly number[] = [7, 8, 10, 16, 18]
export const DIRECTIVES_KEPT: readonly KeptSeed[] = [
  {
    seed: 2,
    steps: 200,
    found:
      'a receipt signed before its directive had come to that server was refused for ever: it was judged as issuing',
  },
]

/** Worlds with handovers. */
export const HANDOVER_SEEDS: readonly number[] = [3, 7, 9, 11]
