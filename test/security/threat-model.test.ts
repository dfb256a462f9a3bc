// docs/security.md claims nothing that no test proves: every line of its threat tables names tests that exist, by a part of
// their titles, or says that it is not covered.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../support/run-tool.ts'

const document = readFileSync(join(ROOT, 'docs/security.md'), 'utf8')

/** The last cells of the tables whose head ends with "proof". */
function proofs(text: string): readonly string[] {
  const found: string[] = []
  let inThreats = false
  for (const line of text.split('\n')) {
    if (!line.startsWith('|')) inThreats = false
    else if (line.endsWith('| proof |')) inThreats = true
    else if (inThreats && !line.startsWith('|---')) found.push(line.split('|').at(-2)?.trim() ?? '')
  }
  return found
}

/** What is wrong with a proof; undefined when it holds. */
function problemOf(proof: string): string | undefined {
  if (/^not covered: .{10}/.test(proof)) return undefined
  const named = [...proof.matchAll(/`(test\/[^`]+)` ([^;]+)/g)]
  if (named.length === 0) return `names no test: ${proof}`
  for (const [, path = '', title = ''] of named) {
    if (!existsSync(join(ROOT, path))) return `${path} is not there`
    const titles =
      readFileSync(join(ROOT, path), 'utf8').match(/(?:test|it)(?:\.each\([^)]*\))?\(\s*(['"`]).*?\1,/gs) ?? []
    if (!titles.some((one) => one.includes(title.trim()))) return `${path} has no test “${title.trim()}”`
  }
  return undefined
}

test('every line names a test that exists, or says that it is not covered', () => {
  const all = proofs(document)
  expect(all.length).toBeGreaterThan(50)
  expect(all.flatMap((proof) => problemOf(proof) ?? [])).toEqual([])
  for (const [, path = ''] of document.matchAll(/`((?:test|shared|docs)\/[^`]+)`/g))
    expect([path, existsSync(join(ROOT, path))]).toEqual([path, true])
})

test('a line without proof, or with one that is gone, would be found', () => {
  const table =
    '| a | b | proof |\n|---|---|---|\n| x | y | |\n| x | y | `test/none.test.ts` gone |\n| x | y | not covered |'
  expect(proofs(table).map(problemOf)).toEqual([
    'names no test: ',
    'test/none.test.ts is not there',
    'names no test: not covered',
  ])
  expect(problemOf('`test/security/threat-model.test.ts` a title that nobody wrote')).toMatch(/has no test/)
  expect(problemOf('not covered: nobody looks at it')).toBeUndefined()
})
