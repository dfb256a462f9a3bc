// Polygons and circles of CAP: `lat,lon lat,lon …` and `lat,lon radiusKm`, WGS-84. Read as they come (blanks after commas,
// lon,lat by mistake, rings left open), written without exponents.
import type { Odd } from '../alert/odd.ts'
import type { CapCircle } from './cap-model.ts'

type Pair = readonly [number, number]

/** More points than this are not read: no border of a warning needs them. */
const MAX_POINTS = 100_000

/** A closed ring of [lon, lat], or undefined when it is none; an empty text is silently none. */
export function readPolygon(text: string, odd: Odd): readonly Pair[] | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  // Split, not matched: a pattern over text without commas would take time with the square of its length.
  const numbers = trimmed.split(/[\s,]+/, MAX_POINTS * 2 + 1).map(numberOf)
  if (numbers.length > MAX_POINTS * 2) {
    odd.add('polygon-too-long', MAX_POINTS)
    return undefined
  }
  const pairs: Pair[] = []
  for (let index = 0; index < numbers.length; index += 2)
    pairs.push([numbers[index] ?? Number.NaN, numbers[index + 1] ?? Number.NaN])
  const ring = latFirst(pairs, odd)
  if (ring === undefined || ring.length < 3) {
    odd.add('polygon-unreadable', trimmed.slice(0, 60))
    return undefined
  }
  const [start, end] = [ring[0], ring.at(-1)]
  if (start === undefined || end === undefined || (start[0] === end[0] && start[1] === end[1])) {
    if (ring.length >= 4) return ring
    odd.add('polygon-unreadable', trimmed.slice(0, 60))
    return undefined
  }
  odd.add('polygon-open')
  return [...ring, start]
}

/** The pairs as [lon, lat]: written lat,lon as they should be, else lon,lat where only that can be meant. */
function latFirst(pairs: readonly Pair[], odd: Odd): readonly Pair[] | undefined {
  if (pairs.every(([lat, lon]) => isLat(lat) && isLon(lon))) return pairs.map(([lat, lon]) => [lon, lat])
  if (!pairs.every(([lon, lat]) => isLat(lat) && isLon(lon))) return undefined
  odd.add('polygon-lon-first')
  return pairs
}

/** A circle, or undefined when it is none; an empty text is silently none. */
export function readCircle(text: string, odd: Odd): CapCircle | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  const [first, second, radius, ...rest] = trimmed.split(/[\s,]+/, 5)
  const [lat, lon, radiusKm] = [numberOf(first), numberOf(second), numberOf(radius)]
  if (!isLat(lat) || !isLon(lon) || !(radiusKm >= 0) || radiusKm > 20_100 || rest.length > 0) {
    odd.add('circle-unreadable', trimmed.slice(0, 60))
    return undefined
  }
  return { lat, lon, radiusKm }
}

/** `lat,lon lat,lon …` of a ring of [lon, lat]. */
export function polygonText(ring: readonly Pair[]): string {
  return ring.map(([lon, lat]) => `${decimal(lat)},${decimal(lon)}`).join(' ')
}

export function circleText({ lat, lon, radiusKm }: CapCircle): string {
  return `${decimal(lat)},${decimal(lon)} ${decimal(radiusKm)}`
}

/** The shortest decimal that reads back as `value`, without an exponent. */
export function decimal(value: number): string {
  const text = String(value)
  const [, sign = '', whole = '', part = '', exponent = ''] = /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(text) ?? []
  // Numbers of 1e21 and more, the other ones with an exponent, are no coordinates and no radius.
  return exponent === '' ? text : `${sign}0.${'0'.repeat(Number(exponent) - 1)}${whole}${part}`
}

function numberOf(text: string | undefined): number {
  return text !== undefined && /^[+-]?(\d{1,20}(\.\d{0,400})?|\.\d{1,400})([eE][+-]?\d{1,3})?$/.test(text)
    ? Number(text)
    : Number.NaN
}

function isLat(value: number): boolean {
  return value >= -90 && value <= 90
}

function isLon(value: number): boolean {
  return value >= -180 && value <= 180
}
