import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Assembler } from '../../../shared/interop/ais/assemble.ts'
import { decodeAis } from '../../../shared/interop/ais/decode.ts'
import { distressCall } from '../../../shared/interop/ais/distress.ts'
import {
  encodePosition,
  encodeSafety,
  encodeVoyage,
  sentencesOf,
  tagBlock,
} from '../../../shared/interop/ais/encode.ts'
import { Fleet } from '../../../shared/interop/ais/fleet.ts'
import { LineCutter } from '../../../shared/interop/ais/lines.ts'
import type { AisMessage } from '../../../shared/interop/ais/messages.ts'
import { checksumOf, hexByte, readAisPart, readSentence } from '../../../shared/interop/ais/nmea.ts'
import { readAisFile } from '../../../shared/interop/ais/read-file.ts'
import { AisReader } from '../../../shared/interop/ais/reader.ts'
import { SixBitWriter, SixBits } from '../../../shared/interop/ais/six-bits.ts'
import { trackRow } from '../../../shared/model/ambient.ts'
import { samples } from '../../support/samples.ts'

const SAMPLES = samples('ais')
const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff)

function withSum(body: string): string {
  return `!${body}*${hexByte(checksumOf(body))}`
}

/** The messages in lines, read as from one connection. */
function read(text: string): readonly AisMessage[] {
  return readAisFile(bytesOf(text)).messages
}

function only(text: string): AisMessage {
  const messages = read(text)
  expect(messages).toHaveLength(1)
  return messages[0] as AisMessage
}

describe('sentences of NMEA 0183', () => {
  test('a sentence with a right checksum, by every talker of AIS', () => {
    for (const talker of ['AI', 'BS', 'AR', 'SA', 'AB']) {
      const line = withSum(`${talker}VDM,1,1,,A,13HOI:0P0000VOHLCnHQKwvL05Ip,0`)
      const sentence = readSentence(`${line}\r\n`)
      expect(sentence).toMatchObject({ ok: true, value: { talker, formatter: 'VDM', odd: [] } })
      expect(only(line)).toMatchObject({ type: 1, mmsi: '227006760' })
    }
  })

  test('a wrong checksum is refused with what it said and what was found', () => {
    const result = readSentence('!AIVDM,1,1,,A,13HOI:0P0000VOHLCnHQKwvL05Ip,0*24')
    expect(result).toEqual({
      ok: false,
      fault: { kind: 'malformed', message: 'wrong checksum', detail: { said: '24', found: '23' } },
    })
  })

  test('a missing checksum is taken and said to be odd', () => {
    const result = readSentence('!AIVDM,1,1,,A,13HOI:0P0000VOHLCnHQKwvL05Ip,0')
    expect(result).toMatchObject({ ok: true, value: { odd: ['no checksum'] } })
  })

  test('a tag block says who received it and when; its time may be in milliseconds', () => {
    const line = `${tagBlock('station7', 1_700_000_000_000)}!AIVDM,1,1,,A,13HOI:0P0000VOHLCnHQKwvL05Ip,0*23`
    expect(readSentence(line)).toMatchObject({
      ok: true,
      value: { tag: { source: 'station7', timeMs: 1_700_000_000_000, group: null }, odd: [] },
    })
    const body = 's:x,c:1700000000123'
    const inMs = `\\${body}*${hexByte(checksumOf(body))}\\!AIVDM,1,1,,A,13HOI:0P0000VOHLCnHQKwvL05Ip,0*23`
    expect(readSentence(inMs)).toMatchObject({ ok: true, value: { tag: { timeMs: 1_700_000_000_123 } } })
  })

  test('a broken tag block does not lose the sentence and is not believed', () => {
    const sentence = '!AIVDM,1,1,,A,13HOI:0P0000VOHLCnHQKwvL05Ip,0*23'
    for (const block of ['s:x,c:1700000000*00', 's:x', '', 's:a,\\c:5', 'nonsense*zz']) {
      const result = readSentence(`\\${block}\\${sentence}`)
      expect(result).toMatchObject({ ok: true, value: { formatter: 'VDM', tag: { source: null, timeMs: null } } })
      if (result.ok) expect(result.value?.odd.length).toBeGreaterThan(0)
    }
  })

  test('lines that say nothing are passed over, others refused', () => {
    for (const line of ['', '  ', '# comment', '\\s:x*1\\'])
      expect(readSentence(line)).toEqual({ ok: true, value: undefined })
    for (const line of ['foobar', '!AIVDM', '!aivdm,1', '\u0000\u0001', '!AIVDM,\u00ff'])
      expect(readSentence(line)).toMatchObject({ ok: false, fault: { kind: 'malformed' } })
    expect(readSentence(`!AIVDM,${'x'.repeat(600)}`)).toMatchObject({ ok: false, fault: { kind: 'tooLarge' } })
  })

  test.each([
    ['AIVDM,0,1,,A,13,0', 'count'],
    ['AIVDM,1,2,,A,13,0', 'count'],
    ['AIVDM,a,1,,A,13,0', 'count'],
    ['AIVDM,1,1,,A,13,6', 'fill'],
    ['AIVDM,1,1,,A,13,013', 'fill'],
    ['AIVDM,2,1,1,A,13,2', 'fill'],
    ['AIVDM,1,1,,A,1 3,0', 'six bits'],
  ])('%s is refused for its %s', (body, word) => {
    const sentence = readSentence(withSum(body))
    if (!sentence.ok || sentence.value === undefined) throw new Error('no sentence')
    const part = readAisPart(sentence.value)
    expect(part.ok).toBe(false)
    if (!part.ok) expect(part.fault.message).toContain(word)
  })
})

