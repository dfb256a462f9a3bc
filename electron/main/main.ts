// Entry of Electron's main process.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as electron from 'electron'
import { startShell } from './shell.ts'

const folder = dirname(fileURLToPath(import.meta.url))

await startShell(electron, {
  preload: join(folder, 'preload.cjs'),
  stationEntry: join(folder, '..', 'station', 'utility.js'),
  serverEntry: join(folder, '..', 'server', 'server.js'),
  renderer: join(folder, '..', 'renderer'),
  arguments: process.argv.slice(electron.app.isPackaged ? 1 : 2),
  nowMs: Date.now,
  later: (run, afterMs) => void setTimeout(run, afterMs),
})
