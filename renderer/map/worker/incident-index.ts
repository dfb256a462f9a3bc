// The index that clusters incidents for every zoom (supercluster). Changes are taken in at once and shown as single
// points; clusters follow with the next `build`, which the worker spaces out so that it never eats a whole core.
// Promise: after `build`, whatever frames led here, every answer equals that of a fresh index of the same points.
import Supercluster from 'supercluster'
import type { ClusterItem, IndexAnswer, IndexBox } from './incident-messages.ts'
import { CLOSED_STATUS } from './incident-messages.ts'
import type { MapPoint } from './map-point.ts'
import { DIVISION_FLAG } from './map-point.ts'
import { PointBook } from './point-book.ts'
import type { PointFrame } from './point-book.ts'

/** Beyond this zoom nothing is clustered; equal to the map's greatest but one. */
export const CLUSTER_MAX_ZOOM = 17
/** The map does not go farther out. */
const CLUSTER_MIN_ZOOM = 5
/** Screen distance within which incidents become one, CSS pixels at 256 pixel tiles. */
const CLUSTER_RADIUS_PX = 46
const MEMBERS_SHOWN = 50

/**
 * What is known of a point or cluster. Counts are flat numbers and every point carries its own from the start:
 * supercluster copies this object, not what it points to, before it adds up in it.
 */
interface Tally {
  /** The point; of a cluster any one of its points. */
  readonly row: MapPoint
  level0: number
  level1: number
  level2: number
  level3: number
  level4: number
  flags: number
  divisionOnly: number
}
interface Feature {
  readonly type: 'Feature'
  readonly geometry: { readonly type: 'Point'; coordinates: [number, number] }
  properties: Tally
}

export class IncidentIndex {
  readonly #book = new PointBook()
  #tree: Supercluster<Tally, Tally> = newTree([])
  /** What is in the tree, by incident and in the order of ids. */
  readonly #built = new Map<string, Feature>()
  #list: Feature[] = []
  /** What came, changed or went after the tree was built. */
  readonly #fresh = new Map<string, MapPoint>()
  readonly #changed = new Map<string, MapPoint>()
  readonly #gone = new Set<string>()
  #version = 0
  #isDirty = false

  get size(): number {
    return this.#book.rows.size
  }

  /** Grows with every build: names of clusters hold only within one version. */
  get version(): number {
    return this.#version
  }

  /** True once a whole answer of the watch has come. */
  get isComplete(): boolean {
    return this.#book.complete
  }

  get isDirty(): boolean {
    return this.#isDirty
  }

  /** Takes a frame in. Answers true when something visible changed. */
  apply(frame: PointFrame): boolean {
    const extent = this.#book.apply(frame)
    if (extent === 'none') return false
    this.#isDirty = true
    if (extent === 'all') {
      this.#noteAll()
      return true
    }
    for (const row of frame.put) this.#note(row)
    for (const id of frame.del) this.#noteGone(id)
    return true
  }

  clear(): void {
    this.#book.clear()
    this.#noteAll()
    this.#isDirty = true
  }

