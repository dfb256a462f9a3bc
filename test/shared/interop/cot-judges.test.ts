// Others judge what we write: MITRE's schema of the event, protoc's decoder, and Python's own parsers and TLS beside ours.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { alarmOfEventCode } from '../../../shared/interop/cot/alarm-types.ts'
import { writeChat, writeReceipt } from '../../../shared/interop/cot/chat.ts'
import { deletion, offer, ping, pong, request, response } from '../../../shared/interop/cot/control.ts'
import type { CotEvent } from '../../../shared/interop/cot/event.ts'
import { incidentEvent, opexOf } from '../../../shared/interop/cot/incident-out.ts'
import { writeCotProto } from '../../../shared/interop/cot/proto-event.ts'
import { writeCotXml } from '../../../shared/interop/cot/write-event.ts'
import { samples } from '../../support/samples.ts'

const NOW = Date.parse('2026-11-26T06:00:00Z')
const XSD = samples('cotspec/event.xsd')
const hasProtoc = spawnSync('protoc', ['--version']).status === 0

const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
const incidents = fc
  .record({
    title: words,
    number: fc.constant('FZ-1'),
    place: words,
    description: words,
    category: fc.constantFrom('11A02', '12G01', '14B01', '19000'),
    level: fc.constantFrom(null, 1, 4),
    status: fc.constantFrom('reported', 'responding'),
    position: fc.record({
      lon: fc.double({ min: -180, max: 180, noNaN: true }),
      lat: fc.double({ min: -90, max: 90, noNaN: true }),
    }),
    kind: fc.constantFrom('live' as const, 'exercise' as const, 'demonstration' as const),
  })
  .map(({ kind, ...fields }): CotEvent => {
    const opex = opexOf(kind, 'fuzhou-drill')
    const event = incidentEvent('INC1', fields, { nowMs: NOW, staleMs: NOW + 1, opex, withDescription: true })
    if (event === null) throw new Error('an incident with a place is shown')
    return event
  })

const CHAT = {
  ...{ message: 'm-1', senderUid: 'FENGSUI.1', sender: '指挥中心', room: 'All Chat Rooms', roomId: 'All Chat Rooms' },
  ...{ text: '增援 <已> & 派出', point: null, opex: null },
}
const FIXED: readonly CotEvent[] = [
  ping('p', NOW),
  pong(NOW),
  offer('n', NOW),
  request('n', NOW),
  response('n', true, NOW),
  deletion('U-1', alarmOfEventCode('12G00'), 'd', NOW),
  writeChat(CHAT, NOW),
  writeReceipt({ ...CHAT, timeMs: NOW }, { uid: 'U', callsign: '甲' }, NOW),
]

describe.skipIf(!existsSync(XSD))('the schema of MITRE', () => {
  test('finds all we write valid: incidents of any words, chat, receipts, control', async () => {
    const events = [...FIXED, ...fc.sample(incidents, { numRuns: 150, seed: 7 })]
    const judged = await validateXML({
      xml: events.map((event, index) => ({ fileName: `${index}.xml`, contents: writeCotXml(event) })),
      schema: readFileSync(XSD, 'utf8'),
    })
    expect(judged.errors).toEqual([])
    expect(judged.valid).toBe(true)
  }, 60_000)

  test('finds an event without its end invalid: the judge judges', async () => {
    const wrong = writeCotXml(ping('p', NOW)).replace(/ stale="[^"]*"/, '')
    const judged = await validateXML({ xml: wrong, schema: readFileSync(XSD, 'utf8') })
    expect(judged.valid).toBe(false)
  })
})

describe.skipIf(!hasProtoc)('protoc', () => {
  test('reads our payload as what it is, field by field', () => {
    const event = writeChat(
      { ...CHAT, text: 'a&b', point: { lat: 26.05, lon: 119.28, hae: null, ce: 5, le: null } },
      NOW,
    )
    const run = spawnSync('protoc', ['--decode_raw'], { input: writeCotProto(event) })
    const text = run.stdout.toString()
    expect(run.status).toBe(0)
    expect(text).toContain('1: "b-t-f"')
    expect(text).toContain(`5: "${event.uid}"`)
    expect(text).toContain(`6: ${NOW}`)
    expect(text).toContain('a&amp;b')
    // lat and lon are the doubles 26.05 and 119.28.
    expect(text).toContain('10: 0x403a0ccccccccccd')
    expect(text).toContain('11: 0x405dd1eb851eb852')
  })
})

if (!existsSync(XSD)) console.log(`the schema of CoT is not here (${XSD}): skipped`)
if (!hasProtoc) console.log('protoc is not on this machine (Debian: protobuf-compiler): skipped')
