// Reads storms: `{ "storms": [ … ] }`, a list, one storm, or a GeoJSON collection in the shape the map shows (as the
// demonstration's). Each storm is read or refused by itself.
import type { Fault, Result } from '../../base/fault.ts'
import { fault, ok, refuse } from '../../base/fault.ts'
import type { JsonFields } from '../../base/json.ts'
import type { Datum } from '../datum.ts'
import { toWgs84 } from '../datum.ts'
import { parseJson, readGeoJsonValue } from '../geojson/read-geojson.ts'
import { lineOf } from '../geojson/read-properties.ts'
import type { Fix, Storm } from './storm.ts'
import { stormSchema } from './storm.ts'

export interface StormsReading {
  readonly storms: readonly Storm[]
  readonly refused: readonly { readonly fault: Fault; readonly name: string; readonly value: unknown }[]
  readonly odd: readonly string[]
}

const MAX_STORMS = 50

export function readStorms(bytes: Uint8Array, datum: Datum, maxBytes: number): Result<StormsReading> {
  const parsed = parseJson(bytes, { maxBytes })
  if (!parsed.ok) return parsed
  const given = listOf(parsed.value)
  if (!given.ok) return given
  if (given.value.length > MAX_STORMS) return refuse('tooLarge', `more than ${String(MAX_STORMS)} storms`)
  const odd: string[] = []
  const storms: Storm[] = []
  const refused: StormsReading['refused'][number][] = []
  for (const value of given.value) {
    const read = stormSchema.safeParse(value)
    if (read.success) storms.push(placed(read.data, datum, odd))
    else {
      const [issue] = read.error.issues
      const name = lineOf((value as JsonFields | null)?.['number'])
      const where = issue?.path.map(String).join('.') ?? ''
      refused.push({
        fault: fault('malformed', `storm ${name}: ${where}: ${issue?.message ?? ''}`, { field: where }),
        name,
        value,
      })
    }
  }
  return ok({ storms, refused, odd })
}

function listOf(value: unknown): Result<readonly unknown[]> {
  if (Array.isArray(value)) return ok(value)
  if (typeof value !== 'object' || value === null) return refuse('malformed', 'no storms: neither object nor list')
  const { storms, type, number } = value as Readonly<Record<string, unknown>>
  if (Array.isArray(storms)) return ok(storms)
  if (type === 'FeatureCollection') return fromShape(value)
  return number === undefined ? refuse('malformed', 'no storms in it') : ok([value])
}

/** Times in order, positions in WGS-84 and inside the world. */
function placed(storm: Storm, datum: Datum, odd: string[]): Storm {
  const place = (fixes: readonly Fix[]): Fix[] =>
    fixes
      .map((fix) => {
        const { lon, lat } = toWgs84({ lon: fix.lon > 180 ? fix.lon - 360 : fix.lon, lat: fix.lat }, datum)
        return { ...fix, lon, lat }
      })
      .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
  if (storm.fixes.some((fix, index) => index > 0 && Date.parse(fix.at) < Date.parse(storm.fixes[index - 1]?.at ?? '')))
    odd.push(`storm ${storm.number}: its fixes were not in order`)
  return {
    ...storm,
    fixes: place(storm.fixes),
    forecasts: storm.forecasts.map(({ by, fixes }) => ({ by, fixes: place(fixes) })),
  }
}

/** The shape of the map (write-storm.ts), read back: points with times, and a line that has the name. */
function fromShape(value: unknown): Result<readonly unknown[]> {
  const read = readGeoJsonValue(value)
  if (!read.ok) return read
  const { features } = read.value
  const line = features.find(({ geometry }) => geometry?.type === 'LineString')?.properties ?? {}
  const isForecast = (properties: JsonFields): boolean => properties['part'] === 'forecastFix'
  const points = features.flatMap(({ geometry, properties }) => {
    if (geometry?.type !== 'Point') return []
    const [lon, lat] = geometry.coordinates
    const { at, windMs, pressureHpa, grade, label, radiiKm } = properties
    const told = Object.fromEntries(
      Object.entries({ windMs, pressureHpa, grade, label, radiiKm }).filter(([, one]) => one !== undefined),
    )
    return [{ properties, fix: { at, lon, lat, ...told } }]
  })
  const byAgency = new Map<string, unknown[]>()
  for (const { properties, fix } of points) {
    if (!isForecast(properties)) continue
    const by = lineOf(properties['by'])
    byAgency.set(by, [...(byAgency.get(by) ?? []), fix])
  }
  const { number, name, nameEn, issuedBy, issuedAt, use, ended, demonstration } = line
  return ok([
    {
      ...Object.fromEntries(
        Object.entries({ number, name, nameEn, issuedBy, issuedAt, use, ended, demonstration }).filter(
          ([, one]) => one !== undefined,
        ),
      ),
      fixes: points.filter(({ properties }) => !isForecast(properties)).map(({ fix }) => fix),
      forecasts: [...byAgency].map(([by, fixes]) => ({ by, fixes })),
    },
  ])
}
