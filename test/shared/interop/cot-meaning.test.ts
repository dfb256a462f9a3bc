import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { COMMANDS } from '../../../shared/commands/commands.ts'
import { alarmOfEventCode, eventCodeOfAlarm } from '../../../shared/interop/cot/alarm-types.ts'
import { featureOf, trackOf } from '../../../shared/interop/cot/ambient-rows.ts'
import { ALL_ROOMS, readChat, readReceipt, writeChat, writeReceipt } from '../../../shared/interop/cot/chat.ts'
import {
  deletedBy,
  deletion,
  isAccepted,
  offer,
  request,
  response,
  versionsIn,
} from '../../../shared/interop/cot/control.ts'
import type { CotEvent } from '../../../shared/interop/cot/event.ts'
import { isExercise, remarksOf } from '../../../shared/interop/cot/event.ts'
import { alarmFacts } from '../../../shared/interop/cot/incident-in.ts'
import { incidentEvent, incidentOfUid, opexOf, uidOfIncident } from '../../../shared/interop/cot/incident-out.ts'
import { meaningOf, unitThatCalls } from '../../../shared/interop/cot/meaning.ts'
import { describe as describeEvent } from '../../../shared/interop/cot/outcome.ts'
import { readCotXml } from '../../../shared/interop/cot/read-event.ts'
import { writeCotXml } from '../../../shared/interop/cot/write-event.ts'
import { xml } from '../../../shared/interop/xml/write-xml.ts'
import { featureRow, trackRow } from '../../../shared/model/ambient.ts'
import type { EventCodes } from '../../../shared/model/event-codes.ts'

const NOW = Date.parse('2026-11-26T06:00:00Z')
const CODES = JSON.parse(readFileSync('seeds/event-codes/event-codes.json', 'utf8')) as EventCodes
const KNOWN = new Set(CODES.codes.map(({ code }) => code))
const MAKER = { gateway: 'GW', heardMs: NOW }

/** An event of this type with these details. */
function said(type: string, detail = '', more = 'how="m-g"', point = 'lat="26.05" lon="119.28"'): CotEvent {
  const read = readCotXml(
    new TextEncoder().encode(
      `<event version="2.0" uid="U-1" type="${type}" time="2026-11-26T06:00:00Z" start="2026-11-26T06:00:00Z" ` +
        `stale="2026-11-26T06:05:00Z" ${more}><point ${point} hae="12.4" ce="1" le="1"/><detail>${detail}</detail></event>`,
    ),
    NOW,
  )
  if (!read.ok) throw new Error(read.fault.message)
  return read.value.event
}

/** As it is after a journey over the wire. */
function sent(event: CotEvent): CotEvent {
  const read = readCotXml(new TextEncoder().encode(writeCotXml(event)), NOW)
  if (!read.ok) throw new Error(read.fault.message)
  return read.value.event
}

