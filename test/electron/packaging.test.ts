// electron-builder.yml: its targets, its form against electron-builder's own schema, and a real packing run around a
// stand-in of Electron's distribution (a file with a fuse wire): what is in the archive, what lies beside it, which fuses
// are set. Installers themselves need Electron's program and tools that are fetched; they are not built here.
import {
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  rmSync,
  writeFileSync,
  closeSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildElectron } from '../../tools/build-electron.ts'
import { ROOT, runTool } from '../support/run-tool.ts'

const SLOW_MS = 240_000
const { platform } = process
const ARCH = 'x64'
/** Marks the fuse wire in Electron's program (https://github.com/electron/fuses): version, length, one sign per fuse. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const WIRE = '101100110'

interface Target {
  readonly target: string
  readonly arch: readonly string[]
}
interface Config {
  readonly productName: string
  readonly files: readonly string[]
  readonly electronFuses: { readonly [name: string]: boolean }
  readonly win: { readonly target: readonly Target[] }
  readonly linux: { readonly target: readonly Target[] }
  readonly mac: { readonly target: readonly Target[] }
}
/** Packages of electron-builder that are not ours to depend on: what it reads its configuration with. */
const builder = createRequire(createRequire(join(ROOT, 'package.json')).resolve('electron-builder/package.json'))
const inner = createRequire(builder.resolve('app-builder-lib/package.json'))

function readConfig(): Config {
  const { load } = inner('js-yaml') as { load(text: string): Config }
  return load(readFileSync(join(ROOT, 'electron-builder.yml'), 'utf8'))
}

test('every system of the issue is a target, each for both kinds of processor', () => {
  const { win, linux, mac } = readConfig()
  const both = ['x64', 'arm64']
  expect([win.target, linux.target, mac.target]).toEqual([
    [{ target: 'nsis', arch: both }],
    [
      { target: 'AppImage', arch: both },
      { target: 'deb', arch: both },
    ],
    [{ target: 'dmg', arch: both }],
  ])
})

test('the data folder of the packaged program and of one started here have the same name', () => {
  const { productName } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly productName: string
  }
  expect(productName).toBe(readConfig().productName)
})

test("the file fits electron-builder's own schema, and a wrong word in it would be found", async () => {
  const { validateConfiguration } = inner('./out/util/config/config.js') as {
    validateConfiguration(config: object, log: object): Promise<void>
  }
  const log = { isEnabled: false, add: () => undefined }
  await validateConfiguration(readConfig(), log)
  await expect(validateConfiguration({ ...readConfig(), asarUnpacked: [] }, log)).rejects.toThrow(/asarUnpacked/)
})

test('every fuse named is one of Electron, and none of Electron that matters is forgotten', () => {
  const { electronFuses } = readConfig()
  const upper = Object.keys(electronFuses).map((name) => name.charAt(0).toUpperCase() + name.slice(1))
  const known = Object.keys(FuseV1Options).filter((name) => Number.isNaN(Number(name)))
  expect(upper.filter((name) => !known.includes(name))).toEqual(['ResetAdHocDarwinSignature'])
  // Trap handlers make WebAssembly fast and nothing less safe; they stay as Electron ships them.
  expect(known.filter((name) => !upper.includes(name))).toEqual(['WasmTrapHandlers'])
})

test('the icon is large enough for every system', () => {
  const png = readFileSync(join(ROOT, 'electron/resources/icon.png'))
  expect([png.toString('latin1', 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(['PNG', 1024, 1024])
})

let out = ''
let said = ''

/** A folder that looks like Electron unpacked for Linux: the program is nothing but a fuse wire. */
function standInDistribution(folder: string): string {
  const dist = join(folder, 'electron')
  mkdirSync(join(dist, 'resources'), { recursive: true })
  mkdirSync(join(dist, 'locales'))
  const wire = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, WIRE.length]), Buffer.from(WIRE)])
  writeFileSync(join(dist, 'electron'), Buffer.concat([Buffer.alloc(4_096), wire, Buffer.alloc(4_096)]), {
    mode: 0o755,
  })
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox', 'locales/zh-CN.pak', 'locales/en-US.pak'])
    writeFileSync(join(dist, name), name)
  return dist
}

