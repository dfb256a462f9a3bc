// A popup beside a point of the map stays on the map.
import { expect, test } from 'vitest'
import { besidePoint } from '../../../renderer/map/popup-place.ts'

const FRAME = { width: 800, height: 600 }
const SIZE = { width: 300, height: 80 }
const GAP = { x: 16, y: 14 }
const at = (x: number, y: number) => Object.values(besidePoint({ x, y }, GAP, SIZE, FRAME))

test('right and below of the point; on the other side where the map ends there', () => {
  expect(at(100, 100)).toEqual([116, 114])
  expect(at(484, 506)).toEqual([500, 520])
  expect(at(485, 507)).toEqual([169, 413])
  expect(at(800, 600)).toEqual([484, 506])
})

test('in a map too small for either side it begins in sight', () => {
  const narrow = { width: 310, height: 90 }
  expect(besidePoint({ x: 200, y: 50 }, GAP, SIZE, narrow)).toEqual({ x: 10, y: 10 })
  expect(besidePoint({ x: 200, y: 50 }, GAP, { width: 400, height: 100 }, narrow)).toEqual({ x: 0, y: 0 })
})
