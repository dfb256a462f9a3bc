// A whole station in this process, on a folder of its own, seen through a view's link: what a window would see and may do.
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import type { Result } from '../../shared/base/fault.ts'
import type { StationFrame, ViewFrame } from '../../shared/rpc/frames.ts'
import type { MethodAnswer, MethodInput, MethodName } from '../../shared/rpc/methods.ts'
import type { StatusRow } from '../../shared/rpc/rows.ts'
import type { Engine } from '../../station/engine/create-engine.ts'
import { createEngine } from '../../station/engine/create-engine.ts'
import { nodeHost } from '../../station/host/node-host.ts'
import { memoryPair } from '../../station/link/memory-pair.ts'

const UNTIL_LIMIT_MS = 15_000

export interface LiveStation {
  readonly engine: Engine
  /** Moves the machine's clock. */
  readonly clock: { shiftMs: number }
  call<Name extends MethodName>(method: Name, params: MethodInput<Name>): Promise<Result<MethodAnswer<Name>>>
  /** The status as the window last heard it. */
  status(): StatusRow
  /** Resolves when the status is as wanted. */
  until(holds: (status: StatusRow) => boolean): Promise<StatusRow>
}

/** Starts one; stopped when the test ends. */
export async function liveStation(folder: string, name: string): Promise<LiveStation> {
  const clock = { shiftMs: 0 }
  const created = await createEngine({
    folder,
    host: nodeHost(),
    logger: pino({ level: 'silent' }),
    nowMs: () => Date.now() + clock.shiftMs,
    servers: [],
    stationName: name,
  })
  if (!created.ok) throw new Error(`${created.fault.kind}: ${created.fault.message}`)
  const engine = created.value
  onTestFinished(() => engine.stop())
  const [view, own] = memoryPair<ViewFrame, StationFrame>()
  engine.accept(own)
  const answers = new Map<number, (result: Result<unknown>) => void>()
  const looks = new Set<(status: StatusRow) => void>()
  let status: StatusRow | undefined
  view.onFrame((frame) => {
    if (frame.t === 'result') answers.get(frame.id)?.({ ok: true, value: frame.value })
    if (frame.t === 'fault') answers.get(frame.id)?.({ ok: false, fault: frame.fault })
    if (frame.t !== 'rows') return
    for (const row of frame.put) status = row as unknown as StatusRow
    view.send({ t: 'ack', id: frame.id, seq: frame.seq })
    for (const look of [...looks]) if (status !== undefined) look(status)
  })
  view.send({ t: 'watch', id: 1, watch: 'status', params: {} })
  let lastId = 1
  const until: LiveStation['until'] = (holds) =>
    new Promise((resolve, reject) => {
      const limit = setTimeout(
        () => reject(new Error(`never came true: ${String(holds)}\n${JSON.stringify(status)}`)),
        UNTIL_LIMIT_MS,
      )
      const look = (row: StatusRow): void => {
        if (!holds(row)) return
        clearTimeout(limit)
        looks.delete(look)
        resolve(row)
      }
      looks.add(look)
      if (status !== undefined) look(status)
    })
  await until(() => true)
  return {
    engine,
    clock,
    until,
    status() {
      if (status === undefined) throw new Error('the status was not heard')
      return status
    },
    call: (method, params) =>
      new Promise((resolve) => {
        lastId += 1
        const id = lastId
        answers.set(id, (result) => {
          answers.delete(id)
          resolve(result as Result<MethodAnswer<typeof method>>)
        })
        view.send({ t: 'call', id, method, params })
      }),
  }
}
