// Go to a place: a field over the map; what it offers is place-goals.ts.
import { AimOutlined } from '@ant-design/icons'
import { AutoComplete, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { mapToolStore } from '../../map/map-tool-store.ts'
import { askMap } from '../../state/map-intent-store.ts'
import { usePreferences } from '../../state/preferences-store.ts'
import { useReferenceData } from '../../state/reference-data.ts'
import { goalsOf } from './place-goals.ts'
import type { Goal } from './place-goals.ts'

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
        prefix={<AimOutlined aria-hidden />}
        aria-label={t('goTo')}
        placeholder={t('goToPlaceholder')}
      />
    </AutoComplete>
  )
}
