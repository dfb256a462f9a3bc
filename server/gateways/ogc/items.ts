// The features of the collections as they stand now, with the box and the times they are searched by. Made anew when the
// picture changed, and every few seconds: a change the server took back is told to nobody.
import type { JsonFields } from '../../../shared/base/json.ts'
import type { Bounds } from '../../../shared/geo/polygon.ts'
import type { ReadingRoom } from '../../../shared/interop/geojson/geometry.ts'
import { readGeometry } from '../../../shared/interop/geojson/geometry.ts'
import { positionsOf } from '../../../shared/interop/geojson/move-geometry.ts'
import type { FeatureJson } from '../../../shared/interop/geojson/write-geojson.ts'
import { alertFeature, incidentFeature } from '../../../shared/interop/geojson/write-geojson.ts'
import type { OgcCollection, OgcSettings } from '../../../shared/interop/settings/ogc.ts'
import { ALERT, cancelOf, isRealAlert } from '../../../shared/model/alert.ts'
import type { AmbientRow, Topic } from '../../../shared/model/ambient.ts'
import { timeField } from '../../../shared/model/fields.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import type { Picture } from '../gateway.ts'
import type { ItemsQuery } from './query.ts'

export interface Item {
  readonly feature: FeatureJson
  readonly boxes: readonly Bounds[]
  readonly fromMs: number
  readonly toMs: number
}

export interface ItemSources {
  readonly picture: Picture
  /** Rows of a topic of the whole space. */
  readonly rows: <Of extends Topic>(topic: Of) => readonly AmbientRow<Of>[]
  readonly settings: Pick<OgcSettings, 'incidentFields' | 'withSensitive'>
  readonly nowMs: () => number
  /** In a live space alerts for exercises and tests are not served: who reads a layer does not read its column `use`. */
  readonly isLive: boolean
}

const KEPT_MS = 5_000

/** What an alert is for the public; its telephone for questions may be a person's. */
const ALERT_FIELDS: ReadonlySet<string> = new Set([
  ...['category', 'level', 'title', 'use', 'number', 'startsAt', 'endsAt', 'divisions', 'ring', 'circle', 'areaText'],
  ...['warnings', 'measures', 'issuedBy', 'issuedAt', 'adjustedAt', 'cancelled'],
])

export class Items {
  readonly #sources: ItemSources
  readonly #kept = new Map<OgcCollection, { readonly items: Promise<readonly Item[]>; readonly atMs: number }>()

  constructor(sources: ItemSources) {
    this.#sources = sources
  }

  /** The picture changed: what was made of it is made anew when it is next asked for. */
  changed(): void {
    this.#kept.clear()
  }

  /** Every feature of a collection, by id. */
  async all(collection: OgcCollection): Promise<readonly Item[]> {
    switch (collection) {
      case 'incidents':
        return this.#keep(collection, () => this.#incidents())
      case 'alerts':
        return this.#keep(collection, () => this.#alerts())
      case 'tracks':
        return this.#sources.rows('tracks').map(trackItem)
      case 'readings':
        return this.#sources.rows('readings').map(readingItem)
      default:
        return this.#sources.rows('features').map(featureItem)
    }
  }

  #keep(collection: OgcCollection, make: () => Promise<readonly Item[]>): Promise<readonly Item[]> {
    const nowMs = this.#sources.nowMs()
    const known = this.#kept.get(collection)
    if (known !== undefined && nowMs - known.atMs >= 0 && nowMs - known.atMs < KEPT_MS) return known.items
    const items = make()
    this.#kept.set(collection, { items, atMs: nowMs })
    // What failed is not kept.
    items.catch(() => this.#kept.delete(collection))
    return items
  }

  async #incidents(): Promise<readonly Item[]> {
    const { picture, settings } = this.#sources
    const allowed: ReadonlySet<string> = new Set(settings.incidentFields)
    const records = await picture.records(INCIDENT)
    return records
      .filter(({ fields }) => fields['status'] !== 'void' && (settings.withSensitive || fields['sensitive'] !== true))
      .map(({ id, fields }) => {
        const atMs = timeField(fields, 'occurredAt') ?? timeField(fields, 'receivedAt')
        return itemOf(incidentFeature(id, fields, allowed), atMs, atMs)
      })
      .toSorted(byId)
  }

  async #alerts(): Promise<readonly Item[]> {
    const records = await this.#sources.picture.records(ALERT)
    return records
      .filter(({ fields }) => cancelOf(fields)?.how !== 'mistake' && (isRealAlert(fields) || !this.#sources.isLive))
      .map(({ id, fields }) => {
        const endMs = Date.parse(cancelOf(fields)?.at ?? '')
        const toMs = Number.isNaN(endMs) ? timeField(fields, 'endsAt') : endMs
        return itemOf(alertFeature(id, withoutOfficer(fields), ALERT_FIELDS), timeField(fields, 'startsAt'), toMs)
      })
      .toSorted(byId)
  }
}

