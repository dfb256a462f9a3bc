// Runs a job in a thread of its own, by the name of its program in station/bin: what takes long keeps nobody waiting.
import { Worker } from 'node:worker_threads'
import type { Result } from '../../shared/base/fault.ts'
import { faultOf, refuse } from '../../shared/base/fault.ts'

/** What the program answers; given up when `signal` is raised. */
export function runApart<Answer>(
  program: 'prove' | 'typeset',
  job: unknown,
  signal?: AbortSignal,
): Promise<Result<Answer>> {
  return new Promise((resolve) => {
    // Bundled, the thread's program is a file beside this one's bundle (tools/build-electron.ts).
    const place = import.meta.url.endsWith('.ts') ? `../bin/${program}.ts` : `./${program}.js`
    const worker = new Worker(new URL(place, import.meta.url), { workerData: job })
    const stop = (): void => void worker.terminate()
    signal?.addEventListener('abort', stop, { once: true })
    worker.once('message', (answer: Result<Answer>) => resolve(answer))
    worker.once('error', (error) => resolve({ ok: false, fault: faultOf(error) }))
    worker.once('exit', () => {
      signal?.removeEventListener('abort', stop)
      resolve(refuse('serverStopped', `${program} was given up`))
    })
  })
}