describe('lines of a connection', () => {
  test('the same lines come out however the bytes are cut', () => {
    const text = 'one\r\ntwo\n\n\rthree\nrest'
    const bytes = bytesOf(text)
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 6 }), (cuts) => {
        const cutter = new LineCutter()
        const lines: string[] = []
        const ends = [...cuts.toSorted((a, b) => a - b), bytes.length]
        let from = 0
        for (const end of ends) {
          lines.push(...cutter.push(bytes.subarray(from, end)))
          from = end
        }
        expect([...lines, ...cutter.end()]).toEqual(['one', 'two', 'three', 'rest'])
      }),
    )
  })

  test('a line without end is dropped, counted, and the next is read', () => {
    const cutter = new LineCutter(64)
    for (let round = 0; round < 1_000; round += 1) expect(cutter.push(bytesOf('x'.repeat(50)))).toEqual([])
    expect(cutter.push(bytesOf('tail\nnext\n'))).toEqual(['next'])
    expect(cutter.takeDropped()).toBe(1)
    expect(cutter.takeDropped()).toBe(0)
  })
})

describe('six bits', () => {
  test('numbers and text written are read again', () => {
    const field = fc.oneof(
      fc
        .integer({ min: 1, max: 32 })
        .chain((width) =>
          fc.tuple(fc.constant('uint' as const), fc.constant(width), fc.integer({ min: 0, max: 2 ** width - 1 })),
        ),
      fc
        .integer({ min: 2, max: 32 })
        .chain((width) =>
          fc.tuple(
            fc.constant('int' as const),
            fc.constant(width),
            fc.integer({ min: -(2 ** (width - 1)), max: 2 ** (width - 1) - 1 }),
          ),
        ),
    )
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 20 }), (fields) => {
        const writer = new SixBitWriter()
        for (const [form, width, value] of fields) writer[form](value, width)
        const { payload, fill } = writer.done()
        const bits = new SixBits(payload, fill)
        let at = 0
        for (const [form, width, value] of fields) {
          expect(bits[form](at, width)).toBe(value)
          at += width
        }
        expect(bits.length).toBe(at)
      }),
    )
  })

  test('beyond the end there are zeros', () => {
    const bits = new SixBits('w', 0)
    expect(bits.uint(0, 12)).toBe(63 * 64)
    expect(bits.uint(600, 30)).toBe(0)
  })
})

