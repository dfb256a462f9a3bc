// Keeps a form's draft at the station while it is filled in: soon after each change, one call at a time, always the latest
// content; tried again while the station does not answer. A draft that was ended is dropped and never comes back.
//
//   changed ──(delay)──▶ saving ──▶ kept ──▶ …      finish: whatever runs is awaited, then the draft is dropped
//                          │ refused or lost: again after a while
import type { Result } from '../../../shared/base/fault.ts'
import type { Json } from '../../../shared/base/json.ts'

export interface DraftPorts {
  readonly save: (content: Json) => Promise<Result<null>>
  readonly drop: () => Promise<Result<null>>
  readonly onState: (state: DraftState) => void
  readonly nowMs: () => number
}

/** none: nothing kept and nothing to keep. waiting: newer than what is kept. failed: tried in vain, goes on trying. */
export type DraftState =
  | { readonly kind: 'none' | 'waiting' | 'failed' }
  | { readonly kind: 'kept'; readonly atMs: number }

const DELAY_MS = 400
const RETRY_MS = 2_000

export class DraftKeeper {
  readonly #ports: DraftPorts
  /** What is to be kept: undefined, nothing new; null, the form is empty and its draft is to go. */
  #wanted: Json | undefined
  #isKept: boolean
  #timer: ReturnType<typeof setTimeout> | null = null
  #running: Promise<void> | null = null
  #isFinished = false

  /** `isKept`: a draft of this id is at the station already. */
  constructor(ports: DraftPorts, isKept: boolean) {
    this.#ports = ports
    this.#isKept = isKept
  }

  /** The draft was ended: nothing of it stays. */
  get isFinished(): boolean {
    return this.#isFinished
  }

  /** The form says this now; null when it is empty. */
  changed(content: Json | null): void {
    if (this.#isFinished) return
    this.#wanted = content
    this.#ports.onState({ kind: 'waiting' })
    this.#schedule(DELAY_MS)
  }

  /** Saves at once what waits: the window or the form is closing. */
  flush(): void {
    if (this.#timer === null) return
    clearTimeout(this.#timer)
    this.#timer = null
    this.#run()
  }

  /** The draft is no longer wanted: the incident was reported, or the officer discards it. */
  async finish(): Promise<void> {
    this.#isFinished = true
    this.#wanted = undefined
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    await this.#running
    if (this.#isKept) await this.#ports.drop()
    this.#isKept = false
    this.#ports.onState({ kind: 'none' })
  }

  #schedule(delayMs: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#run()
    }, delayMs)
  }

  #run(): void {
    const content = this.#wanted
    if (content === undefined) return
    if (this.#running !== null) {
      // The call under way ends first; then the newest content goes.
      void this.#running.then(() => this.#run())
      return
    }
    this.#wanted = undefined
    this.#running = this.#send(content).finally(() => {
      this.#running = null
    })
  }

  async #send(content: Json | null): Promise<void> {
    if (content === null && !this.#isKept) {
      this.#ports.onState({ kind: 'none' })
      return
    }
    const done = content === null ? await this.#ports.drop() : await this.#ports.save(content)
    if (done.ok) {
      this.#isKept = content !== null
      if (this.#wanted === undefined)
        this.#ports.onState(content === null ? { kind: 'none' } : { kind: 'kept', atMs: this.#ports.nowMs() })
      return
    }
    if (this.#isFinished) return
    if (this.#wanted === undefined) this.#wanted = content
    this.#ports.onState({ kind: 'failed' })
    this.#schedule(RETRY_MS)
  }
}
