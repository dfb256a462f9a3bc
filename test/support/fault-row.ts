// How a fault test says what it did: `npm run faults` collects these into its table. Rounds and seed come from the environment,
// so that the same test runs short with the others and long by itself.
import { onTestFinished } from 'vitest'
import type { TestContext } from 'vitest'

/** What happened in one test, in figures; `lost` counts what a station said it had recorded and nobody has any more. */
export type FaultFigures = Readonly<Record<string, number>> & { readonly lost: number }

declare module 'vitest' {
  interface TaskMeta {
    faults?: FaultFigures
  }
}

/** Keeps the figures with the test's result. */
export function told(task: TestContext['task'], figures: FaultFigures): void {
  task.meta.faults = figures
}

/** `short`, unless FAULT_ROUNDS asks for more. */
export function rounds(short: number): number {
  return Number(process.env['FAULT_ROUNDS'] ?? short)
}

/** The seed of this run; said when the test fails, so that it can be run again. */
export function faultSeed(usual: number): number {
  const seed = Number(process.env['FAULT_SEED'] ?? usual)
  onTestFinished(({ task }) => {
    if (task.result?.state === 'fail') console.log(`${task.name}: FAULT_SEED=${seed}`)
  })
  return seed
}
