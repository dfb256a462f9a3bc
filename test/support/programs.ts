// The real programs as child processes: starts one, waits for the line that says it is ready, stops or kills it.
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { onTestFinished } from 'vitest'
import { ROOT } from './run-tool.ts'

const START_LIMIT_MS = 60_000
const STOP_LIMIT_MS = 15_000

/** A running program. */
export interface Program {
  readonly child: ChildProcess
  /** Everything it has printed so far on stdout. */
  output(): string
  /** The first match of `pattern` in stdout, awaited. */
  said(pattern: RegExp): Promise<RegExpExecArray>
  /** Asks it to stop and waits for it. */
  stop(): Promise<void>
  /** kill -9. */
  kill(): Promise<void>
}

/** Starts `node entry …args` from the project's root, through the command `through` if any; killed when the test ends. */
export function startProgram(
  entry: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  through: readonly string[] = [],
): Program {
  const program = launchProgram(entry, args, env, through)
  onTestFinished(() => program.kill())
  return program
}

/** Starts `node entry …args` from the project's root; the caller ends it. */
export function launchProgram(
  entry: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  through: readonly string[] = [],
): Program {
  const [command = process.execPath, ...rest] = [...through, process.execPath, entry, ...args]
  const child = spawn(command, rest, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  let output = ''
  let errors = ''
  const listeners = new Set<() => void>()
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8')
    for (const listener of [...listeners]) listener()
  })
  child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString('utf8')).slice(-8_000)))
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  void exited.then(() => {
    for (const listener of [...listeners]) listener()
  })
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (isOver()) return
    child.kill(signal)
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
    await exited
    clearTimeout(timer)
  }
  return {
    child,
    output: () => output,
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => finish(() => reject(new Error(`${entry} did not say ${pattern}:\n${output}\n${errors}`))),
          START_LIMIT_MS,
        )
        const finish = (then: () => void): void => {
          clearTimeout(timer)
          listeners.delete(look)
          then()
        }
        const look = (): void => {
          const match = pattern.exec(output)
          if (match !== null) finish(() => resolve(match))
          else if (isOver()) finish(() => reject(new Error(`${entry} ended:\n${output}\n${errors}`)))
        }
        listeners.add(look)
        look()
      }),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}