describe('alarm types and event codes', () => {
  test('every one of our codes has an alarm type, whose own code is one of ours', () => {
    for (const { code } of CODES.codes) {
      const type = alarmOfEventCode(code)
      expect(type, code).toMatch(/^b-l(-[a-z]+)*$/)
      expect(KNOWN.has(eventCodeOfAlarm(type)), `${code} ${type}`).toBe(true)
    }
  })

  test.each([
    ['b-l-f', '12G00'],
    ['b-l-f-a-s', '12G00'],
    ['b-l-t-v-a', '12H00'],
    ['b-l-t-v-a-c-f', '12H02'],
    ['b-l-e-h', '12D00'],
    ['b-l-l-l-k', '14B06'],
    ['b-l-l-l-xyz', '14Y00'],
    ['b-l-zz', '19000'],
  ])('%s is %s', (type, code) => {
    expect(eventCodeOfAlarm(type)).toBe(code)
    expect(KNOWN.has(code)).toBe(true)
  })

  test('the grand classes keep their sense there and back', () => {
    for (const code of ['12G00', '12H00', '12D00', '12P00', '12Q00', '12T00', '14B06', '14B01'])
      expect(eventCodeOfAlarm(alarmOfEventCode(code))).toBe(code)
  })

  test('any type of the family has a code of ours', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^b-l(-[a-z]{1,3}){0,4}$/), (type) => {
        expect(KNOWN.has(eventCodeOfAlarm(type))).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})

describe('what events mean', () => {
  test.each([
    ['a unit', said('a-f-G-U-C', '<__group name="Cyan" role="HQ"/>'), 'position'],
    ['a unit set by hand with a team', said('a-f-G-U-C', '<takv/>', 'how="h-g-i-g-o"'), 'position'],
    ['a marker', said('a-u-G', '<archive/>', 'how="h-g-i-g-o"'), 'feature'],
    ['a spot', said('b-m-p-s-m'), 'feature'],
    ['a drawing', said('u-d-f'), 'feature'],
    ['an alarm', said('b-l-f'), 'incident'],
    ['an emergency', said('b-a-o-tbl'), 'incident'],
    ['an emergency without more', said('b-a-o'), 'incident'],
    ['its end', said('b-a-o-can'), 'emergencyOver'],
    ['its end said in another type', said('b-a-o-tbl', '<emergency cancel="true">A</emergency>'), 'emergencyOver'],
    ['a fence', said('b-a-g'), 'notice'],
    ['casualties', said('b-r-f-h-c'), 'incident'],
    ['a chat', said('b-t-f', '<remarks>你好</remarks>'), 'chat'],
    ['a chat without words', said('b-t-f', '<remarks/>'), 'passed'],
    ['a receipt', said('b-t-f-r'), 'receipt'],
    ['a ping', said('t-x-c-t'), 'control'],
    ['a mission', said('t-x-m-n'), 'passed'],
    ['a file', said('b-f-t-r'), 'passed'],
    ['something nobody knows', said('x-y-z'), 'feature'],
    ['a deletion', said('t-x-d-d', '<link uid="U-7"/>'), 'gone'],
    ['an incident of a Fengsui', { ...said('b-l-f'), uid: uidOfIncident('7') }, 'incident'],
  ])('%s', (_what, event, is) => {
    expect(meaningOf(event).is).toBe(is)
    expect(describeEvent(event)).toContain(event.type)
  })

  test('stale before time is a removal', () => {
    const event = said('a-u-G', '<archive/>', 'how="h-g-i-g-o"')
    expect(meaningOf({ ...event, staleMs: event.timeMs - 1 })).toEqual({ is: 'gone', uids: ['U-1'] })
  })

  test('a unit becomes a track that fits its schema', () => {
    const event = said(
      'a-f-G-E-V-m',
      '<contact callsign="救护 01" phone="120"/><track course="-108.9" speed="3.2"/><status battery="70"/>' +
        '<takv platform="ATAK" version="5.1"/>',
    )
    const row = trackOf(event, MAKER, true)
    expect(trackRow.parse(row)).toMatchObject({
      id: 'GW/U-1',
      sort: 'vehicle',
      name: '救护 01',
      latitude: 26.05,
      course: expect.closeTo(251.1),
      speed: 3.2,
      isDistress: true,
      facts: { '电量（%）': '70', 软件: 'ATAK 5.1', 电话: '120', 'CoT 类型': 'a-f-G-E-V-m' },
    })
  })

  test.each([
    ['a-f-A-M-H', 'aircraft'],
    ['a-f-S', 'vessel'],
    ['a-f-G-U-C', 'person'],
    ['a-f-G-E-V-C', 'vehicle'],
    ['a-f-G', 'other'],
    ['a', 'other'],
  ])('%s is shown as %s', (type, sort) => {
    expect(trackOf(said(type), MAKER, false)?.sort).toBe(sort)
  })

  test('a circle is a closed ring of the right size; a route is a line; a rectangle is closed', () => {
    const circle = featureOf(said('u-d-c-c', '<shape><ellipse major="1000" minor="1000" angle="360"/></shape>'), MAKER)
    const { geometry } = featureRow.parse(circle?.row) as unknown as { geometry: { coordinates: [number, number][][] } }
    const ring = geometry.coordinates[0]!
    expect(ring).toHaveLength(65)
    expect(ring[0]).toEqual(ring.at(-1))
    for (const [lon, lat] of ring)
      expect(
        Math.hypot((lat - 26.05) * 111_195, (lon - 119.28) * 111_195 * Math.cos((26.05 * Math.PI) / 180)),
      ).toBeCloseTo(1_000, -1)

    const links = '<link point="26,119,5"/><link point="26.1,119"/><link point="26.1,119.1"/><link point="nowhere"/>'
    const route = featureOf(said('b-m-r', links), MAKER)
    expect(route).toMatchObject({
      row: {
        sort: 'shape',
        geometry: {
          type: 'LineString',
          coordinates: [
            [119, 26],
            [119, 26.1],
            [119.1, 26.1],
          ],
        },
      },
      odd: ['1 corners are no places or too many'],
    })
    const rectangle = featureOf(said('u-d-r', links), MAKER)
    expect(rectangle?.row.geometry).toEqual({
      type: 'Polygon',
      coordinates: [
        [
          [119, 26],
          [119, 26.1],
          [119.1, 26.1],
          [119, 26],
        ],
      ],
    })
    expect(featureOf(said('a-u-G'), MAKER)?.row).toMatchObject({ sort: 'marker', geometry: { type: 'Point' } })
  })

  test('an address of a camera is shown without its password', () => {
    const camera = said('b-m-p-s-p-loc', '<__video url="http://user:pass@192.0.2.10/x"/>')
    expect(featureOf(camera, MAKER)?.row.facts).toMatchObject({ 视频: 'http://192.0.2.10/x' })
  })

  test('any ellipse gives a ring of places on earth', () => {
    const size = fc.double({ min: 0.1, max: 2_000_000, noNaN: true })
    const angle = fc.double({ min: -720, max: 720, noNaN: true })
    fc.assert(
      fc.property(
        size,
        size,
        angle,
        fc.integer({ min: -90, max: 90 }),
        fc.integer({ min: -180, max: 180 }),
        (major, minor, turn, lat, lon) => {
          const detail = `<shape><ellipse major="${major}" minor="${minor}" angle="${turn}"/></shape>`
          const row = featureOf(said('u-d-c-e', detail, '', `lat="${lat}" lon="${lon}"`), MAKER)?.row
          const { coordinates } = row!.geometry as unknown as { coordinates: [number, number][][] }
          for (const [x, y] of coordinates[0]!) {
            expect(Math.abs(x)).toBeLessThanOrEqual(180)
            expect(Math.abs(y)).toBeLessThanOrEqual(90)
          }
        },
      ),
      { numRuns: 100 },
    )
  })

  test('whatever an event says, its row and its incident are such as can be kept', () => {
    const words = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.string({ unit: 'binary', maxLength: 300 }),
    )
    const numbers = fc.oneof(words, fc.double().map(String), fc.integer().map(String))
    const detail = fc
      .record({
        contact: fc.record({ callsign: words, phone: words, endpoint: words }),
        track: fc.record({ course: numbers, speed: numbers }),
        status: fc.record({ battery: numbers }),
        __group: fc.record({ name: words, role: words }),
        creator: fc.record({ callsign: words }),
        _medevac_: fc.record({ title: words, urgent: numbers, priority: numbers, security: words }),
        fengsui: fc.record({ category: words, level: numbers }),
        __video: fc.record({ url: words }),
        link: fc.record({ point: words, uid: words }),
      })
      .chain((all) => fc.subarray(Object.entries(all)))
    const types = fc.constantFrom(
      'a-f-G-U-C',
      'a-f-A',
      'u-d-f',
      'b-m-r',
      'b-l-f',
      'b-a-o-tbl',
      'b-r-f-h-c',
      'b-m-p-s-m',
    )
    fc.assert(
      fc.property(types, detail, words, fc.double(), fc.double(), (type, tags, remarks, lat, lon) => {
        const plain = said(type)
        const elements = tags.map(([tag, attributes]) => xml(tag, attributes))
        const event = sent({
          ...plain,
          point:
            Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon, hae: null, ce: null, le: null } : plain.point,
          detail: [...elements, xml('remarks', {}, remarks === '' ? [] : [remarks])],
        })
        const meaning = meaningOf(event)
        if (meaning.is === 'incident')
          COMMANDS.reportIncident.input.parse({ ...meaning.facts, linkedNumber: event.uid, sourceChannel: 'system' })
        const track = trackOf(event, MAKER, true)
        if (track !== null) trackRow.parse(track)
        const feature = featureOf(event, MAKER)
        if (feature !== null) featureRow.parse(feature.row)
        expect(describeEvent(event)).toContain(type)
      }),
      { numRuns: 400 },
    )
  })

  test('an emergency names who calls and of what unit', () => {
    const event = said(
      'b-a-o-tbl',
      '<link uid="ANDROID-1" type="a-f-G-U-C" relation="p-p"/><contact callsign="张三-Alert"/><emergency type="911 Alert">张三</emergency>',
    )
    expect(meaningOf(event)).toMatchObject({
      isEmergency: true,
      facts: { title: '紧急求助（911）：张三', category: '19000', position: { lon: 119.28, lat: 26.05 } },
    })
    expect(unitThatCalls(event)).toBe('ANDROID-1')
    expect(unitThatCalls({ ...said('b-a-o-can'), uid: 'ANDROID-1-9-1-1' })).toBe('ANDROID-1')
  })

  test('casualties are counted and what is no count is not', () => {
    const medevac = '<_medevac_ title="MED.1" urgent="1" urgent_surgical="2" priority="4" routine="x" ambulatory="1"/>'
    expect(meaningOf(said('b-r-f-h-c', medevac))).toMatchObject({
      facts: { title: '伤员后送请求：MED.1', injured: 7, description: expect.stringContaining('可行走：1') },
    })
    expect(meaningOf(said('b-r-f-h-c'))).toMatchObject({ facts: { injured: null } })
  })

  test.each([
    ['e-drill', true],
    ['s-sim', true],
    ['o-real', false],
    ['e', true],
    ['electric', false],
  ])('opex %s', (opex, expected) => {
    expect(isExercise(said('b-l-f', '', `opex="${opex}"`))).toBe(expected)
  })
})

