// Waits for a job in a thread of its own: what takes long keeps nobody waiting. Bundled, a thread's program is a file beside the
// station's bundle (tools/build-electron.ts); the checker of layers wants each named where it is started.
import { Worker } from 'node:worker_threads'
import type { Result } from '../../shared/base/fault.ts'
import { faultOf, refuse } from '../../shared/base/fault.ts'
import type { TypesetQuestion } from '../../shared/rpc/paper.ts'
import type { VerifyProgress, VerifyReport } from '../../shared/rpc/verify.ts'
import type { ViewPlace } from '../store/open-view.ts'
import type { CheckJob, Proof, ProofJob } from '../store/prove-backup.ts'

const IS_SOURCE = import.meta.url.endsWith('.ts')

/** What `proveBackup` says, in a thread of its own; given up when `signal` is raised. */
export function proveApart(job: ProofJob, signal: AbortSignal): Promise<Result<Proof>> {
  return answerOf(prover(job), signal)
}

/** What `checkDatabase` says, in a thread of its own; given up when `signal` is raised. */
export function checkApart(job: CheckJob, signal: AbortSignal): Promise<Result<null>> {
  return answerOf(prover(job), signal)
}

function prover(job: ProofJob | CheckJob): Worker {
  return IS_SOURCE
    ? new Worker(new URL('../bin/prove.ts', import.meta.url), { workerData: job })
    : new Worker(new URL('./prove.js', import.meta.url), { workerData: job })
}

/** What the thread of a verification says: how far it is, and last what came out. */
export type VerifyMessage = { readonly progress: VerifyProgress } | { readonly result: Result<VerifyReport> }

/**
 * What `verifyView` says of one moment of a database, in a thread of its own; given up when `signal` is raised. Resolves when the thread
 * is gone.
 */
export function verifyApart(
  place: ViewPlace,
  signal: AbortSignal,
  onProgress: (progress: VerifyProgress) => void,
): Promise<Result<VerifyReport>> {
  const worker = IS_SOURCE
    ? new Worker(new URL('../bin/verify.ts', import.meta.url), { workerData: place })
    : new Worker(new URL('./verify.js', import.meta.url), { workerData: place })
  return new Promise((resolve) => {
    let result: Result<VerifyReport> = refuse('serverStopped', 'the work was given up')
    const stop = (): void => void worker.terminate()
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    worker.on('message', (message: VerifyMessage) => {
      if ('result' in message) result = message.result
      else if (!signal.aborted) onProgress(message.progress)
    })
    worker.once('error', (error) => (result = { ok: false, fault: faultOf(error) }))
    worker.once('exit', () => {
      signal.removeEventListener('abort', stop)
      resolve(result)
    })
  })
}

/** What `typeset` makes of a document, in a thread of its own: reading a large font takes a second. */
export function typesetApart(paper: TypesetQuestion): Promise<Result<Uint8Array>> {
  const worker = IS_SOURCE
    ? new Worker(new URL('../bin/typeset.ts', import.meta.url), { workerData: paper })
    : new Worker(new URL('./typeset.js', import.meta.url), { workerData: paper })
  return answerOf(worker)
}

function answerOf<Answer>(worker: Worker, signal?: AbortSignal): Promise<Result<Answer>> {
  return new Promise((resolve) => {
    const stop = (): void => void worker.terminate()
    signal?.addEventListener('abort', stop, { once: true })
    worker.once('message', (answer: Result<Answer>) => resolve(answer))
    worker.once('error', (error) => resolve({ ok: false, fault: faultOf(error) }))
    worker.once('exit', () => {
      signal?.removeEventListener('abort', stop)
      resolve(refuse('serverStopped', 'the work was given up'))
    })
  })
}