const mmsi = fc.integer({ min: 1, max: 999_999_999 }).map((number) => String(number).padStart(9, '0'))
const sixBitText = (most: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[A-Z0-9]{0,${most}}$`, 'u')).filter((text) => text.length <= most)

describe('what is encoded is decoded', () => {
  test('positions, to 1/10000 minute, a tenth of a knot and of a degree', () => {
    const sent = fc.record({
      mmsi,
      status: fc.integer({ min: 0, max: 15 }),
      latitude: fc.option(fc.double({ min: -90, max: 90, noNaN: true })),
      longitude: fc.option(fc.double({ min: -180, max: 180, noNaN: true })),
      speedKnots: fc.option(fc.double({ min: 0, max: 102, noNaN: true })),
      course: fc.option(fc.double({ min: 0, max: 359.9, noNaN: true })),
      heading: fc.option(fc.integer({ min: 0, max: 359 })),
    })
    fc.assert(
      fc.property(sent, (values) => {
        const message = only(sentencesOf(encodePosition(values)).join(''))
        if (message.form !== 'position') throw new Error(message.form)
        expect(message).toMatchObject({ type: 1, mmsi: values.mmsi, status: values.status, heading: values.heading })
        const isPlaced = values.latitude !== null && values.longitude !== null
        if (!isPlaced) expect(message.latitude).toBeNull()
        else {
          expect(Math.abs((message.latitude ?? 99) - (values.latitude ?? 0))).toBeLessThan(1e-6)
          expect(Math.abs((message.longitude ?? 999) - (values.longitude ?? 0))).toBeLessThan(1e-6)
        }
        if (values.speedKnots === null) expect(message.speedKnots).toBeNull()
        else expect(Math.abs((message.speedKnots ?? 999) - values.speedKnots)).toBeLessThanOrEqual(0.0501)
        if (values.course === null) expect(message.course).toBeNull()
        else expect(Math.abs((message.course ?? 999) - values.course)).toBeLessThanOrEqual(0.0501)
      }),
    )
  })

  test('voyages, over two sentences in any order, interleaved with others', () => {
    const sent = fc.record({
      mmsi,
      imo: fc.integer({ min: 1, max: 999_999_999 }),
      callSign: sixBitText(7),
      name: sixBitText(20),
      shipType: fc.integer({ min: 1, max: 99 }),
      toBow: fc.integer({ min: 1, max: 511 }),
      toStern: fc.integer({ min: 0, max: 511 }),
      toPort: fc.integer({ min: 1, max: 63 }),
      toStarboard: fc.integer({ min: 0, max: 63 }),
      draught: fc.integer({ min: 1, max: 255 }).map((tenths) => tenths / 10),
      destination: sixBitText(20),
    })
    fc.assert(
      fc.property(sent, sent, fc.boolean(), (first, second, isTurned) => {
        const [a1, a2] = sentencesOf(encodeVoyage(first), { sequence: 1 })
        const [b1, b2] = sentencesOf(encodeVoyage(second), { sequence: 2 })
        const lines = isTurned ? [b2, a2, b1, a1] : [a1, b1, a2, b2]
        const messages = read(lines.join(''))
        expect(messages).toHaveLength(2)
        const wanted = isTurned ? [second, first] : [first, second]
        for (const [index, voyage] of wanted.entries()) {
          const { toBow, toStern, toPort, toStarboard, ...rest } = voyage
          expect(messages[index]).toMatchObject({
            form: 'static',
            type: 5,
            ...rest,
            callSign: voyage.callSign === '' ? null : voyage.callSign,
            name: voyage.name === '' ? null : voyage.name,
            destination: voyage.destination === '' ? null : voyage.destination,
            length: toBow + toStern,
            beam: toPort + toStarboard,
          })
        }
      }),
    )
  })

  test('safety texts', () => {
    fc.assert(
      fc.property(mmsi, sixBitText(150), (from, text) => {
        expect(only(sentencesOf(encodeSafety(from, text)).join(''))).toMatchObject({ type: 14, mmsi: from, text })
      }),
    )
  })
})

/** Messages of types we do not send, written bit by bit by tables of M.1371-5. */
describe('the other types', () => {
  const line = (writer: SixBitWriter): string => sentencesOf(writer).join('')

  test('4: a base station says its time and place', () => {
    const writer = new SixBitWriter().uint(4, 6).uint(0, 2).uint(4_132_100, 30)
    writer.uint(2026, 14).uint(11, 4).uint(26, 5).uint(6, 5).uint(30, 6).uint(15, 6).uint(1, 1)
    writer
      .int(119.3 * 600_000, 28)
      .int(26.1 * 600_000, 27)
      .uint(0, 34)
    expect(only(line(writer))).toEqual({
      form: 'base',
      type: 4,
      mmsi: '004132100',
      utcMs: Date.UTC(2026, 10, 26, 6, 30, 15),
      latitude: 26.1,
      longitude: 119.3,
    })
  })

  test('9: a search aircraft in whole knots, with its height', () => {
    const writer = new SixBitWriter().uint(9, 6).uint(0, 2).uint(111_232_512, 30).uint(303, 12).uint(142, 10).uint(1, 1)
    writer
      .int(119.5 * 600_000, 28)
      .int(-25.5 * 600_000, 27)
      .uint(1_545, 12)
      .uint(27, 6)
      .uint(0, 34)
    expect(only(line(writer))).toMatchObject({
      type: 9,
      altitude: 303,
      speedKnots: 142,
      course: 154.5,
      latitude: -25.5,
      second: 27,
    })
  })

  test('18 and 19: class B, with a name in 19', () => {
    const common = (writer: SixBitWriter): SixBitWriter =>
      writer
        .uint(0, 2)
        .uint(412_345_678, 30)
        .uint(0, 8)
        .uint(57, 10)
        .uint(1, 1)
        .int(119.7 * 600_000, 28)
        .int(25.4 * 600_000, 27)
        .uint(900, 12)
        .uint(90, 9)
        .uint(33, 6)
    const b = common(new SixBitWriter().uint(18, 6)).uint(0, 29)
    expect(only(line(b))).toMatchObject({
      type: 18,
      mmsi: '412345678',
      speedKnots: 5.7,
      course: 90,
      heading: 90,
      second: 33,
    })
    const extended = common(new SixBitWriter().uint(19, 6))
      .uint(0, 4)
      .text('MINLIANYU 5188', 20)
      .uint(30, 8)
      .uint(0, 41)
    expect(only(line(extended))).toMatchObject({ type: 19, name: 'MINLIANYU 5188', shipType: 30, latitude: 25.4 })
  })

  test('21: a buoy with the rest of a long name', () => {
    const writer = new SixBitWriter().uint(21, 6).uint(0, 2).uint(994_121_234, 30).uint(14, 5).text('A'.repeat(20), 20)
    writer
      .uint(1, 1)
      .int(119.9 * 600_000, 28)
      .int(25.9 * 600_000, 27)
      .uint(0, 30)
      .uint(0, 4)
      .uint(60, 6)
    writer.uint(1, 1).uint(0, 8).uint(0, 1).uint(1, 1).uint(0, 2).text('BCD', 3)
    expect(only(line(writer))).toMatchObject({
      form: 'aid',
      aidType: 14,
      name: `${'A'.repeat(20)}BCD`,
      latitude: 25.9,
      longitude: 119.9,
      isVirtual: true,
      isOffPosition: true,
    })
  })

  test('24: name in part A, call sign and size in part B; a tender gives no size', () => {
    const a = new SixBitWriter().uint(24, 6).uint(0, 2).uint(412_345_678, 30).uint(0, 2).text('MIN YU 1', 20)
    expect(only(line(a))).toMatchObject({ form: 'static', type: 24, name: 'MIN YU 1', callSign: null })
    const partB = (number: number): SixBitWriter =>
      new SixBitWriter()
        .uint(24, 6)
        .uint(0, 2)
        .uint(number, 30)
        .uint(1, 2)
        .uint(30, 8)
        .text('', 7)
        .text('BXYZ', 7)
        .uint(20, 9)
        .uint(10, 9)
        .uint(3, 6)
        .uint(4, 6)
        .uint(0, 6)
    expect(only(line(partB(412_345_678)))).toMatchObject({ callSign: 'BXYZ', shipType: 30, length: 30, beam: 7 })
    expect(only(line(partB(984_123_456)))).toMatchObject({ callSign: 'BXYZ', length: null, beam: null })
  })

  test('27: a coarse position for satellites', () => {
    const writer = new SixBitWriter().uint(27, 6).uint(0, 2).uint(412_345_678, 30).uint(1, 1).uint(0, 1).uint(5, 4)
    writer
      .int(-119.5 * 600, 18)
      .int(26.5 * 600, 17)
      .uint(12, 6)
      .uint(359, 9)
      .uint(0, 2)
    expect(only(line(writer))).toMatchObject({
      type: 27,
      status: 5,
      longitude: -119.5,
      latitude: 26.5,
      speedKnots: 12,
      course: 359,
    })
  })

  test('types that are not decoded are named', () => {
    for (const type of [6, 7, 8, 10, 12, 13, 15, 16, 17, 20, 22, 23, 25, 26]) {
      const message = only(line(new SixBitWriter().uint(type, 6).uint(0, 2).uint(412_345_678, 30).uint(0, 40)))
      expect(message).toMatchObject({ form: 'named', type })
    }
  })

  test('too short, an unknown type, and a position off the globe', () => {
    expect(decodeAis('', 0)).toMatchObject({ ok: false, fault: { kind: 'malformed' } })
    expect(decodeAis('13HOI:0P0000', 0)).toMatchObject({ ok: false, fault: { detail: { type: 1, bits: 72 } } })
    expect(decodeAis('w'.repeat(30), 0)).toMatchObject({ ok: false, fault: { detail: { type: 63 } } })
    const off = new SixBitWriter()
      .uint(1, 6)
      .uint(0, 2)
      .uint(412_345_678, 30)
      .uint(0, 23)
      .int(190 * 600_000, 28)
    const { payload, fill } = off
      .int(95 * 600_000, 27)
      .uint(0, 52)
      .done()
    const decoded = decodeAis(payload, fill)
    expect(decoded).toMatchObject({ ok: true, value: { message: { latitude: null, longitude: null } } })
    if (decoded.ok) expect(decoded.value.odd[0]).toContain('off the globe')
  })
})

describe('messages of several sentences', () => {
  const voyage = encodeVoyage({
    mmsi: '412000001',
    imo: 9_000_001,
    callSign: 'BABC',
    name: 'HAI XUN 06',
    shipType: 55,
    toBow: 60,
    toStern: 68,
    toPort: 8,
    toStarboard: 8,
    draught: 5.2,
    destination: 'PINGTAN',
  })

  test('parts without end do not fill the memory', () => {
    const assembler = new Assembler()
    for (let index = 0; index < 10_000; index += 1) {
      const sentence = readSentence(withSum(`AIVDM,9,1,${index % 10},${index},55,0`))
      if (!sentence.ok || sentence.value === undefined) throw new Error('no sentence')
      const part = readAisPart(sentence.value)
      if (!part.ok || part.value === undefined) throw new Error('no part')
      assembler.add(part.value, 1_000)
      expect(assembler.openCount).toBeLessThanOrEqual(256)
    }
    expect(assembler.takeForgotten()).toBe(10_000 - 256)
  })

  test('a part that comes too late does not complete a stranger', () => {
    const [first = '', second = ''] = sentencesOf(voyage, { sequence: 3 })
    const reader = new AisReader()
    expect(reader.push(bytesOf(first), 0)).toEqual([])
    const late = reader.push(bytesOf(second), 60_000)
    expect(late.map((item) => item.form)).toEqual(['refused'])
  })

  test('the same part twice, and a new message under the same number', () => {
    const [first = '', second = ''] = sentencesOf(voyage, { sequence: 3 })
    const other = sentencesOf(encodeVoyage({ ...OTHER }), { sequence: 3 })
    const reader = new AisReader()
    const items = reader.push(bytesOf([first, first, ...other, first, second].join('')), 0)
    const names = items.map((item) =>
      item.form === 'message' && item.message.form === 'static' ? item.message.name : item.form,
    )
    expect(names).toEqual(['OTHER', 'HAI XUN 06', 'refused'])
  })

  const OTHER = {
    mmsi: '412000002',
    imo: 1,
    callSign: 'B',
    name: 'OTHER',
    shipType: 70,
    toBow: 1,
    toStern: 1,
    toPort: 1,
    toStarboard: 1,
    draught: 1,
    destination: '',
  }
})

describe('calls for help', () => {
  const position = (number: string, status: number): AisMessage =>
    only(
      sentencesOf(
        encodePosition({ mmsi: number, status, latitude: 25.2, longitude: 119.9, speedKnots: 1, course: 10 }),
      ).join(''),
    )
  const text = (number: string, words: string): AisMessage => only(sentencesOf(encodeSafety(number, words)).join(''))

  test.each([
    ['970012345', 'sart'],
    ['972012345', 'mob'],
    ['974012345', 'epirb'],
  ])('%s is a beacon of the sort %s', (number, sort) => {
    expect(distressCall(position(number, 14))).toMatchObject({ mmsi: number, sort, isTest: false, latitude: 25.2 })
    expect(distressCall(text(number, 'SART ACTIVE'))).toMatchObject({ sort, isTest: false, text: 'SART ACTIVE' })
  })

  test('a beacon under test says so by its status or its words', () => {
    expect(distressCall(position('970012345', 15))).toMatchObject({ isTest: true })
    expect(distressCall(text('970012345', 'SART TEST'))).toMatchObject({ isTest: true })
  })

  test('a beacon of a ship own number counts, a ship that is not defined does not', () => {
    expect(distressCall(position('412345678', 14))).toMatchObject({ sort: 'sart', isTest: false })
    expect(distressCall(text('412345678', 'EPIRB ACTIVE'))).toMatchObject({ sort: 'epirb' })
    expect(distressCall(position('412345678', 15))).toBeUndefined()
    expect(distressCall(text('412345678', 'GALE WARNING'))).toBeUndefined()
  })
})

describe('units on the map', () => {
  const times = { atMs: 1_000, heardMs: 2_000 }
  const fleet = (): Fleet => new Fleet({ gateway: 'gw', staleMs: 600_000, showsFixed: true })

  test('a position is joined with the voyage heard before', () => {
    const ships = fleet()
    const voyage = encodeVoyage({
      mmsi: '412000001',
      imo: 9_000_001,
      callSign: 'BABC',
      name: 'HAI XUN 06',
      shipType: 83,
      toBow: 60,
      toStern: 68,
      toPort: 8,
      toStarboard: 8,
      draught: 5.2,
      destination: 'PINGTAN',
    })
    expect(ships.take(only(sentencesOf(voyage).join('')), times)).toBeUndefined()
    const at = { mmsi: '412000001', latitude: 25.5, longitude: 119.8, speedKnots: 10, course: 45, status: 0 }
    const row = ships.take(only(sentencesOf(encodePosition(at)).join('')), times)
    expect(trackRow.parse(row)).toEqual({
      id: 'gw/412000001',
      gateway: 'gw',
      sort: 'vessel',
      name: 'HAI XUN 06',
      latitude: 25.5,
      longitude: 119.8,
      course: 45,
      speed: 5.14,
      atMs: 1_000,
      heardMs: 2_000,
      staleMs: 602_000,
      isDistress: false,
      facts: {
        MMSI: '412000001',
        呼号: 'BABC',
        IMO: '9000001',
        船舶类型: '油船（危险品 C类）',
        航行状态: '在航（机动）',
        '船长×船宽（米）': '128×16',
        '吃水（米）': '5.2',
        目的港: 'PINGTAN',
      },
    })
  })

  test('a report that comes late does not move a unit back', () => {
    const ships = fleet()
    const at = (latitude: number, atMs: number): number | undefined => {
      const sent = { mmsi: '412000001', latitude, longitude: 119.8, speedKnots: 10, course: 45 }
      return ships.take(only(sentencesOf(encodePosition(sent)).join('')), { atMs, heardMs: 5_000 })?.latitude
    }
    expect([at(25, 1_000), at(24, 500), at(26, 1_000), at(27, 2_000)]).toEqual([25, undefined, 26, 27])
  })

  test('names are remembered for a bounded number of ships, the longest unheard forgotten', () => {
    const ships = fleet()
    for (let index = 0; index < 50_100; index += 1) {
      const named: AisMessage = {
        form: 'static',
        type: 24,
        mmsi: String(100_000_000 + index),
        imo: null,
        callSign: null,
        name: 'N',
        shipType: null,
        length: null,
        beam: null,
        draught: null,
        destination: null,
      }
      ships.take(named, times)
    }
    expect(ships.knownCount).toBe(50_000)
  })

  test('every row fits the model, whatever is decoded', () => {
    const ships = fleet()
    const payload = fc.stringMatching(/^[0-W`-w]{7,80}$/)
    fc.assert(
      fc.property(payload, fc.constantFrom(1, 2, 3, 4, 5, 9, 14, 18, 19, 21, 24, 27), (body, type) => {
        const head = new SixBitWriter().uint(type, 6).done().payload
        const decoded = decodeAis(head + body, 0)
        if (!decoded.ok) return
        const row = ships.take(decoded.value.message, times)
        if (row !== undefined) expect(trackRow.safeParse(row).success).toBe(true)
        distressCall(decoded.value.message)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('hostile bytes', () => {
  test('no bytes make the reader throw or grow', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (chunks) => {
        const reader = new AisReader()
        for (const chunk of chunks) for (const item of reader.push(chunk, 0)) expect(item.form).not.toBe('')
        reader.end(0)
      }),
      { numRuns: 500 },
    )
  })

  test('damaged sentences are read or refused, never thrown over', () => {
    const sound = sentencesOf(
      encodePosition({ mmsi: '412000001', latitude: 25, longitude: 119, speedKnots: 1, course: 1 }),
    )[0]
    const bytes = bytesOf(`${tagBlock('x', 1)}${sound ?? ''}`)
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
        (hits) => {
          const damaged = Uint8Array.from(bytes)
          for (const [at, value] of hits) damaged[at] = value
          const { messages, refused, others } = readAisFile(damaged)
          expect(messages.length + refused.length + others).toBeLessThanOrEqual(5)
        },
      ),
      { numRuns: 500 },
    )
  })
})

