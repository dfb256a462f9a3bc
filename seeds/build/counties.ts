// The county shapes of seeds/sources as polygons, and which county a point lies in.
// Promise: WGS-84; shapes reach a little into near-shore water, as the source draws them.
import type { MultiPolygon, Polygon } from 'geojson'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import { sourceJson } from './output.ts'

export interface CountyProperties {
  readonly code: string
  readonly seat: readonly [number, number]
}

export type CountyTopology = Topology<{ counties: GeometryCollection<CountyProperties> }>

export interface County {
  readonly code: string
  readonly seat: readonly [number, number]
  readonly polygons: readonly Polygon['coordinates'][]
}

let cached: readonly County[] | undefined

/** The county topology, detailed. */
export function countyTopology(): CountyTopology {
  return sourceJson<CountyTopology>('fujian-counties.topojson')
}

/** All counties with their polygons. */
export function counties(): readonly County[] {
  if (cached !== undefined) return cached
  const topology = countyTopology()
  const collection = feature(topology, topology.objects.counties)
  cached = collection.features.map(({ properties, geometry }) => {
    const shape = geometry as Polygon | MultiPolygon
    return {
      code: properties.code,
      seat: properties.seat,
      polygons: shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates,
    }
  })
  return cached
}

/** Seat of each county by code. */
export function countySeats(): ReadonlyMap<string, readonly [number, number]> {
  return new Map(counties().map(({ code, seat }) => [code, seat]))
}

function isInRing(lon: number, lat: number, ring: readonly (readonly number[])[]): boolean {
  let inside = false
  let [lastX = 0, lastY = 0] = ring.at(-1) ?? []
  for (const [x = 0, y = 0] of ring) {
    if (y > lat !== lastY > lat && lon < lastX + ((x - lastX) * (lat - lastY)) / (y - lastY)) inside = !inside
    lastX = x
    lastY = y
  }
  return inside
}

/** Code of the county a point lies in, or undefined. */
export function countyAt(lon: number, lat: number): string | undefined {
  return counties().find(({ polygons }) =>
    polygons.some(
      ([outer = [], ...holes]) => isInRing(lon, lat, outer) && !holes.some((hole) => isInRing(lon, lat, hole)),
    ),
  )?.code
}
