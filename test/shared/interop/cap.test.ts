// Reading CAP as it is really sent: lenient, saying what was odd, never dropping an alert. Messages here are written for the
// test; the samples of real senders are in cap-samples.test.ts.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordAlert } from '../../../shared/commands/alert-commands.ts'
import { readTime } from '../../../shared/interop/alert/alert-time.ts'
import { hull } from '../../../shared/interop/cap/area-to-alert.ts'
import type { CapInOptions } from '../../../shared/interop/cap/cap-to-alert.ts'
import { readingOfCap } from '../../../shared/interop/cap/cap-to-alert.ts'
import { readCap } from '../../../shared/interop/cap/read-cap.ts'
import { readFeed } from '../../../shared/interop/cap/read-feed.ts'
import { readCapSample } from '../../../shared/interop/cap/sample.ts'

const OPTIONS: CapInOptions = {
  languages: ['zh', 'en'],
  categories: [],
  levelOfUnknown: 4,
  signature: 'none',
  signatureFacts: [],
  original: '',
  nowMs: Date.parse('2026-07-28T02:00:00Z'),
}
const bytes = (text: string) => new TextEncoder().encode(text)
const NS = 'xmlns="urn:oasis:names:tc:emergency:cap:1.2"'
const HEAD =
  '<identifier>W1</identifier><sender>wx@example.org</sender><sent>2026-07-28T09:55:00+08:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>'
const INFO =
  '<language>en</language><category>Met</category><event>Gale</event><urgency>Expected</urgency><severity>Severe</severity><certainty>Likely</certainty><expires>2026-07-29T00:00:00+08:00</expires><headline>Gale warning</headline><description>Gales.</description><instruction>Stay in.</instruction>'
const AREA = '<area><areaDesc>Coast</areaDesc></area>'

function alert(inside: string, head = HEAD, ns = NS): string {
  return `<alert ${ns}>${head}${inside}</alert>`
}

function one(document: string, options: Partial<CapInOptions> = {}) {
  const read = readCap(bytes(document))
  if (!read.ok) throw new Error(read.fault.message)
  return readingOfCap(read.value[0]!, { ...OPTIONS, ...options })
}

