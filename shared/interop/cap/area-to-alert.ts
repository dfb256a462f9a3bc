import { distanceM } from '../../geo/distance.ts'
// The areas of a CAP info as the area of one alert: our record holds one ring, one circle, divisions and words. Several
// polygons become the smallest ring around them all, because leaving one out would be worse than a border drawn too wide.
import { MAX_RADIUS_M, alertFields as f } from '../../model/alert.ts'
import type { Position } from '../../model/incident.ts'
import type { Odd } from '../alert/odd.ts'
import { cut, isLonger } from '../alert/odd.ts'
import type { CapArea, CapCircle, CapInfo } from './cap-model.ts'
import { OWN, DIVISION_NAME } from './own-words.ts'

type Pair = [number, number]

export interface AlertArea {
  readonly divisions: string[]
  readonly ring: Pair[] | null
  readonly circle: { readonly centre: Position; readonly radiusM: number } | null
  readonly areaText: string
}

const MAX_RING = 2_000
const MAX_DIVISIONS = 200
const MIN_RADIUS_M = 10
const DIVISION_NAMES = /^(GB\/?T\s?2260|adcode|cn-division|行政区划代码)/i

/** The area; `own` gives values of our own parameters. Words are '—' only when the message says nothing at all. */
export function areaOfInfo(
  info: Pick<CapInfo, 'areas'>,
  own: (name: string) => string | undefined,
  odd: Odd,
): AlertArea {
  const divisions = divisionsOf(info.areas, odd)
  const ring = ringOf(info.areas, odd)
  const circle = circleOf(info.areas, own(OWN.radiusM), odd)
  const areaText = own(OWN.madeArea) === undefined ? wordsOf(info.areas, odd) : ''
  const isEmpty = areaText === '' && ring === null && circle === null && divisions.length === 0
  return { divisions, ring, circle, areaText: isEmpty ? '—' : areaText }
}

function divisionsOf(areas: readonly CapArea[], odd: Odd): string[] {
  const codes = new Set<string>()
  for (const { name, value } of areas.flatMap((area) => area.geocodes)) {
    if (name !== DIVISION_NAME && !DIVISION_NAMES.test(name)) continue
    if (/^(\d{6}|\d{9}|\d{12})$/.test(value)) codes.add(value)
    else odd.add('division-form', value)
  }
  if (codes.size > MAX_DIVISIONS) odd.add('more-divisions', codes.size)
  return [...codes].slice(0, MAX_DIVISIONS)
}

function ringOf(areas: readonly CapArea[], odd: Odd): Pair[] | null {
  const rings = areas.flatMap((area) => area.polygons)
  const [only] = rings
  if (only === undefined) return null
  const ring = rings.length === 1 ? only.map(([lon, lat]): Pair => [lon, lat]) : hull(rings.flat())
  if (rings.length > 1) odd.add('polygons-joined', rings.length)
  const thinned = thin(ring)
  if (thinned.length < ring.length) odd.add('polygon-thinned', ring.length)
  if (f.ring.safeParse(thinned).success) return thinned
  odd.add('polygon-flat', rings.length)
  return null
}

/** Every n-th point, first and last kept, so that the ring fits a record. */
function thin(ring: Pair[]): Pair[] {
  if (ring.length <= MAX_RING) return ring
  const step = (ring.length - 1) / (MAX_RING - 1)
  return Array.from({ length: MAX_RING }, (_, index) => ring[Math.round(index * step)] ?? [0, 0])
}

/** The convex ring around points (Andrew's chains), closed. */
export function hull(points: readonly (readonly [number, number])[]): Pair[] {
  const sorted = points.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])
  const half = (list: readonly (readonly [number, number])[]) => {
    const chain: Pair[] = []
    for (const [lon, lat] of list) {
      for (
        let b = chain.at(-1), a = chain.at(-2);
        a !== undefined && b !== undefined;
        b = chain.at(-1), a = chain.at(-2)
      ) {
        if ((b[0] - a[0]) * (lat - a[1]) - (b[1] - a[1]) * (lon - a[0]) > 0) break
        chain.pop()
      }
      chain.push([lon, lat])
    }
    return chain
  }
  const [lower, upper] = [half(sorted), half(sorted.toReversed())]
  return [...lower.slice(0, -1), ...upper]
}

/** One circle; of several the smallest around them that a simple rule gives: about their middle. */
function circleOf(areas: readonly CapArea[], exactRadius: string | undefined, odd: Odd): AlertArea['circle'] {
  const circles = areas.flatMap((area) => area.circles)
  const [only] = circles
  if (only === undefined) return null
  if (circles.length > 1) odd.add('circles-joined', circles.length)
  const joined = circles.length === 1 ? circleM(only) : around(circles)
  const exact = exactRadius === undefined ? Number.NaN : Number(exactRadius)
  const radiusM = Math.abs(exact - joined.radiusM) < 1e-3 ? exact : joined.radiusM
  if (radiusM < MIN_RADIUS_M) odd.add('circle-is-point')
  if (radiusM > MAX_RADIUS_M) odd.add('circle-too-wide', radiusM)
  return { centre: joined.centre, radiusM: Math.min(MAX_RADIUS_M, Math.max(MIN_RADIUS_M, radiusM)) }
}

function circleM({ lat, lon, radiusKm }: CapCircle): { readonly centre: Position; readonly radiusM: number } {
  return { centre: { lon, lat }, radiusM: radiusKm * 1000 }
}

function around(circles: readonly CapCircle[]): { readonly centre: Position; readonly radiusM: number } {
  const [lats, lons] = [circles.map(({ lat }) => lat), circles.map(({ lon }) => lon)]
  const middle = (values: readonly number[]) => (Math.min(...values) + Math.max(...values)) / 2
  const centre = { lat: middle(lats), lon: middle(lons) }
  return { centre, radiusM: Math.max(...circles.map((circle) => distanceM(centre, circle) + circle.radiusKm * 1000)) }
}

/** The words of the areas; without any, the codes they name. */
function wordsOf(areas: readonly CapArea[], odd: Odd): string {
  const words = [...new Set(areas.map((area) => area.areaDesc).filter((text) => text !== ''))].join('; ')
  const codes = areas.flatMap((area) => area.geocodes).map(({ name, value }) => `${name} ${value}`)
  const text = words === '' ? codes.join(', ') : words
  if (isLonger(text, 500)) odd.add('text-cut', 'areaDesc')
  return cut(text, 500)
}
