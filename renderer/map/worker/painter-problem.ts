// Why the painter cannot go on, as one of the closed list of base map problems.
import type { BasemapProblem } from './basemap-problems.ts'

export class PainterProblem extends Error {
  /** null: told already, by whoever refused what was asked for. */
  readonly problem: BasemapProblem | null

  constructor(problem: BasemapProblem | null) {
    super(problem ?? 'refused')
    this.problem = problem
  }
}

/** What to tell of an error: anything unforeseen while a pack is read means that the pack is not what it should be. */
export function problemOf(error: unknown): BasemapProblem | null {
  return error instanceof PainterProblem ? error.problem : 'damaged'
}
