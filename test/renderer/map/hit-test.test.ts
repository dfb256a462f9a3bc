// What lies under the pointer.
import { expect, test } from 'vitest'
import type { Target } from '../../../renderer/map/hit-test.ts'
import { hitAt, stackedWith } from '../../../renderer/map/hit-test.ts'

const at = (incident: string, x: number, y: number, radiusPx = 10): Target => ({ x, y, radiusPx, incident })

test('the topmost symbol that holds the point wins', () => {
  const targets = [at('below', 100, 100), at('above', 108, 100)]
  expect(hitAt(targets, 104, 100)).toBe(targets[1])
  expect(hitAt(targets, 92, 100)).toBe(targets[0])
})

test('a near miss takes the nearest, a far one nothing', () => {
  const targets = [at('a', 100, 100), at('b', 130, 100)]
  expect(hitAt(targets, 112, 100)).toBe(targets[0])
  expect(hitAt(targets, 118, 100)).toBe(targets[1])
  expect(hitAt(targets, 115, 100)).toBeNull()
  expect(hitAt([], 0, 0)).toBeNull()
})

test('a hit goes before a near miss of something above', () => {
  const targets = [at('hit', 100, 100), at('missed', 112, 100, 4)]
  expect(hitAt(targets, 106, 100)).toBe(targets[0])
})

test('symbols on one spot are one heap, topmost first; clusters are never part of it', () => {
  const cluster = { id: 1, lon: 0, lat: 0, count: 2, levels: [0, 0, 0, 0, 2], flags: 0, divisionOnly: 0 }
  const top = at('top', 101, 101)
  const targets: Target[] = [at('low', 100, 100), { x: 100, y: 100, radiusPx: 20, cluster }, at('far', 130, 100), top]
  expect(stackedWith(targets, top)).toEqual(['top', 'low'])
})
