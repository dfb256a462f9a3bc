// China's warning form: read as it is sent, written as it is read, colours and levels the same both ways.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FAULTS } from '../../../shared/base/fault.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import { convertPosition } from '../../../shared/geo/coordinate-systems.ts'
import { levelOfColour } from '../../../shared/interop/cap/own-words.ts'
import { gtColour, gtOfAlert } from '../../../shared/interop/gt/alert-to-gt.ts'
import type { GtOutOptions } from '../../../shared/interop/gt/alert-to-gt.ts'
import { gtFileName, gtIdentifier } from '../../../shared/interop/gt/gt-model.ts'
import { readingOfGt } from '../../../shared/interop/gt/gt-to-alert.ts'
import type { GtInOptions } from '../../../shared/interop/gt/gt-to-alert.ts'
import { readGt } from '../../../shared/interop/gt/read-gt.ts'
import { readGtSample } from '../../../shared/interop/gt/sample.ts'
import { writeGt } from '../../../shared/interop/gt/write-gt.ts'
import { alertFieldsArbitrary } from '../../support/alert-values.ts'
import { CommandDesk } from '../../support/command-desk.ts'
import { samples } from '../../support/samples.ts'

const SENT_MS = Date.parse('2026-07-28T01:55:00Z')
const CODE = '35010041600000'
const OUT: GtOutOptions = {
  senderCode: CODE,
  senderName: '',
  identifier: gtIdentifier(CODE, SENT_MS, 0),
  sentMs: SENT_MS,
  references: [],
  methods: ['SMS'],
  divisionName: () => '',
  fromWgs84: (point) => point,
}
const IN: GtInOptions = { levelOfUnknown: 4, toWgs84: (point) => point, original: '', nowMs: SENT_MS }
const bytes = (text: string) => new TextEncoder().encode(text)

function written(fields: JsonFields, options: Partial<GtOutOptions> = {}): string {
  const document = writeGt(gtOfAlert(fields, { ...OUT, ...options }))
  if (!document.ok) throw new Error(document.fault.message)
  return document.value
}

function reading(document: string, options: Partial<GtInOptions> = {}) {
  const read = readGt(bytes(document))
  if (!read.ok) throw new Error(read.fault.message)
  return readingOfGt(read.value, { ...IN, ...options })
}

const GALE = `<?xml version="1.0" encoding="UTF-8"?>
<alert><identifier>${CODE}_20260728095500</identifier><sender>福州市气象局</sender><senderCode>${CODE}</senderCode>
<sendTime>2026-07-28 09:55:00+08:00</sendTime><status>Actual</status><msgType>Update</msgType><scope>Public</scope>
<code><method><methodName>SMS</methodName><message>大风。</message><audienceGrp>g1,</audienceGrp><audenceprt>,</audenceprt></method></code>
<secClassification>None</secClassification><note/><references>${CODE}_20260727095500</references>
<info><language>zh-CN</language><eventType>11B06</eventType><urgency>Unknown</urgency><severity>Blue</severity><certainty>Unknown</certainty>
<effective>2026-07-28 10:00:00+08:00</effective><onset/><expires/><senderName>值班员</senderName><headline>大风蓝色预警</headline>
<description>阵风七级。</description><instruction/><web/>
<area><areaDesc>福州市,福州市,鼓楼区</areaDesc><polygon/><circle/><geocode>350100000000,350100000000,350102000000</geocode></area></info></alert>`

