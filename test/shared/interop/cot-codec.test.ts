import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes } from '../../../shared/base/bytes.ts'
import type { Cut } from '../../../shared/interop/cot/cut-stream.ts'
import { StreamCutter } from '../../../shared/interop/cot/cut-stream.ts'
import type { CotEvent } from '../../../shared/interop/cot/event.ts'
import { attribute, detailOf, remarksOf, textIn } from '../../../shared/interop/cot/event.ts'
import { meshFrame, readCotBytes, streamFrame } from '../../../shared/interop/cot/frames.ts'
import { cotOutcome } from '../../../shared/interop/cot/outcome.ts'
import { readPlainXml } from '../../../shared/interop/cot/plain-xml.ts'
import { readCotProto, writeCotProto } from '../../../shared/interop/cot/proto-event.ts'
import { COT_XML_LIMITS, readCotTime, readCotXml, readStrictXml } from '../../../shared/interop/cot/read-event.ts'
import { writeCotXml } from '../../../shared/interop/cot/write-event.ts'
import type { XmlOut } from '../../../shared/interop/xml/write-xml.ts'
import { xml } from '../../../shared/interop/xml/write-xml.ts'
import { samples } from '../../support/samples.ts'

const NOW = Date.parse('2026-11-26T06:00:00Z')
const SAMPLES = samples('cot')
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A small event with everything that is easily damaged in it. */
const FIRE = `<?xml version="1.0" encoding="UTF-8"?>
<event version="2.0" uid="消防-01" type="a-f-G-E-V" how="m-g" time="2026-11-26T05:59:58.120Z" start="2026-11-26T05:59:58.120Z" stale="2026-11-26T06:02:00Z"><point lat="26.05" lon="119.28" hae="NaN" ce="5" le="9999999.0"/><detail><contact callsign="消防 01 &amp; 中队"/><remarks>前往仓山区，𠮷林路 &lt;3 号&gt;</remarks></detail></event>`

function readWell(text: string): { readonly event: CotEvent; readonly odd: readonly string[] } {
  const read = readCotXml(bytesOf(text), NOW)
  if (!read.ok) throw new Error(read.fault.message)
  return read.value
}

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,12}$/).filter((text) => text !== 'xmlns')
// What XML can hold: no control characters, no halves of surrogate pairs.
const text = fc.string({ unit: 'grapheme', maxLength: 20 }).map((raw) => raw.replaceAll(/\p{Cc}|[\uFFFE\uFFFF]/gu, '·'))
const filled = text.map((raw) => raw.trim()).filter((raw) => raw !== '')
const element: fc.Arbitrary<XmlOut> = fc.letrec<{ element: XmlOut }>((tie) => ({
  element: fc
    .record({
      tag: name,
      attributes: fc.dictionary(name, text, { maxKeys: 4 }),
      children: fc.oneof(
        { depthSize: 'small' },
        filled.map((one): readonly (XmlOut | string)[] => [one]),
        fc.array(tie('element'), { maxLength: 3 }),
      ),
    })
    .map(({ tag, attributes, children }) => xml(tag, { ...attributes }, children)),
})).element
const ms = fc.integer({ min: 1, max: 4_000_000_000_000 })
const degrees = (most: number): fc.Arbitrary<number> =>
  fc.double({ min: -most, max: most, noNaN: true }).map((value) => value + 0)
const height = fc.oneof(fc.constant(null), degrees(90_000))
const event: fc.Arbitrary<CotEvent> = fc.record({
  uid: fc.uuid(),
  type: fc.constantFrom('a-f-G-U-C', 'b-l-f', 'u-d-f', 'b-t-f', 't-x-c-t'),
  how: fc.constantFrom('m-g', 'h-e', 'h-g-i-g-o'),
  timeMs: ms,
  startMs: ms,
  staleMs: ms,
  opex: fc.constantFrom(null, 'e-drill', 'o-'),
  access: fc.constantFrom(null, 'Undefined'),
  qos: fc.constant(null),
  point: fc.record({
    lat: degrees(90),
    lon: degrees(180),
    hae: height,
    ce: height,
    le: height,
  }),
  detail: fc.array(element, { maxLength: 4 }),
})

/** -0 is 0 on either wire; tiny decimals are written to 12 places. */
function rounded(given: CotEvent): CotEvent {
  const short = (value: number): number => Math.round(value * 1e9) / 1e9 + 0
  const { point } = given
  if (point === null) return given
  const known = (value: number | null): number | null => (value === null ? null : short(value))
  return {
    ...given,
    point: {
      lat: short(point.lat),
      lon: short(point.lon),
      hae: known(point.hae),
      ce: known(point.ce),
      le: known(point.le),
    },
  }
}

