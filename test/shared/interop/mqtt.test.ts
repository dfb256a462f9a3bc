import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../shared/base/json.ts'
import { Mapping } from '../../../shared/interop/mqtt/mapping.ts'
import { readPayload } from '../../../shared/interop/mqtt/payload.ts'
import { isSaid, numberOf, parseSource, textOf } from '../../../shared/interop/mqtt/source.ts'
import { matchTopic, parseTopic } from '../../../shared/interop/mqtt/topic.ts'
import { mqttSettings } from '../../../shared/interop/settings/mqtt.ts'
import { trackRow } from '../../../shared/model/ambient.ts'

function mapping(settings: object): Mapping {
  const made = Mapping.of(mqttSettings.parse({ host: 'broker', ...settings }))
  if (!made.ok) throw new Error(made.fault.message)
  return made.value
}

describe('topics with named levels', () => {
  const match = (pattern: string, topic: string): unknown => {
    const parsed = parseTopic(pattern)
    return parsed.ok ? matchTopic(parsed.value, topic) : parsed.fault.message
  }

  test.each([
    ['rain/{station}/data', 'rain/s1/data', { station: 's1' }],
    ['rain/{station}/data', 'rain/s1/other', undefined],
    ['rain/{station}/data', 'rain/s1', undefined],
    ['rain/{station}/data', 'rain/s1/data/more', undefined],
    ['{a}/+/{b}/#', '1/2/3/4/5', { a: '1', b: '3' }],
    ['{a}/#', '1', { a: '1' }],
    ['#', 'any/thing', {}],
    ['#', '$SYS/broker/load', undefined],
    ['$share/x', '$share/x', {}],
    ['水位/{站}', '水位/桥头', 'not understood in the topic 水位/{站}: {站}'],
    ['水位/{z}', '水位/桥头', { z: '桥头' }],
    ['a/{x}/{x}', 'a/1/2', 'two levels of a/{x}/{x} are called x'],
    ['a/#/b', 'a', 'not understood in the topic a/#/b: #'],
    ['a/b+', 'a', 'not understood in the topic a/b+: b+'],
  ])('%s and %s', (pattern, topic, wanted) => {
    expect(match(pattern, topic)).toEqual(wanted)
  })

  test('the filter is what brokers understand', () => {
    expect(parseTopic('rain/{station}/+/#')).toMatchObject({ ok: true, value: { filter: 'rain/+/+/#' } })
    expect(parseTopic('/'.repeat(40))).toMatchObject({ ok: false })
  })
})

describe('where values come from', () => {
  const from = (text: string) => {
    const source = parseSource(text, ['station', 'kind'])
    if (!source.ok) throw new Error(source.fault.message)
    return source.value
  }
  const message: Json = { d: { v: '12.50', n: 7, list: [1, { x: '东' }], flag: true } }
  const levels = { station: 's1', kind: 'level' }

  test.each([
    ['$.d.v', '12.50'],
    ['$.d.n', '7'],
    ['$.d.list[1].x', '东'],
    ["$['d']['n']", '7'],
    ['$.d.list', ''],
    ['$.none', ''],
    ['{station}', 's1'],
    ['st-{station}/{kind}', 'st-s1/level'],
    ['rain', 'rain'],
    ['', ''],
  ])('%s', (source, text) => {
    expect(textOf(from(source), message, levels, 100)).toBe(text)
  })

  test('numbers also from text, and only from text that is one', () => {
    expect(numberOf(from('$.d.v'), message, levels)).toBe(12.5)
    const lone = from('$')
    for (const [given, wanted] of [
      [' 3 ', 3],
      ['-1.5e2', -150],
      ['1e999', null],
      ['0x10', null],
      ['12 mm', null],
      ['', null],
      [true, null],
      [[1], null],
      [null, null],
    ] as const)
      expect(numberOf(lone, given, levels)).toBe(wanted)
  })

  test('a level the topic has not, and a path that is none, are refused', () => {
    expect(parseSource('{other}', ['station'])).toMatchObject({ ok: false, fault: { kind: 'invalidInput' } })
    expect(parseSource('$..x', [])).toMatchObject({ ok: false, fault: { kind: 'invalidInput' } })
    expect(parseSource('$[?(@.a)]', [])).toMatchObject({ ok: false })
  })

  test('what is said to be so', () => {
    for (const yes of [true, 1, 'yes', '1', 'SOS']) expect(isSaid(from('$'), yes, levels)).toBe(true)
    for (const no of [false, 0, '0', 'false', '', 'normal', null, {}, []])
      expect(isSaid(from('$'), no, levels)).toBe(false)
  })

  test('names of JavaScript are no values', () => {
    for (const name of ['__proto__', 'constructor', 'toString'])
      expect(textOf(from(`$.${name}`), {}, levels, 100)).toBe('')
    expect(parseSource('{constructor}', [])).toMatchObject({ ok: false })
  })
})

