import { existsSync, readFileSync, readdirSync } from 'node:fs'
// A file from elsewhere as rows of reports: every format becomes one table, fields are read as the intake form reads them,
// and what is wrong with a row is said by field; the same row gets the same id for ever.
import { DOMParser } from '@xmldom/xmldom'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { choiceWords } from '../../../renderer/features/import/choice-words.ts'
import type { ImportPlan, ReadRow } from '../../../renderer/features/import/read-rows.ts'
import { readRows } from '../../../renderer/features/import/read-rows.ts'
import { importId } from '../../../renderer/features/import/record-id.ts'
import type { SourceTable } from '../../../renderer/features/import/source-table.ts'
import { IMPORT_EXTENSIONS, MAX_IMPORT_ROWS, readSource } from '../../../renderer/features/import/source-table.ts'
import { writeSheet } from '../../../renderer/ui/spreadsheet.ts'
import { guessColumns } from '../../../shared/interop/table/guess-columns.ts'
import { incidentFields } from '../../../shared/model/incident.ts'
import { samples } from '../../support/samples.ts'

const SAMPLES = samples('')
const NOW = Date.parse('2026-11-26T14:00:00+08:00')

function parseXml(text: string): unknown {
  return new DOMParser().parseFromString(text, 'text/xml')
}

async function source(name: string, content: string | Uint8Array): Promise<SourceTable> {
  const read = await readSource(name, typeof content === 'string' ? strToU8(content) : content, parseXml)
  if (!read.ok) throw new Error(read.fault.message)
  return read.value
}

function rowsOf(table: SourceTable, more: Partial<ImportPlan> = {}): readonly ReadRow[] {
  const plan: ImportPlan = {
    ...{
      columns: guessColumns(table.columns),
      datum: 'WGS84',
      category: '19000 其它',
      source: '市应急局',
      keepsRest: true,
    },
    ...more,
  }
  const codeOf = (_field: string, name: string) => (name === '内涝' ? '11A02' : undefined)
  return readRows(table, plan, { nowMs: NOW, codeOf, choiceOf: choiceWords() })
}

test('a table: fields by its head, words of either language for levels and sources, the rest into the description', async () => {
  const table = await source(
    'events.csv',
    '编号,标题,类型,等级,纬度,经度,发生时间,信息来源,死亡人数,值守人\nA-1,鼓楼积水,内涝,重大,26.1,119.3,2026/11/26 8:05,119 消防,0,王五\nA-2,道路中断,11A02,Level II,26.2°,119.4,20261126 0910,fire119,,\nA-3,x,11A02,V,,,,,,\n',
  )
  const [first, second, third] = rowsOf(table)
  expect(first?.problems).toEqual([])
  expect(first?.input).toMatchObject({
    ...{
      title: '鼓楼积水',
      category: '11A02',
      level: 2,
      position: { lon: 119.3, lat: 26.1 },
      sourceKind: 'fire119',
      dead: 0,
    },
    ...{
      occurredAt: '2026-11-26T08:05:00+08:00',
      linkedSystem: '市应急局',
      linkedNumber: 'A-1',
      description: '值守人: 王五',
    },
    sourceChannel: 'system',
  })
  expect(second?.input).toMatchObject({
    level: 2,
    position: { lon: 119.4, lat: 26.2 },
    sourceKind: 'fire119',
    occurredAt: '2026-11-26T09:10:00+08:00',
  })
  expect(third?.problems).toMatchObject([{ field: 'level', problem: 'badChoice', text: 'V' }])
  for (const [name, value] of Object.entries(first?.input ?? {}))
    expect(incidentFields[name as keyof typeof incidentFields].safeParse(value).success, name).toBe(true)
})

test('what is wrong is said by field and text, and such a row is not written', async () => {
  const table = await source(
    'x.csv',
    'title;category;lat;lon;dead;time\n;11A02;1;1;;\n积水;未知;91;0;x;gestern\n社会事件;14A01;;;;\n',
  )
  const [empty, wrong, fine] = rowsOf(table)
  expect(empty?.problems).toMatchObject([{ field: 'title', problem: 'needTitle' }])
  expect(wrong?.input).toBeNull()
  expect(wrong?.problems.map(({ field, problem }) => `${field} ${problem}`)).toEqual([
    ...['occurredAt badTime', 'dead badCount', 'category badCategory', 'position badPosition'],
  ])
  expect(fine?.problems).toEqual([])
  const graded = await source('y.csv', 'title,category,level\n社会事件,14A01,2\n')
  expect(rowsOf(graded)[0]?.problems).toEqual([{ field: 'level', problem: 'ungraded', text: '2' }])
})

test('a declared datum moves positions of columns, of one column and of features', async () => {
  const tables = [
    await source('a.csv', 'title,lat,lon\n积水,26.08,119.3\n'),
    await source('b.csv', 'title,position\n积水,"26.08, 119.3"\n'),
    await source(
      'c.geojson',
      JSON.stringify({
        type: 'Feature',
        properties: { title: '积水' },
        geometry: { type: 'Point', coordinates: [119.3, 26.08] },
      }),
    ),
  ]
  const [one, ...others] = tables.map((table) => rowsOf(table, { datum: 'GCJ02' })[0]?.input?.position)
  expect(one?.lon).toBeCloseTo(119.2954, 3)
  for (const other of others) expect(other).toEqual(one)
})

