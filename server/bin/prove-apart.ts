// Proves a backup, checks the database, and copies a database out of PostgreSQL, in a thread of its own: that takes long, and
// nobody may wait for it.
import { Worker } from 'node:worker_threads'
import type { Result } from '../../shared/base/fault.ts'
import { faultOf, refuse } from '../../shared/base/fault.ts'
import type { Proof, ProofJob } from '../backup/prove.ts'
import type { CheckJob } from '../log/database-check.ts'
import type { SpacePicture } from '../log/sqlite-backup.ts'
import type { CopyOutJob } from './copy-out.ts'

/** What `proveBackup` says; given up when `signal` is raised. */
export function proveApart(job: ProofJob, signal: AbortSignal): Promise<Result<Proof>> {
  return answerOf(prover(job), signal)
}

/** What `checkBeside` says; given up when `signal` is raised. */
export function checkApart(job: CheckJob, signal: AbortSignal): Promise<Result<null>> {
  return answerOf(prover(job), signal)
}

function prover(job: ProofJob | CheckJob): Worker {
  // Bundled, the thread's program is a file beside this one's bundle (tools/build-electron.ts).
  return import.meta.url.endsWith('.ts')
    ? new Worker(new URL('./prove.ts', import.meta.url), { workerData: job })
    : new Worker(new URL('./prove.js', import.meta.url), { workerData: job })
}

/** What `copyOutOf` gives; never asked of the embedded server, whose bundle has no such thread. */
export function copyOutApart(job: CopyOutJob, signal: AbortSignal): Promise<Result<readonly SpacePicture[]>> {
  return answerOf(new Worker(new URL('./copy-out.ts', import.meta.url), { workerData: job }), signal)
}

function answerOf<Answer>(worker: Worker, signal: AbortSignal): Promise<Result<Answer>> {
  return new Promise((resolve) => {
    const stop = (): void => void worker.terminate()
    signal.addEventListener('abort', stop, { once: true })
    worker.once('message', (answer: Result<Answer>) => resolve(answer))
    worker.once('error', (error) => resolve({ ok: false, fault: faultOf(error) }))
    worker.once('exit', () => {
      signal.removeEventListener('abort', stop)
      resolve(refuse('serverStopped', 'the work was given up'))
    })
  })
}