const hasSamples = existsSync(SAMPLES)
if (!hasSamples) console.log(`the samples in ${SAMPLES} are not here: their tests are left out`)
describe.skipIf(!hasSamples)('recorded feeds', () => {
  test.each([
    ['pyais_mixed.nmea', 12, 4, 0],
    ['pyais_tagblocks.nmea', 6, 0, 2],
  ])('%s: every line is read or refused with a reason', (file, messages, refused, unfinished) => {
    const outcome = readAisFile(new Uint8Array(readFileSync(`${SAMPLES}/${file}`)))
    expect(outcome.messages).toHaveLength(messages)
    expect(outcome.refused).toHaveLength(refused)
    expect(outcome.unfinished).toBe(unfinished)
    for (const { why } of outcome.refused) expect(why.message).not.toBe('')
  })
})

const hasGpsd = spawnSync('gpsdecode', ['-V']).status === 0
if (!hasGpsd) console.log('gpsdecode (Debian gpsd-tools) is not installed: the comparison with it is left out')
describe.skipIf(!hasGpsd)('gpsdecode reads the same', () => {
  interface Theirs {
    readonly type: number
    readonly mmsi: number
    readonly lat?: number
    readonly lon?: number
    readonly speed?: number | string
    readonly course?: number | string
    readonly shipname?: string
    readonly callsign?: string
    readonly destination?: string
    readonly text?: string
    readonly name?: string
  }
  const decode = (text: string): readonly Theirs[] =>
    spawnSync('gpsdecode', ['-j'], { input: text, encoding: 'utf8' })
      .stdout.split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Theirs)

  function agree(ours: AisMessage, theirs: Theirs): void {
    expect(theirs.type).toBe(ours.type)
    expect(theirs.mmsi).toBe(Number(ours.mmsi))
    if (ours.form === 'position' && ours.latitude !== null) {
      expect(theirs.lat).toBeCloseTo(ours.latitude, 5)
      expect(theirs.lon).toBeCloseTo(ours.longitude ?? 999, 5)
      if (ours.speedKnots !== null) expect(theirs.speed).toBeCloseTo(ours.speedKnots, 5)
      if (ours.course !== null) expect(theirs.course).toBeCloseTo(ours.course, 5)
    }
    if (ours.form === 'static' && ours.type === 5) {
      expect(theirs.shipname ?? '').toBe(ours.name ?? '')
      expect(theirs.callsign ?? '').toBe(ours.callSign ?? '')
      expect(theirs.destination ?? '').toBe(ours.destination ?? '')
    }
    if (ours.form === 'safety') expect(theirs.text).toBe(ours.text)
    if (ours.form === 'aid') expect(theirs.name).toBe(ours.name)
  }

  test('what we encode', () => {
    const lines: string[] = []
    for (let index = 0; index < 50; index += 1) {
      const at = { latitude: -80 + index * 3.21, longitude: -170 + index * 6.87, speedKnots: index, course: index * 7 }
      lines.push(...sentencesOf(encodePosition({ mmsi: String(412_000_000 + index), ...at })))
      lines.push(...sentencesOf(encodeSafety(`97001234${index % 10}`, 'SART ACTIVE')))
    }
    const text = lines.join('')
    const ours = read(text)
    const theirs = decode(text)
    expect(theirs).toHaveLength(ours.length)
    for (const [index, message] of ours.entries()) agree(message, theirs[index] as Theirs)
  })

  test.skipIf(!hasSamples).each(['pyais_mixed.nmea', 'pyais_tagblocks.nmea'])('%s', (file) => {
    const bytes = readFileSync(`${SAMPLES}/${file}`)
    // gpsdecode repeats its last message for lines it cannot read, and knows no messages without checksum.
    const ours = readAisFile(new Uint8Array(bytes)).messages
    const theirs = decode(bytes.toString('latin1'))
    for (const message of ours) {
      const same = theirs.find((other) => other.type === message.type && other.mmsi === Number(message.mmsi))
      expect(same, `${message.type} ${message.mmsi}`).toBeDefined()
      if (same !== undefined) agree(message, same)
    }
  })
})
