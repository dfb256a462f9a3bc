import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { QuietTimer } from '../../../station/engine/quiet-timer.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** A timer of 50 and 1000 ms, and when its work ran, counted from now. */
function timer(): { readonly quiet: QuietTimer; readonly ran: number[] } {
  const ran: number[] = []
  const beganMs = performance.now()
  return {
    quiet: new QuietTimer(
      () => ran.push(performance.now() - beganMs),
      50,
      () => 1_000,
    ),
    ran,
  }
}

describe('work that waits for quiet', () => {
  test('runs once, when nothing has come for the time', () => {
    const { quiet, ran } = timer()
    quiet.soon()
    vi.advanceTimersByTime(30)
    quiet.soon()
    vi.advanceTimersByTime(49)
    expect(ran).toEqual([])
    vi.advanceTimersByTime(1_000)
    expect(ran).toEqual([80])
  })

  test('runs at the limit when it is never quiet, and waits anew afterwards', () => {
    const { quiet, ran } = timer()
    for (let ms = 0; ms < 2_500; ms += 10) {
      quiet.soon()
      vi.advanceTimersByTime(10)
    }
    expect(ran).toHaveLength(2)
    expect(ran[0]).toBeGreaterThanOrEqual(1_000)
    expect(ran[0]).toBeLessThan(1_020)
    vi.advanceTimersByTime(1_000)
    expect(ran).toHaveLength(3)
  })

  test('the limit is the one that holds when it is looked at', () => {
    const ran: number[] = []
    let limitMs = 1_000
    const beganMs = performance.now()
    const quiet = new QuietTimer(
      () => ran.push(performance.now() - beganMs),
      50,
      () => limitMs,
    )
    for (let ms = 0; ms < 600; ms += 10) {
      if (ms === 400) limitMs = 100
      quiet.soon()
      vi.advanceTimersByTime(10)
    }
    expect(ran[0]).toBeGreaterThanOrEqual(400)
    expect(ran.length).toBeGreaterThan(1)
    expect(ran[0]).toBeLessThan(470)
  })

  test('work that asks for more runs again after a pause', () => {
    const ran: number[] = []
    const quiet: QuietTimer = new QuietTimer(
      () => {
        ran.push(performance.now())
        if (ran.length < 3) quiet.soon()
      },
      50,
      () => 1_000,
    )
    quiet.soon()
    vi.advanceTimersByTime(500)
    expect(ran.map((ms) => ms - (ran[0] ?? 0))).toEqual([0, 50, 100])
  })

  test('stopped, it runs no more', () => {
    const { quiet, ran } = timer()
    quiet.soon()
    quiet.stop()
    vi.advanceTimersByTime(5_000)
    expect(ran).toEqual([])
  })
})
