// One view on its link: parses its frames, answers each call once, and keeps its watches.
// Promises: no frame of a watch after it ended [RP-7]; at most one difference unacknowledged [RP-6]; a frame that cannot
// be read costs the view an answer or its link, never the station [RP-11].
import { fault, faultOf } from '../../shared/base/fault.ts'
import type { Fault, Result } from '../../shared/base/fault.ts'
import type { Json } from '../../shared/base/json.ts'
import type { RowsFrame, StationFrame } from '../../shared/rpc/frames.ts'
import { viewFrameSchema } from '../../shared/rpc/frames.ts'
import type { Link } from '../../shared/rpc/link.ts'
import { OPEN_WATCHES, WATCHES } from '../../shared/rpc/watches.ts'
import type { WatchName, WatchParams } from '../../shared/rpc/watches.ts'
import type { OpenWatch, QueryHub, Viewer } from '../query/query-hub.ts'
import { inputFault } from './input-fault.ts'

export interface ViewSessionOptions {
  readonly link: Link<StationFrame, unknown>
  readonly hub: QueryHub
  viewer(): Viewer
  log(detail: object, message: string): void
  /** Carries a call out; must not reject. */
  call(method: string, params: unknown): Promise<Result<Json>> | Result<Json>
  /** Called once, when the link is closed or given up. */
  onEnd(): void
}

interface HeldWatch {
  readonly id: number
  readonly name: WatchName
  readonly params: WatchParams<WatchName>
  viewer: Viewer
  source: OpenWatch | undefined
  /** Of the last frame sent; goes on rising when the watch is answered anew, so that late acks match nothing. */
  seq: number
}

export class ViewSession {
  readonly #options: ViewSessionOptions
  /** Calls without an answer; an object of its own for each, because an id may be used again after its answer. */
  readonly #calls = new Map<number, object>()
  readonly #watches = new Map<number, HeldWatch>()
  #ended = false

  constructor(options: ViewSessionOptions) {
    this.#options = options
  }

