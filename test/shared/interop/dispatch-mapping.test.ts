// Mapping files of dispatch systems: their form and its mistakes, and how bodies are read by them.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { convertPosition } from '../../../shared/geo/coordinate-systems.ts'
import { readBody } from '../../../shared/interop/dispatch/body.ts'
import type { DispatchMapping, MappedEndpoint } from '../../../shared/interop/dispatch/mapping-file.ts'
import { dispatchMapping, readMapping } from '../../../shared/interop/dispatch/mapping-file.ts'
import { VERBS, fieldsOf } from '../../../shared/interop/dispatch/message.ts'
import type { ReadMessages } from '../../../shared/interop/dispatch/read-message.ts'
import { readMessages } from '../../../shared/interop/dispatch/read-message.ts'
import { readTime } from '../../../shared/interop/dispatch/time-format.ts'

const FOLDER = join(import.meta.dirname, '../../../seeds/mappings')
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

function shipped(name: string): DispatchMapping {
  const read = readMapping(JSON.parse(readFileSync(join(FOLDER, name), 'utf8')))
  if (!read.ok) throw new Error(`${name}: ${JSON.stringify(read.fault)}`)
  return read.value
}
const FIRE = shipped('example-fire-119.json')
const MEDICAL = shipped('example-medical-120.json')

function endpoint(mapping: DispatchMapping, path: string): MappedEndpoint {
  return mapping.endpoints.find((one) => one.path === path)!
}

function read(mapping: DispatchMapping, path: string, body: Uint8Array | string, charset?: string): ReadMessages {
  const bytes = typeof body === 'string' ? utf8(body) : body
  const result = readMessages(mapping, endpoint(mapping, path), bytes, charset)
  if (!result.ok) throw new Error(JSON.stringify(result.fault))
  return result.value
}

describe('the file', () => {
  test('every shipped mapping holds, and together they show all six verbs and both formats', () => {
    const all = readdirSync(FOLDER)
      .filter((name) => name.endsWith('.json'))
      .map(shipped)
    expect(all).toHaveLength(2)
    const endpoints = all.flatMap((mapping) => mapping.endpoints)
    expect(new Set(endpoints.map(({ verb }) => verb))).toEqual(new Set(VERBS))
    expect(new Set(endpoints.map(({ format }) => format))).toEqual(new Set(['json', 'xml', 'either']))
    const codes = new Set(
      (
        JSON.parse(readFileSync(join(FOLDER, '../event-codes/event-codes.json'), 'utf8')) as {
          codes: { code: string }[]
        }
      ).codes.map(({ code }) => code),
    )
    for (const table of [FIRE.codes['AJLB'], MEDICAL.codes['SJLX']])
      for (const code of Object.values(table!)) expect(codes.has(String(code)), String(code)).toBe(true)
  })

  const broken: readonly (readonly [string, readonly (string | number)[], unknown])[] = [
    ['form', ['form'], 'something else'],
    ['datum', ['datum'], 'NAD27'],
    ['system', ['system'], 'has a space'],
    ['endpoints[1].path', ['endpoints', 1, 'path'], '/udp/sendPhone'],
    ['endpoints[0].path', ['endpoints', 0, 'path'], 'no slash'],
    ['endpoints[1].fields.categry', ['endpoints', 1, 'fields', 'categry'], { value: '12000' }],
    ['endpoints[1].fields.category.codes', ['endpoints', 1, 'fields', 'category', 'codes'], 'NONE'],
    ['endpoints[1].fields.title.path', ['endpoints', 1, 'fields', 'title', 'path'], 'AJMC'],
    ['endpoints[1].fields.title.as', ['endpoints', 1, 'fields', 'title', 'as'], 'date'],
    ['endpoints[1].fields', ['endpoints', 1, 'fields', 'lon'], undefined],
    ['endpoints[2].ignored[1]', ['endpoints', 2, 'ignored', 1], '$..x'],
    ['time.offset', ['time', 'offset'], 'CST'],
    ['', ['surprise'], 1],
  ]
  test.each(broken)('a mistake is named with its place: %s', (place, where, value) => {
    const file = JSON.parse(readFileSync(join(FOLDER, 'example-fire-119.json'), 'utf8')) as object
    const inner = where.slice(0, -1).reduce<object>((at, step) => Reflect.get(at, step) as object, file)
    Reflect.set(inner, where.at(-1)!, value)
    const result = readMapping(JSON.parse(JSON.stringify(file)))
    expect(result.ok).toBe(false)
    if (!result.ok) expect(result.fault.detail).toEqual({ field: place })
  })

  test('fields of a verb: a position is two numbers', () => {
    expect(fieldsOf('incident')).toEqual(expect.arrayContaining(['lon', 'lat', 'title']))
    expect(fieldsOf('incident')).not.toContain('position')
  })
})

