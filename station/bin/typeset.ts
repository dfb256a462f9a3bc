// Runs in a worker thread: sets a document as PDF, while the station goes on (engine/apart.ts starts it).
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { faultOf } from '../../shared/base/fault.ts'
import type { TypesetQuestion } from '../../shared/rpc/paper.ts'
import { typeset } from '../engine/typeset.ts'

if (isMainThread || parentPort === null) console.error('typeset runs within the station')
else
  parentPort.postMessage(
    await typeset(workerData as TypesetQuestion).catch((error: unknown) => ({ ok: false, fault: faultOf(error) })),
  )
