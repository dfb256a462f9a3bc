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
    ).length >= 2
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
    ...pick('county', (a, b) => a !== b && cityOf(a) === cityOf(b), onLand),
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

/** The arms of the Min at Fuzhou and the Min below it: borders of Cangshan, Mawei and Changle run in the river. */
export function minRiverAtFuzhou(): readonly (readonly (readonly [number, number])[])[] {
  const topology = countyTopology()
  const codeOf = (geometry: object): string => (geometry as { properties: CountyProperties }).properties.code
  const between = (a: object, b: object, one: string, others: readonly string[]): boolean =>
    (codeOf(a) === one && others.includes(codeOf(b))) || (codeOf(b) === one && others.includes(codeOf(a)))
  const banks = ['350103', '350105', '350111', '350112', '350121', '350102']
  return mesh(
    topology,
    topology.objects.counties,
    (a, b) => a !== b && (between(a, b, '350104', banks) || between(a, b, '350105', ['350112'])),
  ).coordinates as [number, number][][]
}
