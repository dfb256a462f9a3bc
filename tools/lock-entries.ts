// Completes package-lock.json for platforms other than the one it was made on. A registry mirror may lack the binaries
// of foreign platforms; npm then leaves them out of the lock and `npm ci` refuses that lock everywhere. The missing
// entries are written from what the package that wants them says. Pure: lock in, lock out.

/** The members of one entry of a lock file that matter here. */
interface LockEntry {
  readonly version?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** Entries of `packages` in a lock file, by path. */
export type LockEntries = Readonly<Record<string, LockEntry>>

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64', 'wasm32']

function found(entries: LockEntries, path: string, name: string): boolean {
  let folder = path
  for (;;) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in entries) return true
    if (folder === '') return false
    const cut = folder.lastIndexOf('/node_modules/')
    folder = cut < 0 ? '' : folder.slice(0, cut)
  }
}

/** System and processor that the name of a binary package tells (`@oxfmt/binding-linux-arm64-gnu`); undefined if none. */
export function platformOf(name: string): Pick<LockEntry, 'os' | 'cpu' | 'libc'> | undefined {
  const words = name.split(/[/-]/).map((word) => (word === 'win' ? 'win32' : word))
  const system = words.find((word) => SYSTEMS.includes(word))
  const processor = words.find((word) => PROCESSORS.includes(word))
  if (system === undefined || processor === undefined) return undefined
  const musl = words.some((word) => word.startsWith('musl'))
  const libc = musl ? ['musl'] : words.some((word) => word.startsWith('gnu')) ? ['glibc'] : undefined
  return { os: [system], cpu: [processor], ...(system === 'linux' && libc !== undefined ? { libc } : {}) }
}

/** Optional packages that some entry names and the lock does not hold, as entries to add. */
export function missingEntries(entries: LockEntries): LockEntries {
  const missing: Record<string, LockEntry> = {}
  for (const [path, entry] of Object.entries(entries)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const platform = platformOf(name)
      if (platform === undefined || found(entries, path, name)) continue
      missing[`node_modules/${name}`] = {
        version: version.replace(/^[^\d]*/, ''),
        ...platform,
        ...(entry.dev === true ? { dev: true } : {}),
        optional: true,
      }
    }
  }
  return missing
}

/** All entries with the missing ones added, in the order npm writes them. */
export function completed(entries: LockEntries): LockEntries {
  const all = Object.entries({ ...entries, ...missingEntries(entries) })
  return Object.fromEntries(all.sort(([left], [right]) => left.localeCompare(right, 'en')))
}