const INCIDENT = {
  ZQBH: 'ZQ-1',
  JJDBH: 'JJ-1',
  AJMC: '高层住宅火灾',
  AJLB: '01',
  AJDJ: '3',
  XZQH: '350102',
  SFDZ: '鼓楼区五一北路1号',
  JD: '119.30',
  WD: 26.08,
  SFSJ: '2023-07-28 09:50:00',
  JJSJ: '2023-07-28 09:55:00.0',
  BKRS: '3',
  AJNR: '12层冒烟',
  RSW: '',
  JZLX: '高层民用建筑',
}

describe('a message', () => {
  test('in JSON: codes, times, numbers, joined texts; the position is converted to WGS-84', () => {
    const { items } = read(FIRE, '/udp/sendIncident', JSON.stringify(INCIDENT))
    expect(items).toEqual([
      {
        odd: [],
        message: {
          verb: 'incident',
          says: {
            number: 'JJ-1',
            call: 'ZQ-1',
            title: '高层住宅火灾',
            category: '12G03',
            level: 3,
            division: '350102',
            place: '鼓楼区五一北路1号',
            occurredAt: '2023-07-28T09:50:00+08:00',
            receivedAt: '2023-07-28T09:55:00+08:00',
            trapped: 3,
            description: '12层冒烟；建筑：高层民用建筑',
            position: convertPosition({ lon: 119.3, lat: 26.08 }, 'GCJ02', 'WGS84'),
          },
        },
      },
    ])
  })

  test('what is odd is said and the rest is taken: an unknown code, no number, no place, no time, an unread member', () => {
    const odd = {
      ...INCIDENT,
      AJLB: '77',
      BKRS: 'many',
      JD: 0,
      WD: 0,
      SFSJ: '28.7.2023',
      XZQH: 'here',
      NEU: { A: [1, 2] },
    }
    const { items } = read(FIRE, '/udp/sendIncident', JSON.stringify(odd))
    const item = items[0]!
    expect(item.message?.says).toMatchObject({ number: 'JJ-1', category: '12G99' })
    for (const name of ['position', 'trapped', 'occurredAt', 'division'])
      expect(item.message?.says).not.toHaveProperty(name)
    expect(item.odd).toEqual([
      'category: code “77” is not in the table AJLB',
      'occurredAt: “28.7.2023” at $.SFSJ is no time',
      'trapped: “many” at $.BKRS is no whole',
      'no rule reads $.NEU.A',
      'position: 0, 0 is no place',
      'division: “"here"” does not fit and is left out',
    ])
  })

  test('without what it must have it is refused with the field', () => {
    const { items } = read(FIRE, '/udp/sendIncident', JSON.stringify({ ...INCIDENT, JJDBH: '' }))
    expect(items[0]!.fault).toMatchObject({ kind: 'invalidInput', detail: { field: 'number', verb: 'incident' } })
  })

  test('a text that is too long is cut and said so', () => {
    const { items } = read(FIRE, '/udp/sendIncident', JSON.stringify({ ...INCIDENT, AJMC: '火'.repeat(300) }))
    expect(items[0]!.message?.says).toMatchObject({ title: '火'.repeat(120) })
    expect(items[0]!.odd).toEqual(['title: cut at 120 characters'])
  })

  test('a list of units, and one unit where a list is expected', () => {
    const body = {
      JJDBH: 'JJ-1',
      CJDBH: 'C1',
      CJSJ: '2023-07-28 10:00:00',
      CJDW: [{ DWMC: '五一站' }, { DWMC: '特勤站' }],
    }
    expect(read(FIRE, '/udp/sendHandle', JSON.stringify(body)).items[0]!.message?.says).toMatchObject({
      units: ['五一站', '特勤站'],
    })
    expect(
      read(FIRE, '/udp/sendHandle', JSON.stringify({ ...body, CJDW: { DWMC: '五一站' } })).items[0]!.message?.says,
    ).toMatchObject({ units: ['五一站'] })
  })

  const XML = `<?xml version="1.0" encoding="UTF-8"?><SJLB><YL>否</YL>
    <SJ bh="E-1"><SJMC>车祸</SJMC><SJLX>JTSG</SJLX><ZB><JD>119.31</JD><WD>26.09</WD></ZB><SLSJ>20230728095500</SLSJ></SJ>
    <SJ bh="E-2"><SJMC>中毒 &amp; 昏迷</SJMC><SJLX>ZD</SJLX></SJ><SJ><SJMC>无编号</SJMC></SJ></SJLB>`
  test('in XML: attributes, a list of messages, each taken or refused by itself', () => {
    const { items } = read(MEDICAL, '/jj120/ws/event', XML)
    expect(items.map(({ message }) => message?.says)).toEqual([
      expect.objectContaining({
        number: 'E-1',
        title: '120：车祸',
        category: '12H99',
        receivedAt: '2023-07-28T09:55:00+08:00',
        exercise: false,
      }),
      expect.objectContaining({ number: 'E-2', title: '120：中毒 & 昏迷', category: '13C03' }),
      undefined,
    ])
    expect(items[2]!.fault?.detail).toEqual({ field: 'number', verb: 'incident' })
  })

  test('in GB18030: declared in XML, named in the header, or neither and said so', () => {
    // 车祸 in GB18030.
    const gb = Uint8Array.from([0xb3, 0xb5, 0xbb, 0xf6])
    const wrap = (before: string, after: string): Uint8Array =>
      Uint8Array.from([...utf8(before), ...gb, ...utf8(after)])
    const xml = wrap('<?xml version="1.0" encoding="GB2312"?><SJLB><SJ bh="1"><SJMC>', '</SJMC></SJ></SJLB>')
    expect(read(MEDICAL, '/jj120/ws/event', xml).items[0]!.message?.says).toMatchObject({ title: '120：车祸' })
    const lying = wrap('<?xml version="1.0" encoding="UTF-8"?><SJLB><SJ bh="1"><SJMC>', '</SJMC></SJ></SJLB>')
    const taken = read(MEDICAL, '/jj120/ws/event', lying)
    expect(taken.items[0]!.message?.says).toMatchObject({ title: '120：车祸' })
    expect(taken.odd).toEqual(['the bytes are not the declared encoding: read as GB18030'])
    const json = wrap('{"JJDBH":"1","AJMC":"', '","AJLB":"01"}')
    expect(read(FIRE, '/udp/sendIncident', json, 'gbk')).toMatchObject({ odd: [] })
    expect(read(FIRE, '/udp/sendIncident', json).items[0]!.message?.says).toMatchObject({ title: '车祸' })
    expect(read(FIRE, '/udp/sendIncident', json).odd).toHaveLength(1)
  })
})

