import { existsSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes, fromHex, toHex } from '../../../shared/base/bytes.ts'
import type { Jt808Frame } from '../../../shared/interop/jt808/frame.ts'
import { FrameCutter, readFrame, writeFrame } from '../../../shared/interop/jt808/frame.ts'
import {
  BATCH,
  POSITION,
  generalAnswer,
  readAuthentication,
  readBatch,
  readPosition,
  readRegistration,
  registrationAnswer,
} from '../../../shared/interop/jt808/messages.ts'
import { Packages } from '../../../shared/interop/jt808/packages.ts'
import { phoneKey, placeOf, trackOf } from '../../../shared/interop/jt808/track.ts'
import { alarmWords } from '../../../shared/interop/jt808/wording.ts'
import { trackRow } from '../../../shared/model/ambient.ts'
import { samples } from '../../support/samples.ts'

const SAMPLE = samples('other/jt808_frames.txt')
const bytes = (hex: string): Uint8Array => fromHex(hex.replaceAll(/\s/g, '')) ?? new Uint8Array()

/** A position as a terminal would send it: written from table 23 of the standard. */
const AT = bytes(
  [
    '00000001',
    '00000003',
    '018E8EA0',
    '071CC540',
    '0014',
    '0258',
    '005A',
    '261126143015',
    '0104 00000064',
    '0202 007D',
  ].join(''),
)

function frame(given: Partial<Jt808Frame>): Jt808Frame {
  const plain = { id: POSITION, is2019: false, protocol: 0, phone: '013800138000', serial: 1, part: null, body: AT }
  return { ...plain, ...given }
}

/** Reads back a whole written frame. */
function reread(written: Uint8Array): Jt808Frame {
  const cut = new FrameCutter().push(written)
  expect(cut).toHaveLength(1)
  const read = readFrame(cut[0] ?? new Uint8Array())
  if (!read.ok) throw new Error(read.fault.message)
  return read.value
}

const anyFrame = fc
  .record({
    id: fc.integer({ min: 0, max: 0xffff }),
    is2019: fc.boolean(),
    serial: fc.integer({ min: 0, max: 0xffff }),
    body: fc.uint8Array({ maxLength: 1_023 }),
    part: fc.option(
      fc
        .integer({ min: 1, max: 300 })
        .chain((total) => fc.record({ total: fc.constant(total), number: fc.integer({ min: 1, max: total }) })),
    ),
    digits: fc.stringMatching(/^\d{20}$/),
  })
  .map(({ digits, ...rest }) =>
    frame({ ...rest, protocol: rest.is2019 ? 1 : 0, phone: rest.is2019 ? digits : digits.slice(0, 12) }),
  )