describe('messages', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

  test('JSON, a number, words, GB18030', () => {
    expect(readPayload(bytes('{"a":1}'))).toEqual({ ok: true, value: { value: { a: 1 }, odd: [] } })
    expect(readPayload(bytes(' 12.5 '))).toMatchObject({ value: { value: 12.5 } })
    expect(readPayload(bytes('offline'))).toMatchObject({ value: { value: 'offline' } })
    const gbk = Uint8Array.from([0x22, 0xc3, 0xf6, 0x22])
    expect(readPayload(gbk)).toEqual({ ok: true, value: { value: '闽', odd: ['not UTF-8, read as GB18030'] } })
  })

  test('half JSON, nothing and deep nesting are refused', () => {
    expect(readPayload(bytes('{"a":'))).toMatchObject({ ok: false, fault: { kind: 'malformed' } })
    expect(readPayload(bytes('  '))).toMatchObject({ ok: false })
    expect(readPayload(bytes('['.repeat(30) + ']'.repeat(30)))).toMatchObject({
      ok: false,
      fault: { kind: 'tooLarge' },
    })
    expect(readPayload(bytes('['.repeat(200_000)))).toMatchObject({ ok: false })
  })
})

describe('a mapping', () => {
  const settings = {
    units: [
      {
        topic: 'units/{id}/pos',
        id: '{id}',
        name: '$.callsign',
        sort: 'person',
        latitude: '$.lat',
        longitude: '$.lon',
        course: '$.dir',
        speed: '$.spd',
        at: '$.t',
        distress: '$.sos',
        facts: [{ label: '电量', from: '$.bat' }],
      },
      { topic: 'fleet', items: '$.units[*]', id: '$.n', latitude: '$.p[0]', longitude: '$.p[1]' },
    ],
    sensors: [
      {
        topic: 'rain/{station}',
        sensor: '{station}',
        at: '$.time',
        latitude: '26.1',
        longitude: '119.3',
        values: [
          { quantity: 'rain', unit: 'mm', from: '$.tips', factor: 0.2 },
          { quantity: 'temperature', unit: '℃', from: '$.t', factor: 0.1, offset: -40 },
        ],
      },
      { topic: 'v/{station}/{quantity}', sensor: '{station}', values: [{ quantity: '{quantity}', from: '$' }] },
    ],
    presence: [{ topic: 'units/{id}/status', id: '{id}' }],
  }
  const rules = mapping(settings)

  test('subscribes to each filter once', () => {
    expect(rules.filters).toEqual(['units/+/pos', 'fleet', 'rain/+', 'v/+/+', 'units/+/status'])
    expect(rules.hears('v/s1/level')).toBe(true)
    expect(rules.hears('other')).toBe(false)
  })

  test('a unit with all it says', () => {
    const message = {
      callsign: '搜救一队',
      lat: 26.1,
      lon: '119.3',
      dir: -90,
      spd: 36,
      t: 1_764_138_600,
      sos: 1,
      bat: '80%',
    }
    expect(rules.read('units/r1/pos', message)).toEqual({
      units: [
        {
          unit: 'r1',
          sort: 'person',
          name: '搜救一队',
          latitude: 26.1,
          longitude: 119.3,
          course: 270,
          speed: 10,
          isDistress: true,
          facts: { 电量: '80%' },
          atMs: 1_764_138_600_000,
        },
      ],
      measures: [],
      offline: [],
      refused: [],
    })
  })

  test('several units of one message; the one that cannot be placed is named', () => {
    const message = { units: [{ n: 'a', p: [26, 119] }, { n: 'b', p: [260, 119] }, { p: [1, 2] }] }
    const { units, refused } = rules.read('fleet', message)
    expect(units.map(({ unit }) => unit)).toEqual(['a'])
    expect(refused.map(({ message: why }) => why)).toEqual(['b: no position', 'no unit at $.n'])
    expect(rules.read('fleet', {}).refused).toMatchObject([{ message: 'nothing at $.units[*]' }])
  })

  test('readings with factor and offset, times in the zone of the settings', () => {
    const { measures } = rules.read('rain/s1', { tips: 3, t: '655', time: '2026-11-26 14:30:00' })
    expect(measures).toEqual([
      {
        sensor: 's1',
        name: 's1',
        latitude: 26.1,
        longitude: 119.3,
        quantity: 'rain',
        unit: 'mm',
        value: 0.6,
        atMs: Date.UTC(2026, 10, 26, 6, 30),
      },
      {
        sensor: 's1',
        name: 's1',
        latitude: 26.1,
        longitude: 119.3,
        quantity: 'temperature',
        unit: '℃',
        value: 25.5,
        atMs: Date.UTC(2026, 10, 26, 6, 30),
      },
    ])
    expect(rules.read('v/s1/level', 4.2).measures).toMatchObject([{ quantity: 'level', value: 4.2, atMs: null }])
  })

  test('what is there counts, nothing of it is refused, a wrong time too', () => {
    expect(rules.read('rain/s1', { tips: 1 }).measures).toHaveLength(1)
    expect(rules.read('rain/s1', { tips: 'x' }).refused).toMatchObject([
      { message: 's1: none of its values is a number' },
    ])
    expect(rules.read('rain/s1', { tips: 1, time: 'soon' }).refused).toMatchObject([
      { message: 's1: no time at $.time' },
    ])
  })

  test('the datum of the source is converted', () => {
    const gcj = mapping({ ...settings, datum: 'GCJ02' }).read('fleet', { units: [{ n: 'a', p: [26.1, 119.3] }] })
    expect(Math.abs((gcj.units[0]?.longitude ?? 0) - 119.3)).toBeGreaterThan(0.003)
  })

  test('presence says who is gone', () => {
    expect(rules.read('units/r1/status', 'offline').offline).toEqual(['r1'])
    expect(rules.read('units/r1/status', 'online').offline).toEqual([])
  })

  test('a mapping that cannot be understood is refused with what is wrong', () => {
    const issue = (sensor: object): unknown =>
      mqttSettings.safeParse({
        host: 'b',
        sensors: [{ topic: 'a', sensor: 's', values: [{ quantity: 'q', from: '$' }], ...sensor }],
      }).error?.issues[0]?.message
    expect(issue({ topic: 'a/#/b' })).toBe('not understood in the topic a/#/b: #')
    expect(issue({ at: '$..x' })).toContain('not understood in the path $..x')
    expect(issue({ topic: 'a/{x}', sensor: '{y}' })).toBe('the topic has no level y')
    expect(issue({ topic: 'a/{x}', sensor: '{x}' })).toBeUndefined()
  })

  test('whatever a message holds, what comes of it fits the model', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('units/r1/pos', 'fleet', 'rain/s1', 'v/s1/level', 'units/r1/status'),
        fc.oneof(
          fc.jsonValue(),
          fc.record({
            lat: fc.jsonValue(),
            lon: fc.jsonValue(),
            spd: fc.jsonValue(),
            dir: fc.double(),
            t: fc.jsonValue(),
          }),
          fc.record({ units: fc.array(fc.record({ n: fc.jsonValue(), p: fc.array(fc.double(), { maxLength: 2 }) })) }),
        ),
        (topic, message) => {
          const { units, measures } = rules.read(topic, message as Json)
          for (const { unit, atMs, ...shown } of units) {
            const row = { ...shown, id: `gw/${unit}`, gateway: 'gw', atMs: atMs ?? 0, heardMs: 0, staleMs: 0 }
            expect(trackRow.safeParse(row).success).toBe(true)
          }
          for (const { value } of measures) expect(Number.isFinite(value)).toBe(true)
        },
      ),
      { numRuns: 2_000 },
    )
  })
})

test('the example of the guide is a whole mapping', () => {
  const page = readFileSync(new URL('../../../docs/interconnect/mqtt.md', import.meta.url), 'utf8')
  const example: unknown = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '')
  const made = Mapping.of(mqttSettings.parse(example))
  if (!made.ok) throw new Error(made.fault.message)
  const gauge = {
    name: '桥头',
    time: '2026-11-26T14:30:00+08:00',
    pos: { lat: 26.1, lon: 119.3 },
    tips: 10,
    level_cm: 523,
  }
  expect(made.value.read('gauge/s1/data', gauge).measures).toMatchObject([
    { sensor: 's1', quantity: 'rain1h', value: 2 },
    { quantity: 'level', value: 5.23 },
  ])
  const team = { callsign: '搜救一队', lat: 26.1, lon: 119.3, speed: 36, battery: 80 }
  expect(made.value.read('rescue/r1/position', team).units).toMatchObject([
    { unit: 'r1', speed: 10, facts: { 电量: '80' } },
  ])
})
