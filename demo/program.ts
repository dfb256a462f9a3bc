// A program of ours as a child process: started, listened to for the line that says it is ready, stopped.
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '..')
const START_LIMIT_MS = 60_000
const STOP_LIMIT_MS = 15_000
const KEPT_ERRORS = 4_000

export class Program {
  readonly #child: ChildProcess
  readonly #entry: string
  #output = ''
  #errors = ''
  readonly #looks = new Set<() => void>()
  readonly #ended: Promise<void>

  constructor(entry: string, args: readonly string[]) {
    this.#entry = entry
    const env = { ...process.env, FENGSUI_LOG: process.env['FENGSUI_LOG'] ?? 'error' }
    this.#child = spawn(process.execPath, [join(ROOT, entry), ...args], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child.stdout?.on('data', (bytes: Buffer) => {
      this.#output += bytes.toString('utf8')
      for (const look of [...this.#looks]) look()
    })
    this.#child.stderr?.on('data', (bytes: Buffer) => {
      this.#errors = (this.#errors + bytes.toString('utf8')).slice(-KEPT_ERRORS)
    })
    this.#ended = new Promise((resolve) => this.#child.once('exit', () => resolve()))
    void this.#ended.then(() => {
      for (const look of [...this.#looks]) look()
    })
  }

  get isOver(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  /** The first match of `pattern` in what it prints. */
  said(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const end = (then: () => void): void => {
        clearTimeout(timer)
        this.#looks.delete(look)
        then()
      }
      const silent = (): Error => new Error(`${this.#entry} did not say ${pattern}:\n${this.#output}\n${this.#errors}`)
      const timer = setTimeout(() => end(() => reject(silent())), START_LIMIT_MS)
      const look = (): void => {
        const match = pattern.exec(this.#output)
        if (match !== null) end(() => resolve(match))
        else if (this.isOver) end(() => reject(silent()))
      }
      this.#looks.add(look)
      look()
    })
  }

  async stop(): Promise<void> {
    if (this.isOver) return
    this.#child.kill('SIGTERM')
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_LIMIT_MS)
    await this.#ended
    clearTimeout(timer)
  }
}
