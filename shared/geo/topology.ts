// Reads polygons out of a TopoJSON file (shared arcs, delta-encoded when quantized) without a package: the shipped
// division shapes are read by views and by stations, and forty lines are less than a dependency.
// Promise: rings in [lon, lat], in the order of the file; what is no polygon is left out.
import type { Polygon, Ring, Vertex } from './polygon.ts'

type Arc = readonly (readonly number[])[]

export interface TopologyGeometry {
  readonly type: string
  readonly arcs?: unknown
  readonly properties?: Readonly<Record<string, unknown>>
}
export interface Topology {
  readonly type: 'Topology'
  readonly transform?: { readonly scale: readonly [number, number]; readonly translate: readonly [number, number] }
  readonly objects: Readonly<Record<string, { readonly geometries?: readonly TopologyGeometry[] }>>
  readonly arcs: readonly Arc[]
}

export interface Shape {
  readonly properties: Readonly<Record<string, unknown>>
  readonly polygons: readonly Polygon[]
}

/** The polygons of one object of the topology, with their properties. An unknown object gives none. */
export function shapesOf(topology: Topology, object: string): readonly Shape[] {
  const arcs = topology.arcs.map((arc) => decodeArc(arc, topology.transform))
  const geometries = topology.objects[object]?.geometries ?? []
  return geometries.flatMap((geometry) => {
    const polygons = polygonsOf(geometry, arcs)
    return polygons.length === 0 ? [] : [{ properties: geometry.properties ?? {}, polygons }]
  })
}

function polygonsOf(geometry: TopologyGeometry, arcs: readonly Ring[]): readonly Polygon[] {
  if (geometry.type === 'Polygon') return [polygonOf(geometry.arcs as readonly (readonly number[])[], arcs)]
  if (geometry.type === 'MultiPolygon') {
    return (geometry.arcs as readonly (readonly (readonly number[])[])[]).map((polygon) => polygonOf(polygon, arcs))
  }
  return []
}

function polygonOf(rings: readonly (readonly number[])[], arcs: readonly Ring[]): Polygon {
  return rings.map((indices) =>
    indices.flatMap((index, place) => {
      // ~index names the same arc backwards; the first vertex of a following arc repeats the last one.
      const arc = index < 0 ? (arcs[~index] ?? []).toReversed() : (arcs[index] ?? [])
      return place === 0 ? arc : arc.slice(1)
    }),
  )
}

function decodeArc(arc: Arc, transform: Topology['transform']): Ring {
  if (transform === undefined) return arc.map(([lon = 0, lat = 0]): Vertex => [lon, lat])
  let x = 0
  let y = 0
  return arc.map(([dx = 0, dy = 0]): Vertex => {
    x += dx
    y += dy
    return [x * transform.scale[0] + transform.translate[0], y * transform.scale[1] + transform.translate[1]]
  })
}
