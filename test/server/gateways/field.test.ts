// What gateways of many small messages share: pace, refusals that fill no disk, things said once a while.
import { expect, test } from 'vitest'
import { OnceAWhile } from '../../../server/gateways/field/once-a-while.ts'
import { Pace } from '../../../server/gateways/field/pace.ts'
import { Refusals } from '../../../server/gateways/field/refusals.ts'
import type { Health } from '../../../server/gateways/gateway.ts'
import { fault } from '../../../shared/base/fault.ts'

test('a pace lets so many through a second and says how long to wait', () => {
  const pace = new Pace(10)
  expect(pace.take(4, 1_000)).toBe(0)
  expect(pace.take(5, 1_200)).toBe(0)
  expect(pace.take(1, 1_400)).toBe(600)
  expect(pace.take(1, 2_000)).toBe(0)
  // A clock that was set back begins a new second.
  expect(pace.take(1, 500)).toBe(0)
})

test('every refusal is counted, few originals are kept a minute', () => {
  const kept: boolean[] = []
  const unused = (): void => undefined
  const health: Health = {
    took: unused,
    gave: unused,
    failed: unused,
    well: unused,
    peers: unused,
    refused: (_why, original) => void kept.push(original !== undefined),
  }
  let nowMs = 0
  const refusals = new Refusals(health, () => nowMs)
  const refuse = (): void => refusals.refuse(fault('malformed', 'x'), 'x', new Uint8Array())
  for (let count = 0; count < 100; count += 1) refuse()
  expect(kept.filter(Boolean)).toHaveLength(20)
  expect(kept).toHaveLength(100)
  nowMs = 60_000
  refuse()
  expect(kept.at(-1)).toBe(true)
})

test('the same thing is due once a while, and only so many things at all', () => {
  const said = new OnceAWhile(1_000, 3)
  expect(said.isDue('a', 0)).toBe(true)
  expect(said.isDue('a', 999)).toBe(false)
  expect(said.isDue('a', 1_000)).toBe(true)
  expect(said.isDue('b', 1_000)).toBe(true)
  expect(said.isDue('c', 1_000)).toBe(true)
  expect(said.isDue('d', 1_000)).toBe(false)
  expect(said.isDue('d', 2_000)).toBe(true)
})