/**
 * Stands in for fpm, which makes the deb of what electron-builder hands it and is fetched from elsewhere: writes down what
 * it is told and the desktop entry it is given, and makes an empty package.
 */
const FPM = `#!/bin/sh
before=
for word; do
  [ "$before" = --architecture ] && said="$FPM_SAID.$word"
  before=$word
done
printf '%s\\n' "$@" > "$said"
before=
for word; do
  [ "$before" = --package ] && : > "$word"
  case "$word" in *.desktop) cp "\${word%%=*}" "$said.desktop" ;; esac
  before=$word
done
`

beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), 'fengsui-pack-'))
  await buildElectron(out)
  mkdirSync(join(out, 'dist/renderer'), { recursive: true })
  writeFileSync(join(out, 'dist/renderer/index.html'), '<p>console</p>')
  const { files, ...rest } = readConfig()
  const config = {
    ...rest,
    // The build of this test instead of dist/, which others may be rebuilding.
    files: [
      { from: join(out, 'dist'), to: 'dist', filter: ['**/*', '!**/*.map'] },
      ...files.filter((one) => one !== 'dist/**'),
    ],
    electronDist: standInDistribution(out),
    directories: { output: join(out, 'release'), buildResources: 'electron/resources' },
  }
  writeFileSync(join(out, 'config.json'), JSON.stringify(config))
  const args = [
    '--projectDir',
    ROOT,
    '--config',
    join(out, 'config.json'),
    '--linux',
    // The stand-in of fpm is a shell script.
    platform === 'win32' ? 'dir' : 'deb',
    '--x64',
    '--arm64',
    '--publish',
    'never',
  ]
  mkdirSync(join(out, 'bin'))
  writeFileSync(join(out, 'bin/fpm'), FPM, { mode: 0o755 })
  Object.assign(process.env, { CUSTOM_FPM_PATH: join(out, 'bin/fpm'), FPM_SAID: join(out, 'fpm-said') })
  const packed = await runTool('electron-builder', args, ROOT)
  said = packed.output
  if (packed.code !== 0) throw new Error(said)
}, SLOW_MS)
afterAll(() => rmSync(out, { recursive: true, force: true }))

const packedFolder = (arch = ARCH): string =>
  join(out, arch === ARCH ? 'release/linux-unpacked' : `release/linux-${arch}-unpacked`)

interface Entry {
  readonly files?: { readonly [name: string]: Entry }
  readonly unpacked?: boolean
}

/** Paths in the archive (its header: four numbers of a pickle, then JSON), and those that lie beside it. */
function archived(arch = ARCH): { readonly inside: readonly string[]; readonly beside: readonly string[] } {
  const file = openSync(join(packedFolder(arch), 'resources/app.asar'), 'r')
  const sizes = Buffer.alloc(16)
  readSync(file, sizes, 0, 16, 0)
  const text = Buffer.alloc(sizes.readUInt32LE(12))
  readSync(file, text, 0, text.length, 16)
  closeSync(file)
  const inside: string[] = []
  const beside: string[] = []
  const walk = (entry: Entry, path: string): void => {
    for (const [name, child] of Object.entries(entry.files ?? {})) {
      const at = path === '' ? name : `${path}/${name}`
      if (child.files !== undefined) walk(child, at)
      else (child.unpacked === true ? beside : inside).push(at)
    }
  }
  walk(JSON.parse(text.toString('utf8')) as Entry, '')
  return { inside, beside }
}

