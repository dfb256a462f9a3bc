// Finds a Chromium for tests, benches and screenshots: FENGSUI_CHROMIUM, then Debian's or another installed one, then
// the one inside @sparticuz/chromium (a package from the npm registry, unpacked to a temporary folder on first use).
import { accessSync, constants } from 'node:fs'

/** Where Chromium is and how it must be started. */
export interface Chromium {
  readonly path: string
  readonly args: readonly string[]
}

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Root may not use the sandbox; small shared memory is usual in containers. */
const ARGS = ['--no-sandbox', '--disable-dev-shm-usage', '--force-color-profile=srgb', '--font-render-hinting=none']

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The Chromium to use. Throws with a sentence that says how to get one when there is none. */
export async function findChromium(): Promise<Chromium> {
  const chosen = process.env['FENGSUI_CHROMIUM']
  if (chosen !== undefined && chosen !== '') {
    if (isRunnable(chosen)) return { path: chosen, args: ARGS }
    throw new Error(`FENGSUI_CHROMIUM names ${chosen}, which cannot be run.`)
  }
  const installed = INSTALLED.find(isRunnable)
  if (installed !== undefined) return { path: installed, args: ARGS }
  try {
    const { default: packed } = await import('@sparticuz/chromium')
    return { path: await packed.executablePath(), args: [...ARGS, ...packed.args] }
  } catch (cause) {
    throw new Error(
      'No Chromium found. Install one ("apt-get install chromium fonts-noto-cjk"), or name it in FENGSUI_CHROMIUM.',
      { cause },
    )
  }
}
