// What is not journaled, at the station: the book keeps the newest row per id, and watches give its rows and differences.
import { describe, expect, test } from 'vitest'
import type { ReadingRow, SystemRow, TrackRow } from '../../../shared/model/ambient.ts'
import { AGENCY, DIRECTORY } from '../../../shared/model/directory.ts'
import { AmbientBook, MOST_ROWS, MOST_TRAIL_POINTS } from '../../../station/query/ambient-book.ts'
import { seededChance } from '../../support/seeded.ts'
import { FUJIAN, START_MS, View, queryDesk } from './query-desk.ts'

function track(id: string, given: Partial<TrackRow> = {}): TrackRow {
  return {
    id: `ais/${id}`,
    gateway: 'ais',
    sort: 'vessel',
    name: `船${id}`,
    latitude: 26,
    longitude: 119,
    course: 45,
    speed: 5,
    atMs: START_MS,
    heardMs: START_MS,
    staleMs: null,
    isDistress: false,
    facts: { MMSI: id },
    ...given,
  }
}

function reading(id: string, given: Partial<ReadingRow> = {}): ReadingRow {
  return {
    id: `rain/${id}/rain`,
    gateway: 'rain',
    sensor: id,
    name: '鼓楼站',
    latitude: 26.1,
    longitude: 119.3,
    quantity: 'rain',
    unit: 'mm',
    value: 12,
    atMs: START_MS,
    heardMs: START_MS,
    state: 'normal',
    series: [[START_MS, 12]],
    ...given,
  }
}

const SYSTEM: SystemRow = {
  id: 'ais',
  name: '沿海 AIS',
  kind: 'ais',
  agency: 'msa',
  space: FUJIAN,
  state: 'running',
  heardMs: START_MS,
  gaveMs: null,
  silentAfterMs: 600_000,
  since: START_MS,
  taken: 3,
  given: 0,
  refused: 1,
  waiting: 0,
  dead: 0,
  peers: 1,
  fault: null,
}

const put = (topic: 'tracks' | 'readings' | 'features' | 'systems', rows: readonly unknown[], full = false) =>
  ({ topic, space: FUJIAN, full, more: false, put: rows, gone: [] }) as const

describe('the book', () => {
  test('[RP-14] the newest row per id counts, a full answer replaces all, what is not of its form is left out and counted', () => {
    const book = new AmbientBook()
    book.take(put('tracks', [track('1'), track('2'), { id: 'ais/3', latitude: 400 }]))
    expect([book.size('tracks', FUJIAN), book.odd]).toEqual([2, 1])
    book.take(put('tracks', [track('1', { name: '闽渔' })]))
    expect(book.row('tracks', FUJIAN, 'ais/1')?.name).toBe('闽渔')
    expect(book.size('tracks', 'elsewhere')).toBe(0)
    book.take({ ...put('tracks', []), gone: ['ais/2', 'ais/never'] })
    expect([...book.ids('tracks', FUJIAN)]).toEqual(['ais/1'])
    book.take(put('tracks', [track('9')], true))
    expect([...book.ids('tracks', FUJIAN)]).toEqual(['ais/9'])
  })

  test('[RP-14] a whole answer may come in several frames, and one the link cut short takes nothing away', () => {
    const book = new AmbientBook()
    book.take(put('tracks', [track('old'), track('1')]))
    book.take({ ...put('tracks', [track('1')], true), more: true })
    expect(book.size('tracks', FUJIAN)).toBe(2)
    book.restart(FUJIAN)
    book.take({ ...put('tracks', [track('2')], true), more: true })
    book.take(put('tracks', [track('3')]))
    expect([...book.ids('tracks', FUJIAN)].toSorted()).toEqual(['ais/2', 'ais/3'])
    book.take(put('tracks', [track('4')]))
    expect(book.size('tracks', FUJIAN)).toBe(3)
  })

  test('a unit leaves a trail of places it was at, bounded, through whole answers too', () => {
    const book = new AmbientBook()
    for (let step = 0; step < 100; step++)
      book.take(
        put('tracks', [track('1', { atMs: START_MS + step * 10_000, longitude: 119 + step / 1_000 })], step === 50),
      )
    const trail = book.trail(FUJIAN, 'ais/1')
    expect(trail).toHaveLength(MOST_TRAIL_POINTS)
    expect(trail[0]).toEqual([START_MS + 400_000, 119.04, 26])
    expect(trail.at(-1)).toEqual([START_MS + 990_000, 119.099, 26])
    // Lying still, or hearing something older, adds nothing.
    book.take(put('tracks', [track('1', { atMs: START_MS + 2_000_000, longitude: 119.099 })]))
    book.take(put('tracks', [track('1', { atMs: START_MS, longitude: 110 })]))
    expect(book.trail(FUJIAN, 'ais/1')).toEqual(trail)
  })

  test('[RP-14] bounded: what was heard longest ago gives way', () => {
    const book = new AmbientBook()
    const many = Array.from({ length: MOST_ROWS.readings }, (_, at) => reading(String(at)))
    book.take(put('readings', many))
    book.take(put('readings', [reading('0')]))
    book.take(put('readings', [reading('new')]))
    expect(book.size('readings', FUJIAN)).toBe(MOST_ROWS.readings)
    expect(book.row('readings', FUJIAN, 'rain/1/rain')).toBeUndefined()
    expect(book.row('readings', FUJIAN, 'rain/0/rain')).toBeDefined()
  })

  test('distress and the state of a reading know since when', () => {
    const book = new AmbientBook()
    book.take(put('tracks', [track('1', { isDistress: true })]))
    book.take(put('tracks', [track('1', { isDistress: true, atMs: START_MS + 5_000 })]))
    expect(book.sinceMs('tracks', FUJIAN, 'ais/1')).toBe(START_MS)
    book.take(put('tracks', [track('1', { atMs: START_MS + 6_000 })]))
    expect(book.sinceMs('tracks', FUJIAN, 'ais/1')).toBe(0)
    book.take(put('readings', [reading('a')]))
    book.take(put('readings', [reading('a', { state: 'danger', atMs: START_MS + 7_000 })]))
    expect(book.sinceMs('readings', FUJIAN, 'rain/a/rain')).toBe(START_MS + 7_000)
  })
})

