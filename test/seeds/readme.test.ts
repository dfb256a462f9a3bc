// seeds/README.md says of every data file what it is and where it comes from.
import { readFileSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'

const SEEDS = new URL('../../seeds/', import.meta.url)
/** Not data: how the folder is built and checked. */
const NOT_DATA = ['README.md', 'tsconfig.json', 'SPEC.md']

test('README names every data file, and no file that is not there', () => {
  const readme = readFileSync(new URL('README.md', SEEDS), 'utf8')
  const files = readdirSync(SEEDS, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/').split('/seeds/').at(-1) ?? '')
    .map((path) => path.replace(/^\//, ''))
    .filter((path) => !path.startsWith('build/') && !NOT_DATA.includes(path))
  const named = [...readme.matchAll(/^\| `([^`]+)` \|/gm)].map(([, path]) => path)
  expect(new Set(named)).toEqual(new Set(files))
  expect(named.length).toBe(files.length)
  expect(readme).toContain('not an officially approved map')
  expect(readme).toContain('not real records')
})