describe('reading CAP', () => {
  it('reads a sound message without finding anything odd but what was guessed', () => {
    const reading = one(alert(`<info>${INFO}${AREA}</info>`))
    expect(reading.odd).toEqual(['category-guessed: Gale = 11B06'])
    expect(reading).toMatchObject({ kind: 'alert', use: 'actual', references: [] })
    expect(reading.items).toHaveLength(1)
    expect(reading.items[0]!.fields).toMatchObject({
      category: '11B06',
      level: 2,
      title: 'Gale warning',
      number: 'W1',
      startsAt: '2026-07-28T09:55:00+08:00',
      endsAt: '2026-07-29T00:00:00+08:00',
      areaText: 'Coast',
      warnings: 'Gales.',
      measures: 'Stay in.',
      issuedBy: 'wx@example.org',
      received: { form: 'cap', sender: 'wx@example.org', identifier: 'W1', signature: 'none' },
    })
  })

  it('reads any prefix, any order, any spelling of words, and says what is missing', () => {
    const document = `<c:alert xmlns:c="urn:oasis:names:tc:emergency:cap:1.1"><c:info><c:area><c:geoCode><c:valueName>UGC</c:valueName><c:value>X1</c:value></c:geoCode></c:area><c:severity>extreme</c:severity><c:event>Tsunami</c:event></c:info><c:msgType>alert</c:msgType><c:sent>2026-07-28 01:55:00Z</c:sent><c:status>actual</c:status><c:identifier>a b</c:identifier></c:alert>`
    const reading = one(document)
    expect(reading.items[0]!.fields).toMatchObject({
      category: '11E01',
      level: 1,
      areaText: 'UGC X1',
      title: 'Tsunami',
    })
    for (const word of ['no-sender', 'no-scope', 'sent-blank', 'identifier-form', 'no-areaDesc', 'geocode-spelling'])
      expect(reading.odd.map((line) => line.split(':')[0])).toContain(word)
  })

  it('reads the alerts of a common root and inside an envelope, and refuses what holds none', () => {
    const both = readCap(bytes(`<alerts>${alert('')}${alert('')}</alerts>`))
    expect(both.ok && both.value.length).toBe(2)
    const wrapped = readCap(
      bytes(
        `<EDXLDistribution xmlns="urn:oasis:names:tc:emergency:EDXL:DE:1.0"><contentObject><xmlContent><embeddedXMLContent>${alert('')}</embeddedXMLContent></xmlContent></contentObject></EDXLDistribution>`,
      ),
    )
    expect(wrapped.ok && wrapped.value.length).toBe(1)
    expect(readCap(bytes('<html/>')).ok).toBe(false)
    const chinese = readCap(bytes('<alert><identifier>1</identifier><senderCode>35010041600000</senderCode></alert>'))
    expect(chinese.ok ? undefined : chinese.fault.detail).toEqual({ found: 'gt' })
  })

  it('[WA-4] takes the language read here, and every info of it as an alert', () => {
    const info = (language: string, event: string, severity: string) =>
      `<info>${INFO.replace('>en<', `>${language}<`).replace('Gale<', `${event}<`).replace('Severe', severity)}${AREA}</info>`
    const three = alert(info('cs', 'Vítr', 'Minor') + info('en-GB', 'Wind', 'Minor') + info('en-GB', 'Rain', 'Severe'))
    expect(one(three).items.map(({ slot, fields }) => [slot, fields.category, fields.level])).toEqual([
      ['11B06#1', '11B06', 4],
      ['11B03#1', '11B03', 2],
    ])
    expect(one(three, { languages: ['cs'] }).items.map(({ slot }) => slot)).toEqual(['11B99#1'])
    expect(one(three, { languages: ['zh'] }).items.map(({ fields }) => fields.level)).toEqual([4])
  })

  it('[WA-1] never drops an alert for what it lacks', () => {
    const bare = one(alert('', HEAD.replace(/<status>.*/, '<note>Dam watch</note>')))
    expect(bare.items[0]!.fields).toMatchObject({
      title: 'Dam watch',
      areaText: '—',
      warnings: 'Dam watch',
      measures: '—',
    })
    const backwards = one(alert(`<info>${INFO.replace('2026-07-29', '2026-07-01')}${AREA}</info>`))
    expect(backwards.odd).toContain('expires-before-start: 2026-07-01T00:00:00+08:00')
    expect(backwards.items[0]!.fields.startsAt).toBe('2026-06-30T15:59:00.000Z')
    const unknown = one(alert(`<info>${INFO.replace('Severe', 'Grave')}${AREA}</info>`), { levelOfUnknown: 3 })
    expect(unknown.odd).toContain('severity-word: Grave')
    expect(unknown.items[0]!.fields.level).toBe(3)
  })

  it('tells what is a heartbeat, a draft, an answer, and what is not real', () => {
    const kindOf = (status: string, msgType: string) => {
      const reading = one(
        alert(`<info>${INFO}</info>`, HEAD.replace('Actual', status).replace('Alert<', `${msgType}<`)),
      )
      return [reading.kind, reading.use]
    }
    expect(kindOf('System', 'Alert')).toEqual(['system', 'test'])
    expect(kindOf('Draft', 'Alert')).toEqual(['draft', 'test'])
    expect(kindOf('Exercise', 'Update')).toEqual(['update', 'exercise'])
    expect(kindOf('Test', 'Cancel')).toEqual(['cancel', 'test'])
    expect(kindOf('Actual', 'Ack')).toEqual(['ack', 'actual'])
    expect(kindOf('Actual', 'Error')).toEqual(['error', 'actual'])
    expect(one(alert('', HEAD.replace('W1', '!'))).kind).toBe('system')
  })

  it('reads references as triples, oldest first, and keeps what is no triple', () => {
    const reading = one(
      alert(
        `<references>s,b,2026-07-28T00:00:00-00:00\n s,a,2026-07-27T08:00:00+08:00 lone</references>`,
        HEAD.replace('Alert<', 'Update<'),
      ),
    )
    expect(reading.references).toEqual([
      { sender: '', identifier: 'lone', sentMs: null },
      { sender: 's', identifier: 'a', sentMs: Date.parse('2026-07-27T00:00:00Z') },
      { sender: 's', identifier: 'b', sentMs: Date.parse('2026-07-28T00:00:00Z') },
    ])
    expect(reading.odd).toContain('reference-form: lone')
  })

  it('maps events by our own code, then by the setting, then by words', () => {
    const withCode = (name: string, value: string) =>
      one(
        alert(
          `<info>${INFO}<eventCode><valueName>${name}</valueName><value>${value}</value></eventCode>${AREA}</info>`,
        ),
        {
          categories: [
            { match: 'GAL', category: '11B02' },
            { match: 'SVR', category: '11B20' },
          ],
        },
      ).items[0]!.fields.category
    expect(withCode('GB/T 35561', '11E02')).toBe('11E02')
    expect(withCode('SAME', 'XXX')).toBe('11B02')
  })
})

