// The time of day as a store: ticks only while someone looks. Ages ("2 min ago") read it, so they never stand still.
import { useStore } from 'zustand'

interface ClockStore {
  getState(): number
  getInitialState(): number
  subscribe(listener: (state: number, previous: number) => void): () => void
}

const clocks = new Map<number, ClockStore>()

/** A clock that ticks every `everyMs`, shared by all who ask for the same. */
export function clockStore(everyMs: number): ClockStore {
  let clock = clocks.get(everyMs)
  if (clock === undefined) {
    clock = makeClock(everyMs)
    clocks.set(everyMs, clock)
  }
  return clock
}

/** Milliseconds since 1970, renewed every `everyMs` (default one second). */
export function useNow(everyMs = 1_000): number {
  return useStore(clockStore(everyMs))
}

function makeClock(everyMs: number): ClockStore {
  const listeners = new Set<(state: number, previous: number) => void>()
  let now = Date.now()
  let timer: ReturnType<typeof setInterval> | null = null
  const tick = (): void => {
    const previous = now
    now = Date.now()
    for (const listener of [...listeners]) listener(now, previous)
  }
  return {
    getState: () => (timer === null ? (now = fresh(now, everyMs)) : now),
    getInitialState: () => now,
    subscribe: (listener) => {
      listeners.add(listener)
      timer ??= setInterval(tick, everyMs)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0 || timer === null) return
        clearInterval(timer)
        timer = null
      }
    },
  }
}

/** While nobody listens the clock has stood still; steps of `everyMs` keep two reads in one render equal. */
function fresh(last: number, everyMs: number): number {
  const now = Date.now()
  return now - last >= everyMs ? now : last
}