describe('reading CoT XML', () => {
  test('what clients get wrong is read with a note', () => {
    const { event, odd } = readWell(FIRE)
    expect(event).toMatchObject({
      uid: '消防-01',
      type: 'a-f-G-E-V',
      point: { lat: 26.05, lon: 119.28, hae: null, ce: 5, le: null },
    })
    expect(attribute(detailOf(event, 'contact'), 'callsign')).toBe('消防 01 & 中队')
    expect(remarksOf(event)).toBe('前往仓山区，𠮷林路 <3 号>')
    expect(odd).toEqual(['hae is no number'])
  })

  test('missing times are now, a missing point is none, a place off the earth is none', () => {
    const { event, odd } = readWell(
      '<event uid="a" type="a-f-G"><point lat="91" lon="1" hae="0" ce="1" le="1"/></event>',
    )
    expect(event).toMatchObject({ timeMs: NOW, startMs: NOW, staleMs: NOW + 120_000, point: null, how: '' })
    expect(odd).toEqual([
      'event without version',
      'event without time',
      'event without start',
      'event without stale',
      'event without how',
      'the point is no place on earth',
    ])
  })

  test.each([
    ['2026-08-19T01:20:47:639Z', '2026-08-19T01:20:47.639Z', 'has odd milliseconds'],
    ['2026-08-19T01:20:47.639123Z', '2026-08-19T01:20:47.639Z', undefined],
    ['2026-08-19 01:20:47+08:00', '2026-08-18T17:20:47.000Z', 'has no T'],
    ['2026-08-19T01:20:47+0800', '2026-08-18T17:20:47.000Z', undefined],
    ['2026-08-19T01:20:47', '2026-08-19T01:20:47.000Z', 'is without zone and read as UTC'],
    ['2026-07-19T00:35:35.07Z', '2026-07-19T00:35:35.070Z', undefined],
  ])('time %s', (given, expected, odd) => {
    const read = readCotTime(given)
    expect(new Date(read?.ms ?? 0).toISOString()).toBe(expected)
    expect(read?.odd).toBe(odd)
  })

  test.each(['TIME', '', '2026-13-01T00:00:00Z', '99999-01-01T00:00:00Z', '20260819T012047Z'])(
    'no time: %s',
    (given) => {
      expect(readCotTime(given)).toBeUndefined()
    },
  )

  test('GB18030 is read by its declaration', () => {
    const head = bytesOf(
      '<?xml version="1.0" encoding="GB2312"?><event version="2.0" uid="a" type="a-f-G"><detail><contact callsign="',
    )
    const fire = Uint8Array.of(0xcf, 0xfb, 0xb7, 0xc0)
    const read = readCotXml(concatBytes([head, fire, bytesOf('"/></detail></event>')]), NOW)
    expect(read.ok && attribute(detailOf(read.value.event, 'contact'), 'callsign')).toBe('消防')
  })

  test.each([
    [
      'an entity from outside',
      '<!DOCTYPE event [<!ENTITY x SYSTEM "file:///etc/passwd">]><event uid="&x;" type="a"/>',
      'malformed',
    ],
    ['an entity bomb', '<!DOCTYPE e [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><event uid="&b;" type="a"/>', 'malformed'],
    ['deep nesting', `<event uid="a" type="a">${'<x>'.repeat(5_000)}`, 'tooLarge'],
    ['no event', '<alert/>', 'malformed'],
    ['no uid', '<event type="a-f-G"/>', 'malformed'],
    ['no type', '<event uid="1"/>', 'malformed'],
    ['a type that is none', '<event uid="1" type="a f"/>', 'malformed'],
    ['a uid beyond measure', `<event uid="${'x'.repeat(200)}" type="a"/>`, 'tooLarge'],
    ['no XML', 'hello', 'malformed'],
    ['cut short', '<event uid="1" type="a">', 'malformed'],
  ])('refused: %s', (_what, given, kind) => {
    const read = readCotXml(bytesOf(given), NOW)
    expect(read.ok ? 'read' : read.fault.kind).toBe(kind)
  })

  test('a name in __proto__ is an attribute like any other', () => {
    const { event } = readWell(
      '<event uid="a" type="a-f-G"><detail><contact __proto__="x" constructor="y"/></detail></event>',
    )
    expect(attribute(detailOf(event, 'contact'), 'callsign')).toBe('')
    expect(attribute(detailOf(event, 'contact'), 'toString')).toBe('')
    expect(attribute(detailOf(event, 'contact'), 'constructor')).toBe('y')
  })

  test('any bytes are read or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(typeof cotOutcome(bytes, NOW).is).toBe('string')
      }),
      { numRuns: 500 },
    )
  })

  test('a damaged event is read or refused, never thrown at', () => {
    const whole = bytesOf(FIRE)
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const damaged = whole.slice()
        damaged[at] = byte
        expect(['read', 'refused']).toContain(cotOutcome(damaged, NOW).is)
      }),
      { numRuns: 500 },
    )
  })
})

