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
  readonly row: PointRow
  level0: number
  level1: number
  level2: number
  level3: number
  level4: number
  flags: number
}
interface Feature {
  readonly type: 'Feature'
  readonly geometry: { readonly type: 'Point'; readonly coordinates: [number, number] }
  readonly properties: Tally
}

export class IncidentIndex {
  readonly #book = new PointBook()
  #tree: Supercluster<Tally, Tally> = newTree([])
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

  /** Clusters what is known now. Some microseconds per incident. */
  build(): void {
    // Clusters depend on the order of points; ids give one that does not depend on how the points came.
    const ids = this.#sortedIds()
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

  #sortedIds(): readonly string[] {
    const { rows } = this.#book
    const kept = [...this.#built.keys()].filter((id) => rows.has(id))
    // Two sorted runs and few newcomers: nearly free.
    return this.#fresh.size === 0 ? kept : [...kept, ...[...this.#fresh].filter((id) => rows.has(id))].toSorted()
  }

  /** What is to be drawn in `box` at a whole `zoom`. */
  query(box: IndexBox, zoom: number): IndexAnswer {
    const clusters: ClusterItem[] = []
    const points: PointRow[] = []
    for (const feature of this.#tree.getClusters([...box], zoom)) {
      const { properties } = feature
      if ('cluster_id' in properties) {
        const [lon = 0, lat = 0] = feature.geometry.coordinates
        const { cluster_id: id, point_count: count, level0, level1, level2, level3, level4, flags } = properties
        clusters.push({ id, lon, lat, count, levels: [level0, level1, level2, level3, level4], flags })
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

function newTree(features: Feature[]): Supercluster<Tally, Tally> {
  return new Supercluster<Tally, Tally>({
    minZoom: CLUSTER_MIN_ZOOM,
    maxZoom: CLUSTER_MAX_ZOOM,
    radius: CLUSTER_RADIUS_PX,
    extent: 256,
    reduce: (sum, part) => {
      sum.level0 += part.level0
      sum.level1 += part.level1
      sum.level2 += part.level2
      sum.level3 += part.level3
      sum.level4 += part.level4
      sum.flags |= part.flags
    },
  }).load(features)
}

function tallyOf(row: PointRow): Tally {
  const level = row[4] < CLOSED_STATUS ? row[3] : -1
  return {
    row,
    level0: level === 0 ? 1 : 0,
    level1: level === 1 ? 1 : 0,
    level2: level === 2 ? 1 : 0,
    level3: level === 3 ? 1 : 0,
    level4: level === 4 ? 1 : 0,
    flags: row[6],
  }
}

function featureOf(row: PointRow): Feature {
  return { type: 'Feature', geometry: { type: 'Point', coordinates: [row[1], row[2]] }, properties: tallyOf(row) }
}

function isIn([west, south, east, north]: IndexBox, row: PointRow): boolean {
  return row[1] >= west && row[1] <= east && row[2] >= south && row[2] <= north
}
