// Runs one of the project's command-line tools (oxlint, tsc, oxfmt, knip …) in a folder and gives what it said.
import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')

/** Exit code and all output of a finished tool. */
export interface Outcome {
  readonly code: number | null
  readonly output: string
}

/** Runs the program `name` of node_modules/.bin with `args` in `cwd`, with the project's own Node first on the path. */
export function runTool(name: string, args: readonly string[], cwd: string): Promise<Outcome> {
  const bin = join(ROOT, 'node_modules/.bin')
  return new Promise((resolve, reject) => {
    const child = spawn(join(bin, name), args, {
      cwd,
      shell: process.platform === 'win32',
      env: { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`, NO_COLOR: '1', FORCE_COLOR: '0' },
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}
