// Child processes of our own tools: start one with this Node, pass its words on, and stop it cleanly.
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '..')

/** Exit code of a finished child; a signal counts as 1. */
export function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}

/** Runs a script with this Node to its end, showing its output; gives its exit code. */
export function runNode(args: readonly string[]): Promise<number> {
  return ended(spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }))
}

/** How long Ctrl+C, which reaches a child in the same terminal by itself, is given before the child is asked again. */
const REPEAT_MS = 3_000

/** Makes Ctrl+C and a stop request end `child` before this process; a second request, or `graceMs`, forces it. */
export function stopWith(child: ChildProcess, graceMs: number): void {
  let asked = false
  const ask = (signal: NodeJS.Signals): void => {
    if (asked) {
      child.kill('SIGKILL')
      return
    }
    asked = true
    if (signal === 'SIGINT') setTimeout(() => child.kill('SIGTERM'), REPEAT_MS).unref()
    else child.kill(signal)
    setTimeout(() => child.kill('SIGKILL'), graceMs).unref()
  }
  process.on('SIGINT', ask)
  process.on('SIGTERM', ask)
}
