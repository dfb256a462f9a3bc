// The cluster index: whatever frames led to a set of points, it answers as a fresh index of them does.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { IncidentIndex } from '../../../renderer/map/worker/incident-index.ts'
import type { MapPoint } from '../../../renderer/map/worker/map-point.ts'
import type { PointFrame } from '../../../renderer/map/worker/point-book.ts'

const FUJIAN = [115, 23, 121, 29] as const
const WORLD = [-180, -85, 180, 85] as const

const pointRow = fc
  .tuple(
    fc.integer({ min: 0, max: 30 }),
    fc.integer({ min: 0, max: 500 }),
    fc.integer({ min: 0, max: 500 }),
    fc.integer({ min: 0, max: 4 }),
    fc.integer({ min: 0, max: 5 }),
    fc.integer({ min: 0, max: 31 }),
  )
  .map(([id, x, y, level, status, flags]): MapPoint => [
    `i${id}`,
    116 + x / 100,
    23.5 + y / 100,
    level,
    status,
    '11B01',
    flags,
  ])
const frame = fc.record({
  reset: fc.constant(false),
  done: fc.constant(true),
  put: fc.array(pointRow, { maxLength: 12 }),
  del: fc.array(
    fc.integer({ min: 0, max: 30 }).map((id) => `i${id}`),
    { maxLength: 4 },
  ),
})

function firstFrame(put: readonly MapPoint[]): PointFrame {
  return { reset: true, done: true, put, del: [] }
}

/** What is drawn, without the names of clusters and in an order of its own. */
function drawn(index: IncidentIndex, zoom: number): unknown {
  const { clusters, points } = index.query(FUJIAN, zoom)
  return {
    clusters: clusters.map(({ id: _id, ...rest }) => JSON.stringify(rest)).toSorted(),
    points: points.map((row) => JSON.stringify(row)).toSorted(),
  }
}

test('a patched index equals a fresh one of the same points', () => {
  fc.assert(
    fc.property(fc.array(pointRow, { maxLength: 40 }), fc.array(frame, { maxLength: 8 }), (start, frames) => {
      const patched = new IncidentIndex()
      const rows = new Map<string, MapPoint>()
      for (const [step, next] of [firstFrame(start), ...frames].entries()) {
        patched.apply(next)
        for (const id of next.del) rows.delete(id)
        for (const row of next.put) rows.set(row[0], row)
        if (step % 3 === 0) patched.build()
      }
      patched.build()
      const fresh = new IncidentIndex()
      fresh.apply(firstFrame([...rows.values()].toReversed()))
      fresh.build()
      expect(patched.size).toBe(rows.size)
      for (const zoom of [5, 8, 12, 18]) expect(drawn(patched, zoom)).toEqual(drawn(fresh, zoom))
    }),
    { numRuns: 120 },
  )
})

test('no point is lost or counted twice at any zoom', () => {
  fc.assert(
    fc.property(fc.uniqueArray(pointRow, { maxLength: 31, selector: (row) => row[0] }), (rows) => {
      const index = new IncidentIndex()
      index.apply(firstFrame(rows))
      index.build()
      for (const zoom of [5, 6, 7, 8, 9, 11, 14, 18]) {
        const { clusters, points } = index.query(WORLD, zoom)
        expect(clusters.reduce((sum, cluster) => sum + cluster.count, points.length)).toBe(rows.length)
        for (const level of [0, 1, 2, 3, 4]) {
          const isActive = (row: MapPoint): boolean => row[3] === level && row[4] < 4
          const drawnOfLevel = clusters.reduce(
            (sum, { levels }) => sum + (levels[level] ?? 0),
            points.filter(isActive).length,
          )
          expect(drawnOfLevel).toBe(rows.filter(isActive).length)
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('before the next build new points stand alone, gone ones are not drawn, changed ones are as they are now', () => {
  const index = new IncidentIndex()
  const far: MapPoint = ['far', 119, 26, 4, 0, '11B01', 0]
  const gone: MapPoint = ['gone', 117, 25, 4, 0, '11B01', 0]
  index.apply(firstFrame([far, gone]))
  index.build()
  const worse: MapPoint = ['far', 119, 26, 1, 2, '11B01', 2]
  const fresh: MapPoint = ['new', 118, 24.5, 3, 0, '11B01', 0]
  index.apply({ reset: false, done: true, put: [worse, fresh], del: ['gone'] })
  expect(index.isDirty).toBe(true)
  expect(index.query(FUJIAN, 18).points).toEqual([worse, fresh])
  index.build()
  expect(index.query(FUJIAN, 18).points).toEqual(expect.arrayContaining([worse, fresh]))
})

test('clusters count levels of incidents that are not over, join all flags, and fall apart where told', () => {
  const index = new IncidentIndex()
  index.apply(
    firstFrame([
      ['a', 119.3, 26.08, 1, 0, '11B01', 1],
      ['b', 119.3001, 26.0801, 3, 2, '11B01', 2],
      ['c', 119.3002, 26.0802, 2, 4, '11B01', 16],
      ['d', 119.3003, 26.0803, 0, 5, '11B01', 0],
    ]),
  )
  index.build()
  const [cluster] = index.query(FUJIAN, 8).clusters
  expect(cluster).toMatchObject({ count: 4, levels: [0, 1, 0, 1, 0], flags: 1 | 2 | 16 })
  const expansion = index.expand(index.version, cluster?.id ?? -1)
  expect(expansion?.members.map((row) => row[0]).toSorted()).toEqual(['a', 'b', 'c', 'd'])
  const zoom = expansion?.zoom ?? 0
  const apart = index.query(FUJIAN, zoom)
  expect(apart.clusters.length + apart.points.length).toBeGreaterThan(1)
  index.build()
  expect(index.expand(index.version - 1, cluster?.id ?? -1)).toBeNull()
})

test('a renewed answer replaces the old one only when it is whole', () => {
  const index = new IncidentIndex()
  index.apply(firstFrame([['old', 119, 26, 4, 0, '11B01', 0]]))
  index.build()
  const renewed: MapPoint = ['new', 118, 25, 4, 0, '11B01', 0]
  expect(index.apply({ reset: true, done: false, put: [renewed], del: [] })).toBe(false)
  expect(index.query(FUJIAN, 18).points.map((row) => row[0])).toEqual(['old'])
  expect(index.apply({ reset: false, done: true, put: [], del: [] })).toBe(true)
  expect(index.query(FUJIAN, 18).points.map((row) => row[0])).toEqual(['new'])
  index.clear()
  expect(index.query(FUJIAN, 18).points).toEqual([])
})
