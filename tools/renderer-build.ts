// Builds dist/renderer when a file it is made from is newer than the last build.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const OUTPUT = join(ROOT, 'dist/renderer/index.html')
const SOURCES = ['renderer', 'shared', 'vite.config.ts', 'package-lock.json']

function newestMs(path: string): number {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  let newest = stat.mtimeMs
  for (const name of readdirSync(path)) newest = Math.max(newest, newestMs(join(path, name)))
  return newest
}

/** True when there is no build, or a source is newer than it. */
export function isRendererStale(): boolean {
  if (!existsSync(OUTPUT)) return true
  const builtMs = statSync(OUTPUT).mtimeMs
  return SOURCES.some((source) => newestMs(join(ROOT, source)) > builtMs)
}

/** Brings dist/renderer up to date; true when it had to build. Throws when the build fails. */
export async function buildRendererIfStale(): Promise<boolean> {
  if (!isRendererStale()) return false
  // A test runner says NODE_ENV=test; the packages would then be built in with what they keep for their own tests.
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production'
  // Only where it is needed: a station that has its console starts without it.
  const { build } = await import('vite')
  try {
    await build({ root: join(ROOT, 'renderer'), configFile: join(ROOT, 'vite.config.ts'), logLevel: 'warn' })
  } finally {
    if (before === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = before
  }
  return true
}
