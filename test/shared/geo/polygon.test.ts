import { expect, test } from 'vitest'
import type { Ring } from '../../../shared/geo/polygon.ts'
import { boundsOf, isInBounds, isInPolygons, isInRing, middleOf } from '../../../shared/geo/polygon.ts'
import type { Topology } from '../../../shared/geo/topology.ts'
import { shapesOf } from '../../../shared/geo/topology.ts'

const square = (size: number, at = 0): Ring => [
  [at, at],
  [at + size, at],
  [at + size, at + size],
  [at, at + size],
  [at, at],
]

test('inside, outside, in a hole, in the second of two polygons', () => {
  const land = [[square(10), square(2, 4)], [square(3, 20)]]
  expect(
    [
      [1, 1],
      [11, 1],
      [5, 5],
      [21, 22],
      [25, 25],
    ].map(([lon = 0, lat = 0]) => isInPolygons(lon, lat, land)),
  ).toEqual([true, false, false, true, false])
  expect(boundsOf(land)).toEqual([0, 0, 23, 23])
  expect(isInBounds(23, 0, boundsOf(land))).toBe(true)
})

test('the middle of a ring lies inside it, of a horseshoe too', () => {
  expect(middleOf(square(10))).toEqual({ lon: 5, lat: 5 })
  const horseshoe: Ring = [
    [0, 0],
    [10, 0],
    [10, 10],
    [7, 10],
    [7, 2],
    [2, 2],
    [2, 10],
    [0, 10],
    [0, 0],
  ]
  const { lon, lat } = middleOf(horseshoe)
  expect(isInRing(lon, lat, horseshoe)).toBe(true)
  expect({ lon, lat }).toEqual({ lon: 8.5, lat: 5 })
})

test('bounds of nothing is a bug, not an answer', () => {
  expect(() => boundsOf([])).toThrow('bounds of nothing')
})

test('two neighbours that share an arc are read from a quantized topology, one of them backwards', () => {
  const topology: Topology = {
    type: 'Topology',
    transform: { scale: [0.5, 0.5], translate: [100, 20] },
    objects: {
      counties: {
        geometries: [
          { type: 'Polygon', arcs: [[0, 1]], properties: { code: 'west' } },
          { type: 'MultiPolygon', arcs: [[[~0, 2]]], properties: { code: 'east' } },
          { type: 'Point', properties: { code: 'none' } },
        ],
      },
    },
    arcs: [
      // the shared border, upwards
      [
        [4, 0],
        [0, 4],
      ],
      [
        [4, 4],
        [-4, 0],
        [0, -4],
        [4, 0],
      ],
      [
        [4, 0],
        [4, 0],
        [0, 4],
        [-4, 0],
      ],
    ],
  }
  const shapes = shapesOf(topology, 'counties')
  const codesAt = (lon: number, lat: number) =>
    shapes.filter((shape) => isInPolygons(lon, lat, shape.polygons)).map((shape) => shape.properties['code'])
  expect([codesAt(101, 21), codesAt(103, 21), codesAt(105, 21)]).toEqual([['west'], ['east'], []])
  expect(shapesOf(topology, 'cities')).toEqual([])
})
