// Seeded worlds: N stations, one or two servers, a network with bad manners, officers who contradict each other, and everything
// design.md says must be survived. The rules are checked on the way and at the end (checks.ts); a run that breaks one prints
// its seed. SIM_SEED, SIM_RUNS and SIM_STEPS run other worlds here; `npm run sim` is the same without Vitest.
import { describe, expect, test } from 'vitest'
import type { RunCounts } from './counts.ts'
import type { DirectiveCounts } from './directives.ts'
import type { HandoverCounts } from './handovers.ts'
import { DIRECTIVES_KEPT, DIRECTIVE_SEEDS, HANDOVER_SEEDS, KEPT, NUMBER_SEEDS, SHORT, SHORT_STEPS } from './seeds.ts'
import { runWorld } from './world.ts'

const asked = process.env['SIM_SEED']
const seeds =
  asked === undefined
    ? SHORT
    : Array.from({ length: Number(process.env['SIM_RUNS'] ?? 1) }, (_, index) => Number(asked) + index)
const steps = Number(process.env['SIM_STEPS'] ?? SHORT_STEPS)
const happened: Partial<Record<keyof RunCounts, number>> = {}

async function runAndCount(seed: number, count: number): Promise<void> {
  const report = await runWorld(seed, count)
  for (const [name, times] of Object.entries(report.counts) as [keyof RunCounts, number][])
    happened[name] = (happened[name] ?? 0) + times
}

/** What the worlds together must have met; a set of seeds in which nothing happens proves nothing. */
const MUST_HAPPEN: readonly (keyof RunCounts)[] = [
  'conflicts',
  'settled',
  'undone',
  'refused',
  'acknowledged',
  'cuts',
  'lost',
  'dropped',
  'doubled',
  'truncated',
  'held',
  'overtaken',
  'behind',
  'stationCrashes',
  'commitThenCrash',
  'lostTails',
  'serverCrashes',
  'crashedBeforeAnswer',
  'serverRestores',
  'stationRollbacks',
  'copiedMachines',
  'forksTold',
  'wrongClocks',
  'lateJoins',
  'fullDisks',
  'sticks',
  'rightsChanged',
  'snapshots',
  'serverSwitches',
]

describe('[JN-10] [JN-17] [SY-9] [SY-10] [SY-12] [SY-17] whatever happens, once linked again all see one picture and nothing is lost', () => {
  test.each(seeds)('seed %i', (seed) => runAndCount(seed, steps))

  test.each(asked === undefined ? KEPT : [])('seed $seed, kept: $found', ({ seed, steps: count }) =>
    runAndCount(seed, count),
  )

  test.runIf(asked === undefined)(
    'together these worlds met conflicts, cuts, crashes, restores, forks and the rest',
    () => {
      const missing = MUST_HAPPEN.filter((name) => (happened[name] ?? 0) === 0)
      expect(missing).toEqual([])
    },
  )
})

describe('[CM-9] no two incidents bear one number, in worlds with many reports, copies and restores', () => {
  let marked = 0

  test.each([...NUMBER_SEEDS])('seed %i', async (seed) => {
    marked += (await runWorld(seed, SHORT_STEPS, undefined, { mostIncidents: 200 })).counts.markedNumbers
  })

  test('together these worlds met stations that had to go on under a mark', () => {
    expect(marked).toBeGreaterThan(0)
  })
})

/** Together these worlds must have met all of it. */
const DIRECTIVES_MUST: readonly (keyof DirectiveCounts)[] = [
  'directives',
  'delivered',
  'signed',
  'signedCutOff',
  'answered',
  'completed',
  'returned',
  'forwarded',
  'contradicted',
]

describe('[SY-36] directives in the same worlds: exactly once at every station, nothing lost, badge and list the same', () => {
  const met: Partial<Record<keyof DirectiveCounts, number>> = {}

  test.each([...DIRECTIVE_SEEDS])('seed %i', async (seed) => {
    const { directives } = await runWorld(seed, SHORT_STEPS, undefined, { directives: true })
    for (const [name, times] of Object.entries(directives ?? {}) as [keyof DirectiveCounts, number][])
      met[name] = (met[name] ?? 0) + times
  })

  test.each(DIRECTIVES_KEPT)('seed $seed, kept: $found', ({ seed, steps: count }) =>
    runWorld(seed, count, undefined, { directives: true }).then(({ directives }) =>
      expect(directives?.signed).toBeGreaterThan(0),
    ),
  )

  test('together these worlds met every act, signatures without a link, and receipts written apart', () => {
    expect(DIRECTIVES_MUST.filter((name) => (met[name] ?? 0) === 0)).toEqual([])
  })
})

/** Together these worlds must have met all of it. */
const HANDOVERS_MUST: readonly (keyof HandoverCounts)[] = [
  'handovers',
  'given',
  'taken',
  'signedCutOff',
  'givenUp',
  'contradicted',
  'open',
]

describe('[CM-24] handovers in the same worlds: no shift is lost between two officers, every signature is kept, what is open is listed', () => {
  const met: Partial<Record<keyof HandoverCounts, number>> = {}

  test.each([...HANDOVER_SEEDS])('seed %i', async (seed) => {
    const { handovers } = await runWorld(seed, SHORT_STEPS, undefined, { handovers: true })
    for (const [name, times] of Object.entries(handovers ?? {}) as [keyof HandoverCounts, number][])
      met[name] = (met[name] ?? 0) + times
  })

  test('together these worlds met every act, signatures without a link, and what was signed twice apart', () => {
    expect(HANDOVERS_MUST.filter((name) => (met[name] ?? 0) === 0)).toEqual([])
  })
})

test('the same seed gives the same run, frame by frame; another gives another', async () => {
  const [first, again, other] = [await runWorld(7, 60), await runWorld(7, 60), await runWorld(8, 60)]
  expect(again).toEqual(first)
  expect(other.traceHash).not.toBe(first.traceHash)
})
