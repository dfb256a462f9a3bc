// Keeps one engine (the station, or the embedded server) running in a utilityProcess: starts it, tells why it stopped,
// starts it again with back-off, and tells when that does not help. Main never touches a database itself.
import type { MessagePortMain, UtilityProcess } from 'electron'
import { QUIET_RETRY_MS, afterStop } from '../../shared/host/restart-policy.ts'
import type { ElectronApi } from './electron-api.ts'

export interface EngineOptions {
  readonly name: string
  /** Path of the built entry. */
  readonly entry: string
  arguments(): readonly string[]
  readonly nowMs: () => number
  readonly later: (run: () => void, afterMs: number) => void
  onMessage(message: unknown): void
  /** A piece of what it prints. */
  onOutput(text: string): void
  /** A piece of what it says on its error output. */
  onErrors(text: string): void
  onStopped(): void
  /** It stopped too often; `reason` is its last words. */
  onGaveUp(reason: string): void
  /** Whether it is tried again quietly after that, without a person asking. */
  readonly triesOn: boolean
}

/** Variables that could turn an engine into something else are not handed on. */
const DANGEROUS = [
  'ELECTRON_RUN_AS_NODE',
  'NODE_OPTIONS',
  'NODE_PATH',
  'LD_PRELOAD',
  'LD_LIBRARY_PATH',
  'DYLD_INSERT_LIBRARIES',
]

/** The environment of an engine. */
export function cleanEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !DANGEROUS.includes(name)))
}

export class Engine {
  readonly #electron: ElectronApi
  readonly #options: EngineOptions
  #process: UtilityProcess | undefined
  #stops: number[] = []
  #stopping = false
  #lastWords = ''

  constructor(electron: ElectronApi, options: EngineOptions) {
    this.#electron = electron
    this.#options = options
  }

  /** Starts it, also again after the safe screen. */
  start(): void {
    if (this.#process !== undefined) return
    this.#stopping = false
    this.#lastWords = ''
    const child = this.#electron.utilityProcess.fork(this.#options.entry, [...this.#options.arguments()], {
      serviceName: this.#options.name,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: cleanEnvironment(process.env),
    })
    this.#process = child
    child.stdout?.on('data', (chunk: Buffer) => this.#options.onOutput(chunk.toString('utf8')))
    child.stderr?.on('data', (chunk: Buffer) => {
      const text = chunk.toString('utf8')
      this.#lastWords = (this.#lastWords + text).slice(-2_000)
      this.#options.onErrors(text)
    })
    child.on('message', (message: unknown) => this.#options.onMessage(message))
    child.once('exit', (code) => this.#exited(child, code))
  }

  /** Sends a message; false when the engine is not there. */
  send(message: unknown, ports: MessagePortMain[] = []): boolean {
    if (this.#process === undefined) return false
    this.#process.postMessage(message, ports)
    return true
  }

  /** Forgets earlier stops and starts again: the safe screen's button. */
  restart(): void {
    this.#stops = []
    this.start()
  }

  /** It said that starting it again would change nothing: it is ended and stays so until `restart`. */
  endRefused(): void {
    const child = this.#process
    if (child === undefined) return
    this.#process = undefined
    this.#options.onStopped()
    child.kill()
  }

  /** Asks it to stop, waits at most `limitMs`, then ends it. */
  async stop(limitMs: number): Promise<void> {
    const child = this.#process
    this.#stopping = true
    if (child === undefined) return
    await new Promise<void>((resolve) => {
      child.once('exit', () => resolve())
      this.#options.later(() => {
        child.kill()
        resolve()
      }, limitMs)
      child.postMessage({ type: 'stop' })
    })
  }

  #exited(child: UtilityProcess, code: number): void {
    if (this.#process !== child) return
    this.#process = undefined
    this.#options.onStopped()
    if (this.#stopping) return
    const nowMs = this.#options.nowMs()
    this.#stops.push(nowMs)
    const next = afterStop(this.#stops, nowMs)
    const words = this.#lastWords.trim()
    if (next.do === 'tell') this.#options.onGaveUp(words === '' ? `exit code ${code}` : `exit code ${code}: ${words}`)
    if (next.do === 'tell' && !this.#options.triesOn) return
    this.#options.later(
      () => {
        if (!this.#stopping) this.start()
      },
      next.do === 'tell' ? QUIET_RETRY_MS : next.afterMs,
    )
  }
}