describe('hostile bodies', () => {
  const bodies: readonly (readonly [string, string, string])[] = [
    ['not JSON', '{', 'malformed'],
    ['empty', '', 'malformed'],
    ['deep nesting', `${'['.repeat(5_000)}${']'.repeat(5_000)}`, 'tooLarge'],
    ['XML where JSON is expected', '<a/>', 'malformed'],
    ['too large', `"${'a'.repeat(1024 * 1024)}"`, 'tooLarge'],
    ['a number out of range', '{"JJDBH":1e999}', 'tooLarge'],
  ]
  test.each(bodies)('%s', (_, body, kind) => {
    const result = readMessages(FIRE, endpoint(FIRE, '/udp/sendIncident'), utf8(body))
    expect(result).toMatchObject({ ok: false, fault: { kind } })
  })

  const documents: readonly (readonly [string, string])[] = [
    ['XXE', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><SJLB><SJ bh="1"><SJMC>&x;</SJMC></SJ></SJLB>'],
    ['an entity bomb', '<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><SJLB>&b;</SJLB>'],
    ['an unknown entity', '<SJLB>&nbsp;</SJLB>'],
    ['JSON', '{}'],
    ['deep nesting', `${'<a>'.repeat(100)}${'</a>'.repeat(100)}`],
    ['nothing where the list stands', '<SJLB/>'],
  ]
  test.each(documents)('XML: %s', (_, body) => {
    const result = readMessages(MEDICAL, endpoint(MEDICAL, '/jj120/ws/event'), utf8(body))
    expect(result.ok).toBe(false)
  })

  test('names of the language’s own objects are names like others', () => {
    const body = '{"__proto__":{"JJDBH":"x"},"constructor":1,"JJDBH":"JJ-9","AJMC":"t","AJLB":"__proto__"}'
    const { items } = read(FIRE, '/udp/sendIncident', body)
    expect(items[0]!.message?.says).toMatchObject({ number: 'JJ-9', category: '12G99' })
    expect(({} as { JJDBH?: string }).JJDBH).toBeUndefined()
  })

  test('whatever comes, it is read or refused, and nothing is thrown', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.json().map(utf8),
      fc.string({ maxLength: 100, unit: 'grapheme' }).map((text) => utf8(`<a b="${text}">${text}</a>`)),
    )
    fc.assert(
      fc.property(anything, fc.constantFrom(FIRE, MEDICAL), fc.nat(5), (bytes, mapping, index) => {
        const one = mapping.endpoints[index % mapping.endpoints.length]!
        const result = readMessages(mapping, one, bytes)
        if (result.ok)
          for (const item of result.value.items) expect(item.message === undefined).toBe(item.fault !== undefined)
      }),
      { numRuns: 500 },
    )
  })

  test('JSON told by a mapping of our own names comes back as it was said', () => {
    const names = { number: 'n', title: 't', category: 'c' }
    const own = dispatchMapping.parse({
      ...JSON.parse(readFileSync(join(FOLDER, 'example-fire-119.json'), 'utf8')),
      endpoints: [
        {
          path: '/x',
          verb: 'incident',
          format: 'json',
          fields: Object.fromEntries(Object.entries(names).map(([field, name]) => [field, { path: `$.${name}` }])),
        },
      ],
    })
    const words = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).filter((text) => text.trim() !== '')
    fc.assert(
      fc.property(words, words, (number, title) => {
        const body = utf8(JSON.stringify({ n: number, t: title, c: '12G03' }))
        const result = readMessages(own, own.endpoints[0]!, body)
        const fits = title.trim().length <= 120 && number.trim().length <= 80
        if (fits && title.isWellFormed() && number.isWellFormed())
          expect(result).toMatchObject({
            value: { items: [{ message: { says: { number: number.trim(), title: title.trim() } } }] },
          })
      }),
      { numRuns: 300 },
    )
  })
})

