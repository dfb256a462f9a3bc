// Proves a backup in a thread of its own: checking every page of a large database takes long, and nobody may wait for it.
import type { Result } from '../../shared/base/fault.ts'
import type { Proof, ProofJob } from '../store/prove-backup.ts'
import { runApart } from './run-apart.ts'

/** What `proveBackup` says; given up when `signal` is raised. */
export function proveApart(job: ProofJob, signal: AbortSignal): Promise<Result<Proof>> {
  return runApart('prove', job, signal)
}
