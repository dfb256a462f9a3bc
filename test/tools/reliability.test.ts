// docs/reliability.md claims nothing that no test proves: its rows are those of the fault table, and every row names tests that
// exist; and a run of which a test failed, or did not run, is not told as one that lost nothing.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lostOf, outcomes, timesOf } from '../faults/outcomes.ts'
import type { FaultRow } from '../faults/table.ts'
import { FAULTS } from '../faults/table.ts'
import { ROOT } from '../support/run-tool.ts'

test('every row of the fault table names tests that exist', () => {
  for (const { id, proofs } of FAULTS) {
    expect([id, proofs.length > 0]).toEqual([id, true])
    for (const { file, title } of proofs) {
      expect([file, existsSync(join(ROOT, file))]).toEqual([file, true])
      expect([file, title, readFileSync(join(ROOT, file), 'utf8').includes(title)]).toEqual([file, title, true])
    }
  }
})

test('docs/reliability.md has the rows of the fault table and no others', () => {
  const rows = readFileSync(join(ROOT, 'docs/reliability.md'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('`npm run faults -- --only '))
  const ids = rows.map((line) => /--only ([a-z-]+)`/.exec(line)?.[1])
  expect(ids).toEqual(FAULTS.map(({ id }) => id))
  for (const [at, { fault, sees }] of FAULTS.entries()) {
    const cells = rows[at]?.split('|').map((cell) => cell.trim())
    expect([cells?.[1], cells?.[3], cells?.[4]]).toEqual([fault, 'nothing', sees])
    // How often: figures of a run.
    expect(cells?.[2]).toMatch(/\d/)
  }
})

test('a failed test is told as a failure, a missing one as not run, and figures are added up', () => {
  const row: FaultRow = {
    id: 'x',
    fault: 'x',
    times: '2 kills',
    sees: 'x',
    proofs: [
      { file: 'test/a.test.ts', title: 'one' },
      { file: 'test/b.test.ts', title: 'two' },
    ],
  }
  const ran = (status: string) => ({
    testResults: [
      {
        name: '/work/test/a.test.ts',
        assertionResults: [
          { fullName: 'group one', status, duration: 1_000, meta: { faults: { recorded: 4, lost: 0 } } },
        ],
      },
    ],
  })
  const [passed] = outcomes([row], ran('passed'))
  const [failed] = outcomes([row], ran('failed'))
  const [skipped] = outcomes([row], ran('skipped'))
  if (passed === undefined || failed === undefined || skipped === undefined) throw new Error('no outcome')
  expect([lostOf(passed), timesOf(passed), passed.notRun]).toEqual([
    'nothing',
    '2 kills, recorded 4',
    ['test/b.test.ts: two'],
  ])
  expect(lostOf(failed)).toBe('FAILED (1 of 1 tests)')
  expect(lostOf(skipped)).toBe('not run')
})
