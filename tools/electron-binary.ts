// Where the Electron program is, if it is here at all: the npm package brings only a downloader.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')

/** Path of the Electron program, or undefined when it has not been downloaded. */
export function electronBinary(): string | undefined {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(ROOT, 'node_modules/electron/dist')
  try {
    const name = readFileSync(join(ROOT, 'node_modules/electron/path.txt'), 'utf8').trim()
    const path = join(folder, name)
    return existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}
