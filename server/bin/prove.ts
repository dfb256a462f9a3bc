// Runs in a worker thread: restores a backup and compares it, or checks the database, while the server goes on (prove-apart.ts
// starts it).
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { faultOf } from '../../shared/base/fault.ts'
import type { ProofJob } from '../backup/prove.ts'
import { proveBackup } from '../backup/prove.ts'
import type { CheckJob } from '../log/database-check.ts'
import { checkBeside } from '../log/database-check.ts'

if (isMainThread || parentPort === null) console.error('prove runs within the server: npm run server -- backup')
else
  parentPort.postMessage(
    await work(workerData as ProofJob | CheckJob).catch((error: unknown) => ({ ok: false, fault: faultOf(error) })),
  )

async function work(job: ProofJob | CheckJob): Promise<unknown> {
  return 'checkFolder' in job ? checkBeside(job) : proveBackup(job)
}
