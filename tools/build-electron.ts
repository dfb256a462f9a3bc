// Builds what the packaged application runs: main, preload (one CommonJS file, as the sandbox wants), the station's
// utility process and the embedded server, each one file in dist/. Packages of `dependencies` stay outside.
import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { build } from 'vite'
import { ROOT } from './run-child.ts'

interface Part {
  readonly entry: string
  readonly output: string
  readonly format: 'es' | 'cjs'
}

/** Source and output of each part; electron-builder.yml packs dist/ and package.json's `main` names the first. */
export const PARTS: readonly Part[] = [
  { entry: 'electron/main/main.ts', output: 'dist/electron/main.js', format: 'es' },
  { entry: 'electron/preload/preload.ts', output: 'dist/electron/preload.cjs', format: 'cjs' },
  { entry: 'station/bin/utility.ts', output: 'dist/station/utility.js', format: 'es' },
  { entry: 'server/bin/server.ts', output: 'dist/server/server.js', format: 'es' },
  // Threads of their own, started by file name.
  { entry: 'station/bin/prove.ts', output: 'dist/station/prove.js', format: 'es' },
  { entry: 'station/bin/verify.ts', output: 'dist/station/verify.js', format: 'es' },
  { entry: 'station/bin/typeset.ts', output: 'dist/station/typeset.js', format: 'es' },
  { entry: 'server/bin/prove.ts', output: 'dist/server/prove.js', format: 'es' },
]

interface PackageFile {
  readonly dependencies: Readonly<Record<string, string>>
}

function isOutside(names: readonly string[], specifier: string): boolean {
  if (specifier === 'electron' || specifier.startsWith('node:') || builtinModules.includes(specifier)) return true
  return names.some((name) => specifier === name || specifier.startsWith(`${name}/`))
}

async function buildPart(part: Part, folder: string): Promise<void> {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as PackageFile
  const outside = Object.keys(dependencies)
  const cut = part.output.lastIndexOf('/')
  await build({
    root: ROOT,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node24',
      outDir: join(folder, part.output.slice(0, cut)),
      emptyOutDir: false,
      sourcemap: true,
      minify: false,
      rollupOptions: {
        input: part.entry,
        external: (specifier) => isOutside(outside, specifier),
        output: { format: part.format, entryFileNames: part.output.slice(cut + 1), codeSplitting: false },
      },
    },
  })
}

/** Builds every part below `folder`. Throws when one fails. */
export async function buildElectron(folder: string = ROOT): Promise<void> {
  for (const part of PARTS) await buildPart(part, folder)
}

if (import.meta.main) {
  await buildElectron()
  for (const { output } of PARTS) console.log(output)
}