describe('watches', () => {
  test('systems say their agency in words, and follow the directory', async () => {
    const desk = await queryDesk()
    desk.hub.ambient.take(put('systems', [SYSTEM]))
    desk.store.ensureSpace(DIRECTORY)
    const view = new View(desk, 'systems', { space: FUJIAN })
    expect(view.rows).toEqual([{ ...SYSTEM, key: 'ais', agencyName: 'msa', agencyNameEn: 'msa' }])
    view.ack()
    desk.write(AGENCY, 'msa', { name: '福建海事局', nameEn: 'Fujian MSA' }, '', DIRECTORY)
    desk.settle()
    expect(view.rows[0]).toMatchObject({ agencyName: '福建海事局', agencyNameEn: 'Fujian MSA' })
    view.ack()
    // Said again without change: no difference.
    const { deltas } = view
    desk.hub.ambient.take(put('systems', [SYSTEM], true))
    desk.settle()
    expect(view.deltas).toBe(deltas)
  })

  test('one unit whole, with its trail; readings by state', async () => {
    const desk = await queryDesk()
    const one = new View(desk, 'track', { space: FUJIAN, id: 'ais/1' })
    const danger = new View(desk, 'readings', { space: FUJIAN, states: ['danger'], limit: 10 })
    one.ack()
    danger.ack()
    desk.hub.ambient.take(put('tracks', [track('1'), track('2')]))
    desk.hub.ambient.take(put('readings', [reading('a'), reading('b', { state: 'danger' })]))
    desk.settle()
    expect(one.byKey.get('ais/1')).toEqual({ ...track('1'), key: 'ais/1', trail: [[START_MS, 119, 26]] })
    expect([...danger.byKey.keys()]).toEqual(['rain/b/rain'])
    one.ack()
    danger.ack()
    desk.hub.ambient.take(put('readings', [reading('b')]))
    desk.hub.ambient.take(put('tracks', [track('1', { longitude: 119.5, atMs: START_MS + 1 })]))
    desk.settle()
    expect(danger.byKey.size).toBe(0)
    expect(one.byKey.get('ais/1')?.trail).toHaveLength(2)
  })

  test('[RP-5] rows of a view that applied every difference equal a fresh answer: boxes, limits, distress', async () => {
    const desk = await queryDesk()
    const random = seededChance(47)
    const pick = (below: number): number => Math.floor(random() * below)
    const questions = [
      { space: FUJIAN, limit: 20_000 },
      { space: FUJIAN, limit: 7 },
      { space: FUJIAN, limit: 5, box: [119, 25, 120, 27] as [number, number, number, number] },
      { space: FUJIAN, limit: 50, onlyDistress: true },
    ]
    const views = questions.map((params) => new View(desk, 'tracks', params))
    for (const view of views) view.ack()
    for (let step = 1; step <= 150; step++) {
      const some = Array.from({ length: 1 + pick(4) }, () =>
        track(String(pick(24)), {
          longitude: 118 + random() * 3,
          latitude: 24 + random() * 4,
          isDistress: pick(4) === 0,
          atMs: START_MS + step * 1_000,
        }),
      )
      const gone = pick(3) === 0 ? [`ais/${pick(24)}`] : []
      desk.hub.ambient.take({ topic: 'tracks', space: FUJIAN, full: pick(30) === 0, more: false, put: some, gone })
      desk.settle()
      for (const view of views) if (pick(2) === 0) view.ack()
    }
    for (const view of views) view.ack()
    desk.settle()
    questions.forEach((params, at) => {
      const fresh = new View(desk, 'tracks', params)
      expect(views[at]?.byKey, JSON.stringify(params)).toEqual(fresh.byKey)
      expect(views[at]?.meta).toEqual(fresh.meta)
      expect(fresh.byKey.size).toBeLessThanOrEqual(params.limit)
    })
  })
})