  /** Starts listening. Frames that came earlier are taken at once. */
  begin(): void {
    const { link } = this.#options
    link.onClose(() => this.#stop())
    link.onFrame((frame) => {
      try {
        this.#take(frame)
      } catch (error) {
        this.#options.log({ err: error }, 'a frame could not be taken; its link is closed')
        this.end('a frame could not be taken')
      }
    })
  }

  /** Closes the link and everything on it. */
  end(reason: string): void {
    if (this.#ended) return
    this.#stop()
    this.#options.link.close(reason)
  }

  /** Ends watches the present viewer may not hold; answers the others anew when the viewer is another. */
  viewerChanged(): void {
    const viewer = this.#options.viewer()
    for (const watch of [...this.#watches.values()]) {
      if (viewer.role === null && !OPEN_WATCHES.includes(watch.name)) this.#endWatch(watch, signedOut(watch.name))
      else if (viewer.officer !== watch.viewer.officer || viewer.role !== watch.viewer.role) this.#answer(watch, viewer)
    }
  }

  #stop(): void {
    if (this.#ended) return
    this.#ended = true
    this.#calls.clear()
    for (const watch of this.#watches.values()) watch.source?.close()
    this.#watches.clear()
    this.#options.onEnd()
  }

  #take(given: unknown): void {
    if (this.#ended) return
    const parsed = viewFrameSchema.safeParse(given)
    if (!parsed.success) return this.#malformed(given)
    const frame = parsed.data
    switch (frame.t) {
      case 'call':
        if (this.#isFree(frame.id)) this.#call(frame.id, frame.method, frame.params)
        return
      case 'watch':
        if (this.#isFree(frame.id)) this.#watch(frame.id, frame.watch, frame.params)
        return
      case 'unwatch':
        this.#watches.get(frame.id)?.source?.close()
        this.#watches.delete(frame.id)
        return
      case 'ack':
        this.#acknowledge(frame.id, frame.seq)
        return
      case 'ping':
        this.#send({ t: 'pong' })
    }
  }

  /** A view that uses an id twice could not tell the answers apart. */
  #isFree(id: number): boolean {
    if (!this.#calls.has(id) && !this.#watches.has(id)) return true
    this.end(`id ${id} is in use`)
    return false
  }

  #malformed(given: unknown): void {
    const id = idOf(given)
    if (id === undefined) {
      this.#options.log({}, 'a view sent a frame that cannot be read; its link is closed')
      this.end('malformed frame')
      return
    }
    // For the view this fault ends whatever it asked under the id, so it ends here as well.
    this.#calls.delete(id)
    this.#watches.get(id)?.source?.close()
    this.#watches.delete(id)
    this.#send({ t: 'fault', id, fault: fault('malformed', 'the frame does not fit the schema') })
  }

  #call(id: number, method: string, params: unknown): void {
    const token = {}
    this.#calls.set(id, token)
    void Promise.resolve(this.#options.call(method, params)).then((result) => {
      if (this.#calls.get(id) !== token) return
      this.#calls.delete(id)
      this.#send(result.ok ? { t: 'result', id, value: result.value } : { t: 'fault', id, fault: result.fault })
    })
  }

  #watch(id: number, name: string, params: unknown): void {
    if (!isWatch(name)) {
      this.#send({ t: 'fault', id, fault: fault('unknownMethod', `there is no watch ${name}`, { watch: name }) })
      return
    }
    const viewer = this.#options.viewer()
    if (viewer.role === null && !OPEN_WATCHES.includes(name)) {
      this.#send({ t: 'fault', id, fault: signedOut(name) })
      return
    }
    const input = WATCHES[name].params.safeParse(params)
    if (!input.success) {
      this.#send({ t: 'fault', id, fault: inputFault(input.error) })
      return
    }
    const watch: HeldWatch = { id, name, params: input.data, viewer, source: undefined, seq: 0 }
    this.#watches.set(id, watch)
    this.#answer(watch, viewer)
  }

  /** Opens the watch (again) and sends the whole answer; differences follow once its last page is acknowledged. */
  #answer(watch: HeldWatch, viewer: Viewer): void {
    watch.source?.close()
    watch.viewer = viewer
    try {
      const source = this.#options.hub.open(watch.name, watch.params, viewer)
      watch.source = source
      source.onDelta(({ put, del, order, meta }) => {
        if (watch.source === source) this.#rows(watch, { reset: false, done: true, put, del, ...parts(order, meta) })
      })
      let reset = true
      for (const { rows, done, meta } of source.first()) {
        // Sending may close the link, and with it the watch.
        if (this.#watches.get(watch.id) !== watch) return
        this.#rows(watch, { reset, done, put: rows, del: [], ...parts(undefined, meta) })
        reset = false
      }
    } catch (error) {
      this.#options.log({ err: error, watch: watch.name }, 'a watch failed')
      this.#endWatch(watch, faultOf(error))
    }
  }

  #rows(watch: HeldWatch, rows: Omit<RowsFrame, 't' | 'id' | 'seq'>): void {
    watch.seq += 1
    this.#send({ t: 'rows', id: watch.id, seq: watch.seq, ...rows })
  }

  #acknowledge(id: number, seq: number): void {
    const watch = this.#watches.get(id)
    // Pages are acknowledged one by one; only the last frame frees the way for the next difference.
    if (watch !== undefined && watch.seq === seq) watch.source?.ack()
  }

  #endWatch(watch: HeldWatch, why: Fault): void {
    watch.source?.close()
    if (this.#watches.get(watch.id) !== watch) return
    this.#watches.delete(watch.id)
    this.#send({ t: 'fault', id: watch.id, fault: why })
  }

  #send(frame: StationFrame): void {
    if (this.#ended) return
    try {
      this.#options.link.send(frame)
    } catch (error) {
      this.#options.log({ err: error, frame: frame.t }, 'a frame could not be sent; its link is closed')
      this.end('a frame could not be sent')
    }
  }
}

function parts(order: readonly string[] | undefined, meta: Json | undefined): Pick<RowsFrame, 'order' | 'meta'> {
  return { ...(order === undefined ? {} : { order }), ...(meta === undefined ? {} : { meta }) }
}

function signedOut(watch: WatchName): Fault {
  return fault('notSignedIn', `${watch} needs an officer signed in`)
}

function isWatch(name: string): name is WatchName {
  return Object.hasOwn(WATCHES, name)
}

function idOf(frame: unknown): number | undefined {
  if (typeof frame !== 'object' || frame === null || !('id' in frame)) return undefined
  const { id } = frame
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 1 ? id : undefined
}