describe('areas', () => {
  const areaOf = (inside: string) => one(alert(`<info>${INFO}<area><areaDesc>A</areaDesc>${inside}</area></info>`))

  it('reads polygons as they come', () => {
    const ring = (text: string) => {
      const reading = areaOf(`<polygon>${text}</polygon>`)
      return [reading.items[0]!.fields.ring, reading.odd.filter((line) => line.startsWith('polygon'))]
    }
    const square = [
      [119, 26],
      [120, 26],
      [120, 27],
      [119, 26],
    ]
    expect(ring('26,119 26,120 27,120 26,119')).toEqual([square, []])
    expect(ring('26, 119\n26, 120 27,120 26,119')).toEqual([square, []])
    expect(ring('26,119 26,120 27,120')).toEqual([square, ['polygon-open']])
    expect(ring('119,26 120,26 120,27 119,26')).toEqual([square, ['polygon-lon-first']])
    expect(ring('')).toEqual([null, ['polygon-empty']])
    expect(ring('1e999,0 0,0 1,1 2,2')[0]).toBe(null)
    expect(ring('26,119 26')[0]).toBe(null)
  })

  it('joins several polygons and several circles rather than leaving one out', () => {
    const reading = areaOf(
      '<polygon>0,0 0,1 1,1 0,0</polygon><polygon>5,5 5,6 6,6 5,5</polygon><circle>0,0 10</circle><circle>0,1 10</circle>',
    )
    const { ring, circle } = reading.items[0]!.fields
    expect(ring).toEqual([
      [0, 0],
      [1, 0],
      [6, 5],
      [6, 6],
      [0, 0],
    ])
    expect(circle!.centre).toEqual({ lon: 0.5, lat: 0 })
    expect(circle!.radiusM).toBeGreaterThan(65_000)
    expect(reading.odd).toEqual(expect.arrayContaining(['polygons-joined: 2', 'circles-joined: 2']))
  })

  it('makes a point a small circle and bounds a wide one, and says so', () => {
    expect(areaOf('<circle>26,119 0</circle>').items[0]!.fields.circle).toEqual({
      centre: { lon: 119, lat: 26 },
      radiusM: 10,
    })
    expect(areaOf('<circle>26,119 0</circle>').odd).toContain('circle-is-point')
    expect(areaOf('<circle>26,119 5000</circle>').items[0]!.fields.circle?.radiusM).toBe(500_000)
    expect(areaOf('<circle>nowhere 5</circle>').items[0]!.fields.circle).toBe(null)
  })

  it('thins a border of more points than a record holds', () => {
    const points = Array.from({ length: 5_000 }, (_, index) => {
      const angle = (index / 5_000) * 2 * Math.PI
      return `${String(26 + Math.sin(angle))},${String(119 + Math.cos(angle))}`
    })
    const reading = areaOf(`<polygon>${[...points, points[0]].join(' ')}</polygon>`)
    const { ring } = reading.items[0]!.fields
    expect(ring).toHaveLength(2_000)
    expect(ring!.at(-1)).toEqual(ring![0])
    expect(reading.odd).toContain('polygon-thinned: 5001')
  })

  it('takes divisions of China as divisions and leaves foreign codes as facts', () => {
    const reading = areaOf(
      '<geocode><valueName>GB/T 2260</valueName><value>350102</value></geocode><geocode><valueName>FIPS6</valueName><value>006037</value></geocode><geocode><valueName>adcode</valueName><value>Fuzhou</value></geocode>',
    )
    expect(reading.items[0]!.fields.divisions).toEqual(['350102'])
    expect(reading.items[0]!.fields.received.facts).toContainEqual(['geocode FIPS6', '006037'])
    expect(reading.odd).toContain('division-form: Fuzhou')
  })

  it('draws the smallest convex ring around points', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), {
          minLength: 3,
          maxLength: 30,
        }),
        (points) => {
          const ring = hull(points)
          for (const [x, y] of points)
            for (let index = 1; index < ring.length; index += 1) {
              const [[ax, ay], [bx, by]] = [ring[index - 1]!, ring[index]!]
              expect((bx - ax) * (y - ay) - (by - ay) * (x - ax)).toBeGreaterThanOrEqual(0)
            }
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('times', () => {
  it.each([
    ['2026-07-28T09:55:00+08:00', '2026-07-28T09:55:00+08:00', undefined],
    ['2026-07-28T01:55:00-00:00', '2026-07-28T01:55:00+00:00', undefined],
    ['2026-07-28T01:55:00Z', '2026-07-28T01:55:00Z', undefined],
    ['2026-09-26 06:00:00+02:00', '2026-09-26T06:00:00+02:00', 'blank'],
    ['2016-03-10T22:12:03.770', '2016-03-10T22:12:03.770+00:00', 'zone'],
    ['2026-07-28T09:55+0800', '2026-07-28T09:55:00+08:00', 'form'],
  ])('reads %s', (text, iso, odd) => {
    expect(readTime(text)).toEqual({ ms: Date.parse(iso), iso, ...(odd === undefined ? {} : { odd }) })
  })

  it.each(['', 'soon', '2026-13-01T00:00:00Z', '2026-07-28', 'x'.repeat(100_000)])('refuses %s', (text) => {
    expect(readTime(text)).toBe(undefined)
  })
})

describe('feeds', () => {
  const ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
  const feedOf = (text: string) => {
    const feed = readFeed(bytes(text))
    if (!feed.ok) throw new Error(feed.fault.message)
    return feed.value
  }

  it('prefers links of the type of CAP, then alternate ones, then an id that is an address', () => {
    const links = feedOf(
      `<feed ${ATOM}><entry><id>1</id><link href="a.html" rel="alternate" type="text/html"/><link href="a.cap" rel="related" type="application/cap+xml"/></entry><entry><id>2</id><link href="b"/></entry><entry><id>https://e/3</id></entry><entry><id>4</id></entry></feed>`,
    )
    expect(links.entries.map(({ link }) => link)).toEqual(['a.cap', 'b', 'https://e/3'])
    expect(links.unusable.map(({ message }) => message)).toEqual(['the entry "4" holds no alert and no link'])
  })

  it('finds alerts inside, as elements and as escaped text, in Atom and in RSS', () => {
    const text = alert('').replaceAll('<', '&lt;')
    const atom = feedOf(
      `<feed ${ATOM}><entry><id>1</id><content type="text/xml">${alert('')}</content></entry><entry><id>2</id><content>${text}</content></entry></feed>`,
    )
    expect(atom.entries.map(({ alerts }) => alerts.length)).toEqual([1, 1])
    const rss = feedOf(
      `<rss><channel><title>T</title><item><guid>g</guid><description><![CDATA[${alert('')}]]></description></item><item>${alert('')}</item><item><link>https://e/x.cap</link><guid>1</guid></item></channel></rss>`,
    )
    expect(rss).toMatchObject({ shape: 'rss', title: 'T' })
    expect(rss.entries.map(({ alerts, link }) => [alerts.length, link])).toEqual([
      [1, undefined],
      [1, undefined],
      [0, 'https://e/x.cap'],
    ])
  })

  it('says a broken alert in an entry and reads the others', () => {
    const feed = feedOf(
      `<feed ${ATOM}><entry><id>1</id><content>&lt;alert></content></entry><entry><id>2</id><link href="b"/></entry></feed>`,
    )
    expect(feed.unusable).toHaveLength(1)
    expect(feed.entries).toHaveLength(1)
  })
})

describe('fuzz', () => {
  const soup = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          '<area><polygon>1,1 2</polygon></area>',
          '<area><polygon>1,1 2,2 3,1</polygon></area>',
          '<circle>1,1 1</circle>',
          INFO,
          AREA,
          '<references>a,b,c</references>',
          '<sent/>',
          '<expires>0000-00-00T00:00:00Z</expires>',
          '<severity>Extreme</severity>',
          '<geocode><valueName/><value>1</value></geocode>',
        ),
        fc.string({ maxLength: 8 }).map((text) => text.replaceAll(/[<&]/g, '')),
      ),
      { maxLength: 30 },
    )
    .chain((parts) =>
      fc.constantFrom(
        alert(`<info>${parts.join('')}</info>`, ''),
        alert(parts.join(''), ''),
        alert(parts.join('<info>'), ''),
        alert(parts.join('</info><info>'), ''),
      ),
    )

  it('never throws, and what it reads can be recorded', () => {
    let recorded = 0
    fc.assert(
      fc.property(soup, (document) => {
        expect(typeof readCapSample(bytes(document), 'fuzz').ok).toBe('boolean')
        const read = readCap(bytes(document))
        if (!read.ok) return
        for (const { fields } of readingOfCap(read.value[0]!, OPTIONS).items) {
          const input = recordAlert.input.safeParse(fields)
          expect(input.error?.issues ?? []).toEqual([])
          recorded += 1
        }
      }),
      { numRuns: 500 },
    )
    expect(recorded).toBeGreaterThan(10)
  })
})
