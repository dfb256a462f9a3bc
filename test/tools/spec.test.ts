// Every numbered rule of a SPEC.md has a test that names it, and no test names a rule that is not there.
import { expect, test } from 'vitest'
import { readRules, readTests } from '../../tools/spec/read-tree.ts'
import { compare, idsInTitles, rulesOf } from '../../tools/spec/spec-coverage.ts'
import { ROOT } from '../support/run-tool.ts'

test('every rule has a test, and every test title names a rule that exists', () => {
  const { ruleCount, ...problems } = compare(readRules(ROOT), readTests(ROOT))
  expect(problems).toEqual({ untested: [], unknown: [], doubled: [] })
  expect(ruleCount).toBeGreaterThan(20)
})

const SPEC = '- **[XX-1]** one.\n- **[XX-2]** two, see [XX-1].\n'

test('a rule without a test, a test without a rule and a doubled rule are found', () => {
  const rules = [...rulesOf('a/SPEC.md', SPEC), ...rulesOf('b/SPEC.md', '**[XX-1]** again')]
  const tests = { 'test/a.test.ts': `test('[XX-1] works', () => {})\ntest("[XX-9] is unknown", () => {})\n` }
  expect(compare(rules, tests)).toEqual({
    ruleCount: 2,
    untested: ['[XX-2] of a/SPEC.md has no test'],
    unknown: ['[XX-9] in a title of test/a.test.ts is in no SPEC.md'],
    doubled: ['[XX-1] stands in a/SPEC.md and in b/SPEC.md'],
  })
})

test('titles are found in every way a test is written; comments and values do not count', () => {
  const source = [
    `test('[AA-1] plain', () => {})`,
    `test.for([1, 2])('[AA-2] table %s', () => {})`,
    'it(`[AA-3] template ${1}`, () => {})',
    `describe('[AA-4] group', () => {})`,
    `test(\n  "[AA-5] on its own line, it's [AA-6] too", () => {})`,
    `// [AA-7] only a comment`,
    `const value = '[AA-8]'`,
  ].join('\n')
  expect([...idsInTitles(source)].sort()).toEqual(['AA-1', 'AA-2', 'AA-3', 'AA-4', 'AA-5', 'AA-6'])
})
