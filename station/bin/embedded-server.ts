// The embedded coordination server of a station on plain Node: a process of its own beside the station, so that a lone
// workstation goes the same way as any other. Started again with back-off when it dies; when that does not help the station
// is told, and it is tried again quietly.
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { ServerAnnouncement } from '../../shared/host/engine-messages.ts'
import { readAnnouncement, readFirstPassword } from '../../shared/host/engine-messages.ts'
import { QUIET_RETRY_MS, afterStop } from '../../shared/host/restart-policy.ts'

const ROOT = join(import.meta.dirname, '../..')
const START_LIMIT_MS = 60_000
const STOP_LIMIT_MS = 8_000
/** As much of its output as the first lines need. */
const HEARD_CHARS = 20_000

export interface EmbeddedServerOptions {
  readonly folder: string
  readonly demo: boolean
  /** Program and arguments before `--data`; the server of this checkout unless a test says otherwise. */
  readonly command?: readonly string[]
  /** How long `tell` of the policy waits before a quiet try. */
  readonly quietRetryMs?: number
  /** It listens, the first time or again, perhaps at another address. */
  readonly onRuns: (server: ServerAnnouncement) => void
  /** It stopped too often; its last words. */
  readonly onDown: (reason: string) => void
  /** Its administrator's one-time password, printed at the very first start only. */
  readonly onFirstPassword: (password: string) => void
}

/** Keeps one embedded server running until `stop`. */
export class EmbeddedServer {
  readonly #options: EmbeddedServerOptions
  #child: ChildProcess | undefined
  #exited: Promise<void> = Promise.resolve()
  #stops: number[] = []
  #timer: NodeJS.Timeout | undefined
  #stopping = false

  constructor(options: EmbeddedServerOptions) {
    this.#options = options
    this.#start()
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  async stop(): Promise<void> {
    this.#stopping = true
    clearTimeout(this.#timer)
    const child = this.#child
    if (child === undefined) return
    child.stdin?.end()
    child.kill('SIGTERM')
    const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
    await this.#exited
    clearTimeout(limit)
  }

  #start(): void {
    const { folder, demo, command } = this.#options
    const [program = process.execPath, ...before] = command ?? [process.execPath, 'server/bin/server.ts']
    const args = [...before, '--data', folder, '--port', '0', '--embedded', ...(demo ? ['--demo'] : [])]
    const env = { ...process.env, FENGSUI_LOG: process.env['FENGSUI_LOG'] ?? 'warn' }
    const child = spawn(program, args, { cwd: ROOT, stdio: ['pipe', 'pipe', 'pipe'], env })
    this.#child = child
    let heard = ''
    let lastWords = ''
    let runs = false
    const limit = setTimeout(() => child.kill('SIGKILL'), START_LIMIT_MS)
    child.stdout.on('data', (chunk: Buffer) => {
      if (heard.length > HEARD_CHARS) return
      const known = readFirstPassword(heard)
      heard += chunk.toString('utf8')
      const password = readFirstPassword(heard)
      if (password !== undefined && known === undefined) this.#options.onFirstPassword(password)
      const announced = runs ? undefined : readAnnouncement(heard)
      if (announced === undefined) return
      runs = true
      clearTimeout(limit)
      this.#options.onRuns(announced)
    })
    child.stderr.on('data', (chunk: Buffer) => (lastWords = (lastWords + chunk.toString('utf8')).slice(-2_000)))
    // A server that died cannot be asked to stop: the pipe then fails, and the exit is what counts.
    child.stdin.on('error', () => undefined)
    this.#exited = new Promise((resolve) => {
      const over = (why: string): void => {
        clearTimeout(limit)
        if (this.#child === child) this.#ended(`${why} ${lastWords.trim()}`.trim())
        resolve()
      }
      child.once('error', (error) => over(error.message))
      child.once('exit', (code, signal) => over(`exit ${signal ?? code ?? '?'}`))
    })
  }

  #ended(reason: string): void {
    this.#child = undefined
    if (this.#stopping) return
    const nowMs = Date.now()
    this.#stops.push(nowMs)
    const next = afterStop(this.#stops, nowMs)
    if (next.do === 'tell') this.#options.onDown(reason)
    const waitMs = next.do === 'tell' ? (this.#options.quietRetryMs ?? QUIET_RETRY_MS) : next.afterMs
    this.#timer = setTimeout(() => this.#start(), waitMs)
  }
}