test('spreadsheets, GeoJSON, KML, KMZ and GPX become tables of the same kind', async () => {
  const sheet = await writeSheet(
    '1',
    [
      { title: '标题', width: 9 },
      { title: '地点', width: 9 },
    ],
    [['积水', '乌山路']],
  )
  expect(await source('a.xlsx', sheet)).toMatchObject({
    columns: ['标题', '地点'],
    rows: [{ line: 2, cells: ['积水', '乌山路'] }],
    hasPlaces: false,
  })
  const kml =
    '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>积水</name><description><![CDATA[<p>深 <b>30</b> cm</p><script>alert(1)</script>]]></description><Polygon><outerBoundaryIs><LinearRing><coordinates>119,26 119.2,26 119.2,26.2 119,26</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>'
  for (const [name, content] of [
    ['a.kml', strToU8(kml)],
    ['a.KMZ', zipSync({ 'doc.kml': strToU8(kml) })],
  ] as const) {
    const table = await source(name, content)
    const [row] = rowsOf(table)
    expect(row?.input).toMatchObject({ title: '积水', position: { lon: 119.1, lat: 26.1 } })
    expect(row?.input?.area).toHaveLength(4)
    expect(row?.input?.description).not.toContain('<')
    expect(row?.input?.description).toContain('深 30 cm')
  }
  const gpx = await source(
    'a.gpx',
    '<gpx xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="26.1" lon="119.3"><name>水位站</name></wpt></gpx>',
  )
  expect(rowsOf(gpx)[0]?.input).toMatchObject({ title: '水位站', position: { lon: 119.3, lat: 26.1 } })
})

test('a file that cannot be read, is too long or of another kind is refused with its reason', async () => {
  const kindOf = async (name: string, content: string | Uint8Array) => {
    const read = await readSource(name, typeof content === 'string' ? strToU8(content) : content, parseXml)
    return read.ok ? 'read' : read.fault.kind
  }
  expect(await kindOf('a.csv', '')).toBe('fileUnreadable')
  expect(await kindOf('a.csv', 'title\n')).toBe('malformed')
  expect(await kindOf('a.csv', `title\n${'x\n'.repeat(MAX_IMPORT_ROWS + 1)}`)).toBe('tooLarge')
  expect(await kindOf('a.exe', 'x')).toBe('fileTypeRefused')
  expect(await kindOf('a.xlsx', 'x')).toBe('malformed')
  expect(await kindOf('a.geojson', '{')).toBe('malformed')
  expect(await kindOf('a.kml', '<!DOCTYPE a [<!ENTITY b "c">]><kml/>')).toBe('malformed')
  expect(IMPORT_EXTENSIONS).toContain('kmz')
})

test('a feature that could not be read keeps its place in the list of refused ones', async () => {
  const table = await source(
    'a.geojson',
    JSON.stringify({
      type: 'FeatureCollection',
      features: [
        { type: 'Feature', properties: { name: '坏' }, geometry: { type: 'Point', coordinates: [1e9, 1] } },
        { type: 'Feature', id: 7, properties: { name: '好' }, geometry: null },
      ],
    }),
  )
  expect(table.refused).toMatchObject([{ line: 1, name: '坏', fault: { kind: 'malformed' } }])
  expect(rowsOf(table)[0]?.input).toMatchObject({ title: '好', linkedNumber: '7' })
})

test('the same row has the same id, whatever else was imported with it; another source or space has another', async () => {
  const [row] = rowsOf(await source('a.csv', 'title,number,place\n积水,A-1,乌山路\n'))
  const [moved] = rowsOf(await source('b.csv', 'number,title\nA-1,积水加深\n'))
  const id = await importId('fujian', row!.input!)
  expect(id).toMatch(/^[0-9A-Z]{26}$/)
  expect(await importId('fujian', moved!.input!)).toBe(id)
  expect(await importId('demo', row!.input!)).not.toBe(id)
  const [plain] = rowsOf(await source('a.csv', 'title,place\n积水,乌山路\n积水,五一路\n'))
  expect(await importId('fujian', plain!.input!)).not.toBe(id)
  const two = rowsOf(await source('a.csv', 'title,place\n积水,乌山路\n积水,五一路\n'))
  expect(await importId('fujian', two[0]!.input!)).not.toBe(await importId('fujian', two[1]!.input!))
})

const hasSamples = existsSync(`${SAMPLES}/kml`)
if (!hasSamples) console.log(`not run: no samples in ${SAMPLES}`)
describe.skipIf(!hasSamples)('samples', () => {
  test('every sample of KML, GPX and GeoJSON becomes rows, or is refused with a reason', async () => {
    const refused: string[] = []
    for (const kind of ['kml', 'gpx', 'geojson']) {
      for (const name of readdirSync(`${SAMPLES}/${kind}`)) {
        const read = await readSource(name, readFileSync(`${SAMPLES}/${kind}/${name}`), parseXml)
        if (!read.ok) refused.push(`${name}: ${read.fault.message}`)
        else expect(rowsOf(read.value), name).toHaveLength(read.value.rows.length)
      }
    }
    expect(refused).toEqual([
      'bad.gpx: nothing in it to import',
      'empty_trk.gpx: nothing in it to import',
      'unique_trkpt.gpx: nothing in it to import',
    ])
  })
})
