// Events that come as datagrams: one each, XML or protobuf in either framing. Nothing is sent back. Worked through one after
// another; what comes while too much waits is lost, as datagrams may be, and counted.
import { fault, faultOf } from '../../../shared/base/fault.ts'
import { readCotBytes } from '../../../shared/interop/cot/frames.ts'
import type { Door, DoorPlan } from '../doors.ts'
import { listenUdp } from '../doors.ts'
import type { GatewaySurroundings } from '../gateway.ts'
import type { CotDesk } from './desk.ts'

const MAX_WAITING = 2_000

export async function listenDatagrams(
  around: GatewaySurroundings,
  plan: Pick<DoorPlan, 'host' | 'port'>,
  desk: CotDesk,
): Promise<Door> {
  let last: Promise<void> = Promise.resolve()
  let waiting = 0
  const door = await listenUdp(plan, (message, from) => {
    if (waiting >= MAX_WAITING) {
      around.health.refused(fault('busy', `datagrams come faster than they can be taken: one of ${from} is lost`))
      return
    }
    waiting += 1
    last = last.then(() => take(around, desk, message, from)).finally(() => (waiting -= 1))
  })
  return {
    ...door,
    async close() {
      await door.close()
      await last
    },
  }
}

async function take(around: GatewaySurroundings, desk: CotDesk, message: Uint8Array, from: string): Promise<void> {
  const original = { name: `${from}.cot`, bytes: message }
  try {
    const read = readCotBytes(message, around.nowMs())
    if (!read.ok) return around.health.refused(read.fault, original)
    if (read.value === null) return around.health.took()
    const way = { from: null, bytes: message.length, isPassedOn: true, dryRun: false }
    const taken = await desk.take(read.value, way)
    if (taken.ok) around.health.took()
    else around.health.refused(taken.fault, original)
  } catch (error) {
    around.health.refused(faultOf(error), original)
  }
}
