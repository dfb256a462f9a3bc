// A program of ours that runs while something is measured against it; ended in an orderly way.
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const LIMIT_MS = 300_000

export interface RunningProgram {
  stop(): Promise<void>
}

/** Starts `node entry …args`; resolves once it has said all of `ready`. Throws when it ends instead, with what it said. */
export function runProgram(entry: string, args: readonly string[], ready: readonly RegExp[]): Promise<RunningProgram> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [entry, ...args], { cwd: ROOT })
    const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS)
    let said = ''
    const hear = (chunk: Buffer): void => {
      said += String(chunk)
      if (!ready.every((line) => line.test(said))) return
      clearTimeout(limit)
      resolve({ stop: () => stop(child) })
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => {
      clearTimeout(limit)
      reject(new Error(`${entry} ended (${code}): ${said.slice(-2_000)}`))
    })
  })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const over = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await over
}
