// What `npm run build:electron` makes, as the packaged program will find it: every part is there, needs nothing but Node,
// electron and packages that are packed with it, and the engines really run from their bundles.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readAnnouncement } from '../../shared/host/engine-messages.ts'
import { PARTS, buildElectron } from '../../tools/build-electron.ts'
import { ROOT, runTool } from '../support/run-tool.ts'
import { scratchFolder } from '../support/scratch.ts'
import { WorkerProcess } from '../support/worker-process.ts'

const SLOW = { timeout: 60_000 }
let folder = ''

beforeAll(async () => {
  // Within the project, so that packages are found as from dist/.
  const cache = join(ROOT, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  folder = mkdtempSync(join(cache, 'electron-build-'))
  await buildElectron(folder)
  // As in the package: the programs find the seeds two folders above their own.
  symlinkSync(join(ROOT, 'seeds'), join(folder, 'seeds'), 'junction')
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Names of the modules a built file asks for at run time. */
function imported(code: string): readonly string[] {
  const found = [
    ...code.matchAll(/^(?:import|export)\s[^'"]*?from\s*["']([^"']+)["']/gm),
    ...code.matchAll(/^import\s*["']([^"']+)["']/gm),
    ...code.matchAll(/\b(?:require|import)\(["']([^"']+)["']\)/g),
  ]
  return [...new Set(found.flatMap(([, name]) => name ?? []))].toSorted()
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

test('every part is built, and package.json starts the first', () => {
  expect(PARTS.map(({ output }) => existsSync(join(folder, output)))).toEqual(PARTS.map(() => true))
  const { main } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly main: string }
  expect(main).toBe(PARTS[0]?.output)
})

test.for(PARTS)('$output needs only what is packed, and all of it is there', ({ output }) => {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>
  }
  const path = join(folder, output)
  const names = imported(readFileSync(path, 'utf8'))
  const foreign = names.filter((name) => !name.startsWith('node:') && !builtinModules.includes(name))
  const strange = foreign.filter((name) => name !== 'electron' && !Object.hasOwn(dependencies, packageOf(name)))
  expect(strange).toEqual([])
  expect(foreign.includes('electron')).toBe(output.startsWith('dist/electron/'))
  const gone = foreign.filter((name) => !existsSync(join(ROOT, 'node_modules', packageOf(name), 'package.json')))
  expect(gone).toEqual([])
})

test('SQLite stays a package of its own, so that its native file can be unpacked', () => {
  for (const output of ['dist/station/utility.js', 'dist/server/server.js'])
    expect(imported(readFileSync(join(folder, output), 'utf8'))).toContain('better-sqlite3')
})

test(
  'main is evaluated to its end before Electron is ready, as Electron wants it, and has taken its place by then',
  SLOW,
  async () => {
    const script = join(folder, 'start-main.mjs')
    // Electron says it is ready once the entry has been evaluated: here it never does, and the entry must end all the same.
    writeFileSync(
      script,
      `import { registerHooks } from 'node:module'
     const electron = 'data:text/javascript,' + encodeURIComponent(
       "const done = []; globalThis.done = done;" +
       "export const app = { isPackaged: true, requestSingleInstanceLock: () => (done.push('lock'), true)," +
       "setAppUserModelId: () => done.push('id'), whenReady: () => (done.push('wait'), new Promise(() => {})), exit: () => {} };" +
       "export const protocol = { registerSchemesAsPrivileged: () => done.push('scheme') }; export const dialog = {};")
     registerHooks({ resolve: (name, context, next) => name === 'electron' ? { url: electron, shortCircuit: true } : next(name, context) })
     await import(${JSON.stringify(pathToFileURL(join(folder, 'dist/electron/main.js')).href)})
     console.log('evaluated', globalThis.done.join(' '))
     process.exit(0)`,
    )
    const said = await runTool('node', [script], ROOT)
    expect([said.code, said.output.trim()]).toEqual([0, 'evaluated lock scheme id wait'])
  },
)

test('the station runs from its bundle, and stops when asked', SLOW, async () => {
  const child = new WorkerProcess(
    join(folder, 'dist/station/utility.js'),
    ['--data', scratchFolder(), '--server', 'http://127.0.0.1:1'],
    process.env,
  )
  const said = await new Promise<unknown>((resolve, reject) => {
    child.on('message', (message: { readonly type: string; readonly id?: number }) => {
      // The bundle asks for the key store first; here is none.
      if (message.type === 'protect') child.postMessage({ type: 'secret', id: message.id, base64: null })
      else resolve(message)
    })
    child.stderr.on('data', (chunk: Buffer) => reject(new Error(chunk.toString('utf8'))))
  })
  expect(said).toEqual({ type: 'ready' })
  child.postMessage({ type: 'stop' })
  expect(await child.exited()).toBe(0)
})

test(
  'the embedded server runs from its bundle with the demonstration, announces itself, and stops when asked',
  SLOW,
  async () => {
    const args = ['--data', scratchFolder(), '--port', '0', '--embedded', '--demo']
    const child = new WorkerProcess(join(folder, 'dist/server/server.js'), args, process.env)
    const announced = await new Promise<unknown>((resolve, reject) => {
      let output = ''
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString('utf8')
        const found = readAnnouncement(output)
        if (found !== undefined) resolve(found)
      })
      child.stderr.on('data', (chunk: Buffer) => reject(new Error(chunk.toString('utf8'))))
    })
    expect(announced).toMatchObject({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) })
    child.postMessage({ type: 'stop' })
    expect(await child.exited()).toBe(0)
  },
)

test('on plain Node the utility process says what to start instead', SLOW, async () => {
  const said = await runTool('node', [join(folder, 'dist/station/utility.js')], ROOT)
  expect([said.code, said.output]).toEqual([1, expect.stringContaining('npm run station')])
})
