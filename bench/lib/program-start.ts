// How long a program takes from its start until it says its address; ended in an orderly way.
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const LIMIT_MS = 300_000
const PROGRAMS = {
  station: { entry: 'station/bin/node.ts', ready: /https?:\/\// },
  server: { entry: 'server/bin/server.ts', ready: /https?:\/\// },
}

/** Milliseconds, with further options of the program. Throws when it ends instead, with what it said. */
export function startMsOf(
  program: keyof typeof PROGRAMS,
  folder: string,
  more: readonly string[] = [],
): Promise<number> {
  const { entry, ready } = PROGRAMS[program]
  return new Promise((resolve, reject) => {
    const beganMs = performance.now()
    const child = spawn(process.execPath, [entry, '--data', folder, '--port', '0', ...more], { cwd: ROOT })
    const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS)
    let said = ''
    let readyMs: number | undefined
    child.stdout.on('data', (chunk: Buffer) => {
      said += String(chunk)
      if (readyMs !== undefined || !ready.test(said)) return
      readyMs = performance.now() - beganMs
      child.kill('SIGTERM')
    })
    child.stderr.on('data', (chunk: Buffer) => (said += String(chunk)))
    child.once('exit', (code) => {
      clearTimeout(limit)
      if (readyMs === undefined) reject(new Error(`${program} ended (${code}): ${said.slice(-2_000)}`))
      else resolve(readyMs)
    })
  })
}
