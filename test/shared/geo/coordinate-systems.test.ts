import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { COORDINATE_SYSTEMS, convertPosition } from '../../../shared/geo/coordinate-systems.ts'

const METRES_PER_DEGREE = 111_000

test('the GCJ-02 shift at Fuzhou is the one measured in data/README (about 481 m east, 343 m south)', () => {
  const shifted = convertPosition({ lon: 119.3, lat: 26.08 }, 'WGS84', 'GCJ02')
  const eastM = (shifted.lon - 119.3) * METRES_PER_DEGREE * Math.cos((26.08 * Math.PI) / 180)
  const northM = (shifted.lat - 26.08) * METRES_PER_DEGREE
  expect(Math.abs(eastM - 481)).toBeLessThan(30)
  expect(Math.abs(northM + 343)).toBeLessThan(30)
})

test('there and back is within two metres in every pair of systems, all over Fujian', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 115.8, max: 120.8, noNaN: true }),
      fc.double({ min: 23.5, max: 28.4, noNaN: true }),
      fc.constantFrom(...COORDINATE_SYSTEMS),
      (lon, lat, system) => {
        const back = convertPosition(convertPosition({ lon, lat }, 'WGS84', system), system, 'WGS84')
        expect(Math.hypot(back.lon - lon, back.lat - lat) * METRES_PER_DEGREE).toBeLessThan(2)
      },
    ),
  )
})

test('outside China nothing moves', () => {
  const sydney = { lon: 151.2, lat: -33.87 }
  expect(convertPosition(sydney, 'GCJ02', 'WGS84')).toEqual(sydney)
})
