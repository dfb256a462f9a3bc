// Earthquake summaries in the form of the USGS: read, refused by the event, written as a row and as an incident.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import { decide } from '../../../shared/commands/commands.ts'
import { readQuakes } from '../../../shared/interop/quake/read-quakes.ts'
import { quakeIncident, quakeRow } from '../../../shared/interop/quake/write-quake.ts'
import { featureRow } from '../../../shared/model/ambient.ts'
import { incidentFields } from '../../../shared/model/incident.ts'

const TIME = Date.UTC(2026, 10, 26, 0, 30)

function event(id: string, more: object = {}, coordinates: unknown = [121.5, 23.9, 12.34]): object {
  const properties = {
    ...{ mag: 5.64, place: '18 km S of Hualien City, Taiwan', time: TIME, updated: TIME + 600_000, type: 'earthquake' },
    ...{
      status: 'automatic',
      magType: 'mww',
      ids: `,${id},`,
      url: `https://earthquake.usgs.gov/earthquakes/eventpage/${id}`,
    },
    ...{ tsunami: 0, felt: null, cdi: null, mmi: 6.2, title: 'M 5.6 - 18 km S of Hualien City, Taiwan' },
  }
  return { type: 'Feature', id, properties: { ...properties, ...more }, geometry: { type: 'Point', coordinates } }
}

function bytesOf(features: readonly unknown[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ type: 'FeatureCollection', metadata: { count: 1 }, features }))
}

test('an event is read with its ids, depth and intensity, and becomes an incident the model takes', () => {
  const read = readQuakes(bytesOf([event('us7000', { ids: ',us7000,tw12,' })]))
  if (!read.ok) throw new Error(read.fault.message)
  const [quake] = read.value.quakes
  expect(quake).toMatchObject({
    ids: ['us7000', 'tw12'],
    magnitude: 5.6,
    depthKm: 12.3,
    epicentre: { lon: 121.5, lat: 23.9 },
  })
  const input = quakeIncident(quake!, 'USGS')
  expect(input).toMatchObject({
    ...{ title: '5.6级地震 18 km S of Hualien City, Taiwan', category: '11C02', linkedNumber: 'us7000' },
    occurredAt: '2026-11-26T08:30:00+08:00',
  })
  expect(input.description).toContain('深度 12.3 km')
  for (const [name, value] of Object.entries(input))
    expect(incidentFields[name as keyof typeof incidentFields].safeParse(value).success, name).toBe(true)
  const decided = decide(
    'reportIncident',
    {
      ...{
        nowMs: TIME,
        station: asId('S1'),
        officer: asId('O1'),
        role: 'linkedSystem',
        agency: asId('A1'),
        agencyCode: 'FJ',
      },
      ...{ newId: () => asId('R1'), nextCount: () => 1, read: () => undefined, list: () => [] },
    },
    input,
  )
  expect(decided.ok).toBe(true)
})

test('what is no natural earthquake says so; what is deleted says so', () => {
  const read = readQuakes(bytesOf([event('ex1', { type: 'quarry blast', status: 'deleted' })]))
  if (!read.ok) throw new Error(read.fault.message)
  const input = quakeIncident(read.value.quakes[0]!, 'USGS')
  expect(input).toMatchObject({ category: '11C01', title: '5.6级人工地震 18 km S of Hualien City, Taiwan' })
  expect(input.description).toContain('已撤销')
})

test('an event without magnitude, time, place or id is refused by itself', () => {
  const read = readQuakes(
    bytesOf([
      event('a', { mag: null }),
      event('b', { time: 'now' }),
      event('c', {}, null),
      { ...event('d'), id: '' },
      event('e'),
      event('f', {}, [1e9, 3, 1]),
    ]),
  )
  if (!read.ok) throw new Error(read.fault.message)
  expect(read.value.quakes.map(({ ids }) => ids[0])).toEqual(['e'])
  expect(read.value.refused.map(({ fault }) => fault.message)).toEqual([
    'feature 3 (M 5.6 - 18 km S of Hualien City, Taiwan): a position needs longitude and latitude',
    'feature 6 (M 5.6 - 18 km S of Hualien City, Taiwan): a longitude is outside the world',
    ...['event a: no magnitude', 'event b: no time', 'event ?: no id'],
  ])
})

test('whatever stands in an event, its row is a row', () => {
  const any = fc.jsonValue()
  fc.assert(
    fc.property(
      fc.record({
        mag: fc.double({ min: -3, max: 10, noNaN: true }),
        place: any,
        updated: any,
        ids: any,
        url: any,
        felt: any,
        mmi: any,
        status: any,
        magType: any,
      }),
      (more) => {
        const read = readQuakes(bytesOf([event('x', more)]))
        if (!read.ok) throw new Error(read.fault.message)
        for (const quake of read.value.quakes) {
          expect(
            featureRow.safeParse(quakeRow(quake, { gateway: 'G', key: 'x', nowMs: 1, staleMs: 2 })).error,
          ).toBeUndefined()
          const input = quakeIncident(quake, 'USGS')
          expect(incidentFields.title.safeParse(input.title).success).toBe(true)
          expect(incidentFields.description.safeParse(input.description).success).toBe(true)
        }
      },
    ),
    { numRuns: 200 },
  )
})
