// The station's end of the local RPC (shared/rpc/SPEC.md): takes links of views, lets the handlers of the engine answer
// calls, and feeds watches from the query hub. Everything a view sends is checked here; nothing it sends stops the station.
import { faultOf, refuse } from '../../shared/base/fault.ts'
import type { Result } from '../../shared/base/fault.ts'
import type { Json } from '../../shared/base/json.ts'
import type { StationFrame } from '../../shared/rpc/frames.ts'
import type { Link } from '../../shared/rpc/link.ts'
import { METHODS, OPEN_METHODS } from '../../shared/rpc/methods.ts'
import type { MethodAnswer, MethodName } from '../../shared/rpc/methods.ts'
import type { QueryHub, Viewer } from '../query/query-hub.ts'
import { CallMemory } from './call-memory.ts'
import { inputFault } from './input-fault.ts'
import { ViewSession } from './view-session.ts'

/** What a handler is given: the input of the method as its schema gives it out. */
export type HandlerInput<Name extends MethodName> = ReturnType<(typeof METHODS)[Name]['input']['parse']>

/** One function for every method. A refusal is returned; what is thrown is a bug and is answered with `internal`. */
export type Handlers = {
  readonly [Name in MethodName]: (
    input: HandlerInput<Name>,
    viewer: Viewer,
  ) => Result<MethodAnswer<Name>> | Promise<Result<MethodAnswer<Name>>>
}

export interface RpcServerOptions {
  readonly hub: QueryHub
  readonly handlers: Handlers
  /** The officer signed in at this station now; role null when nobody is. */
  viewer(): Viewer
  log(detail: object, message: string): void
}

export class RpcServer {
  readonly #options: RpcServerOptions
  readonly #sessions = new Set<ViewSession>()
  readonly #memory = new CallMemory()
  #closed = false

  constructor(options: RpcServerOptions) {
    this.#options = options
  }

  /** Serves a view until its link closes. */
  accept(link: Link<StationFrame, unknown>): void {
    if (this.#closed) {
      link.close('the station is closing')
      return
    }
    const options = this.#options
    const session: ViewSession = new ViewSession({
      link,
      hub: options.hub,
      viewer: () => options.viewer(),
      log: (detail, message) => options.log(detail, message),
      call: (method, params) => this.#call(method, params),
      onEnd: () => this.#sessions.delete(session),
    })
    this.#sessions.add(session)
    session.begin()
  }

  /**
   * Who is signed in changed. When nobody is, all watches but the open ones end with `notSignedIn` [RP-8]; the others
   * are answered anew for the officer there is now, under the same id.
   */
  viewerChanged(): void {
    for (const session of [...this.#sessions]) session.viewerChanged()
  }

  /** Closes every link and its watches. Calls under way run to their end, unheard. */
  close(): void {
    this.#closed = true
    for (const session of [...this.#sessions]) session.end('the station is closing')
  }

  #call(method: string, params: unknown): Promise<Result<Json>> | Result<Json> {
    if (!isMethod(method)) return refuse('unknownMethod', `there is no method ${method}`, { method })
    const viewer = this.#options.viewer()
    if (viewer.role === null && !OPEN_METHODS.includes(method)) {
      return refuse('notSignedIn', `${method} needs an officer signed in`)
    }
    const input = METHODS[method].input.safeParse(params)
    if (!input.success) return { ok: false, fault: inputFault(input.error) }
    const { data } = input
    const callId = 'callId' in data ? data.callId : undefined
    if (callId === undefined) return this.#carryOut(method, data, viewer)
    const key = JSON.stringify([viewer.officer, method, callId])
    return this.#memory.once(key, data as Json, () => this.#carryOut(method, data, viewer))
  }

  /** Never rejects: a handler's exception becomes a fault, and is logged unless it carries one. */
  async #carryOut<Name extends MethodName>(
    method: Name,
    input: HandlerInput<Name>,
    viewer: Viewer,
  ): Promise<Result<Json>> {
    try {
      return (await this.#options.handlers[method](input, viewer)) as Result<Json>
    } catch (error) {
      const made = faultOf(error)
      if (made.kind === 'internal') this.#options.log({ err: error, method }, 'a handler failed')
      return { ok: false, fault: made }
    }
  }
}

function isMethod(name: string): name is MethodName {
  return Object.hasOwn(METHODS, name)
}
