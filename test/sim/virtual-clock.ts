// Time that moves only when the simulation says so: setTimeout, setInterval, setImmediate, Date.now and performance.now of
// this process are replaced while a world runs. Timers run in order of their time, then of their making, so that the same
// seed always gives the same run. Real time is used only to let promises and real disk work finish.
const realImmediate = setImmediate
const realNow = performance.now.bind(performance)

/** How long real work (a disk, a compressor) may take before the run counts as stuck. */
const STUCK_MS = 20_000

type Run = (...values: unknown[]) => void

interface Timer {
  readonly run: Run
  readonly values: readonly unknown[]
  readonly everyMs: number | null
  readonly order: number
  /** Nothing else runs in its turn: real work it begins must not race with anything. */
  readonly isAlone?: boolean
  dueMs: number
  isOver: boolean
}

/** What setTimeout gives while the clock is installed. */
class Handle {
  readonly timer: Timer

  constructor(timer: Timer) {
    this.timer = timer
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  hasRef(): boolean {
    return true
  }
}

/** One real turn of the event loop: all promises that can go on have gone on. */
export function realTurn(): Promise<void> {
  return new Promise((resolve) => realImmediate(resolve))
}

export class VirtualClock {
  readonly #startMs: number
  /** Real work under way that the clock must wait for. */
  readonly #busy: () => boolean
  #nowMs: number
  #order = 0
  #timers: Timer[] = []
  #immediates: Timer[] = []
  #restore: (() => void)[] = []

  constructor(startMs: number, busy: () => boolean) {
    this.#startMs = startMs
    this.#nowMs = startMs
    this.#busy = busy
  }

  get nowMs(): number {
    return this.#nowMs
  }

  install(): void {
    const begin = (run: Run, ms: number | undefined, everyMs: number | null, values: unknown[]): Handle => {
      const dueMs = this.#nowMs + Math.max(1, Math.ceil(ms ?? 1))
      const timer: Timer = { run, values, everyMs, order: (this.#order += 1), dueMs, isOver: false }
      this.#insert(timer)
      return new Handle(timer)
    }
    const end = (handle: unknown): void => {
      if (handle instanceof Handle) handle.timer.isOver = true
    }
    this.#replace(globalThis, 'setTimeout', (run: Run, ms?: number, ...values: unknown[]) =>
      begin(run, ms, null, values),
    )
    this.#replace(globalThis, 'setInterval', (run: Run, ms?: number, ...values: unknown[]) =>
      begin(run, ms, Math.max(1, ms ?? 1), values),
    )
    this.#replace(globalThis, 'setImmediate', (run: Run, ...values: unknown[]) => {
      const timer: Timer = { run, values, everyMs: null, order: 0, dueMs: this.#nowMs, isOver: false }
      this.#immediates.push(timer)
      return new Handle(timer)
    })
    for (const name of ['clearTimeout', 'clearInterval', 'clearImmediate']) this.#replace(globalThis, name, end)
    this.#replace(Date, 'now', () => this.#nowMs)
    this.#replace(performance, 'now', () => this.#nowMs - this.#startMs)
  }

  uninstall(): void {
    for (const restore of this.#restore.reverse()) restore()
    this.#restore = []
    this.#timers = []
    this.#immediates = []
  }

  /** Runs `run` in `ms`; alone when it begins real work. */
  after(ms: number, run: () => void, isAlone = false): void {
    const dueMs = this.#nowMs + Math.max(1, Math.ceil(ms))
    this.#insert({ run, values: [], everyMs: null, order: (this.#order += 1), isAlone, dueMs, isOver: false })
  }

  /** Lets everything that is due now run, real work included. */
  async settle(): Promise<void> {
    const beganMs = realNow()
    for (let quietTurns = 0; quietTurns < 2; quietTurns += 1) {
      await realTurn()
      for (let next = this.#immediates.shift(); next !== undefined; next = this.#immediates.shift()) {
        quietTurns = -1
        if (next.isOver) continue
        next.run(...next.values)
        await realTurn()
      }
      if (!this.#busy()) continue
      quietTurns = -1
      if (realNow() - beganMs > STUCK_MS) throw new Error('the simulation waits for work that does not end')
    }
  }

  /** Moves time on by `ms`, running what becomes due; `stop` is asked after every moment. */
  async advance(ms: number, stop: () => boolean = () => false): Promise<void> {
    const untilMs = this.#nowMs + ms
    await this.settle()
    for (;;) {
      if (stop()) return
      const next = this.#timers.at(-1)
      if (next === undefined || next.dueMs > untilMs) break
      this.#timers.pop()
      if (next.isOver) continue
      this.#nowMs = Math.max(this.#nowMs, next.dueMs)
      if (next.everyMs !== null) {
        next.dueMs += next.everyMs
        this.#insert(next)
      }
      if (next.isAlone === true) await this.settle()
      next.run(...next.values)
      // What falls into the same millisecond may meet in one turn, as it does in a real program.
      if (next.isAlone === true || this.#timers.at(-1)?.dueMs !== this.#nowMs) await this.settle()
    }
    this.#nowMs = untilMs
    await this.settle()
  }

  /** Latest first, so that the next is at the end. */
  #insert(timer: Timer): void {
    let low = 0
    let high = this.#timers.length
    while (low < high) {
      const middle = (low + high) >> 1
      const other = this.#timers[middle] as Timer
      if (other.dueMs > timer.dueMs || (other.dueMs === timer.dueMs && other.order > timer.order)) low = middle + 1
      else high = middle
    }
    this.#timers.splice(low, 0, timer)
  }

  #replace(owner: object, name: string, value: unknown): void {
    const before = Object.getOwnPropertyDescriptor(owner, name)
    Object.defineProperty(owner, name, { value, configurable: true, writable: true })
    this.#restore.push(() => {
      if (before === undefined) Reflect.deleteProperty(owner, name)
      else Object.defineProperty(owner, name, before)
    })
  }
}
