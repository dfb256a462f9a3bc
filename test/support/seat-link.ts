// A window's link to a station program: calls answered in order, and its status bar as it changes. Lives as long as the
// program does; a call that was under way when it died is answered with `linkLost`.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { Json } from '../../shared/base/json.ts'
import type { RowsFrame, StationFrame, ViewFrame } from '../../shared/rpc/frames.ts'
import type { Link } from '../../shared/rpc/link.ts'
import type { MethodAnswer, MethodInput, MethodName } from '../../shared/rpc/methods.ts'
import type { ItemRow, StatusRow } from '../../shared/rpc/rows.ts'
import { openSocketLink } from '../../station/link/socket-client.ts'

const STATUS = 1

export class SeatLink {
  readonly #link: Link<ViewFrame, StationFrame>
  readonly #listed = new Map<number, (frame: RowsFrame) => void>()
  readonly #waiting = new Map<number, (answer: Result<Json>) => void>()
  #lastId = STATUS
  #isOpen = true
  /** As last heard; undefined before the first row. */
  status: StatusRow | undefined

  private constructor(link: Link<ViewFrame, StationFrame>, onStatus: () => void) {
    this.#link = link
    link.onClose((reason) => {
      this.#isOpen = false
      for (const answer of [...this.#waiting.values()]) answer(refuse('linkLost', reason))
      onStatus()
    })
    link.onFrame((frame) => {
      if (frame.t === 'result') this.#waiting.get(frame.id)?.(ok(frame.value))
      else if (frame.t === 'fault') this.#waiting.get(frame.id)?.({ ok: false, fault: frame.fault })
      if (frame.t !== 'rows') return
      if (frame.id !== STATUS) {
        this.#listed.get(frame.id)?.(frame)
        return
      }
      this.status = (frame.put as unknown as readonly StatusRow[]).at(-1) ?? this.status
      link.send({ t: 'ack', id: frame.id, seq: frame.seq })
      onStatus()
    })
    link.send({ t: 'watch', id: STATUS, watch: 'status', params: {} })
  }

  /** Opens one to the program that runs on `folder`; throws when none answers. */
  static async open(folder: string, onStatus: () => void): Promise<SeatLink> {
    const read = (name: string): string => readFileSync(join(folder, name), 'utf8').trim()
    const opened = await openSocketLink(Number(read('station.port')), read('station.token'))
    if (!opened.ok) throw new Error(`${opened.fault.kind}: ${opened.fault.message}`)
    return new SeatLink(opened.value, onStatus)
  }

  /** The newest records of a kind, as a list of the desk shows them now; none when the program died over it. */
  list(space: string, kind: string, limit: number): Promise<readonly ItemRow[]> {
    if (!this.#isOpen) return Promise.resolve([])
    this.#lastId += 1
    const id = this.#lastId
    return new Promise((resolve) => {
      const rows: ItemRow[] = []
      const end = (): void => {
        this.#listed.delete(id)
        this.#waiting.delete(id)
        resolve(rows)
      }
      this.#waiting.set(id, end)
      this.#listed.set(id, (frame) => {
        rows.push(...(frame.put as unknown as readonly ItemRow[]))
        this.#link.send({ t: 'ack', id, seq: frame.seq })
        if (!frame.done) return
        this.#link.send({ t: 'unwatch', id })
        end()
      })
      const params = { space, kind, filter: {}, sort: 'at', descending: true, offset: 0, limit } as const
      this.#link.send({ t: 'watch', id, watch: 'items', params })
    })
  }

  call<Name extends MethodName>(method: Name, params: MethodInput<Name>): Promise<Result<MethodAnswer<Name>>> {
    if (!this.#isOpen) return Promise.resolve(refuse('linkLost', 'the station is not running'))
    this.#lastId += 1
    const id = this.#lastId
    return new Promise((resolve) => {
      this.#waiting.set(id, (answer) => {
        this.#waiting.delete(id)
        resolve(answer as Result<MethodAnswer<Name>>)
      })
      this.#link.send({ t: 'call', id, method, params })
    })
  }

  close(): void {
    this.#link.close('done')
  }
}