  /** Clusters what is known now: about 3 µs per incident, whatever changed. */
  build(): void {
    if (this.#gone.size > 0) this.#list = this.#list.filter(({ properties }) => !this.#gone.has(properties.row[0]))
    for (const id of this.#gone) this.#built.delete(id)
    this.#gone.clear()
    for (const [id, row] of this.#changed) {
      const feature = this.#built.get(id)
      if (feature === undefined) continue
      feature.geometry.coordinates = [row[1], row[2]]
      feature.properties = tallyOf(row)
    }
    this.#changed.clear()
    if (this.#fresh.size > 0) this.#insertFresh()
    this.#tree = newTree(this.#list)
    this.#version += 1
    this.#isDirty = false
  }

  #insertFresh(): void {
    for (const row of this.#fresh.values()) {
      const feature = featureOf(row)
      this.#built.set(row[0], feature)
      this.#list.push(feature)
    }
    this.#fresh.clear()
    // Clusters depend on the order of points; ids give one that does not depend on how the points came.
    this.#list.sort(byId)
  }

  #note(row: MapPoint): void {
    const [id] = row
    this.#gone.delete(id)
    if (this.#built.has(id)) this.#changed.set(id, row)
    else this.#fresh.set(id, row)
  }

  #noteGone(id: string): void {
    if (this.#book.rows.has(id)) return
    this.#fresh.delete(id)
    this.#changed.delete(id)
    if (this.#built.has(id)) this.#gone.add(id)
  }

  /** Everything was replaced: what is in the tree and what is known are compared as wholes. */
  #noteAll(): void {
    this.#fresh.clear()
    this.#changed.clear()
    for (const id of this.#built.keys()) this.#noteGone(id)
    for (const row of this.#book.rows.values()) this.#note(row)
  }

  /** What is to be drawn in `box` at a whole `zoom`. */
  query(box: IndexBox, zoom: number): IndexAnswer {
    const clusters: ClusterItem[] = []
    const points: MapPoint[] = []
    for (const feature of this.#tree.getClusters([...box], zoom)) {
      const { properties } = feature
      if ('cluster_id' in properties) {
        const [lon = 0, lat = 0] = feature.geometry.coordinates
        const {
          cluster_id: id,
          point_count: count,
          level0,
          level1,
          level2,
          level3,
          level4,
          flags,
          divisionOnly,
        } = properties
        clusters.push({ id, lon, lat, count, levels: [level0, level1, level2, level3, level4], flags, divisionOnly })
        continue
      }
      // The newest row of it: level, status and place may have changed since the tree was built.
      const row = this.#book.rows.get(properties.row[0])
      if (row !== undefined) points.push(row)
    }
    for (const row of this.#fresh.values()) if (isIn(box, row)) points.push(row)
    return { clusters, points }
  }

  /** The zoom at which a cluster of this version falls apart, and its first members; null when it is not there. */
  expand(version: number, cluster: number): { readonly zoom: number; readonly members: readonly MapPoint[] } | null {
    if (version !== this.#version) return null
    const members = this.#tree.getLeaves(cluster, MEMBERS_SHOWN).map((leaf) => leaf.properties.row)
    return { zoom: this.#tree.getClusterExpansionZoom(cluster), members }
  }
}

function newTree(features: Feature[]): Supercluster<Tally, Tally> {
  return new Supercluster<Tally, Tally>({
    minZoom: CLUSTER_MIN_ZOOM,
    maxZoom: CLUSTER_MAX_ZOOM,
    nodeSize: 32,
    radius: CLUSTER_RADIUS_PX,
    extent: 256,
    reduce: (sum, part) => {
      sum.level0 += part.level0
      sum.level1 += part.level1
      sum.level2 += part.level2
      sum.level3 += part.level3
      sum.level4 += part.level4
      sum.flags |= part.flags
      sum.divisionOnly += part.divisionOnly
    },
  }).load(features)
}

function tallyOf(row: MapPoint): Tally {
  const level = row[4] < CLOSED_STATUS ? row[3] : -1
  return {
    row,
    level0: level === 0 ? 1 : 0,
    level1: level === 1 ? 1 : 0,
    level2: level === 2 ? 1 : 0,
    level3: level === 3 ? 1 : 0,
    level4: level === 4 ? 1 : 0,
    flags: row[6],
    divisionOnly: (row[6] & DIVISION_FLAG) === 0 ? 0 : 1,
  }
}

function featureOf(row: MapPoint): Feature {
  return { type: 'Feature', geometry: { type: 'Point', coordinates: [row[1], row[2]] }, properties: tallyOf(row) }
}

function isIn([west, south, east, north]: IndexBox, row: MapPoint): boolean {
  return row[1] >= west && row[1] <= east && row[2] >= south && row[2] <= north
}

function byId(a: Feature, b: Feature): number {
  const left = a.properties.row[0]
  const right = b.properties.row[0]
  return left < right ? -1 : left > right ? 1 : 0
}
