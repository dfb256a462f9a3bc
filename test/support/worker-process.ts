// Stands in for a child of Electron's utilityProcess: the entry really runs, in a worker thread of its own, with
// process.parentPort and real MessagePorts. (Node hands ports to threads only, not to processes.)
import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { onTestFinished } from 'vitest'

const BOOTSTRAP = join(import.meta.dirname, 'worker-process-entry.ts')

export class WorkerProcess extends EventEmitter {
  /** All that run, oldest first; ended ones leave. */
  static readonly running: WorkerProcess[] = []
  readonly entry: string
  readonly stdout
  readonly stderr
  readonly #worker: Worker
  readonly #exited: Promise<number>

  constructor(entry: string, args: readonly string[], env: NodeJS.ProcessEnv) {
    super()
    this.entry = entry
    this.#worker = new Worker(BOOTSTRAP, {
      argv: [...args],
      env: { ...env, FENGSUI_LOG: 'silent' },
      execArgv: ['--no-warnings'],
      stdout: true,
      stderr: true,
      workerData: entry,
    })
    this.stdout = this.#worker.stdout
    this.stderr = this.#worker.stderr
    WorkerProcess.running.push(this)
    this.#worker.on('message', (message: unknown) => this.emit('message', message))
    this.#worker.on('online', () => this.emit('spawn'))
    // A worker that dies of an exception ends with this event before `exit`; a process would have printed it.
    this.#worker.on('error', (error) => this.stderr.emit('data', Buffer.from(String(error))))
    this.#exited = new Promise((resolve) => this.#worker.once('exit', resolve))
    void this.#exited.then((code) => {
      WorkerProcess.running.splice(WorkerProcess.running.indexOf(this), 1)
      this.emit('exit', code)
    })
    onTestFinished(async () => {
      await this.#worker.terminate()
    })
  }

  postMessage(message: unknown, ports: readonly MessagePort[] = []): void {
    this.#worker.postMessage({ message, ports }, [...ports])
  }

  kill(): boolean {
    void this.#worker.terminate()
    return true
  }

  /** Resolves with the exit code. */
  exited(): Promise<number> {
    return this.#exited
  }
}
