// Where an officer may want to go on the map: the offline gazetteer by name, English name, pinyin or initials, or
// coordinates as they are written. Used by the field over the map and by the command palette.
import type { LonLat } from '../../../shared/geo/coordinate-systems.ts'
import { readCoordinates } from '../../../shared/geo/read-coordinates.ts'
import { searchNamed } from '../../../shared/model/places.ts'
import type { Place } from '../../../shared/model/places.ts'
import { coordinateText } from '../../map/coordinate-text.ts'
import type { ReferenceData } from '../../state/reference-data.ts'
import { divisionName } from '../../state/reference-data.ts'

/** How near to go: a province is not shown at street level. */
const ZOOM_OF_KIND: Readonly<Record<string, number>> = {
  province: 7,
  sea: 8,
  city: 10,
  neighbourCity: 10,
  river: 10,
  county: 11,
  island: 12,
  township: 13,
}
const NEAR_ZOOM = 14

export interface Goal {
  readonly value: string
  readonly label: string
  readonly more: string
  readonly position: LonLat
  readonly zoom: number
}

/** Places that fit what was typed, best first; none for an empty text. */
export function goalsOf(text: string, reference: ReferenceData, language: 'zh-CN' | 'en'): readonly Goal[] {
  const reading = readCoordinates(text)
  if (reading.ok) return [coordinateGoal(reading.position)]
  return searchNamed(reference.places, text).map((found, index) => ({
    ...placeGoal(found, language, index),
    more: aroundName(found, reference, language),
  }))
}

/** In which city and county a place lies; not its own name again. */
function aroundName(place: Place, reference: ReferenceData, language: 'zh-CN' | 'en'): string {
  const division = place.division === null ? undefined : reference.divisionOf.get(place.division)
  if (division === undefined) return ''
  const around = division.name === place.name ? division.parent : division.code
  return around === null ? '' : divisionName(reference, around, language)
}

function coordinateGoal(position: LonLat): Goal {
  const label = coordinateText(position, 'decimal')
  return { value: label, label, more: '', position, zoom: NEAR_ZOOM }
}

function placeGoal(place: Place, language: 'zh-CN' | 'en', index: number): Omit<Goal, 'more'> {
  return {
    // Several places bear one name; the number keeps them apart.
    value: `${place.name} ${index}`,
    label: language === 'en' ? place.nameEn : place.name,
    position: { lon: place.lon, lat: place.lat },
    zoom: ZOOM_OF_KIND[place.kind] ?? NEAR_ZOOM,
  }
}
