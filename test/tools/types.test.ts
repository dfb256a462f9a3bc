// The TypeScript projects: a folder that reaches where it may not, or breaks a strict flag, must not compile. The
// project's own tsconfig files are copied, so that what is tested is what is used.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT, runTool } from '../support/run-tool.ts'

const CONFIGS = [
  'tsconfig.base.json',
  'shared/tsconfig.json',
  'station/tsconfig.json',
  'server/tsconfig.json',
  'electron/main/tsconfig.json',
  'electron/preload/tsconfig.json',
  'renderer/tsconfig.json',
  'renderer/tsconfig.worker.json',
]

const GOOD: Readonly<Record<string, string>> = {
  'shared/base/a.ts': 'export const a = 1\nexport type A = number\n',
  'station/engine/a.ts': `import { readFileSync } from 'node:fs'\nimport { a } from '../../shared/base/a.ts'\nexport const read = (): number => readFileSync('x').length + a\n`,
  'server/bin/a.ts': `import { a } from '../../shared/base/a.ts'\nexport const b = a\n`,
  'electron/main/a.ts': `import { app } from 'electron'\nexport const name = (): string => app.name\n`,
  'electron/preload/a.ts': `export const width = (): number => window.innerWidth\n`,
  'renderer/app/a.tsx': `import { a } from '../../shared/base/a.ts'\nexport const View = () => <p>{a}</p>\n`,
  'renderer/map/cluster.worker.ts': `import { a } from '../../shared/base/a.ts'\npostMessage(a)\n`,
}

async function compile(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'fengsui-types-'))
  try {
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
    for (const [path, source] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), source)
    }
    for (const path of CONFIGS) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      // Output goes inside the copy: through the linked node_modules it would land in the project's own cache.
      const text = readFileSync(join(ROOT, path), 'utf8').replaceAll('node_modules/.cache/ts', 'built')
      writeFileSync(join(folder, path), text)
    }
    copyFileSync(join(ROOT, 'package.json'), join(folder, 'package.json'))
    const projects = CONFIGS.slice(1).map((path) => join(folder, path))
    const { output } = await runTool('tsc', ['-b', '--pretty', 'false', ...projects], folder)
    return output
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('a good tree compiles', async () => {
  expect(await compile(GOOD)).toBe('')
})

/** Wrong files, all in one tree: each must be named with its error. */
const BAD: readonly (readonly [what: string, path: string, source: string, error: string])[] = [
  ['station in the renderer', 'renderer/app/b1.ts', `export { read } from '../../station/engine/a.ts'\n`, 'TS6307'],
  [
    'types of the server in a station',
    'station/engine/b2.ts',
    `export type B = typeof import('../../server/bin/a.ts')\n`,
    'TS6307',
  ],
  ['DOM in shared', 'shared/base/b3.ts', `export const b = (): string => document.title\n`, 'TS2584'],
  [
    'Node in shared',
    'shared/base/b4.ts',
    `import { readFileSync } from 'node:fs'\nexport const b = (): unknown => readFileSync('x')\n`,
    'TS2591',
  ],
  [
    'a clock of timers in shared',
    'shared/base/b5.ts',
    `export const b = (): unknown => setTimeout(() => 1, 5)\n`,
    'TS2304',
  ],
  [
    'Node in the renderer',
    'renderer/app/b6.ts',
    `import { readFileSync } from 'node:fs'\nexport const b = (): unknown => readFileSync('x')\n`,
    'TS2591',
  ],
  ['DOM in a station', 'station/engine/b7.ts', `export const b = (): string => document.title\n`, 'TS2584'],
  ['the page in a worker', 'renderer/map/b8.worker.ts', `export const b = (): string => document.title\n`, 'TS2584'],
  ['an enum', 'shared/base/b9.ts', `export enum B {\n  one,\n}\n`, 'TS1294'],
  [
    'an unchecked index',
    'shared/base/b10.ts',
    `export const b = (list: readonly string[]): string => list[0]\n`,
    'TS2322',
  ],
  [
    'a missing return',
    'shared/base/b11.ts',
    `export function b(on: boolean): number | undefined {\n  if (on) return 1\n}\n`,
    'TS7030',
  ],
  ['a type imported as a value', 'shared/base/b12.ts', `import { A } from './a.ts'\nexport const b: A = 1\n`, 'TS1484'],
  [
    'an undefined that is not the same as absent',
    'shared/base/b13.ts',
    `export const b: { readonly a?: string } = { a: undefined }\n`,
    'TS2375',
  ],
  [
    'fall-through',
    'shared/base/b14.ts',
    `export function b(word: string): number {\n  let n = 0\n  switch (word) {\n    case 'x':\n      n = 1\n    default:\n      n = 2\n  }\n  return n\n}\n`,
    'TS7029',
  ],
]

test('everything that must not compile is named', async () => {
  const output = await compile({ ...GOOD, ...Object.fromEntries(BAD.map(([, path, source]) => [path, source])) })
  const lines = output.split('\n')
  const missed = BAD.filter(([, path, , error]) => !lines.some((line) => line.startsWith(path) && line.includes(error)))
  expect(missed.map(([what, path]) => `${what}: ${lines.filter((line) => line.includes(path)).join(' | ')}`)).toEqual(
    [],
  )
})
