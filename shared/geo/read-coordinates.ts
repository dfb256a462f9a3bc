// Reads a position as a caller says it or as another program shows it: decimal degrees, degrees and minutes,
// degrees minutes seconds, with N/S/E/W or the Chinese words, in either order, or a `geo:` address.
// It never guesses a sign or a system: what is not plain is a problem that the form names.
import type { LonLat } from './coordinate-systems.ts'
import { roundDegrees } from './coordinate-systems.ts'

export type CoordinateProblem = 'empty' | 'notTwo' | 'notANumber' | 'outOfRange' | 'sameAxis'
export type CoordinateReading =
  | { readonly ok: true; readonly position: LonLat }
  | { readonly ok: false; readonly problem: CoordinateProblem }

type Axis = 'lon' | 'lat'
interface Part {
  readonly axis: Axis | null
  readonly degrees: number
}

const LATITUDE = /[NSns]|\u5317\u7eac|\u5357\u7eac|\u7eac\u5ea6/
const LONGITUDE = /[EWew]|\u4e1c\u7ecf|\u897f\u7ecf|\u7ecf\u5ea6/
const NEGATIVE = /[SWsw]|\u5357\u7eac|\u897f\u7ecf/
/** The words for axes, each as one letter; latitude and longitude without direction are north and east. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/\u5317\u7eac|\u7eac\u5ea6|latitude|lat(?![a-z])/gi, 'N'],
  [/\u5357\u7eac/g, 'S'],
  [/\u4e1c\u7ecf|\u7ecf\u5ea6|longitude|long?(?![a-z])|lng/gi, 'E'],
  [/\u897f\u7ecf/g, 'W'],
  [/\u5ea6/g, '\u00b0'],
  [/\u5206/g, "'"],
  [/\u79d2/g, '"'],
  [/[\u2032\u2019\uff07]/g, "'"],
  [/[\u2033\u201d\uff02]|''/g, '"'],
  [/[\uff0c\u3001;\uff1b]/g, ','],
  [/[:\uff1a=]/g, ' '],
  [/[\u2212\u2013]/g, '-'],
]

/** Reads `text`. Two bare numbers are taken as lon, lat when only that fits China and the world, else as lat, lon. */
export function readCoordinates(text: string): CoordinateReading {
  const plain = normalize(text)
  if (plain === '') return { ok: false, problem: 'empty' }
  const halves = splitInTwo(plain)
  if (halves === undefined) return { ok: false, problem: 'notTwo' }
  const parts = halves.map(readPart)
  const [first, second] = parts
  if (first === undefined || second === undefined) return { ok: false, problem: 'notANumber' }
  return pair(first, second)
}

