// Runs in a worker thread: restores a backup and compares it, while the server goes on (prove-apart.ts starts it).
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { faultOf } from '../../shared/base/fault.ts'
import type { ProofJob } from '../backup/prove.ts'
import { proveBackup } from '../backup/prove.ts'

if (isMainThread || parentPort === null) console.error('prove runs within the server: npm run server -- backup')
else
  parentPort.postMessage(
    await proveBackup(workerData as ProofJob).catch((error: unknown) => ({ ok: false, fault: faultOf(error) })),
  )