describe('reading', () => {
  it('takes a message as it is really sent, with nothing odd about it', () => {
    const read = reading(GALE)
    expect(read.odd).toEqual([])
    expect(read).toMatchObject({
      kind: 'update',
      use: 'actual',
      name: { sender: '', identifier: `${CODE}_20260728095500`, sentMs: null },
      references: [{ sender: '', identifier: `${CODE}_20260727095500`, sentMs: null }],
    })
    expect(read.items[0]!.fields).toMatchObject({
      category: '11B06',
      level: 4,
      title: '大风蓝色预警',
      number: `${CODE}_20260728095500`,
      startsAt: '2026-07-28T10:00:00+08:00',
      endsAt: null,
      divisions: ['350100', '350102'],
      areaText: '福州市,鼓楼区',
      warnings: '阵风七级。',
      measures: '—',
      issuedBy: '福州市气象局',
      issuedAt: '2026-07-28T09:55:00+08:00',
    })
    const { facts } = read.items[0]!.fields.received
    expect(facts).toContainEqual(['method SMS', '大风。'])
    expect(facts).toContainEqual(['senderName', '值班员'])
    expect(facts).toContainEqual(['audienceGrp SMS', 'g1,'])
    expect(facts.map(([name]) => name)).not.toContain('audenceprt SMS')
  })

  it('takes what is odd and says it', () => {
    const odd = (from: string | RegExp, to: string) => reading(GALE.replace(from, to)).odd
    expect(odd('Blue', 'Minor')).toEqual(['severity-not-colour: Minor'])
    expect(odd('Blue', '四级')).toEqual(['severity-word: 四级', 'severity-unknown: level 4'])
    expect(odd('11B06', 'GALE')).toEqual(['category-guessed: GALE 大风蓝色预警 = 11B06'])
    expect(odd(/<references>.*<\/references>/, '<references/>')).toEqual(['no-references: Update'])
    expect(odd('09:55:00+08:00<', '09:55:00<')).toEqual(['sendTime-zone: 2026-07-28 09:55:00'])
    expect(odd('11B06', '14A00')).toEqual(['level-not-graded: Blue'])
    expect(odd('<expires/>', '<expires>2026-07-01 00:00:00+08:00</expires>')).toEqual([
      'expires-before-start: 2026-07-01T00:00:00+08:00',
    ])
    expect(reading(GALE.replace('Actual', 'Draft')).kind).toBe('draft')
    expect(reading(GALE.replace('Actual', 'Exercise')).use).toBe('exercise')
  })

  it('reads GB18030 and converts the datum of the source', () => {
    const square = '26,119 26,120 27,120 26,119'
    const document = GALE.replace('<polygon/>', `<polygon>${square}</polygon>`)
    const read = reading(document, { toWgs84: (point) => convertPosition(point, 'GCJ02', 'WGS84') })
    const [first] = read.items[0]!.fields.ring ?? []
    expect(first![0]).not.toBe(119)
    expect(first![0]).toBeCloseTo(119, 1)
    // 大风 in GB2312; the rest of the message is ASCII here.
    const plain = GALE.replaceAll(/[^ -~\s]+/g, 'x').replace('UTF-8', 'GB2312')
    const [before, after] = plain.split('<headline>x') as [string, string]
    const encoded = Uint8Array.from([...bytes(`${before}<headline>`), 0xb4, 0xf3, 0xb7, 0xe7, ...bytes(after)])
    const decoded = readGt(encoded)
    expect(decoded.ok && decoded.value.message.infos[0]!.headline).toBe('大风')
  })

  it('refuses what is not this form', () => {
    const refusal = (text: string) => {
      const read = readGt(bytes(text))
      return read.ok ? 'read' : read.fault.message
    }
    expect(refusal('<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier/></alert>')).toContain('not China')
    expect(refusal(`<x>${GALE.slice(GALE.indexOf('<alert>')).repeat(2)}</x>`)).toContain('more than one')
    expect(refusal('<!DOCTYPE alert [<!ENTITY a "b">]><alert/>')).toContain('DOCTYPE')
    expect(refusal('')).toContain('not well-formed')
  })
})

