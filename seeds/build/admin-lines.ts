// Boundary lines of Fujian out of the county topology: province, city and county lines, on land only.
// Promise: every border once (shared arcs), nothing along the coast.
import { mesh } from 'topojson-client'
import { countyAt, countyTopology } from './counties.ts'
import type { CountyProperties } from './counties.ts'

export type AdminKind = 'province' | 'city' | 'county'

export interface AdminLine {
  readonly kind: AdminKind
  readonly points: readonly (readonly [number, number])[]
}

/** How far on each side there must be land for an outer edge to be a land border rather than coast, degrees. */
const SHORE_DEG = 0.015

function runs(
  line: readonly (readonly [number, number])[],
  wanted: (point: readonly [number, number]) => boolean,
): (readonly [number, number])[][] {
  const found: (readonly [number, number])[][] = []
  let run: (readonly [number, number])[] = []
  for (const point of line) {
    if (wanted(point)) run.push(point)
    else {
      if (run.length > 1) found.push(run)
      run = []
    }
  }
  if (run.length > 1) found.push(run)
  return found
}

/** Wider than any seam between two counties, degrees. */
const SEAM_DEG = 0.06

/** The lines; `isLand` decides what lies on land. */
export function adminLines(isLand: (lon: number, lat: number) => boolean): readonly AdminLine[] {
  const topology = countyTopology()
  const object = topology.objects.counties
  const cityOf = (geometry: object): string =>
    (geometry as { properties: CountyProperties }).properties.code.slice(0, 4)
  const inland = ([lon, lat]: readonly [number, number]): boolean =>
    [0, 1, 2, 3, 4, 5, 6, 7].every((k) =>
      isLand(lon + SHORE_DEG * Math.cos((k * Math.PI) / 4), lat + SHORE_DEG * Math.sin((k * Math.PI) / 4)),
    )
  // Shapes of the source do not meet everywhere: a seam between two counties is no border of the province.
  const outward = ([lon, lat]: readonly [number, number]): boolean =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter(
      (k) =>
        countyAt(lon + SEAM_DEG * Math.cos((k * Math.PI) / 4), lat + SEAM_DEG * Math.sin((k * Math.PI) / 4)) ===
        undefined,
    ).length >= 1
  const onLand = ([lon, lat]: readonly [number, number]): boolean => isLand(lon, lat)
  const pick = (
    kind: AdminKind,
    filter: (a: object, b: object) => boolean,
    wanted: (point: readonly [number, number]) => boolean,
  ): AdminLine[] =>
    mesh(topology, object, filter).coordinates.flatMap((line) =>
      runs(line as [number, number][], wanted).map((points) => ({ kind, points })),
    )
  return [
    ...pick('county', (a, b) => a !== b && cityOf(a) === cityOf(b) && !isInMinRiver(a, b), onLand),
    ...pick(
      'county',
      (a, b) => a === b,
      (point) => inland(point) && !outward(point),
    ),
    ...pick('city', (a, b) => a !== b && cityOf(a) !== cityOf(b), onLand),
    ...pick(
      'province',
      (a, b) => a === b,
      (point) => inland(point) && outward(point),
    ),
  ]
}

const BANKS = new Set(['350102', '350103', '350105', '350111', '350112', '350121'])

/** True for the borders of Cangshan (Nantai Island) and between Mawei and Changle, which run in the Min. */
function isInMinRiver(a: object, b: object): boolean {
  const one = (a as { properties: CountyProperties }).properties.code
  const other = (b as { properties: CountyProperties }).properties.code
  if (one === '350104') return BANKS.has(other)
  if (other === '350104') return BANKS.has(one)
  return [one, other].toSorted().join() === '350105,350112'
}

/** The Min in Minhou, between the last point of WDBII and Nantai Island; by hand, good to about 1 km. */
const MIN_IN_MINHOU: readonly (readonly [number, number])[] = [
  [119.0944, 26.1422],
  [119.125, 26.139],
  [119.165, 26.129],
  [119.205, 26.117],
  [119.226, 26.107],
]

/** The Min from Minhou to its mouth, after the county borders that run in it. */
export function minRiverAtFuzhou(): readonly (readonly (readonly [number, number])[])[] {
  const topology = countyTopology()
  const inRiver = mesh(topology, topology.objects.counties, (a, b) => a !== b && isInMinRiver(a, b))
  return [MIN_IN_MINHOU, ...(inRiver.coordinates as [number, number][][])]
}