describe('what we say', () => {
  const FIELDS = {
    title: '仓山区仓库火警',
    number: 'FZ-20261126-0001',
    category: '12G01',
    level: 3,
    status: 'responding',
    sensitive: false,
    position: { lon: 119.28, lat: 26.05 },
    place: '仓山区',
    description: '二层仓库 <浓烟> & 明火',
  }
  const RULES = { nowMs: NOW, staleMs: NOW + 600_000, opex: null, withDescription: false }

  test('an incident is an alarm with its own codes beside it, and comes back whole', () => {
    const event = incidentEvent('INC1', FIELDS, RULES)
    if (event === null) throw new Error('not shown')
    expect(event).toMatchObject({ uid: 'FENGSUI.INC1', type: 'b-l-f', staleMs: NOW + 600_000 })
    const back = sent(event)
    expect(incidentOfUid(back.uid)).toBe('INC1')
    expect(alarmFacts(back)).toMatchObject({
      title: FIELDS.title,
      category: '12G01',
      level: 3,
      position: FIELDS.position,
    })
  })

  test('free text goes along only where that is wanted', () => {
    const remarks = (withDescription: boolean): string => {
      const event = incidentEvent('INC1', FIELDS, { ...RULES, withDescription })
      return event === null ? '' : remarksOf(sent(event))
    }
    expect(remarks(false)).toBe('仓山区仓库火警\nFZ-20261126-0001\n仓山区')
    expect(remarks(true)).toContain('二层仓库 <浓烟> & 明火')
  })

  test('every code of ours comes back as it is', () => {
    for (const { code } of CODES.codes) {
      const event = incidentEvent('A', { ...FIELDS, category: code, level: null }, RULES)
      expect(event === null ? '' : alarmFacts(sent(event)).category).toBe(code)
    }
  })

  test.each([
    ['closed', { ...FIELDS, status: 'closed' }],
    ['void', { ...FIELDS, status: 'void' }],
    ['sensitive', { ...FIELDS, sensitive: true }],
    ['without a place', { ...FIELDS, position: null }],
  ])('not shown: %s', (_what, fields) => {
    expect(incidentEvent('INC1', fields, RULES)).toBeNull()
  })

  test('exercises are marked, and read as such', () => {
    expect(opexOf('live', 'fz')).toBeNull()
    for (const kind of ['exercise', 'demonstration'] as const) {
      const event = incidentEvent('INC1', FIELDS, { ...RULES, opex: opexOf(kind, 'fz') })
      expect(event !== null && isExercise(sent(event))).toBe(true)
    }
  })

  test('a chat comes back with who, where and what', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[^\s\p{C}][^\p{C}]{0,30}$/u).map((text) => text.trim()),
        fc.uuid(),
        (text, message) => {
          const event = writeChat(
            {
              message,
              senderUid: 'S.1',
              sender: '指挥中心',
              room: ALL_ROOMS,
              roomId: ALL_ROOMS,
              text,
              point: null,
              opex: null,
            },
            NOW,
          )
          expect(readChat(sent(event))).toEqual({
            message,
            senderUid: 'S.1',
            sender: '指挥中心',
            room: ALL_ROOMS,
            roomId: ALL_ROOMS,
            text,
            timeMs: NOW,
          })
        },
      ),
      { numRuns: 200 },
    )
  })

  test('a receipt names the message', () => {
    const chat = readChat(
      said(
        'b-t-f',
        '<__chat chatroom="R" messageId="M1" senderCallsign="张三"><chatgrp uid0="A"/></__chat><remarks>x</remarks>',
      ),
    )
    if (chat === null) throw new Error('no chat')
    expect(readReceipt(sent(writeReceipt(chat, { uid: 'C', callsign: '中心' }, NOW)))).toEqual({
      message: 'M1',
      by: '中心',
      isRead: false,
    })
  })

  test('the change to protobuf is offered, asked for and answered', () => {
    expect(versionsIn(sent(offer('n', NOW)))).toEqual([1])
    expect(versionsIn(sent(request('n', NOW)))).toEqual([1])
    expect(isAccepted(sent(response('n', true, NOW)))).toBe(true)
    expect(isAccepted(sent(response('n', false, NOW)))).toBe(false)
    expect(deletedBy(sent(deletion('U-1', 'b-l-f', 'd', NOW)))).toEqual(['U-1'])
  })
})
