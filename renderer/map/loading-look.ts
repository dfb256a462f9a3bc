// How often the map looks anew at what is to be drawn.

/**
 * While the first answer comes in pages, this seldom: points not yet clustered stand singly, and drawing tens of thousands of
 * them after every page takes far longer than the pages.
 */
const WHILE_LOADING_MS = 2_000

export class LoadingLook {
  #lookedMs = -Infinity

  /** True when it is time to look, which counts as a look. `isWhole`: the first answer is here. */
  isDue(isWhole: boolean, nowMs: number): boolean {
    if (!isWhole && nowMs - this.#lookedMs < WHILE_LOADING_MS) return false
    this.#lookedMs = nowMs
    return true
  }
}