describe('frames of JT/T 808', () => {
  test('what is written is read again, by both editions, with and without packages, every escape', () => {
    fc.assert(
      fc.property(anyFrame, (given) => {
        expect(reread(writeFrame(given))).toEqual(given)
      }),
    )
  })

  test('the same frames come out however the bytes are cut and whatever stands between them', () => {
    fc.assert(
      fc.property(fc.array(anyFrame, { maxLength: 4 }), fc.array(fc.nat(2_000), { maxLength: 8 }), (frames, cuts) => {
        const stream = concatBytes(frames.map(writeFrame))
        const cutter = new FrameCutter()
        const found: Jt808Frame[] = []
        const ends = [...cuts.filter((cut) => cut < stream.length).toSorted((a, b) => a - b), stream.length]
        let from = 0
        for (const end of ends) {
          for (const cut of cutter.push(stream.subarray(from, end))) {
            const read = readFrame(cut)
            if (read.ok) found.push(read.value)
          }
          from = end
        }
        expect(found).toEqual(frames)
      }),
    )
  })

  test('a frame without end is dropped, counted, and the next is read', () => {
    const cutter = new FrameCutter()
    for (let round = 0; round < 1_000; round += 1) expect(cutter.push(new Uint8Array(100).fill(1))).toEqual([])
    expect(cutter.takeDropped()).toBe(1)
    expect(cutter.push(writeFrame(frame({})))).toHaveLength(1)
  })

  test('wrong check code, wrong length, a foreign escape, encryption and a telephone of letters are refused', () => {
    // Nothing in it is escaped, so that bytes can be changed where they stand.
    const written = writeFrame(frame({ body: new Uint8Array(28) })).subarray(1, -1)
    const changed = (at: number, to: number): Uint8Array => {
      const copy = Uint8Array.from(written)
      copy[at] = to
      return copy
    }
    expect(readFrame(changed(20, 0xee))).toMatchObject({ ok: false, fault: { message: 'wrong check code' } })
    expect(readFrame(Uint8Array.from([0x7d, 0x03]))).toMatchObject({ ok: false, fault: { kind: 'malformed' } })
    expect(readFrame(Uint8Array.from([1, 2, 3]))).toMatchObject({ ok: false, fault: { kind: 'malformed' } })
    const resum = (copy: Uint8Array): Uint8Array => {
      copy[copy.length - 1] = copy.subarray(0, -1).reduce((sum, byte) => sum ^ byte, 0)
      return copy
    }
    expect(readFrame(resum(changed(3, 0x01)))).toMatchObject({ ok: false, fault: { message: 'wrong body length' } })
    expect(readFrame(resum(changed(2, 0x04)))).toMatchObject({ ok: false, fault: { kind: 'notAllowed' } })
    expect(readFrame(resum(changed(4, 0xab)))).toMatchObject({
      ok: false,
      fault: { message: 'a telephone that is no number' },
    })
  })

  test('no bytes make it throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 200 }), (wild, body) => {
        readFrame(wild)
        readPosition(body)
        readBatch(body)
        for (const is2019 of [false, true]) {
          readRegistration(frame({ body, is2019 }))
          readAuthentication(frame({ body, is2019 }))
        }
        for (const cut of new FrameCutter().push(wild)) readFrame(cut)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('messages', () => {
  test('a position with its extra items', () => {
    expect(readPosition(AT)).toEqual({
      ok: true,
      value: {
        alarms: 1,
        status: 3,
        isFixed: true,
        latitude: 26.11984,
        longitude: 119.326016,
        altitude: 20,
        speedKmh: 60,
        course: 90,
        atMs: Date.UTC(2026, 10, 26, 6, 30, 15),
        mileageKm: 10,
        fuel: 12.5,
      },
    })
  })

  test('south and west, no fix, no time, off the globe, cut short', () => {
    const south = Uint8Array.from(AT)
    south.set(bytes('0000000C'), 4)
    expect(readPosition(south)).toMatchObject({
      ok: true,
      value: { latitude: -26.11984, longitude: -119.326016, isFixed: false },
    })
    const timeless = Uint8Array.from(AT)
    timeless.set(bytes('261399256199'), 22)
    expect(readPosition(timeless)).toMatchObject({ ok: true, value: { atMs: null } })
    const off = Uint8Array.from(AT)
    off.set(bytes('FFFFFFFF'), 8)
    expect(readPosition(off)).toMatchObject({ ok: false, fault: { message: 'a position off the globe' } })
    expect(readPosition(AT.subarray(0, 27))).toMatchObject({ ok: false, fault: { kind: 'malformed' } })
  })

  test('an extra item that says it is longer than the message is passed over', () => {
    const cut = concatBytes([AT.subarray(0, 28), bytes('01FF00')])
    expect(readPosition(cut)).toMatchObject({ ok: true, value: { mileageKm: null } })
  })

  test('registrations of all editions, with a Chinese plate', () => {
    const plate = 'C3F6 41 3132333435'
    const head = '0023 0064'
    const of = (maker: number, model: number, id: number): string =>
      `${head}${'41'.repeat(3)}${'00'.repeat(maker - 3)}${'42'.repeat(2)}${'00'.repeat(model - 2)}${'43'.repeat(id)}02${plate}`
    for (const [is2019, hex] of [
      [false, of(5, 8, 7)],
      [false, of(5, 20, 7)],
      [true, of(11, 30, 30)],
    ] as const) {
      expect(readRegistration(frame({ is2019, body: bytes(hex) }))).toMatchObject({
        ok: true,
        value: { province: 35, city: 100, manufacturer: 'AAA', model: 'BB', plateColour: 2, plate: '闽A12345' },
      })
    }
    expect(readRegistration(frame({ body: bytes('0001') }))).toMatchObject({ ok: false })
  })

  test('authentication codes of both editions', () => {
    expect(readAuthentication(frame({ body: bytes('414243') }))).toEqual({ ok: true, value: 'ABC' })
    const later = bytes(`03414243${'30'.repeat(15)}${'00'.repeat(20)}`)
    expect(readAuthentication(frame({ is2019: true, body: later }))).toEqual({ ok: true, value: 'ABC' })
    expect(readAuthentication(frame({ is2019: true, body: bytes('0941') }))).toMatchObject({ ok: false })
  })

  test('a batch, with one item that cannot be read, and batches that lie about their number', () => {
    const item = (body: Uint8Array): Uint8Array => concatBytes([Uint8Array.from([0, body.length]), body])
    const batch = concatBytes([bytes('000301'), item(AT), item(AT.subarray(0, 5)), item(AT)])
    expect(readBatch(batch)).toMatchObject({ ok: true, value: { isLate: true, broken: 1 } })
    const read = readBatch(batch)
    expect(read.ok && read.value.positions).toHaveLength(2)
    expect(readBatch(bytes('000500'))).toMatchObject({ ok: false, fault: { kind: 'malformed' } })
    expect(readBatch(bytes('FFFF00'))).toMatchObject({ ok: false, fault: { kind: 'malformed' } })
  })

  test('the answers of the platform, byte by byte', () => {
    expect(toHex(generalAnswer(0x1234, POSITION, 0))).toBe('1234020000')
    expect(toHex(registrationAnswer(1, 0, 'AB'))).toBe('0001004142')
    expect(toHex(registrationAnswer(1, 4, 'AB'))).toBe('000104')
  })

  test('alarm bits in words', () => {
    expect(alarmWords(0)).toEqual([])
    expect(alarmWords(0x80000001)).toEqual(['紧急报警', '非法开门'])
  })
})

describe('messages in packages', () => {
  const part = (serial: number, number: number, total: number): Jt808Frame =>
    frame({ id: BATCH, serial, part: { total, number }, body: Uint8Array.from([number]) })

  test('they are put together in any order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 0, max: 0xffff }),
        fc.infiniteStream(fc.nat()),
        (total, serial, order) => {
          const parts = Array.from({ length: total }, (_, index) => part((serial + index) & 0xffff, index + 1, total))
          const shuffled = parts
            .map((each) => ({ each, key: order.next().value ?? 0 }))
            .toSorted((a, b) => a.key - b.key)
            .map(({ each }) => each)
          const packages = new Packages()
          const results = shuffled.map((each) => packages.add(each, 0))
          expect(results.slice(0, -1).every((result) => result.ok && result.value === undefined)).toBe(true)
          const last = results.at(-1)
          if (last?.ok !== true || last.value === undefined) throw new Error('not whole')
          expect([...last.value.body]).toEqual(parts.map((_, index) => index + 1))
          expect(packages.openCount).toBe(0)
        },
      ),
    )
  })

  test('unfinished ones are few, and too many packages are refused', () => {
    const packages = new Packages()
    for (let serial = 0; serial < 1_000; serial += 10) {
      packages.add(part(serial, 1, 3), 0)
      expect(packages.openCount).toBeLessThanOrEqual(4)
    }
    packages.add(part(5_000, 1, 2), 120_000)
    expect(packages.openCount).toBe(1)
    expect(packages.add(part(0, 1, 60_000), 0)).toMatchObject({ ok: false, fault: { kind: 'tooLarge' } })
  })
})

