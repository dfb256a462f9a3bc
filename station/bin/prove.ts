// Runs in a worker thread: restores a backup and compares it, or checks the database, while the station goes on (engine/apart.ts
// starts it).
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { faultOf } from '../../shared/base/fault.ts'
import type { CheckJob, ProofJob } from '../store/prove-backup.ts'
import { checkDatabase, proveBackup } from '../store/prove-backup.ts'

if (isMainThread || parentPort === null) console.error('prove runs within the station: npm run fengsui -- prove')
else
  parentPort.postMessage(
    await work(workerData as ProofJob | CheckJob).catch((error: unknown) => ({ ok: false, fault: faultOf(error) })),
  )

async function work(job: ProofJob | CheckJob): Promise<unknown> {
  return 'database' in job ? checkDatabase(job) : proveBackup(job)
}