/** True when the item lies in the box and the time asked for. */
export function fits({ boxes, fromMs, toMs }: Item, query: ItemsQuery): boolean {
  if (toMs < query.fromMs || fromMs > query.toMs) return false
  return query.boxes.length === 0 || query.boxes.some((wanted) => boxes.some((box) => touch(box, wanted)))
}

function touch(a: Bounds, b: Bounds): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}

function byId(a: Item, b: Item): number {
  return a.feature.id < b.feature.id ? -1 : 1
}

/** Who recorded the lifting is an officer's id, and nobody's business outside. */
function withoutOfficer(fields: JsonFields): JsonFields {
  const cancelled = cancelOf(fields)
  return cancelled === null ? fields : { ...fields, cancelled: { how: cancelled.how, at: cancelled.at } }
}

function itemOf(feature: FeatureJson, fromMs: number | null, toMs: number | null): Item {
  return { feature, boxes: boxesOf(feature.geometry), fromMs: fromMs ?? -Infinity, toMs: toMs ?? Infinity }
}

/** One box per feature of a collection; none where there is no geometry. */
function boxesOf(geometry: unknown): readonly Bounds[] {
  const { type, features } = (geometry ?? {}) as { readonly type?: unknown; readonly features?: unknown }
  if (type === 'FeatureCollection' && Array.isArray(features))
    return features.flatMap((feature) => boxesOf((feature as { readonly geometry?: unknown }).geometry))
  const room: ReadingRoom = { positionsLeft: 100_000, odd: new Set() }
  const read = readGeometry(geometry, room)
  if (!read.ok) return []
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lon, lat] of positionsOf(read.value)) {
    west = Math.min(west, lon)
    east = Math.max(east, lon)
    south = Math.min(south, lat)
    north = Math.max(north, lat)
  }
  return west === Infinity ? [] : [[west, south, east, north]]
}

function trackItem({ id, latitude, longitude, facts, ...row }: AmbientRow<'tracks'>): Item {
  const geometry = { type: 'Point', coordinates: [longitude, latitude] }
  return itemOf({ type: 'Feature', id, geometry, properties: timed({ ...row }, facts) }, row.atMs, row.atMs)
}

function readingItem({ id, latitude, longitude, ...row }: AmbientRow<'readings'>): Item {
  const geometry =
    latitude === null || longitude === null ? null : { type: 'Point', coordinates: [longitude, latitude] }
  const { series: _series, ...told } = row
  return itemOf({ type: 'Feature', id, geometry, properties: timed(told, {}) }, row.atMs, row.atMs)
}

/** A feature that is a collection of several (a storm) goes out as the collection of their geometries. */
function featureItem({ id, geometry, facts, ...row }: AmbientRow<'features'>): Item {
  const feature: FeatureJson = {
    type: 'Feature',
    id,
    geometry: oneGeometry(geometry),
    properties: timed({ ...row }, facts),
  }
  return itemOf(feature, row.atMs, row.atMs)
}

function oneGeometry(geometry: AmbientRow<'features'>['geometry']): FeatureJson['geometry'] {
  const { type, features } = (geometry ?? {}) as { readonly type?: unknown; readonly features?: unknown }
  if (type !== 'FeatureCollection' || !Array.isArray(features)) return geometry
  const geometries = (features as readonly { readonly geometry?: FeatureJson['geometry'] }[]).flatMap((part) =>
    part.geometry === undefined || part.geometry === null ? [] : [part.geometry],
  )
  return { type: 'GeometryCollection', geometries }
}

/** Milliseconds as times of RFC 3339, which GIS programs read. */
function timed(row: JsonFields, facts: { readonly [label: string]: string }): JsonFields {
  const properties: { [name: string]: JsonFields[string] } = { ...facts }
  for (const [name, value] of Object.entries(row))
    if (name.endsWith('Ms'))
      properties[name.replace(/Ms$/, '')] = typeof value === 'number' ? new Date(value).toISOString() : null
    else properties[name] = value
  return properties
}
