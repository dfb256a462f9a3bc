// Reads the texts that spec-coverage.ts compares: every SPEC.md of the programs and every test file.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rulesOf, type SpecRule } from './spec-coverage.ts'

const PROGRAMS = ['shared', 'station', 'server', 'electron', 'renderer']

/** All numbered rules under `root`. */
export function readRules(root: string): readonly SpecRule[] {
  const paths = globSync(`{${PROGRAMS.join(',')}}/**/SPEC.md`, { cwd: root }).sort()
  return paths.flatMap((path) => rulesOf(path, readFileSync(join(root, path), 'utf8')))
}

/** Text of every test file and test suite under `root`/test, by path; fixtures of the tools' own tests left out. */
export function readTests(root: string): Readonly<Record<string, string>> {
  const paths = globSync('test/**/*.{ts,tsx}', { cwd: root }).filter((path) => !/^test[\\/]tools[\\/]/.test(path))
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}
