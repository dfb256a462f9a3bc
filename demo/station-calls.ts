// Calls of a running station with its owner's token, as `fengsui call` makes them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RowsFrame, StationFrame, ViewFrame } from '../shared/rpc/frames.ts'
import type { Link } from '../shared/rpc/link.ts'
import type { MethodAnswer, MethodInput, MethodName } from '../shared/rpc/methods.ts'
import type { WatchName, WatchParams, WatchRow } from '../shared/rpc/watches.ts'
import { openSocketLink } from '../station/link/socket-client.ts'

const LIMIT_MS = 30_000

type Open = Link<ViewFrame, StationFrame>

export class StationCalls {
  readonly #link: Open
  readonly #waiting = new Map<number, { resolve(answer: unknown): void; reject(why: Error): void }>()
  readonly #watches = new Map<number, (frame: RowsFrame) => void>()
  #last = 0

  private constructor(link: Open) {
    this.#link = link
    link.onFrame((frame) => {
      if (frame.t === 'rows') this.#watches.get(frame.id)?.(frame)
      if (frame.t !== 'result' && frame.t !== 'fault') return
      const call = this.#waiting.get(frame.id)
      this.#waiting.delete(frame.id)
      if (frame.t === 'result') call?.resolve(frame.value)
      else call?.reject(new Error(`${frame.fault.kind}: ${frame.fault.message}`))
    })
    link.onClose((reason) => {
      for (const call of this.#waiting.values()) call.reject(new Error(reason))
      this.#waiting.clear()
    })
  }

  static async open(folder: string): Promise<StationCalls> {
    const read = (name: string): string => readFileSync(join(folder, name), 'utf8').trim()
    const opened = await openSocketLink(Number(read('station.port')), read('station.token'))
    if (!opened.ok) throw new Error(`${opened.fault.kind}: ${opened.fault.message}`)
    return new StationCalls(opened.value)
  }

  /** Throws with the refusal. */
  call<Name extends MethodName>(method: Name, params: MethodInput<Name>): Promise<MethodAnswer<Name>> {
    return new Promise((resolve, reject) => {
      const id = this.#next()
      const timer = setTimeout(() => reject(new Error(`${method}: no answer`)), LIMIT_MS)
      this.#waiting.set(id, {
        resolve(answer) {
          clearTimeout(timer)
          resolve(answer as MethodAnswer<Name>)
        },
        reject(why) {
          clearTimeout(timer)
          reject(new Error(`${method}: ${why.message}`))
        },
      })
      this.#link.send({ t: 'call', id, method, params })
    })
  }

  /** The rows of a watch as they are now. */
  async rows<Name extends WatchName>(watch: Name, params: WatchParams<Name>): Promise<readonly WatchRow<Name>[]> {
    const rows: unknown[] = []
    const id = this.#next()
    const all = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${watch}: no answer`)), LIMIT_MS)
      this.#watches.set(id, (frame) => {
        rows.push(...frame.put)
        if (!frame.done) return this.#link.send({ t: 'ack', id, seq: frame.seq })
        clearTimeout(timer)
        resolve()
      })
    })
    this.#link.send({ t: 'watch', id, watch, params })
    await all.finally(() => {
      this.#watches.delete(id)
      this.#link.send({ t: 'unwatch', id })
    })
    return rows as readonly WatchRow<Name>[]
  }

  #next(): number {
    this.#last += 1
    return this.#last
  }

  close(): void {
    this.#link.close('done')
  }
}
