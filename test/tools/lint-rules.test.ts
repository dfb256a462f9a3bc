// Every lint rule we rely on, ours and oxlint's, fails on a fixture; and what is allowed passes.
import { beforeAll, expect, test } from 'vitest'
import { type Finding, lintTree } from '../support/lint-tree.ts'

const PROMISE = 'async function work(): Promise<void> {}\n'

const MUST_FAIL: readonly (readonly [rule: string, path: string, source: string])[] = [
  ['typescript(no-floating-promises)', 'station/engine/a.ts', `${PROMISE}export function b(): void {\n  work()\n}\n`],
  ['typescript(no-misused-promises)', 'station/engine/a.ts', `${PROMISE}export const b = work() ? 1 : 2\n`],
  ['typescript(no-explicit-any)', 'station/engine/a.ts', 'export function b(value: any): void {\n  void value\n}\n'],
  ['typescript(ban-ts-comment)', 'station/engine/a.ts', '// @ts-ignore\nexport const b: string = 1\n'],
  ['typescript(no-non-null-assertion)', 'station/engine/a.ts', 'export const b = (text?: string) => text!.length\n'],
  [
    'typescript(switch-exhaustiveness-check)',
    'station/engine/a.ts',
    `export function b(word: 'x' | 'y'): void {\n  switch (word) {\n    case 'x':\n      return\n  }\n}\n`,
  ],
  ['eslint(no-console)', 'station/engine/a.ts', `console.log('x')\nexport const b = 1\n`],
  ['eslint(max-lines)', 'station/engine/a.ts', `export const b = 1\n${'// line\n'.repeat(501)}`],
  ['import(no-default-export)', 'renderer/app/a.ts', 'export default 1\n'],
  ['fengsui(no-barrel)', 'renderer/ui/index.ts', 'export const b = 1\n'],
  ['fengsui(no-barrel)', 'renderer/ui/all.ts', `export { b } from './b.ts'\nexport { c } from './c.ts'\n`],
  ['fengsui(no-barrel)', 'renderer/ui/all.ts', `export * from './b.ts'\nexport const d = 1\n`],
  ['fengsui(no-select-star)', 'station/store/a.ts', 'export const b = `SELECT * FROM changes`\n'],
  ['fengsui(no-select-star)', 'station/store/a.ts', `export const b = 'select c.* from changes c'\n`],
  ['fengsui(sql-home)', 'station/query/a.ts', `export const b = 'SELECT id FROM changes WHERE id = ?'\n`],
  ['fengsui(sql-home)', 'server/hub/a.ts', 'export const b = (table: string) => `DELETE FROM ${table}`\n'],
  ['fengsui(words-in-i18n)', 'renderer/ui/a.tsx', 'export const B = () => <p>态势</p>\n'],
  ['fengsui(words-in-i18n)', 'renderer/ui/a.tsx', `export const B = () => <p title="态势" />\n`],
  ['fengsui(words-in-i18n)', 'renderer/app/a.ts', 'export const b = (count: number) => `${count} 条`\n'],
  ['fengsui(pure-shared)', 'shared/base/a.ts', 'export const b = () => Date.now()\n'],
  ['fengsui(pure-shared)', 'shared/base/a.ts', 'export const b = () => new Date()\n'],
  ['fengsui(pure-shared)', 'shared/base/a.ts', 'export const b = () => Math.random()\n'],
  ['fengsui(pure-shared)', 'shared/base/a.ts', `export const b = () => fetch('x')\n`],
  ['fengsui(pure-shared)', 'shared/base/a.ts', 'export const b = () => setTimeout(() => 1, 5)\n'],
  ['fengsui(pure-shared)', 'shared/base/a.ts', 'export const b = () => performance.now()\n'],
  [
    'fengsui(pure-shared)',
    'shared/base/a.ts',
    `declare const process: { env: object }\nexport const b = () => process.env\n`,
  ],
  ['fengsui(pure-shared)', 'shared/base/a.ts', 'export const b = () => crypto.randomUUID()\n'],
  ['fengsui(pure-shared)', 'shared/base/a.ts', 'export const b = () => globalThis.Date.now()\n'],
  ['vitest(no-focused-tests)', 'test/a.test.ts', `import { test } from 'vitest'\ntest.only('x', () => {})\n`],
  ['vitest(no-disabled-tests)', 'test/a.test.ts', `import { test } from 'vitest'\ntest.skip('x', () => {})\n`],
  ['vitest(warn-todo)', 'test/a.test.ts', `import { test } from 'vitest'\ntest.todo('x')\n`],
  [
    'react(hooks)',
    'renderer/ui/a.tsx',
    `import { useState } from 'react'\nexport function B({ on }: { on: boolean }) {\n  if (on) useState(1)\n  return <p />\n}\n`,
  ],
]

const MUST_PASS: Readonly<Record<string, string>> = {
  'station/store/legal.ts': 'export const b = `SELECT id, stamp FROM changes`\n',
  'station/bin/legal.ts': `console.log('x')\nexport const b = 1\n`,
  'renderer/i18n/legal.ts': `export const b = '态势'\n`,
  'renderer/ui/legal.ts': '// 态势 in a comment is fine\nexport const b = (count: number) => `${count} of 2`\n',
  'shared/base/legal.ts': 'export const b = (ms: number) => new Date(ms).toISOString()\n',
  'test/legal.test.ts': `import { expect, test } from 'vitest'\ntest('x', () => expect(1).toBe(1))\n`,
}

const CYCLE = {
  'shared/base/left.ts': `import { b } from './right.ts'\nexport const a = (): number => b()\n`,
  'shared/base/right.ts': `import { a } from './left.ts'\nexport const b = (): number => a()\n`,
}

/** Each fixture gets a name of its own, so that one run of the linter serves all (an index file must keep its name). */
function pathOfCase(index: number): string {
  const path = MUST_FAIL[index]?.[1] ?? ''
  return path.includes('index.') ? path : path.replace(/(\w+)(\.test)?(\.tsx?)$/, `case-${index}$2$3`)
}

let found: readonly Finding[] = []

beforeAll(async () => {
  const cases = MUST_FAIL.map(([, , source], index) => [pathOfCase(index), source])
  found = await lintTree({ ...MUST_PASS, ...CYCLE, ...Object.fromEntries(cases) })
})

function rulesIn(path: string): readonly string[] {
  return found.filter((finding) => finding.path === path).map(({ rule }) => rule)
}

test.for(MUST_FAIL.map(([rule, path], index) => [rule, path, index] as const))('%s fires in %s', ([rule, , index]) => {
  expect(rulesIn(pathOfCase(index))).toContain(rule)
})

test('a cycle is found', () => {
  expect(rulesIn('shared/base/left.ts')).toContain('import(no-cycle)')
})

test('what is allowed passes', () => {
  expect(found.filter(({ path }) => path in MUST_PASS)).toEqual([])
})
