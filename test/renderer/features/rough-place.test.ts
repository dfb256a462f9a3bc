// Where an incident is gone to on the map when it has no point there.
import { expect, test } from 'vitest'
import { roughPlaceOf } from '../../../renderer/features/map/rough-place.ts'
import type { Division } from '../../../shared/model/places.ts'

const FUZHOU: Division = {
  code: '350100',
  name: 'Fuzhou',
  nameEn: 'Fuzhou',
  initials: 'fz',
  pinyin: 'fuzhou',
  parent: '350000',
  level: 'city',
  lon: 119.3,
  lat: 26.06,
}
const reference = { divisionOf: new Map([['350100', FUZHOU]]) }
const AREA = [
  [118, 24],
  [120, 24],
  [120, 26],
  [118, 26],
  [118, 24],
]

function placeOf(fields: { readonly [name: string]: unknown }): unknown {
  return roughPlaceOf((name) => fields[name], reference)
}

test('position before area before division; nothing where nothing is known', () => {
  expect([
    placeOf({ position: { lon: 118.1, lat: 24.5 }, area: AREA, division: '350100' }),
    placeOf({ position: null, area: AREA, division: '350100' }),
    placeOf({ position: null, area: null, division: '350100' }),
    placeOf({ division: '990000' }),
    placeOf({}),
  ]).toEqual([
    { position: { lon: 118.1, lat: 24.5 }, zoom: 12 },
    { position: { lon: 119, lat: 25 }, zoom: 8 },
    { position: { lon: 119.3, lat: 26.06 }, zoom: 9 },
    null,
    null,
  ])
})
