// Loading any file of shared touches no clock, no randomness, no process, no network and no timer: each is replaced by
// a trap in a fresh process. The other half, that functions do not call them either, is the lint rule pure-shared.
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { ROOT, runTool } from '../support/run-tool.ts'
import { scratchFolder } from '../support/scratch.ts'

const TRAPS = `
const touched = []
let armed = ''
const hit = (name) => { if (armed !== '') touched.push(armed + ' touched ' + name) }
// Only the file's own code is watched, not the packages it loads: a trap fires when the caller is under shared/.
const fromShared = (folder) => (new Error().stack ?? '').split('\\n').slice(3, 5).some((line) => line.includes(folder))
export async function load(folder, addresses) {
  const trap = (owner, name, label) => {
    const real = owner[name]
    Object.defineProperty(owner, name, { configurable: true, get() { if (fromShared(folder)) hit(label); return real }, set() {} })
  }
  for (const name of ['fetch', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'performance', 'process', 'crypto', 'navigator', 'WebSocket']) {
    trap(globalThis, name, name)
  }
  trap(Date, 'now', 'Date.now')
  trap(Math, 'random', 'Math.random')
  const RealDate = Date
  globalThis.Date = new Proxy(RealDate, {
    construct(target, given) { if (given.length === 0 && fromShared(folder)) hit('new Date()'); return Reflect.construct(target, given) },
    apply(target, self, given) { if (fromShared(folder)) hit('Date()'); return Reflect.apply(target, self, given) },
  })
  for (const address of addresses) {
    armed = address
    await import(address)
  }
  armed = ''
  console.log(JSON.stringify({ loaded: addresses.length, touched }))
}
`

interface Seen {
  readonly loaded: number
  readonly touched: readonly string[]
}

async function load(folder: string, paths: readonly string[]): Promise<Seen> {
  const addresses = paths.map((path) => pathToFileURL(join(folder, path)).href)
  const home = scratchFolder({
    'traps.mjs': TRAPS,
    'run.mjs': `import { load } from './traps.mjs'\nawait load(${JSON.stringify(`${folder.replaceAll('\\', '/')}/shared/`)}, ${JSON.stringify(addresses)})\n`,
  })
  const { output } = await runTool('node', [join(home, 'run.mjs')], home)
  const line = output.trim().split('\n').at(-1) ?? ''
  if (!line.startsWith('{')) throw new Error(output)
  return JSON.parse(line) as Seen
}

test('loading shared touches nothing impure', async () => {
  const paths = globSync('shared/**/*.ts', { cwd: ROOT }).filter((path) => !path.endsWith('.d.ts'))
  expect(paths.length).toBeGreaterThan(10)
  expect(await load(ROOT, paths.sort())).toEqual({ loaded: paths.length, touched: [] })
})

test('the traps catch what they are for', async () => {
  const IMPURE: Readonly<Record<string, string>> = {
    'shared/a.ts': 'export const a = Date.now()\n',
    'shared/b.ts': 'export const b = new Date()\n',
    'shared/c.ts': 'export const c = Math.random()\n',
    'shared/d.ts': 'export const d = setTimeout(() => {}, 1)\n',
    'shared/e.ts': 'export const e = process.env\n',
    'shared/f.ts': 'export const f = performance.now()\n',
    'shared/g.ts': 'export const g = typeof fetch\n',
    'shared/h.ts': 'export const h = new Date(0).getTime()\n',
  }
  const folder = scratchFolder({ ...IMPURE, 'package.json': '{"type":"module"}' })
  const { touched } = await load(folder, Object.keys(IMPURE))
  const names = touched.map((line) => /shared\/(\w)\.ts touched (.+)$/.exec(line)?.slice(1).join(' '))
  expect(names).toEqual([
    'a Date.now',
    'b new Date()',
    'c Math.random',
    'd setTimeout',
    'e process',
    'f performance',
    'g fetch',
  ])
})
