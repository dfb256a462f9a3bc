// Runs in a worker thread: restores a backup and compares it, while the station goes on (engine/apart.ts starts it).
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { faultOf } from '../../shared/base/fault.ts'
import type { ProofJob } from '../store/prove-backup.ts'
import { proveBackup } from '../store/prove-backup.ts'

if (isMainThread || parentPort === null) console.error('prove runs within the station: npm run fengsui -- prove')
else
  parentPort.postMessage(
    await proveBackup(workerData as ProofJob).catch((error: unknown) => ({ ok: false, fault: faultOf(error) })),
  )
