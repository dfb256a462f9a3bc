// The incident list as GeoJSON and KML: what stands in a row, where it lies, and nothing of who called.
import { DOMParser } from '@xmldom/xmldom'
import { expect, test } from 'vitest'
import { geojsonText, incidentFeatures } from '../../renderer/features/incidents/incident-features.ts'
import { readGeoJson } from '../../shared/interop/geojson/read-geojson.ts'
import { readMarkup } from '../../shared/interop/markup/read-markup.ts'
import { writeKml } from '../../shared/interop/markup/write-kml.ts'
import type { IncidentRow } from '../../shared/rpc/rows.ts'

const WORDS = {
  level: (level: number) => `级别${String(level)}`,
  status: (status: string) => `状态${status}`,
  category: () => '内涝',
  division: () => '鼓楼区',
}

const ROW: IncidentRow = {
  ...{
    key: 'I1',
    number: 'FJ-1',
    title: '鼓楼积水 <&> "一"',
    category: '11A02',
    level: 2,
    status: 'reported',
    lon: 119.3,
    lat: 26.1,
  },
  ...{
    division: '350102',
    place: '乌山路',
    occurredAt: null,
    receivedAt: '2026-11-26T08:00:00+08:00',
    dead: 0,
    missing: null,
  },
  ...{
    injured: null,
    trapped: null,
    evacuated: null,
    sensitive: false,
    demonstration: false,
    conflicts: 1,
    unread: true,
  },
  ...{ waiting: false, changedMs: 0 },
}

test('rows become features with codes and words, and read back as they were written', () => {
  const features = incidentFeatures([ROW, { ...ROW, key: 'I2', lon: null, lat: null }], WORDS)
  const json = readGeoJson(new TextEncoder().encode(geojsonText(features)))
  if (!json.ok) throw new Error(json.fault.message)
  expect(json.value.odd).toEqual(['features without a geometry: 1'])
  expect(json.value.features[0]).toMatchObject({
    id: 'I1',
    geometry: { type: 'Point', coordinates: [119.3, 26.1] },
    properties: {
      title: ROW.title,
      category: '11A02',
      categoryName: '内涝',
      levelName: '级别2',
      divisionName: '鼓楼区',
      dead: 0,
    },
  })
  for (const name of ['conflicts', 'unread', 'waiting', 'sourceTelephone'])
    expect(json.value.features[0]?.properties).not.toHaveProperty(name)
  const kml = readMarkup(new TextEncoder().encode(writeKml(features)), (text) =>
    new DOMParser().parseFromString(text, 'text/xml'),
  )
  if (!kml.ok) throw new Error(kml.fault.message)
  expect(kml.value.features[0]).toMatchObject({
    geometry: { type: 'Point' },
    properties: { name: ROW.title, place: '乌山路' },
  })
})
