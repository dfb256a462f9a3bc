// Fetches the Electron program once: its npm package brings only a downloader, and many machines reach no download host.
// Bounded in time; a failure is remembered for a day, so that a machine without a way out starts fast.
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { electronBinary } from './electron-binary.ts'
import { ended, ROOT } from './run-child.ts'

const LIMIT_MS = 180_000
const REMEMBER_MS = 24 * 60 * 60 * 1000
const MARK = join(ROOT, 'node_modules/.cache/fengsui/electron-not-fetched')

function failedLately(): boolean {
  try {
    return Date.now() - statSync(MARK).mtimeMs < REMEMBER_MS
  } catch {
    return false
  }
}

/** Path of the Electron program after trying to fetch it, or undefined. `force` tries again after a recent failure. */
export async function fetchElectron(force: boolean): Promise<string | undefined> {
  if (!force && failedLately()) return undefined
  console.log('正在下载 Electron（最多 3 分钟；失败则改用浏览器）……')
  console.log('Fetching Electron (3 minutes at most; the browser is used when it fails) …')
  const child = spawn(process.execPath, [join(ROOT, 'node_modules/electron/install.js')], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'ignore'],
    timeout: LIMIT_MS,
  })
  const code = await ended(child)
  const binary = code === 0 ? electronBinary() : undefined
  if (binary === undefined) {
    mkdirSync(dirname(MARK), { recursive: true })
    writeFileSync(MARK, '')
  } else rmSync(MARK, { force: true })
  return binary
}
