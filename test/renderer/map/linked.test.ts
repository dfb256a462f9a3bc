// What linked systems look like on the map: ages, states, small charts, shapes of other systems' features. All of it pure.
import { describe, expect, test } from 'vitest'
import { unitsFitting } from '../../../renderer/features/map/unit-list.tsx'
import { featureColor, quakeRadiusPx } from '../../../renderer/map/linked/feature-look.ts'
import type { Shape } from '../../../renderer/map/linked/feature-shapes.ts'
import { magnitudeOf, shapesOf } from '../../../renderer/map/linked/feature-shapes.ts'
import { sameLinked } from '../../../renderer/map/linked/linked-target.ts'
import {
  isReadingOld,
  READING_OLD_MS,
  readingBoxes,
  readingOldAfterMs,
  readingText,
  sparkline,
  valueText,
} from '../../../renderer/map/linked/reading-look.ts'
import { alphaOf, lookKey, OLD_AFTER_MS, trackLook } from '../../../renderer/map/linked/track-look.ts'
import type { FeatureView, ReadingView, TrackPoint } from '../../../shared/rpc/rows.ts'

const NOW = Date.parse('2026-07-27T06:00:00Z')
const MINUTE = 60_000

function unit(given: { readonly [at: number]: unknown } = {}): TrackPoint {
  const row: unknown[] = ['ais/1', 119, 26, 45, 5, 0, 0, NOW, NOW, null, '海巡06']
  for (const [at, value] of Object.entries(given)) row[Number(at)] = value
  return row as unknown as TrackPoint
}

function feature(given: Partial<FeatureView>): FeatureView {
  const times = { atMs: NOW, heardMs: NOW, staleMs: null }
  return { key: 'f', id: 'f', gateway: 'g', sort: 'layer', name: '', geometry: null, facts: {}, ...times, ...given }
}

describe('units', () => {
  test('fade by age and are old when they say so, or ten minutes after they were heard', () => {
    const fadings = [0, 1, 4, 8, 11].map((minutes) => trackLook(unit(), NOW + minutes * MINUTE))
    expect(fadings.map(({ fading, isOld }) => `${fading}${isOld ? ' old' : ''}`)).toEqual(['0', '0', '1', '2', '3 old'])
    expect(trackLook(unit(), NOW + OLD_AFTER_MS).isOld).toBe(true)
    expect(trackLook(unit({ 9: NOW + MINUTE }), NOW + MINUTE).isOld).toBe(true)
    expect(trackLook(unit({ 9: NOW + 60 * MINUTE }), NOW + 30 * MINUTE).isOld).toBe(false)
    expect([0, 1, 2, 3].map(alphaOf).toSorted((a, b) => b - a)).toEqual([0, 1, 2, 3].map(alphaOf))
  })

  test('a call for help does not fade, and is told apart from the same unit without', () => {
    const look = trackLook(unit({ 6: NOW }), NOW + 60 * MINUTE)
    expect(look).toMatchObject({ isDistress: true, fading: 0, isOld: true })
    expect(lookKey(look)).not.toBe(lookKey({ ...look, isDistress: false }))
  })

  test('turn by their course in steps that wrap; without one they point nowhere', () => {
    expect([0, 4, 6, 90, 355, 360].map((course) => trackLook(unit({ 3: course }), NOW).turn)).toEqual([
      0, 0, 1, 9, 0, 0,
    ])
    expect(trackLook(unit({ 3: null }), NOW).turn).toBeNull()
  })

  test('are found by name or id, of one sort, those in distress first', () => {
    const rows = [
      unit({ 0: 'ais/2', 10: 'B' }),
      unit({ 0: 'jt/9', 5: 1, 10: 'A' }),
      unit({ 0: 'ais/3', 6: NOW, 10: 'C' }),
    ]
    expect(unitsFitting(rows, '', -1).map(([id]) => id)).toEqual(['ais/3', 'jt/9', 'ais/2'])
    expect(unitsFitting(rows, 'AIS/', -1).map(([id]) => id)).toEqual(['ais/3', 'ais/2'])
    expect(unitsFitting(rows, 'b', 1).map(([id]) => id)).toEqual([])
    expect(unitsFitting(rows, 'a', 1).map(([id]) => id)).toEqual(['jt/9'])
  })

  test('the same thing under the pointer is the same', () => {
    expect(sameLinked({ unit: 'a' }, { x: 1, y: 2, unit: 'a' })).toBe(true)
    expect(sameLinked({ unit: 'a' }, { x: 1, y: 2, reading: 'a' })).toBe(false)
  })
})

