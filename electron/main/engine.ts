// Keeps one engine (the station, or the embedded server) running in a utilityProcess: starts it, tells why it stopped,
// starts it again with back-off, and gives up to the safe screen. Main never touches a database itself.
import type { MessagePortMain, UtilityProcess } from 'electron'
import type { ElectronApi } from './electron-api.ts'
import { afterStop } from './restart-policy.ts'

export interface EngineOptions {
  readonly name: string
  /** Path of the built entry. */
  readonly entry: string
  arguments(): readonly string[]
  readonly nowMs: () => number
  readonly later: (run: () => void, afterMs: number) => void
  onMessage(message: unknown): void
  onStarted(): void
  /** It stopped too often; `reason` is for the safe screen. */
  onGaveUp(reason: string): void
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
    this.#stopping = false
    const child = this.#electron.utilityProcess.fork(this.#options.entry, [...this.#options.arguments()], {
      serviceName: this.#options.name,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: cleanEnvironment(process.env),
    })
    this.#process = child
    child.stdout?.on('data', (chunk: Buffer) =>
      this.#options.onMessage({ type: 'output', text: chunk.toString('utf8') }),
    )
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#lastWords = (this.#lastWords + chunk.toString('utf8')).slice(-2_000)
    })
    child.on('message', (message: unknown) => this.#options.onMessage(message))
    child.once('spawn', () => this.#options.onStarted())
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
    if (this.#process === undefined) this.start()
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
    if (this.#stopping) return
    const nowMs = this.#options.nowMs()
    this.#stops.push(nowMs)
    const next = afterStop(this.#stops, nowMs)
    const reason = this.#lastWords.trim() === '' ? `exit code ${code}` : `exit code ${code}: ${this.#lastWords.trim()}`
    if (next.do === 'safeScreen') this.#options.onGaveUp(reason)
    else this.#options.later(() => this.#process === undefined && !this.#stopping && this.start(), next.afterMs)
  }
}
