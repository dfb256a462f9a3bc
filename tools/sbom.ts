// `npm run sbom [-- FILE]`: what this program is made of and made with, as CycloneDX JSON (https://cyclonedx.org), from the
// lock file. npm writes it; licences its registry entries leave out are put in, and the name of the program.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { LicensedEntries } from './licences.ts'
import { licenceOf, notTaken, packageAt } from './licences.ts'

const ROOT = join(import.meta.dirname, '..')
const MAX_BYTES = 64 * 1024 * 1024

interface Component {
  readonly name: string
  readonly version: string
  readonly licenses?: readonly unknown[]
}
interface Bom {
  readonly metadata: { readonly component: Component }
  readonly components: readonly Component[]
}
interface Lock {
  readonly name: string
  readonly version: string
  readonly packages: LicensedEntries
}

/** npm itself: the one that runs this, or the one on the path. */
function npm(args: readonly string[]): string {
  const own = process.env['npm_execpath']
  const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: MAX_BYTES } as const
  return own === undefined
    ? execFileSync('npm', [...args], { ...options, shell: process.platform === 'win32' })
    : execFileSync(process.execPath, [own, ...args], options)
}

const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lock
const bom = JSON.parse(npm(['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'])) as Bom
const pathOf = new Map(
  Object.entries(lock.packages).map(([path, { version }]) => [`${packageAt(path)}@${version ?? ''}`, path]),
)
const components = bom.components.map((component) => {
  if (component.licenses !== undefined) return component
  const path = pathOf.get(`${component.name}@${component.version}`)
  const licence = path === undefined ? undefined : licenceOf(lock.packages, path)
  return licence === undefined ? component : { ...component, licenses: [{ license: { id: licence } }] }
})
const component = { ...bom.metadata.component, name: lock.name, type: 'application' }
const whole = { ...bom, metadata: { ...bom.metadata, component }, components }

const target = resolve(process.argv[2] ?? join(ROOT, 'release', `${lock.name}-${lock.version}.cdx.json`))
mkdirSync(dirname(target), { recursive: true })
writeFileSync(target, `${JSON.stringify(whole, null, 2)}\n`)

const counts = new Map<string, number>()
for (const path of Object.keys(lock.packages)) {
  if (path === '') continue
  const licence = licenceOf(lock.packages, path) ?? 'says none'
  counts.set(licence, (counts.get(licence) ?? 0) + 1)
}
for (const [licence, count] of [...counts].toSorted((a, b) => b[1] - a[1]))
  process.stdout.write(`${String(count).padStart(5)}  ${licence}\n`)
process.stdout.write(`${components.length} packages: ${target}\n`)
for (const one of notTaken(lock.packages)) process.stderr.write(`licence not taken: ${one}\n`)
if (notTaken(lock.packages).length > 0) process.exitCode = 1