describe('the fast reader of plain XML', () => {
  /** Null where it leaves the judgement to the strict reader; otherwise both say the same. */
  function compare(bytes: Uint8Array): boolean {
    const plain = readPlainXml(bytes, COT_XML_LIMITS)
    if (plain === null) return false
    const strict = readStrictXml(bytes)
    expect(strict.ok ? strict.value : strict.fault).toEqual(plain)
    return true
  }

  test('reads what we and others write as the strict reader does', () => {
    fc.assert(
      fc.property(event, (given) => {
        expect(compare(bytesOf(writeCotXml(given)))).toBe(!/&#\d/.test(writeCotXml(given)))
      }),
      { numRuns: 300 },
    )
    expect(compare(bytesOf(FIRE))).toBe(true)
    expect(compare(bytesOf(FIRE.replaceAll('>', '>\r\n\t')))).toBe(true)
  })

  test('reads nothing that the strict reader refuses or reads otherwise, however it is damaged', () => {
    const pieces = fc.constantFrom(
      ...[
        '<',
        '>',
        '/',
        '&',
        '&amp;',
        '&#65;',
        '"',
        "'",
        ' ',
        '\t',
        '\r\n',
        '\n',
        '\u0000',
        '\u0085',
        '\u3000',
        '\u2028',
      ],
      ...[
        '<!-- -->',
        '<![CDATA[x]]>',
        ']]>',
        '<?p x?>',
        '<!DOCTYPE event>',
        ' xmlns="u"',
        ' xmlns:a="u"',
        'a:b',
        ' x="1"',
      ],
      ...[
        '<event>',
        '</event>',
        '<a/>',
        '</a>',
        '=',
        '\uFEFF',
        '\uFFFF',
        '消',
        ' __proto__="1"',
        '<?xml version="1.0"?>',
      ],
    )
    let plain = 0
    fc.assert(
      fc.property(fc.nat(FIRE.length), fc.nat(6), fc.array(pieces, { minLength: 1, maxLength: 3 }), (at, cut, put) => {
        const damaged = FIRE.slice(0, at) + put.join('') + FIRE.slice(at + cut)
        if (compare(bytesOf(damaged))) plain += 1
      }),
      { numRuns: 1_500 },
    )
    expect(plain).toBeGreaterThan(40)
  })

  test('leaves too deep, too many and too long to the strict reader, which refuses them', () => {
    for (const inner of [
      '<a>'.repeat(30) + '</a>'.repeat(30),
      '<a/>'.repeat(6_000),
      `<a x="${'y'.repeat(20_000)}"/>`,
      `<a ${Array.from({ length: 70 }, (_, index) => `a${index}="1"`).join(' ')}/>`,
      `<${'n'.repeat(300)}/>`,
    ]) {
      const bytes = bytesOf(`<event uid="a" type="a">${inner}</event>`)
      expect(compare(bytes)).toBe(false)
      expect(readStrictXml(bytes)).toMatchObject({ ok: false, fault: { kind: 'tooLarge' } })
    }
  })
})

describe('round trips', () => {
  test('every event comes back from XML', () => {
    fc.assert(
      fc.property(event, (given) => {
        const read = readWell(writeCotXml(given))
        expect(rounded(read.event)).toEqual(rounded(given))
        expect(read.odd).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  test('every event comes back from protobuf, its details in any order', () => {
    fc.assert(
      fc.property(event, (given) => {
        const read = readCotProto(writeCotProto(given), NOW)
        if (!read.ok || read.value === null) throw new Error('not read')
        const sorted = (of: CotEvent): CotEvent => ({
          ...of,
          detail: of.detail.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
        })
        expect(sorted(read.value.event)).toEqual(sorted(given))
      }),
      { numRuns: 300 },
    )
  })

  test('typed details go into their fields and an ampersand in another stays one', () => {
    const given = readWell(
      '<event version="2.0" uid="a" type="a-f-G" how="m-g"><point lat="1" lon="2" hae="3" ce="4" le="5"/><detail>' +
        '<contact callsign="消防" endpoint="*:-1:stcp"/><__group name="Cyan" role="HQ"/><track speed="3.5" course="181.2"/>' +
        '<status battery="77"/><status readiness="true"/><__video url="http://h/x?a=1&amp;b=2"/></detail></event>',
    ).event
    const payload = writeCotProto(given)
    expect(new TextDecoder().decode(payload)).not.toContain('__group')
    const read = readCotProto(payload, NOW)
    const back = read.ok && read.value !== null ? read.value.event : undefined
    expect(attribute(back && detailOf(back, '__video'), 'url')).toBe('http://h/x?a=1&b=2')
    expect(attribute(back && detailOf(back, '__group'), 'role')).toBe('HQ')
    expect(attribute(back && detailOf(back, 'track'), 'course')).toBe('181.2')
    // Two of one name: the first one read is the one in the XML, and none is lost where they cannot both be typed.
    expect(back?.detail.filter(({ tag }) => tag === 'status').length).toBeGreaterThan(0)
  })

  test('protobuf decoders take any bytes: read or refused', () => {
    const good = writeCotProto(readWell(FIRE).event)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(good.length - 1), fc.nat(255), (raw, at, byte) => {
        const damaged = good.slice()
        damaged[at] = byte
        for (const bytes of [raw, damaged, concatBytes([good.subarray(0, at), raw])])
          for (const framed of [streamFrame(bytes), meshFrame(bytes), bytes])
            expect(['read', 'refused']).toContain(cotOutcome(framed, NOW).is)
      }),
      { numRuns: 500 },
    )
  })

  test('mesh and stream framing are told apart', () => {
    const payload = writeCotProto(readWell(FIRE).event)
    for (const framed of [meshFrame(payload), streamFrame(payload)]) {
      const read = readCotBytes(framed, NOW)
      expect(read.ok && read.value?.event.uid).toBe('消防-01')
    }
    const later = meshFrame(payload)
    later[1] = 2
    const read = readCotBytes(later, NOW)
    expect(read.ok ? '' : read.fault.kind).toBe('versionUnsupported')
  })
})

/** Everything the cutter gives for these pieces. */
function cutAll(pieces: readonly Uint8Array[], max?: number): readonly Cut[] {
  const cutter = new StreamCutter(max)
  return pieces.flatMap((piece) => [...cutter.push(piece)])
}

describe('cutting a stream', () => {
  const proto = streamFrame(writeCotProto(readWell(FIRE).event))
  const stream = concatBytes([
    bytesOf(`\ufeff${FIRE}\r\n`),
    proto,
    proto,
    bytesOf('<event uid="b" type="a-f-G"><detail><remarks>二</remarks></detail></event >\n\n'),
    bytesOf('<?xml version="1.0"?><auth><cot username="u" password="secret"/></auth>'),
    bytesOf(FIRE),
  ])
  const kinds = ['xml', 'protobuf', 'protobuf', 'xml', 'auth', 'xml']

  test('split at every place, every message is whole', () => {
    const whole = cutAll([stream])
    expect(whole.map(({ kind }) => kind)).toEqual(kinds)
    for (let at = 0; at <= stream.length; at += 1)
      expect(cutAll([stream.subarray(0, at), stream.subarray(at)])).toEqual(whole)
  })

  test('split anyhow, even byte by byte, every message is whole', () => {
    const whole = cutAll([stream])
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 60 }), (lengths) => {
        const pieces: Uint8Array[] = []
        let from = 0
        for (const length of lengths) {
          pieces.push(stream.subarray(from, from + length))
          from += length
        }
        expect(cutAll([...pieces, stream.subarray(from)])).toEqual(whole)
      }),
      { numRuns: 200 },
    )
    expect(cutAll(Array.from(stream, (byte) => Uint8Array.of(byte)))).toEqual(whole)
  })

  test('Chinese text comes out as it went in, wherever the packet ended', () => {
    const bytes = bytesOf(FIRE)
    for (let at = 0; at <= bytes.length; at += 1) {
      const [cut] = cutAll([bytes.subarray(0, at), bytes.subarray(at)])
      if (cut?.kind !== 'xml') throw new Error(`cut at ${at} gave ${cut?.kind}`)
      const read = readCotXml(cut.bytes, NOW)
      expect(read.ok && textIn(detailOf(read.value.event, 'remarks'))).toBe('前往仓山区，𠮷林路 <3 号>')
    }
  })

  test('a password is never given out', () => {
    const cuts = cutAll([bytesOf('<auth><cot password="secret"/>'), bytesOf('</auth>'), bytesOf(FIRE)])
    expect(cuts.map(({ kind }) => kind)).toEqual(['auth', 'xml'])
    const large = cutAll([bytesOf(`<auth><cot password="secret"/>${'x'.repeat(2_000)}`)], 1_000)
    expect(large).toMatchObject([{ kind: 'refused', bytes: new Uint8Array() }])
  })

  test('a message too large is refused once, passed over, and the next one is read; what is kept stays small', () => {
    const cutter = new StreamCutter(1_000)
    const cuts: Cut[] = [...cutter.push(bytesOf('<event uid="big">'))]
    for (let piece = 0; piece < 200; piece += 1) {
      cuts.push(...cutter.push(bytesOf('<x>烽燧</x>'.repeat(20))))
      expect(cutter.waiting).toBeLessThan(1_600)
    }
    cuts.push(...cutter.push(bytesOf(`</event>${FIRE}`)))
    expect(cuts.map(({ kind }) => kind)).toEqual(['refused', 'xml'])

    const huge = streamFrame(new Uint8Array(5_000))
    expect(cutAll([huge.subarray(0, 100), huge.subarray(100), bytesOf(FIRE)], 1_000).map(({ kind }) => kind)).toEqual([
      'refused',
      'xml',
    ])
  })

  test('rubbish between messages is refused and the next message is read', () => {
    const cuts = cutAll([concatBytes([bytesOf('GET / HTTP/1.1\r\n'), bytesOf(FIRE)])])
    expect(cuts.map(({ kind }) => kind)).toEqual(['refused', 'xml'])
    expect(cutAll([Uint8Array.of(0xbf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)])[0]).toMatchObject({
      kind: 'refused',
      fault: { kind: 'malformed' },
    })
  })

  test('any bytes in any pieces end, and what is kept stays within the largest message and one piece', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 30 }), (pieces) => {
        const cutter = new StreamCutter(256)
        for (const piece of pieces) {
          cutter.push(piece)
          expect(cutter.waiting).toBeLessThanOrEqual(256 + 64)
        }
      }),
      { numRuns: 300 },
    )
  })
})

