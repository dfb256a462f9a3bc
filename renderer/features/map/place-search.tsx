// Go to a place: the offline gazetteer by name, English name, pinyin or initials, or coordinates as they are written.
import { AimOutlined } from '@ant-design/icons'
import { AutoComplete, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { LonLat } from '../../../shared/geo/coordinate-systems.ts'
import { readCoordinates } from '../../../shared/geo/read-coordinates.ts'
import { searchNamed } from '../../../shared/model/places.ts'
import type { Place } from '../../../shared/model/places.ts'
import { coordinateText } from '../../map/coordinate-text.ts'
import { mapToolStore } from '../../map/map-tool-store.ts'
import { askMap } from '../../state/map-intent-store.ts'
import { usePreferences } from '../../state/preferences-store.ts'
import type { ReferenceData } from '../../state/reference-data.ts'
import { divisionName, useReferenceData } from '../../state/reference-data.ts'

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

interface Goal {
  readonly value: string
  readonly label: string
  readonly more: string
  readonly position: LonLat
  readonly zoom: number
}

export function PlaceSearch() {
  const { t } = useTranslation('map')
  const { language } = usePreferences()
  const reference = useReferenceData()
  const place = useStore(mapToolStore, (state) => state.place)
  const [text, setText] = useState('')
  const goals = goalsOf(text, reference, language)

  const go = (goal: Goal | undefined): void => {
    if (goal === undefined) return
    setText(goal.label)
    askMap({ kind: 'showPlace', position: goal.position, name: goal.label, zoom: goal.zoom })
  }
  return (
    <AutoComplete
      className="fs-map-search"
      value={text}
      defaultActiveFirstOption
      popupMatchSelectWidth={340}
      options={goals.map((goal) => ({
        value: goal.value,
        label: (
          <span className="fs-map-goal">
            {goal.label} <small>{goal.more}</small>
          </span>
        ),
      }))}
      notFoundContent={text.trim() === '' || !reference.ready ? null : t('noPlace')}
      onChange={(value: string) => {
        setText(value)
        if (value === '' && place !== null) mapToolStore.setState({ place: null })
      }}
      onSelect={(value: string) => go(goals.find((goal) => goal.value === value))}
    >
      <Input
        size="small"
        allowClear
        prefix={<AimOutlined />}
        aria-label={t('goTo')}
        placeholder={t('goToPlaceholder')}
      />
    </AutoComplete>
  )
}

function goalsOf(text: string, reference: ReferenceData, language: 'zh-CN' | 'en'): readonly Goal[] {
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