test('the archive holds the programs, the demonstration and every package they need, and nothing of the workshop', () => {
  const { inside, beside } = archived()
  const all = [...inside, ...beside]
  const own = all.filter((path) => !path.startsWith('node_modules/')).toSorted()
  expect(own).toEqual([
    'dist/electron/main.js',
    'dist/electron/preload.cjs',
    'dist/renderer/index.html',
    'dist/server/prove.js',
    'dist/server/server.js',
    'dist/station/prove.js',
    'dist/station/typeset.js',
    'dist/station/utility.js',
    'dist/station/verify.js',
    'package.json',
    ...readdirSync(join(ROOT, 'seeds/demo'))
      .map((name) => `seeds/demo/${name}`)
      .toSorted(),
    'seeds/divisions/divisions.json',
    'seeds/event-codes/event-codes.json',
  ])
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>
  }
  const packages = new Set(all.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]))
  expect(Object.keys(dependencies).filter((name) => !packages.has(name))).toEqual([])
  expect(
    [...packages].filter((name) =>
      /^(node|node-bin|node-linux|node-win|node-darwin|node-addon-api|electron|vite|vitest)\b/.test(name ?? ''),
    ),
  ).toEqual([])
  expect(all.filter((path) => /\.(map|d\.ts)$|better-sqlite3\/(deps|src)\//.test(path))).toEqual([])
  expect(said).not.toMatch(/cannot find path for dependency/)
})

test("SQLite's native files of this system, and only those, lie beside the archive, where they can be loaded", () => {
  const drivers = ['better-sqlite3', 'better-sqlite3-multiple-ciphers']
  for (const arch of [ARCH, 'arm64'])
    expect(
      archived(arch)
        .beside.filter((path) => path.endsWith('.node'))
        .toSorted(),
    ).toEqual(drivers.map((driver) => `node_modules/${driver}/prebuilds/linux-${arch}.node`).toSorted())
  for (const driver of drivers) {
    const folder = join(packedFolder(), 'resources/app.asar.unpacked/node_modules', driver)
    expect(readdirSync(join(folder, 'prebuilds'))).toEqual([`linux-${ARCH}.node`])
    if (platform !== 'linux' || process.arch !== ARCH) continue
    const Sqlite = createRequire(join(folder, 'package.json'))('./lib/index.js') as new (path: string) => {
      prepare(sql: string): { get(): unknown }
      close(): void
    }
    const sqlite = new Sqlite(':memory:')
    expect(sqlite.prepare('SELECT 1 AS one').get()).toEqual({ one: 1 })
    sqlite.close()
  }
})

test('the fuses of the packed program are set as the file says', async () => {
  const wire = await getCurrentFuseWire(join(packedFolder(), 'fengsui'))
  const { electronFuses } = readConfig()
  for (const [name, on] of Object.entries(electronFuses)) {
    if (name === 'resetAdHocDarwinSignature') continue
    const option = FuseV1Options[(name.charAt(0).toUpperCase() + name.slice(1)) as keyof typeof FuseV1Options]
    expect([name, wire[option]]).toEqual([name, on ? FuseState.ENABLE : FuseState.DISABLE])
  }
})

test('the deb gets its names, its licence and a menu entry in both languages', () => {
  if (platform === 'win32') return
  const told = readFileSync(join(out, 'fpm-said.amd64'), 'utf8').split('\n')
  const after = (option: string): string | undefined => told[told.indexOf(option) + 1]
  expect(['--architecture', '--name', '--maintainer', '--url', '--license'].map((option) => after(option))).toEqual([
    'amd64',
    'fengsui',
    'Fengsui <fengsui@example.invalid>',
    'https://fengsui.example.invalid',
    'Apache-2.0',
  ])
  expect(told.some((word) => word.includes('/usr/share/icons/hicolor/'))).toBe(true)
  const entry = readFileSync(join(out, 'fpm-said.amd64.desktop'), 'utf8')
  for (const line of [
    'Name=Fengsui',
    'Name[zh_CN]=烽燧',
    'Comment[zh_CN]=应急指挥席位',
    'Categories=Office;',
    'Icon=fengsui',
  ])
    expect(entry.split('\n')).toContain(line)
})
