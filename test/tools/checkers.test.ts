// The other checkers fail where they must: the formatter, the dead-code finder, the Node guard.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT, runTool } from '../support/run-tool.ts'
import { scratchFolder } from '../support/scratch.ts'

test('oxfmt refuses what is not formatted, by the project’s rules', async () => {
  const config = readFileSync(join(ROOT, '.oxfmtrc.json'), 'utf8').replace('"./node_modules', `"${ROOT}/node_modules`)
  const folder = scratchFolder({
    '.oxfmtrc.json': config,
    'good.ts': `export const a = 'text'\n`,
    'bad.ts': `export const a = "text";\n`,
  })
  const { code, output } = await runTool('oxfmt', ['--check'], folder)
  expect(code).not.toBe(0)
  expect(output).toContain('bad.ts')
  expect(output).not.toContain('good.ts')
})

test('knip finds a dead file, a dead export and a dependency nobody uses', async () => {
  const folder = scratchFolder({
    'package.json': JSON.stringify({ name: 'x', type: 'module', dependencies: { 'left-over': '1.0.0' } }),
    'knip.json': JSON.stringify({ entry: ['start.ts'], project: ['**/*.ts'] }),
    'start.ts': `import { used } from './part.ts'\nconsole.log(used)\n`,
    'part.ts': 'export const used = 1\nexport const deadExport = 2\n',
    'dead-file.ts': 'export const x = 1\n',
  })
  const { code, output } = await runTool('knip', [], folder)
  expect(code).not.toBe(0)
  for (const word of ['dead-file.ts', 'deadExport', 'left-over']) expect(output).toContain(word)
})

test('the Node guard lets this Node pass', async () => {
  const { code, output } = await runTool('node', ['--import', './tools/node-check.js', '-e', '1'], ROOT)
  expect({ code, output }).toEqual({ code: 0, output: '' })
})

test('the Node guard stops an old Node with a line that says what to run', async () => {
  const folder = scratchFolder({
    'old.js': `Object.defineProperty(process.versions, 'node', { value: '20.20.2' })\nawait import(${JSON.stringify(join(ROOT, 'tools/node-check.js'))})\nconsole.log('went on')\n`,
    'package.json': '{"type":"module"}',
  })
  const { code, output } = await runTool('node', ['old.js'], folder)
  expect(code).toBe(1)
  expect(output).toContain('npm run station')
  expect(output).not.toContain('went on')
})
