// Proves a backup in a thread of its own: checking every page of a large database takes long, and nobody may wait for it.
import { Worker } from 'node:worker_threads'
import type { Result } from '../../shared/base/fault.ts'
import { faultOf, refuse } from '../../shared/base/fault.ts'
import type { Proof, ProofJob } from '../store/prove-backup.ts'

/** What `proveBackup` says; given up when `signal` is raised. */
export function proveApart(job: ProofJob, signal: AbortSignal): Promise<Result<Proof>> {
  return new Promise((resolve) => {
    // Bundled, the thread's program is a file beside this one's bundle (tools/build-electron.ts).
    const worker = import.meta.url.endsWith('.ts')
      ? new Worker(new URL('../bin/prove.ts', import.meta.url), { workerData: job })
      : new Worker(new URL('./prove.js', import.meta.url), { workerData: job })
    const stop = (): void => void worker.terminate()
    signal.addEventListener('abort', stop, { once: true })
    worker.once('message', (answer: Result<Proof>) => resolve(answer))
    worker.once('error', (error) => resolve({ ok: false, fault: faultOf(error) }))
    worker.once('exit', () => {
      signal.removeEventListener('abort', stop)
      resolve(refuse('serverStopped', 'the proof was given up'))
    })
  })
}
