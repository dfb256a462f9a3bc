// A feature of somebody else's collection as what we keep: a row of the map, or an incident.
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'
import type { Json } from '../../base/json.ts'
import type { CommandInput } from '../../commands/commands.ts'
import type { FeatureRow } from '../../model/ambient.ts'
import { isoWithOffset } from '../../model/incident-number.ts'
import { areaSchema } from '../../model/incident.ts'
import { isGraded } from '../../model/level.ts'
import { toWgs84 } from '../datum.ts'
import type { GeojsonSettings } from '../settings/geojson.ts'
import { middleOf, moveGeometry, outerRing, shortened } from './move-geometry.ts'
import type { GeoFeature } from './read-geojson.ts'
import { at, factsOf, keyOf, lineOf, nameOf, timeOf } from './read-properties.ts'

/** Of a row's geometry as text (model/ambient.ts). */
const MAX_GEOMETRY = 64 * 1024

export interface RowContext {
  readonly gateway: string
  readonly nowMs: number
}

/** As a row of the topic `features`; refused without a place, and where the shape is too large to show. */
export function featureRow(
  feature: GeoFeature,
  settings: GeojsonSettings,
  { gateway, nowMs }: RowContext,
): Result<FeatureRow> {
  if (feature.geometry === null) return refuse('malformed', 'the feature has no geometry')
  const geometry = shortened(moveGeometry(feature.geometry, (place) => toWgs84(place, settings.datum)))
  if (JSON.stringify(geometry).length > MAX_GEOMETRY)
    return refuse('tooLarge', 'the shape is too detailed to show', { limit: MAX_GEOMETRY })
  const key = keyOf(feature, settings.idPath)
  if (key === '') return refuse('malformed', 'the feature has neither id nor name nor place')
  return ok({
    id: `${gateway}/${key}`,
    gateway,
    sort: settings.sort,
    name: nameOf(feature, settings.namePath).slice(0, 200),
    atMs: Math.max(0, timeOf(feature, settings.timePath) ?? nowMs),
    heardMs: nowMs,
    staleMs: settings.staleAfterMinutes === 0 ? null : nowMs + settings.staleAfterMinutes * 60_000,
    geometry: geometry as unknown as FeatureRow['geometry'],
    facts: factsOf(feature.properties),
  })
}

export interface ReadIncident {
  /** What the source calls it. */
  readonly key: string
  readonly input: CommandInput<'reportIncident'>
  readonly odd: readonly string[]
}

/** As an incident; refused without a title. A category or level that is not in the tables is said and left as it is set. */
export function featureIncident(feature: GeoFeature, settings: GeojsonSettings, system: string): Result<ReadIncident> {
  const title = nameOf(feature, settings.namePath).slice(0, 120)
  if (title === '') return refuse('malformed', 'the feature has no title')
  const odd: string[] = []
  const saidCategory = lineOf(at(feature, settings.categoryPath))
  const category = settings.categories.find(({ said }) => said === saidCategory)?.code ?? settings.category
  if (
    saidCategory !== '' &&
    category === settings.category &&
    !settings.categories.some(({ said }) => said === saidCategory)
  )
    odd.push(`category ${saidCategory.slice(0, 60)} is not in the table`)
  const saidLevel = lineOf(at(feature, settings.levelPath))
  const level = settings.levels.find(({ said }) => said === saidLevel)?.level ?? null
  if (saidLevel !== '' && level === null) odd.push(`level ${saidLevel.slice(0, 60)} is not in the table`)
  const geometry =
    feature.geometry === null ? null : moveGeometry(feature.geometry, (place) => toWgs84(place, settings.datum))
  if (geometry === null) odd.push('no place')
  const position = geometry === null ? null : (middleOf(geometry) ?? null)
  const area = areaSchema.safeParse(geometry === null ? null : outerRing(geometry))
  const atMs = timeOf(feature, settings.timePath)
  const key = keyOf(feature, settings.idPath)
  return ok({
    key,
    odd,
    input: {
      title,
      category,
      level: isGraded(category) ? (level as 1 | 2 | 3 | 4 | null) : null,
      position,
      area: area.success ? area.data : null,
      place: lineOf(at(feature, settings.placePath)).slice(0, 200),
      description: textOf(at(feature, settings.descriptionPath)).slice(0, 8_000),
      ...(atMs === null ? {} : { occurredAt: isoWithOffset(atMs) }),
      sourceKind: 'agency',
      sourceChannel: 'system',
      sourceName: system.slice(0, 80),
      linkedSystem: system.slice(0, 60),
      linkedNumber: key.slice(0, 80),
    },
  })
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value.trim() : lineOf(value)
}