describe('vehicles on the map', () => {
  const read = readPosition(AT)
  if (!read.ok) throw new Error(read.fault.message)
  const position = read.value

  test('the datum of the terminal is converted, and no fix is no place', () => {
    const wgs = placeOf(position, 'WGS84')
    const fromGcj = placeOf(position, 'GCJ02')
    expect(wgs).toEqual({ lon: 119.326016, lat: 26.11984 })
    expect(Math.abs((fromGcj?.lon ?? 0) - (wgs?.lon ?? 0))).toBeGreaterThan(0.003)
    expect(placeOf({ ...position, isFixed: false }, 'WGS84')).toBeNull()
    expect(placeOf({ ...position, latitude: 0, longitude: 0 }, 'WGS84')).toBeNull()
  })

  test('the row fits the model', () => {
    const vehicle = { phone: phoneKey('013800138000'), name: '闽A12345', plate: '闽A12345' }
    const row = trackOf(
      vehicle,
      position,
      { lon: 119.3, lat: 26.1 },
      { gateway: 'gw', heardMs: 5, atMs: 4, staleMs: 10 },
    )
    expect(trackRow.parse(row)).toMatchObject({
      id: 'gw/13800138000',
      sort: 'vehicle',
      speed: 16.67,
      course: 90,
      isDistress: true,
      facts: { 车牌: '闽A12345', 报警: '紧急报警', '里程（千米）': '10', '油量（升）': '12.5' },
    })
    expect(phoneKey('00000000013800138000')).toBe('13800138000')
    expect(phoneKey('000000000000')).toBe('0')
  })

  test('whatever is read fits the model', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 28, maxLength: 60 }),
        fc.constantFrom('WGS84', 'GCJ02', 'BD09'),
        (body, datum) => {
          const read = readPosition(body)
          const place = read.ok ? placeOf({ ...read.value, isFixed: true }, datum) : null
          if (!read.ok || place === null) return
          const row = trackOf({ phone: '1', name: '1', plate: '' }, read.value, place, {
            gateway: 'gw',
            heardMs: 5,
            atMs: 4,
            staleMs: 1,
          })
          expect(trackRow.safeParse(row).success).toBe(true)
        },
      ),
    )
  })
})

const hasSample = existsSync(SAMPLE)
if (!hasSample) console.log(`${SAMPLE} is not here: its test is left out`)
test.skipIf(!hasSample)('the frame of a published example', () => {
  const hex = readFileSync(SAMPLE, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .join('')
  const read = reread(bytes(hex))
  expect(read).toMatchObject({ id: POSITION, phone: '123456789012', serial: 126 })
  expect(readPosition(read.body)).toMatchObject({
    ok: true,
    value: {
      alarms: 1,
      status: 2,
      latitude: 12.222222,
      longitude: 132.444444,
      altitude: 40,
      speedKmh: 6,
      course: 0,
      atMs: Date.UTC(2018, 9, 15, 2, 10, 10),
      mileageKm: 10,
      fuel: 12.5,
    },
  })
})
