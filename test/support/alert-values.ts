// Alerts for property tests: every value the model allows, sharp corners included, as fields of a record.
import fc from 'fast-check'
import type { JsonFields } from '../../shared/base/json.ts'
import { isGraded } from '../../shared/model/level.ts'

/** What XML cannot hold, and no record of ours ever should. */
// eslint-disable-next-line no-control-regex
const IMPOSSIBLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/u

/** Trimmed text as records keep it. */
export function lineOf(max: number, min = 0): fc.Arbitrary<string> {
  return fc
    .oneof(
      fc.string({ unit: 'binary', maxLength: Math.min(max, 40) }),
      fc.constantFrom('暴雨红色预警', 'a & b < c > d "e"', ']]>', '第一行\r\n第二行\t末', '—'),
      fc.string({ minLength: max, maxLength: max, unit: 'grapheme-ascii' }),
      fc.constant('𠀀'.repeat(max)),
    )
    .map((text) => text.trim())
    .filter((text) => !IMPOSSIBLE.test(text))
    .filter((text) => Array.from(text).length >= min && Array.from(text).length <= max)
}

const time = fc
  .date({ min: new Date('0001-01-03T00:00:00Z'), max: new Date('9999-12-29T00:00:00Z'), noInvalidDate: true })
  .chain((date) => {
    const iso = date.toISOString()
    return fc.constantFrom(iso, `${iso.slice(0, 19)}Z`, `${iso.slice(0, 19)}+08:00`, `${iso.slice(0, 19)}.123456-03:30`)
  })
const lon = fc.oneof(fc.double({ min: -180, max: 180, noNaN: true }), fc.constantFrom(180, -180, 119.3, 1e-7, -0.5))
const lat = fc.oneof(fc.double({ min: -90, max: 90, noNaN: true }), fc.constantFrom(90, -90, 26.08, 0, 1e-9))
const positive = (value: number) => (value === 0 ? 0 : value)

const ring = fc
  .array(fc.tuple(lon.map(positive), lat.map(positive)), { minLength: 3, maxLength: 12 })
  .map((points) => [...points, points[0]!])
const circle = fc.record({
  centre: fc.record({ lon: lon.map(positive), lat: lat.map(positive) }),
  radiusM: fc.oneof(fc.double({ min: 10, max: 500_000, noNaN: true }), fc.integer({ min: 10, max: 500_000 })),
})
const division = fc.constantFrom('350000', '350102', '350102001', '350102001002', '410000000000')

/** Fields of an alert, some cancelled, some adjusted. */
export const alertFieldsArbitrary: fc.Arbitrary<JsonFields> = fc
  .record({
    category: fc.constantFrom('11B01', '11A01', '12G00', '13A00', '14A00', '19000', '99Z99'),
    level: fc.constantFrom(1, 2, 3, 4),
    title: lineOf(120, 1),
    use: fc.constantFrom('actual', 'exercise', 'test'),
    number: lineOf(60),
    startsAt: time,
    endsAt: fc.option(time),
    divisions: fc.uniqueArray(division, { maxLength: 4 }),
    ring: fc.option(ring),
    circle: fc.option(circle),
    areaText: lineOf(500),
    warnings: lineOf(4_000, 1),
    measures: lineOf(4_000, 1),
    issuedBy: lineOf(120, 1),
    issuedAt: time,
    telephone: lineOf(60),
    adjustedAt: fc.option(time),
    cancelled: fc.option(
      fc.record({
        how: fc.constantFrom('lifted', 'mistake'),
        at: time,
        by: lineOf(60, 1),
        reason: lineOf(500, 2),
      }),
    ),
  })
  .filter(({ startsAt, endsAt }) => endsAt === null || Date.parse(endsAt) > Date.parse(startsAt))
  .filter(
    ({ divisions, ring, circle, areaText }) =>
      divisions.length > 0 || ring !== null || circle !== null || areaText !== '',
  )
  .map(({ adjustedAt, cancelled, ...fields }) => ({
    ...fields,
    level: isGraded(fields.category) ? fields.level : null,
    ...(adjustedAt === null ? {} : { adjustedAt }),
    ...(cancelled === null ? {} : { cancelled }),
  }))
