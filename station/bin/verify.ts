// Runs in a worker thread: verifies one moment of the station's database while the station goes on (engine/apart.ts starts it).
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { faultOf } from '../../shared/base/fault.ts'
import type { VerifyMessage } from '../engine/apart.ts'
import { verifyView } from '../engine/verify.ts'
import type { ViewPlace } from '../store/open-view.ts'
import { withView } from '../store/open-view.ts'

const TELL_EVERY_MS = 400

if (isMainThread || parentPort === null) console.error('verify runs within the station: npm run fengsui -- verify')
else {
  const port = parentPort
  const say = (message: VerifyMessage): void => port.postMessage(message)
  let toldMs = -Infinity
  try {
    const result = withView(workerData as ViewPlace, (view) =>
      verifyView(view, (progress) => {
        if (performance.now() - toldMs < TELL_EVERY_MS) return
        toldMs = performance.now()
        say({ progress })
      }),
    )
    say({ result })
  } catch (error) {
    say({ result: { ok: false, fault: faultOf(error) } })
  }
}