describe('readings', () => {
  const reading = (key: string, given: Partial<ReadingView>): ReadingView =>
    ({ key, longitude: 119, latitude: 26, value: 1, unit: 'm', state: 'normal', series: [], ...given }) as ReadingView

  test('are written short, with their unit', () => {
    expect([0.123, 5.456, 12.34, 345.6, -0.5, 100].map(valueText)).toEqual([
      '0.12',
      '5.46',
      '12.3',
      '346',
      '-0.5',
      '100',
    ])
    expect(readingText({ value: 12.5, unit: 'mm' })).toBe('12.5 mm')
    expect(readingText({ value: 3, unit: '' })).toBe('3')
  })

  test('are old by themselves once their system would be silent, or after two hours; a link says nothing of gauges', () => {
    const row = { atMs: NOW, heardMs: NOW }
    const limits = [
      readingOldAfterMs({ kind: 'mqtt', silentAfterMs: 30 * MINUTE }),
      readingOldAfterMs({ kind: 'mqtt', silentAfterMs: null }),
      readingOldAfterMs({ kind: 'link', silentAfterMs: 2 * MINUTE }),
      readingOldAfterMs(undefined),
    ]
    expect(limits.map((limit) => limit / MINUTE)).toEqual([30, 120, 120, 120])
    expect([30, 31].map((minutes) => isReadingOld(row, 30 * MINUTE, NOW + minutes * MINUTE))).toEqual([false, true])
    // Told just now, measured long ago, as what a broker has kept: old.
    expect(isReadingOld({ atMs: NOW - 3 * 60 * MINUTE, heardMs: NOW }, READING_OLD_MS, NOW)).toBe(true)
    // A gauge whose clock is ahead ages by when it was heard.
    expect(isReadingOld({ atMs: NOW + 600 * MINUTE, heardMs: NOW }, READING_OLD_MS, NOW + 121 * MINUTE)).toBe(true)
  })

  test('several of one place stand below each other; the gravest is drawn last; without a place none is', () => {
    const boxes = readingBoxes([
      reading('b', { state: 'danger' }),
      reading('a', {}),
      reading('c', { longitude: null }),
      reading('d', { longitude: 120, state: 'attention' }),
    ])
    expect(boxes.map(({ reading: { key }, line }) => `${key} ${line}`)).toEqual(['a 0', 'd 0', 'b 1'])
  })

  test('a line needs two values; a level one lies in the middle', () => {
    expect(sparkline([[NOW, 1]], 100, 40)).toBeNull()
    expect(
      sparkline(
        [
          [NOW, 1],
          [NOW, 2],
        ],
        100,
        40,
      ),
    ).toBeNull()
    expect(
      sparkline(
        [
          [0, 2],
          [50, 4],
          [100, 3],
        ],
        100,
        40,
      ),
    ).toEqual({
      points: '0,40 50,0 100,20',
      last: { x: 100, y: 20 },
      low: 2,
      high: 4,
    })
    expect(
      sparkline(
        [
          [0, 2],
          [100, 2],
        ],
        100,
        40,
      )?.points,
    ).toBe('0,20 100,20')
  })
})

describe('features', () => {
  const point = (part: string, properties = {}): object => ({
    type: 'Feature',
    properties: { part, ...properties },
    geometry: { type: 'Point', coordinates: [119, 24] },
  })

  test('a storm: circles below, then lines, then points, each known for what it is', () => {
    const shapes = shapesOf(
      feature({
        sort: 'storm',
        geometry: {
          type: 'FeatureCollection',
          features: [
            point('fix', { windMs: 48, label: '27日20时' }),
            {
              type: 'Feature',
              properties: { part: 'track' },
              geometry: {
                type: 'LineString',
                coordinates: [
                  [119, 24],
                  [118, 25],
                ],
              },
            },
            {
              type: 'Feature',
              properties: { part: 'forecast' },
              geometry: {
                type: 'MultiLineString',
                coordinates: [
                  [
                    [118, 25],
                    [117, 26],
                  ],
                ],
              },
            },
            {
              type: 'Feature',
              properties: { part: 'wind', force: 10 },
              geometry: {
                type: 'Polygon',
                coordinates: [
                  [
                    [118, 24],
                    [120, 24],
                    [119, 25],
                    [118, 24],
                  ],
                ],
              },
            },
          ],
        } as never,
      }),
    )
    expect(shapes.map(({ type, part, size }) => `${type} ${part} ${size}`)).toEqual([
      'area wind 10',
      'line track null',
      'line forecast null',
      'point fix 48',
    ])
    const colors = shapes.map((shape) => featureColor('storm', shape))
    expect(new Set(colors).size).toBe(3)
  })

  test('an earthquake is as large as it says', () => {
    const [shape] = shapesOf(
      feature({ sort: 'quake', name: '5.1级地震 台湾海峡', geometry: { type: 'Point', coordinates: [119, 24, 10] } }),
    )
    expect(shape).toMatchObject({ type: 'point', part: 'quake', size: 5.1, at: [119, 24] })
    expect([magnitudeOf('M6.2 x'), magnitudeOf('地震'), magnitudeOf('10级')]).toEqual([6.2, null, 10])
    const radii = [null, 3, 5, 7, 99].map(quakeRadiusPx)
    expect(radii).toEqual([4, 4, 12.4, 20.8, 34])
  })

  test('what is not of its form gives no shape and never throws', () => {
    const odd: unknown[] = [
      null,
      'POINT(1 2)',
      7,
      [],
      { type: 'Point' },
      { type: 'Point', coordinates: ['a', 'b'] },
      { type: 'Point', coordinates: [1, 91] },
      { type: 'LineString', coordinates: [[1, 2]] },
      {
        type: 'Polygon',
        coordinates: [
          [
            [1, 2],
            [2, 3],
          ],
        ],
      },
      { type: 'FeatureCollection', features: 'none' },
      { type: 'Feature', geometry: null, properties: null },
      { type: 'GeometryCollection', geometries: [{ type: 'Circle' }] },
    ]
    expect(odd.flatMap((geometry) => shapesOf(feature({ geometry: geometry as never })))).toEqual([])
    // Collections within collections end somewhere.
    let deep: object = { type: 'Point', coordinates: [1, 2] }
    for (let depth = 0; depth < 20; depth++) deep = { type: 'GeometryCollection', geometries: [deep] }
    expect(shapesOf(feature({ geometry: deep as never }))).toEqual([])
  })

  test('a feature with too many corners loses its last ones', () => {
    const coordinates = Array.from({ length: 9_000 }, (_, at) => [at / 100, 0])
    const shapes: readonly Shape[] = shapesOf(feature({ geometry: { type: 'LineString', coordinates } }))
    expect(shapes).toHaveLength(1)
    expect(shapes[0]?.type === 'line' && shapes[0].corners.length).toBe(5_000)
  })
})
