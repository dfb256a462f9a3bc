// What every link has in common: frames wait until somebody listens, closing is told exactly once.
// Knows nothing of how frames travel; the links beside it feed it.

/** Receiving end of a link. */
export class Inbox<Frame> {
  #listener: ((frame: Frame) => void) | undefined
  #closeListener: ((reason: string) => void) | undefined
  #waiting: Frame[] = []
  #closed: string | undefined

  get closed(): boolean {
    return this.#closed !== undefined
  }

  /** Hands a frame on, or keeps it until a listener is set. Nothing arrives after the close. */
  receive(frame: Frame): void {
    if (this.#closed !== undefined) return
    if (this.#listener === undefined) this.#waiting.push(frame)
    else this.#listener(frame)
  }

  onFrame(listener: (frame: Frame) => void): void {
    this.#listener = listener
    const waiting = this.#waiting
    this.#waiting = []
    for (const frame of waiting) listener(frame)
  }

  /** The listener hears of a close that has already happened as well. */
  onClose(listener: (reason: string) => void): void {
    this.#closeListener = listener
    if (this.#closed !== undefined) listener(this.#closed)
  }

  /** Ends the inbox; true only the first time. */
  end(reason: string): boolean {
    if (this.#closed !== undefined) return false
    this.#closed = reason
    this.#waiting = []
    this.#closeListener?.(reason)
    return true
  }
}
