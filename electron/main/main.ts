// Entry of Electron's main process. Nothing here may be awaited: Electron says it is ready only once this module has been
// evaluated, and the shell waits for that (https://github.com/electron/electron/issues/40719).
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as electron from 'electron'
import { startShell } from './shell.ts'

const folder = dirname(fileURLToPath(import.meta.url))

startShell(electron, {
  preload: join(folder, 'preload.cjs'),
  stationEntry: join(folder, '..', 'station', 'utility.js'),
  serverEntry: join(folder, '..', 'server', 'server.js'),
  renderer: join(folder, '..', 'renderer'),
  arguments: process.argv.slice(electron.app.isPackaged ? 1 : 2),
  nowMs: Date.now,
  later: (run, afterMs) => void setTimeout(run, afterMs),
}).catch((error: unknown) => {
  electron.dialog.showErrorBox('Fengsui', error instanceof Error ? (error.stack ?? error.message) : String(error))
  electron.app.exit(1)
})
