// The index that clusters incidents for every zoom (supercluster). Changes are taken in at once and shown as single
// points; clusters follow with the next `build`, which the worker spaces out so that it never eats a whole core.
// Promise: after `build`, whatever frames led here, every answer equals that of a fresh index of the same points.
import Supercluster from 'supercluster'
import type { PointRow } from '../../../shared/rpc/rows.ts'
import type { ClusterItem, IndexAnswer, IndexBox } from './incident-messages.ts'
import { CLOSED_STATUS } from './incident-messages.ts'
import { PointBook } from './point-book.ts'
import type { PointFrame } from './point-book.ts'

/** Beyond this zoom nothing is clustered; equal to the map's greatest but one. */
export const CLUSTER_MAX_ZOOM = 17
const CLUSTER_MIN_ZOOM = 3
/** Screen distance within which incidents become one, CSS pixels at 256 pixel tiles. */
const CLUSTER_RADIUS_PX = 46
const MEMBERS_SHOWN = 50

interface Tally {
  readonly levels: number[]
  flags: number
}
interface Holder {
  row: PointRow
}
interface Feature {
  readonly type: 'Feature'
  readonly geometry: { readonly type: 'Point'; readonly coordinates: [number, number] }
  readonly properties: Holder
}

export class IncidentIndex {
  readonly #book = new PointBook()
  #tree: Supercluster<Holder, Tally> = newTree([])
  /** What is in the tree, by incident. */
  #built = new Map<string, Feature>()
  /** Incidents that came after the tree was built. */
  #fresh = new Set<string>()
  #version = 0
  #isDirty = false

  get size(): number {
    return this.#book.rows.size
  }

  /** Grows with every build: names of clusters hold only within one version. */
  get version(): number {
    return this.#version
  }

  get isDirty(): boolean {
    return this.#isDirty
  }

  /** Takes a frame in. Answers true when something visible changed. */
  apply(frame: PointFrame): boolean {
    const extent = this.#book.apply(frame)
    if (extent === 'none') return false
    const changed = extent === 'all' ? this.#book.rows.keys() : frame.put.map((row) => row[0])
    for (const id of changed) if (!this.#built.has(id)) this.#fresh.add(id)
    this.#isDirty = true
    return true
  }

  clear(): void {
    this.#book.clear()
    this.#fresh.clear()
    this.#isDirty = true
  }

  /** Clusters what is known now. About 2 µs per incident. */
  build(): void {
    // Clusters depend on the order of points; ids give one that does not depend on how the points came.
    const ids = [...this.#book.rows.keys()].toSorted()
    const built = new Map<string, Feature>()
    const features: Feature[] = []
    for (const id of ids) {
      const row = this.#book.rows.get(id)
      if (row === undefined) continue
      const before = this.#built.get(id)
      const feature = before?.properties.row === row ? before : featureOf(row)
      built.set(id, feature)
      features.push(feature)
    }
    this.#tree = newTree(features)
    this.#built = built
    this.#fresh.clear()
    this.#version += 1
    this.#isDirty = false
  }

  /** What is to be drawn in `box` at a whole `zoom`. */
  query(box: IndexBox, zoom: number): IndexAnswer {
    const clusters: ClusterItem[] = []
    const points: PointRow[] = []
    for (const feature of this.#tree.getClusters([...box], zoom)) {
      const { properties } = feature
      if ('cluster_id' in properties) {
        const [lon = 0, lat = 0] = feature.geometry.coordinates
        const { cluster_id: id, point_count: count, levels, flags } = properties
        clusters.push({ id, lon, lat, count, levels: [...levels], flags })
        continue
      }
      // The newest row of it: level, status and place may have changed since the tree was built.
      const row = this.#book.rows.get(properties.row[0])
      if (row !== undefined) points.push(row)
    }
    for (const id of this.#fresh) {
      const row = this.#book.rows.get(id)
      if (row !== undefined && isIn(box, row)) points.push(row)
    }
    return { clusters, points }
  }

  /** The zoom at which a cluster of this version falls apart, and its first members; null when it is not there. */
  expand(version: number, cluster: number): { readonly zoom: number; readonly members: readonly PointRow[] } | null {
    if (version !== this.#version) return null
    const members = this.#tree.getLeaves(cluster, MEMBERS_SHOWN).map((leaf) => leaf.properties.row)
    return { zoom: this.#tree.getClusterExpansionZoom(cluster), members }
  }
}

function newTree(features: Feature[]): Supercluster<Holder, Tally> {
  return new Supercluster<Holder, Tally>({
    minZoom: CLUSTER_MIN_ZOOM,
    maxZoom: CLUSTER_MAX_ZOOM,
    radius: CLUSTER_RADIUS_PX,
    extent: 256,
    map: ({ row }) => tallyOf(row),
    reduce: (sum, part) => {
      for (let level = 0; level < 5; level++) sum.levels[level] = (sum.levels[level] ?? 0) + (part.levels[level] ?? 0)
      sum.flags |= part.flags
    },
  }).load(features)
}

function tallyOf(row: PointRow): Tally {
  const levels = [0, 0, 0, 0, 0]
  if (row[4] < CLOSED_STATUS) levels[row[3]] = 1
  return { levels, flags: row[6] }
}

function featureOf(row: PointRow): Feature {
  return { type: 'Feature', geometry: { type: 'Point', coordinates: [row[1], row[2]] }, properties: { row } }
}

function isIn([west, south, east, north]: IndexBox, row: PointRow): boolean {
  return row[1] >= west && row[1] <= east && row[2] >= south && row[2] <= north
}