function normalize(text: string): string {
  const geo = /^geo:(.*)$/i.exec(text.trim())
  // RFC 5870: latitude first, always WGS-84; parameters after `;` say nothing a place needs.
  if (geo?.[1] !== undefined) {
    const [lat = '', lon = ''] = (geo[1].split(';')[0] ?? '').split(',')
    return `N${lat.trim()},E${lon.trim()}`
  }
  let plain = text.normalize('NFKC').trim()
  for (const [pattern, replacement] of WORDS) plain = plain.replace(pattern, replacement)
  return plain
    .replace(/[()[\]]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

/** One text per axis: at the comma, at the second direction letter, or in the middle of equally many numbers. */
function splitInTwo(plain: string): readonly [string, string] | undefined {
  const commas = plain
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (commas.length === 2) return [commas[0] ?? '', commas[1] ?? '']
  if (commas.length > 2) return undefined
  const before = /^([NSEW][^NSEW]+)([NSEW][^NSEW]+)$/i.exec(plain)
  if (before !== null) return [before[1] ?? '', before[2] ?? '']
  const after = /^([^NSEW]+[NSEW])([^NSEW]+[NSEW])$/i.exec(plain)
  if (after !== null) return [after[1] ?? '', after[2] ?? '']
  const words = plain.split(' ')
  if (words.length === 2 || words.length === 4 || words.length === 6) {
    const middle = words.length / 2
    return [words.slice(0, middle).join(' '), words.slice(middle).join(' ')]
  }
  const degrees = [...plain.matchAll(/[-+]?\d+(?:\.\d+)?\s*\u00b0/g)]
  const start = degrees[1]?.index
  return degrees.length === 2 && start !== undefined ? [plain.slice(0, start), plain.slice(start)] : undefined
}

function readPart(text: string): Part | undefined {
  const axis: Axis | null = LATITUDE.test(text) ? 'lat' : LONGITUDE.test(text) ? 'lon' : null
  const numbers = text.replace(/[NSEW]/gi, ' ').trim()
  const match =
    /^([-+]?)(\d+(?:\.\d+)?)\s*[\u00b0 ]?\s*(?:(\d+(?:\.\d+)?)\s*[' ]?\s*)?(?:(\d+(?:\.\d+)?)\s*"?\s*)?$/.exec(numbers)
  if (match === null) return undefined
  const [, sign = '', degrees = '', minutes = '0', seconds = '0'] = match
  const hasMinutes = match[3] !== undefined
  if (hasMinutes && degrees.includes('.')) return undefined
  if (match[4] !== undefined && minutes.includes('.')) return undefined
  if (Number(minutes) >= 60 || Number(seconds) >= 60) return undefined
  const size = Number(degrees) + Number(minutes) / 60 + Number(seconds) / 3600
  const negative = (sign === '-') !== NEGATIVE.test(text)
  return { axis, degrees: negative ? -size : size }
}

function pair(first: Part, second: Part): CoordinateReading {
  if (first.axis !== null && first.axis === second.axis) return { ok: false, problem: 'sameAxis' }
  const firstIsLat =
    first.axis === 'lat' ||
    second.axis === 'lon' ||
    (first.axis === null && second.axis === null && looksLikeLatLon(first, second))
  const [lat, lon] = firstIsLat ? [first.degrees, second.degrees] : [second.degrees, first.degrees]
  if (Math.abs(lat) > 90 || Math.abs(lon) > 180) return { ok: false, problem: 'outOfRange' }
  return { ok: true, position: { lon: roundDegrees(lon), lat: roundDegrees(lat) } }
}

/** Without letters: China lies at 73–136 E, 3–54 N, so one order is usually the only sensible one; else latitude first. */
function looksLikeLatLon(first: Part, second: Part): boolean {
  if (inChina(first.degrees, second.degrees)) return false
  if (inChina(second.degrees, first.degrees)) return true
  return Math.abs(first.degrees) <= 90
}

function inChina(lon: number, lat: number): boolean {
  return lon >= 73 && lon <= 136 && lat >= 3 && lat <= 54
}

/** `point` as degrees, minutes and seconds, latitude first: 26°04′42.2″N 119°18′05.1″E. */
export function degreesMinutesSeconds(point: LonLat): string {
  return `${sexagesimal(point.lat, 'N', 'S')} ${sexagesimal(point.lon, 'E', 'W')}`
}

function sexagesimal(degrees: number, positive: string, negative: string): string {
  const tenths = Math.round(Math.abs(degrees) * 36_000)
  const seconds = (tenths % 600) / 10
  const minutes = Math.trunc(tenths / 600) % 60
  const whole = Math.trunc(tenths / 36_000)
  return `${whole}\u00b0${String(minutes).padStart(2, '0')}\u2032${seconds.toFixed(1).padStart(4, '0')}\u2033${degrees < 0 ? negative : positive}`
}

/** `point` in decimal degrees, latitude first, five places (1 m): 26.07840, 119.30143. */
export function decimalDegrees(point: LonLat): string {
  return `${point.lat.toFixed(5)}, ${point.lon.toFixed(5)}`
}