describe('writing', () => {
  it('[WA-6] keeps colour and level the same both ways', () => {
    for (const level of [1, 2, 3, 4, null] as const) expect(levelOfColour(gtColour(level)) ?? null).toBe(level)
  })

  it('writes what reads back as it was, but the telephone and the number', () => {
    const seconds = (iso: unknown) => (typeof iso === 'string' ? Math.floor(Date.parse(iso) / 1000) : null)
    fc.assert(
      fc.property(
        alertFieldsArbitrary.filter(
          ({ startsAt, endsAt, category }) =>
            (endsAt === null || seconds(endsAt)! > seconds(startsAt)!) && category !== '',
        ),
        (fields) => {
          const read = reading(written(fields))
          const back = read.items[0]!.fields
          const { category, level, title, use, ring, warnings, issuedBy } = fields
          expect(back).toMatchObject({ category, level, title, use, ring, warnings, issuedBy })
          expect(back.measures).toBe(fields['measures'])
          expect(back.divisions).toEqual([
            ...new Set((fields['divisions'] as string[]).map((code) => code.replace(/^(\d{6})0{6}$/, '$1'))),
          ])
          expect([seconds(back.startsAt), seconds(back.endsAt)]).toEqual([
            seconds(fields['startsAt']),
            seconds(fields['endsAt']),
          ])
          if (fields['circle'] !== null)
            expect(back.circle!.radiusM).toBeCloseTo((fields['circle'] as { radiusM: number }).radiusM, 3)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('writes the order and the forms of the real system', () => {
    const document = written(
      {
        category: '11B06',
        level: 4,
        title: '大风蓝色预警',
        use: 'actual',
        startsAt: '2026-07-28T02:00:00Z',
        divisions: ['350102', '350102001'],
        issuedBy: '福州市气象局',
        warnings: '阵风七级。',
        issuedAt: '2026-07-28T01:50:00Z',
        cancelled: { how: 'lifted', at: '2026-07-28T01:55:00Z', by: 'o', reason: '风力减弱' },
      },
      { references: [`${CODE}_1`], divisionName: (code) => (code === '350102' ? '鼓楼区' : '') },
    )
    const order = Array.from(document.matchAll(/<(\w+)/g), ([, tag]) => tag).join(' ')
    expect(order).toBe(
      'alert identifier sender senderCode sendTime status msgType scope code method methodName message audienceGrp audenceprt secClassification note references info language eventType urgency severity certainty effective onset expires senderName headline description instruction web area areaDesc polygon circle geocode',
    )
    expect(document).toContain('<sendTime>2026-07-28 09:55:00+08:00</sendTime>\r\n')
    expect(document).toContain('<msgType>Cancel</msgType>')
    expect(document).toContain('<note>风力减弱</note>')
    expect(document).toContain('<areaDesc>鼓楼区,350102001</areaDesc>')
    expect(document).toContain('<geocode>350102000000,350102001000</geocode>')
  })

  it('names messages and files as the system does', () => {
    expect(gtIdentifier(CODE, SENT_MS, 0)).toBe(`${CODE}_20260728095500`)
    expect(gtIdentifier(CODE, SENT_MS, 2)).toBe(`${CODE}_20260728095500_2`)
    const read = readGt(bytes(GALE))
    expect(read.ok && gtFileName(read.value.message)).toBe(`${CODE}_20260728095500_11B06_BLUE_Update.xml`)
    const evil = readGt(bytes(GALE.replace(`${CODE}_20260728095500`, '../../etc/x')))
    expect(evil.ok && gtFileName(evil.value.message)).toBe('etcx_11B06_BLUE_Update.xml')
  })

  it('refuses what a receiver could not file', () => {
    const message = gtOfAlert({ category: '11B06' }, OUT)
    const fieldOf = (result: ReturnType<typeof writeGt>) => (result.ok ? undefined : result.fault.detail?.['field'])
    expect(fieldOf(writeGt(message))).toBe(undefined)
    expect(fieldOf(writeGt({ ...message, senderCode: '35' }))).toBe('senderCode')
    expect(fieldOf(writeGt({ ...message, identifier: 'x' }))).toBe('identifier')
    expect(fieldOf(writeGt({ ...message, msgType: 'Cancel' }))).toBe('references')
    expect(fieldOf(writeGt(gtOfAlert({}, OUT)))).toBe('eventType')
  })
})

describe('hostile input', () => {
  it('never throws, and what is read can be recorded', () => {
    const parts = fc.array(
      fc.oneof(
        fc.constantFrom(
          '<area><geocode>350102000000,x</geocode></area>',
          '<severity>Red</severity>',
          '<eventType>11B01</eventType>',
          '<sendTime>soon</sendTime>',
          '<onset>0000-01-01 00:00:00</onset>',
        ),
        fc.string({ maxLength: 6 }).map((text) => text.replaceAll(/[<&]/g, '')),
      ),
      { maxLength: 20 },
    )
    let recorded = 0
    fc.assert(
      fc.property(parts, fc.boolean(), (inside, isWhole) => {
        const info = isWhole ? `<info>${inside.join('')}</info>` : `${inside.join('<info>')}</info>`
        const read = readGt(bytes(`<alert><senderCode>${CODE}</senderCode>${info}</alert>`))
        if (!read.ok) return
        for (const { fields } of readingOfGt(read.value, IN).items) {
          const desk = new CommandDesk(SENT_MS)
          expect(Object.keys(FAULTS)).not.toContain(
            desk.run({ officer: 'g', role: 'linkedSystem' }, 'recordAlert', fields),
          )
          recorded += 1
        }
      }),
      { numRuns: 300 },
    )
    expect(recorded).toBeGreaterThan(5)
  })
})

const FOLDER = samples('cap')
const names = existsSync(FOLDER) ? readdirSync(FOLDER) : []
if (names.length === 0) console.log('gt.test: the samples are not here; none is read')
describe.skipIf(names.length === 0)('the samples', () => {
  it.each(names)('%s', (name) => {
    const outcome = readGtSample(readFileSync(`${FOLDER}/${name}`), name)
    if (name.startsWith('cn-')) expect(outcome).toMatchObject({ ok: true, value: { odd: [] } })
    else expect(outcome).toMatchObject({ ok: false, fault: { kind: 'malformed' } })
  })
})