const REFUSED_SAMPLES: readonly string[] = []

describe.skipIf(!existsSync(SAMPLES))('samples of others', () => {
  const files = existsSync(SAMPLES) ? readdirSync(SAMPLES).toSorted() : []

  test('each is read, or refused for a reason', () => {
    const refused: string[] = []
    for (const file of files) {
      const outcome = cotOutcome(new Uint8Array(readFileSync(join(SAMPLES, file))), NOW)
      if (outcome.is === 'refused') refused.push(`${file}: ${outcome.fault.message}`)
    }
    expect(files.length).toBeGreaterThan(50)
    expect(refused).toEqual(REFUSED_SAMPLES)
  })

  test('what is read comes back from our XML and from our protobuf', () => {
    for (const file of files) {
      const read = readCotBytes(new Uint8Array(readFileSync(join(SAMPLES, file))), NOW)
      if (!read.ok || read.value === null) continue
      const { event } = read.value
      const fromXml = readCotXml(bytesOf(writeCotXml(event)), NOW)
      expect(fromXml.ok && fromXml.value.event, file).toEqual({
        ...event,
        how: event.how || 'm-g',
        point: event.point ?? { lat: 0, lon: 0, hae: null, ce: null, le: null },
      })
      const proto = readCotProto(writeCotProto(event), NOW)
      expect(proto.ok && proto.value?.event.detail.length, file).toBe(event.detail.length)
    }
  })

  test('bytes of other encoders say what ours says: the three files are of one event', () => {
    const callsigns = files
      .filter((file) => file.endsWith('.bin'))
      .map((file) => {
        const read = readCotBytes(new Uint8Array(readFileSync(join(SAMPLES, file))), NOW)
        if (!read.ok || read.value === null) return file
        const { event } = read.value
        return [
          attribute(detailOf(event, 'contact'), 'callsign'),
          remarksOf(event),
          event.point?.lat,
          attribute(detailOf(event, '__group'), 'name'),
        ]
      })
    expect(callsigns).toEqual(Array.from({ length: 3 }, () => ['消防-01', '现场 & ok', expect.any(Number), 'Cyan']))
  })
})

if (!existsSync(SAMPLES)) console.log(`samples of CoT are not here (${SAMPLES}): skipped`)
