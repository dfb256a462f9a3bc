// A hundred pages of a first answer are not drawn a hundred times.
import { expect, test } from 'vitest'
import { LoadingLook } from '../../../renderer/map/loading-look.ts'

test('the first page and the end are looked at, what comes between now and then', () => {
  const look = new LoadingLook()
  // A page each 50 ms, five seconds long.
  const looked = Array.from({ length: 100 }, (_, page) => page * 50).filter((ms) => look.isDue(false, ms))
  expect(looked).toEqual([0, 2_000, 4_000])
  expect(look.isDue(true, 5_000)).toBe(true)
})

test('once the answer is here every change is looked at', () => {
  const look = new LoadingLook()
  expect([0, 1, 2].map((ms) => look.isDue(true, ms))).toEqual([true, true, true])
})
