import { expect, test } from 'vitest'
import { countLines, countTests } from '../../tools/vitest-counts.ts'

function module(project: string, states: readonly string[], errors: readonly unknown[] = []) {
  return {
    project: { name: project },
    children: { allTests: () => states.map((state) => ({ result: () => ({ state }) })) },
    errors: () => errors,
  }
}

test('the closing line counts tests of all projects', () => {
  const counts = countTests([
    module('station', ['passed', 'failed']),
    module('shared', ['passed', 'passed']),
    module('station', ['passed']),
  ])
  expect([...counts]).toEqual([
    ['shared', { passed: 2, failed: 0, skipped: 0 }],
    ['station', { passed: 2, failed: 1, skipped: 0 }],
  ])
  expect(countLines(counts, 0).at(-1)).toBe('4 passed, 1 failed')
})

test('a file that does not load, and an error outside any test, are failures', () => {
  const counts = countTests([module('shared', [], [new Error('does not load')])])
  expect(countLines(counts, 0).at(-1)).toBe('0 passed, 1 failed')
  expect(countLines(counts, 2).at(-1)).toBe('0 passed, 3 failed')
})

test('skipped tests are told', () => {
  expect(countLines(countTests([module('shared', ['passed', 'skipped'])]), 0).at(-1)).toBe(
    '1 passed, 0 failed, 1 skipped',
  )
})
