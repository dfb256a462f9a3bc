// The command line's view of a station that runs: finds its local socket, calls its methods, reads its status. A station of
// the desktop application has no socket; then a sentence says what to do.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { Json } from '../../shared/base/json.ts'
import type { StationFrame, ViewFrame } from '../../shared/rpc/frames.ts'
import type { Link } from '../../shared/rpc/link.ts'
import type { MethodAnswer, MethodInput, MethodName } from '../../shared/rpc/methods.ts'
import type { StatusRow } from '../../shared/rpc/rows.ts'
import { openSocketLink } from '../link/socket-client.ts'

/** Files of a running station in its folder: the port it listens on, and the token of the folder's owner. */
export const PORT_FILE = 'station.port'
export const TOKEN_FILE = 'station.token'

export class RunningStation {
  readonly #link: Link<ViewFrame, StationFrame>
  readonly #waiting = new Map<number, (answer: Result<Json>) => void>()
  #lastId = 0

  private constructor(link: Link<ViewFrame, StationFrame>) {
    this.#link = link
    link.onClose((reason) => {
      for (const answer of [...this.#waiting.values()]) answer(refuse('linkLost', reason))
    })
    link.onFrame((frame) => {
      if (frame.t === 'result') this.#waiting.get(frame.id)?.(ok(frame.value))
      else if (frame.t === 'fault') this.#waiting.get(frame.id)?.({ ok: false, fault: frame.fault })
      else if (frame.t === 'rows') this.#waiting.get(frame.id)?.(ok(frame.put as Json))
    })
  }

  /** Links to the station that runs on `folder`; `notFound` when none listens there. */
  static async of(folder: string): Promise<Result<RunningStation>> {
    const [port, token] = [join(folder, PORT_FILE), join(folder, TOKEN_FILE)].map((path) =>
      existsSync(path) ? readFileSync(path, 'utf8').trim() : '',
    )
    const none = refuse(
      'notFound',
      `席位未在此目录监听（桌面程序不开端口：请先退出它）no station listens on ${folder} (the desktop program opens no port: leave it first)`,
    )
    if (port === undefined || token === undefined || port === '' || token === '') return none
    const link = await openSocketLink(Number(port), token)
    return link.ok ? ok(new RunningStation(link.value)) : none
  }

  /** Calls a method; `notSignedIn` says what to do. */
  async call<Name extends MethodName>(method: Name, params: MethodInput<Name>): Promise<Result<MethodAnswer<Name>>> {
    return (await this.callAny(method, params)) as Result<MethodAnswer<Name>>
  }

  /** The same with a name and input that were typed by a person. */
  async callAny(method: string, params: unknown): Promise<Result<Json>> {
    const answer = await this.#ask((id) => ({ t: 'call', id, method, params }))
    if (answer.ok || answer.fault.kind !== 'notSignedIn') return answer
    return refuse(
      'notSignedIn',
      '席位正在运行但无人登录：请先在其控制台登录，或停止席位后再试 the station runs and nobody is signed in: sign in at its console, or stop it and try again',
    )
  }

  /** What its status bar shows. */
  async status(): Promise<Result<StatusRow>> {
    const rows = await this.#ask((id) => ({ t: 'watch', id, watch: 'status', params: {} }))
    if (!rows.ok) return rows
    const [row] = rows.value as unknown as readonly StatusRow[]
    return row === undefined ? refuse('internal', 'the station told no status') : ok(row)
  }

  close(): void {
    this.#link.close('done')
  }

  #ask(frame: (id: number) => ViewFrame): Promise<Result<Json>> {
    this.#lastId += 1
    const id = this.#lastId
    return new Promise((resolve) => {
      this.#waiting.set(id, (answer) => {
        this.#waiting.delete(id)
        resolve(answer)
      })
      this.#link.send(frame(id))
    })
  }
}
