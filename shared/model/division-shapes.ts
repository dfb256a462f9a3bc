// The shapes of divisions on the map, from the shipped county shapes: a city is its counties, a province its cities; of a
// township only its county is known. Shapes are for looking at, not for measuring.
import type { Polygon } from '../geo/polygon.ts'
import type { Topology } from '../geo/topology.ts'
import { shapesOf } from '../geo/topology.ts'

/** Polygons by county code (6 digits). */
export type CountyShapes = ReadonlyMap<string, readonly Polygon[]>

/** The county shapes of seeds/basemap/divisions.topojson. */
export function countyShapes(topology: Topology): CountyShapes {
  return new Map(
    shapesOf(topology, 'counties').flatMap(({ properties, polygons }) => {
      const code = properties['code']
      return typeof code === 'string' ? [[code, polygons] as const] : []
    }),
  )
}

/** Polygons of divisions of any depth, each county once; those without a shape give none. */
export function divisionPolygons(shapes: CountyShapes, divisions: readonly string[]): readonly Polygon[] {
  const beginnings = divisions.map(shapeBeginning)
  return [...shapes].flatMap(([code, polygons]) =>
    beginnings.some((beginning) => code.startsWith(beginning)) ? polygons : [],
  )
}

/** What the codes of all counties of a division begin with: 350000 → 35, 350100 → 3501, 350102003 → 350102. */
export function shapeBeginning(division: string): string {
  const county = division.slice(0, 6)
  return county.endsWith('0000') ? county.slice(0, 2) : county.endsWith('00') ? county.slice(0, 4) : county
}
