// A draft while it is written: always the latest content, one call at a time, tried again, gone for good once it is ended.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { DraftState } from '../../../renderer/features/intake/draft-keeper.ts'
import { DraftKeeper } from '../../../renderer/features/intake/draft-keeper.ts'
import type { Result } from '../../../shared/base/fault.ts'
import { fault, ok } from '../../../shared/base/fault.ts'
import type { Json } from '../../../shared/base/json.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** A station that keeps one draft, answers when told to, and can be out of reach. */
function makeDesk(isKept = false) {
  const calls: Json[] = []
  const states: DraftState[] = []
  let stored: Json | null = null
  let isAway = false
  let hold: Promise<void> | null = null
  const answer = async (what: Json): Promise<Result<null>> => {
    calls.push(what)
    await hold
    if (isAway) return { ok: false, fault: fault('linkLost', 'away') }
    stored = what === 'drop' ? null : what
    return ok(null)
  }
  const keeper = new DraftKeeper(
    {
      save: (content) => answer(content),
      drop: () => answer('drop'),
      onState: (state) => states.push(state),
      nowMs: () => 42,
    },
    isKept,
  )
  return {
    keeper,
    calls,
    states,
    stored: () => stored,
    setAway: (away: boolean) => (isAway = away),
    /** Answers wait until the returned function is called. */
    holdAnswers() {
      let go = (): void => undefined
      hold = new Promise((resolve) => (go = resolve))
      return () => {
        hold = null
        go()
      }
    },
  }
}

test('a burst of changes is one call with the last of them', async () => {
  const desk = makeDesk()
  for (const text of ['轿', '轿车', '轿车坠河']) desk.keeper.changed({ text })
  await vi.runAllTimersAsync()
  expect(desk.calls).toEqual([{ text: '轿车坠河' }])
  expect(desk.states.at(-1)).toEqual({ kind: 'kept', atMs: 42 })
})

test('what is written while a call is under way follows it, and nothing overtakes', async () => {
  const desk = makeDesk()
  const go = desk.holdAnswers()
  desk.keeper.changed(1)
  await vi.runAllTimersAsync()
  desk.keeper.changed(2)
  await vi.runAllTimersAsync()
  expect(desk.calls).toEqual([1])
  go()
  await vi.runAllTimersAsync()
  expect(desk.calls).toEqual([1, 2])
  expect(desk.stored()).toBe(2)
})

test('a station out of reach is told so and tried again, with what is newest by then', async () => {
  const desk = makeDesk()
  desk.setAway(true)
  desk.keeper.changed('first')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(desk.states.at(-1)).toEqual({ kind: 'failed' })
  desk.keeper.changed('second')
  desk.setAway(false)
  await vi.runAllTimersAsync()
  expect(desk.stored()).toBe('second')
  expect(desk.states.at(-1)).toEqual({ kind: 'kept', atMs: 42 })
})

test('a closing window saves at once', () => {
  const desk = makeDesk()
  desk.keeper.changed('half a sent')
  desk.keeper.flush()
  expect(desk.calls).toEqual(['half a sent'])
  desk.keeper.flush()
  expect(desk.calls).toHaveLength(1)
})

test('a form left while the station is out of reach is still kept later', async () => {
  const desk = makeDesk()
  desk.setAway(true)
  desk.keeper.changed('text')
  desk.keeper.flush()
  await vi.advanceTimersByTimeAsync(5_000)
  desk.setAway(false)
  await vi.runAllTimersAsync()
  expect(desk.stored()).toBe('text')
})

test('an emptied form drops its draft; one never kept asks nothing', async () => {
  const desk = makeDesk()
  desk.keeper.changed(null)
  await vi.runAllTimersAsync()
  expect(desk.calls).toEqual([])
  desk.keeper.changed('x')
  await vi.runAllTimersAsync()
  desk.keeper.changed(null)
  await vi.runAllTimersAsync()
  expect(desk.calls).toEqual(['x', 'drop'])
  expect(desk.states.at(-1)).toEqual({ kind: 'none' })
})

test('an ended draft is dropped after the call under way, and never comes back', async () => {
  const desk = makeDesk()
  const go = desk.holdAnswers()
  desk.keeper.changed('late')
  await vi.runAllTimersAsync()
  const finished = desk.keeper.finish()
  desk.keeper.changed('too late')
  go()
  await vi.runAllTimersAsync()
  await finished
  expect(desk.calls).toEqual(['late', 'drop'])
  expect(desk.stored()).toBeNull()
  expect(desk.keeper.isFinished).toBe(true)
})

test('a draft taken up again and saved is dropped without having been changed', async () => {
  const desk = makeDesk(true)
  await desk.keeper.finish()
  expect(desk.calls).toEqual(['drop'])
})
