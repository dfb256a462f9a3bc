// Administrative divisions and the gazetteer: replaceable, versioned reference data (seeds/divisions, seeds/gazetteer);
// this file says only their form, finds names in them, and says in which county a point lies. Positions are WGS-84.
import * as z from 'zod'
import { distanceM } from '../geo/distance.ts'
import type { Bounds, Polygon } from '../geo/polygon.ts'
import { boundsOf, isInBounds, isInPolygons } from '../geo/polygon.ts'
import type { Topology } from '../geo/topology.ts'
import { shapesOf } from '../geo/topology.ts'
import { divisionSchema } from './incident.ts'

const named = { name: z.string(), nameEn: z.string(), initials: z.string(), pinyin: z.string() }

export const divisionsSchema = z.object({
  version: z.string(),
  divisions: z.array(
    z.object({
      ...named,
      code: divisionSchema,
      parent: divisionSchema.nullable(),
      level: z.enum(['province', 'city', 'county', 'township']),
      lon: z.number().optional(),
      lat: z.number().optional(),
    }),
  ),
})
export type Division = z.infer<typeof divisionsSchema>['divisions'][number]

export const gazetteerSchema = z.object({
  version: z.string(),
  places: z.array(
    z.object({
      ...named,
      kind: z.string(),
      lon: z.number(),
      lat: z.number(),
      division: divisionSchema.nullable(),
      /** The position is that of the division around it, not its own. */
      approximate: z.boolean().optional(),
    }),
  ),
})
export type Place = z.infer<typeof gazetteerSchema>['places'][number]

interface Named {
  readonly name: string
  readonly nameEn: string
  readonly initials: string
  readonly pinyin: string
}

/** Entries whose name, English name, pinyin or initials fit `query`, best first, ties in the given order. Empty gives none. */
export function searchNamed<T extends Named>(entries: readonly T[], query: string, limit = 12): readonly T[] {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return []
  return entries
    .map((entry) => ({ entry, score: scoreOf(entry, wanted) }))
    .filter((item) => item.score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, limit)
    .map((item) => item.entry)
}

function scoreOf(entry: Named, wanted: string): number {
  const english = entry.nameEn.toLowerCase()
  if (entry.name === wanted || english === wanted) return 100
  if (entry.name.startsWith(wanted)) return 80
  if (entry.initials === wanted) return 75
  if (english.startsWith(wanted) || entry.pinyin.startsWith(wanted)) return 65
  if (entry.initials.startsWith(wanted)) return 60
  if (entry.name.includes(wanted)) return 50
  return wanted.length > 2 && (english.includes(wanted) || entry.pinyin.includes(wanted)) ? 20 : 0
}

/** Finds the county of a point. */
export interface CountyFinder {
  /** Code of the county whose shape holds the point; else of the nearest county seat within 40 km; else null. */
  find(lon: number, lat: number): string | null
}

/** Off-shore and border points fall to the nearest seat within this distance: the shapes end at the shore. */
const NEAREST_SEAT_M = 40_000

/** A finder over the shipped county shapes (seeds/basemap/divisions.topojson, object `counties`) and county seats. */
export function countyFinder(topology: Topology, divisions: readonly Division[]): CountyFinder {
  const shapes = shapesOf(topology, 'counties').flatMap(({ properties, polygons }) => {
    const code = properties['code']
    return typeof code === 'string' ? [{ code, polygons, bounds: boundsOf(polygons) }] : []
  })
  const seats = divisions.filter((division) => division.level === 'county')
  return { find: (lon, lat) => countyAround(shapes, lon, lat) ?? nearestSeat(seats, lon, lat) }
}

function countyAround(
  shapes: readonly { readonly code: string; readonly polygons: readonly Polygon[]; readonly bounds: Bounds }[],
  lon: number,
  lat: number,
): string | undefined {
  return shapes.find((shape) => isInBounds(lon, lat, shape.bounds) && isInPolygons(lon, lat, shape.polygons))?.code
}

function nearestSeat(seats: readonly Division[], lon: number, lat: number): string | null {
  let best: string | null = null
  let bestM = NEAREST_SEAT_M
  for (const seat of seats) {
    if (seat.lon === undefined || seat.lat === undefined) continue
    const metres = distanceM({ lon, lat }, { lon: seat.lon, lat: seat.lat })
    if (metres < bestM) [best, bestM] = [seat.code, metres]
  }
  return best
}