describe('times', () => {
  const china = (format: string) => ({ format, offset: '+08:00' })
  const good: readonly (readonly [string | number, string, string])[] = [
    ['2023-07-28 09:55:00', 'yyyy-MM-dd HH:mm:ss', '2023-07-28T09:55:00+08:00'],
    ['20230728095500', 'yyyyMMddHHmmss', '2023-07-28T09:55:00+08:00'],
    ['2023/07/28 09:55', 'yyyy/MM/dd HH:mm', '2023-07-28T09:55:00+08:00'],
    ['2023年07月28日', 'yyyy年MM月dd日', '2023-07-28T00:00:00+08:00'],
    ['1690509300', 'epochSeconds', '2023-07-28T09:55:00+08:00'],
    [1690509300000, 'epochMs', '2023-07-28T09:55:00+08:00'],
    ['2023-07-28T01:55:00Z', 'iso', '2023-07-28T09:55:00+08:00'],
    ['2023-07-28 09:55:00', 'iso', '2023-07-28T09:55:00+08:00'],
    ['2023-07-28T09:55:00.123+0800', 'iso', '2023-07-28T09:55:00+08:00'],
  ]
  test.each(good)('%s as %s', (text, format, expected) => expect(readTime(text, china(format))).toBe(expected))

  const bad: readonly (readonly [string, string])[] = [
    ['2023-02-30 09:55:00', 'yyyy-MM-dd HH:mm:ss'],
    ['2023-07-28 25:00:00', 'yyyy-MM-dd HH:mm:ss'],
    ['2023-07-28', 'yyyy-MM-dd HH:mm:ss'],
    ['2023-07-28 09:55:00 CST', 'yyyy-MM-dd HH:mm:ss'],
    ['0001-01-01T00:00:00Z', 'iso'],
    ['9999-12-31T00:00:00Z', 'iso'],
    ['2023-02-30T00:00:00Z', 'iso'],
    ['-5', 'epochSeconds'],
    ['99999999999999', 'epochSeconds'],
    ['now', 'epochMs'],
  ]
  test.each(bad)('%s is no time as %s', (text, format) => expect(readTime(text, china(format))).toBeUndefined())
})

test('elements with attributes and text are read beside those without', () => {
  const body = readBody(utf8('<a x="1">t<b>2</b><b y="3">4</b><c/></a>'), { format: 'either', encoding: 'auto' })
  expect(body).toMatchObject({
    value: { tree: { '@x': '1', '#text': 't', b: ['2', { '@y': '3', '#text': '4' }], c: '' } },
  })
})
