// What our model holds goes out as valid CAP 1.2 and comes back unchanged, whatever it is.
import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { ok } from '../../../shared/base/fault.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import { capOfAlert } from '../../../shared/interop/cap/alert-to-cap.ts'
import type { CapReference } from '../../../shared/interop/cap/cap-model.ts'
import { readingOfCap } from '../../../shared/interop/cap/cap-to-alert.ts'
import { readCap } from '../../../shared/interop/cap/read-cap.ts'
import { writeCap } from '../../../shared/interop/cap/write-cap.ts'
import { alertFields } from '../../../shared/model/alert.ts'
import { alertFieldsArbitrary } from '../../support/alert-values.ts'
import { samples } from '../../support/samples.ts'

const SENT_MS = Date.parse('2026-07-28T01:55:00Z')
const FIRST: CapReference = { sender: 'fengsui.fuzhou', identifier: 'A.1', sent: '2026-07-28T08:00:00+08:00' }

function documentOf(fields: JsonFields, references: readonly CapReference[] = [FIRST]): string {
  const message = capOfAlert(fields, {
    sender: 'fengsui.fuzhou',
    identifier: 'A.2',
    sentMs: SENT_MS,
    references,
    language: 'zh-CN',
    eventName: (code) => (code === '11B01' ? '台风事件' : ''),
    divisionName: () => '',
  })
  const written = writeCap(message)
  if (!written.ok) throw new Error(written.fault.message)
  return written.value
}

function fieldsOf(document: string): JsonFields {
  const read = readCap(new TextEncoder().encode(document))
  if (!read.ok) throw new Error(read.fault.message)
  const reading = readingOfCap(read.value[0]!, {
    languages: ['zh'],
    categories: [],
    levelOfUnknown: 4,
    signature: 'none',
    signatureFacts: [],
    original: '',
    nowMs: 0,
  })
  expect(reading.items).toHaveLength(1)
  const { fields, cancelled, adjustedAt } = reading.items[0]!
  const { received: _, ...rest } = fields
  return {
    ...rest,
    ...(adjustedAt === undefined ? {} : { adjustedAt }),
    ...(cancelled === undefined ? {} : { cancelled }),
  } as JsonFields
}

describe('our alerts as CAP', () => {
  it('[WA-5] come back as they were', () => {
    fc.assert(
      fc.property(alertFieldsArbitrary, fc.constantFrom([], [FIRST]), (fields, references) => {
        for (const [name, value] of Object.entries(fields))
          expect(alertFields[name as keyof typeof alertFields].safeParse(value).success, name).toBe(true)
        expect(fieldsOf(documentOf(fields, references))).toEqual(fields)
      }),
      { numRuns: 400 },
    )
  })

  it('say level and use in words every reader of CAP knows', () => {
    const alert = { category: '11B01', level: 1, title: '台风红色预警', use: 'exercise', areaText: '福州市' }
    const document = documentOf({ ...alert, startsAt: '2026-07-28T10:00:00+08:00' }, [])
    for (const part of [
      '<status>Exercise</status>',
      '<msgType>Alert</msgType>',
      '<category>Met</category>',
      '<event>台风事件</event>',
      '<severity>Extreme</severity>',
      '<onset>2026-07-28T10:00:00+08:00</onset>',
      '<areaDesc>福州市</areaDesc>',
    ])
      expect(document).toContain(part)
  })

  it('are refused where CAP cannot say them', () => {
    const message = capOfAlert(
      {},
      {
        sender: 'a b',
        identifier: 'x',
        sentMs: SENT_MS,
        references: [],
        language: 'zh-CN',
        eventName: () => '',
        divisionName: () => '',
      },
    )
    const fieldOf = (result: ReturnType<typeof writeCap>) => (result.ok ? undefined : result.fault.detail?.['field'])
    expect(fieldOf(writeCap(message))).toBe('sender')
    expect(fieldOf(writeCap({ ...message, sender: 's', identifier: 'a,b' }))).toBe('identifier')
    expect(fieldOf(writeCap({ ...message, sender: 's', sent: 'soon' }))).toBe('sent')
    expect(fieldOf(writeCap({ ...message, sender: 's', msgType: 'Cancel' }))).toBe('references')
    expect(fieldOf(writeCap({ ...message, sender: 's', scope: 'Restricted' }))).toBe('restriction')
    expect(fieldOf(writeCap({ ...message, sender: 's', scope: 'Private' }))).toBe('addresses')
    expect(writeCap({ ...message, sender: 's' })).toEqual(ok(expect.any(String)))
  })
})

const XSD = samples('xsd/CAP-v1.2.xsd')
if (!existsSync(XSD))
  console.log('cap-round-trip.test: the official schema is not here; nothing is validated against it')
describe.skipIf(!existsSync(XSD))('the official schema', () => {
  it('[WA-5] finds every written message valid', async () => {
    const schema = readFileSync(XSD, 'utf8')
    const documents = fc
      .sample(alertFieldsArbitrary, { numRuns: 150, seed: 4 })
      .flatMap((fields) => [documentOf(fields, []), documentOf(fields)])
    const judged = await validateXML({
      xml: documents.map((contents, index) => ({ fileName: `${String(index)}.xml`, contents })),
      schema,
    })
    expect(judged.errors).toEqual([])
    expect(judged.valid).toBe(true)
  }, 60_000)

  it('finds a wrong order invalid: the judge judges', async () => {
    const wrong = documentOf({ title: 'x', areaText: 'y' }).replace(/<status>.*<\/status>\s*/, '')
    const judged = await validateXML({ xml: wrong, schema: readFileSync(XSD, 'utf8') })
    expect(judged.valid).toBe(false)
  })
})
