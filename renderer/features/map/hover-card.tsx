// What lies under the pointer: title and number of an incident, what a cluster holds, what a linked system shows there.
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { mapToolStore } from '../../map/map-tool-store.ts'
import type { MapToolState } from '../../map/map-tool-store.ts'
import { usePreferences } from '../../state/preferences-store.ts'
import { categoryName, useReferenceData } from '../../state/reference-data.ts'
import { IncidentTitle, RoughNote } from './incident-title.tsx'
import { LevelSign } from './level-sign.tsx'
import { FeatureCard, ReadingCard, UnitCard } from './linked-card.tsx'
import { useBeside } from './use-beside.ts'
import { useIncidentFields } from './use-incident-fields.ts'

type Cluster = Extract<NonNullable<MapToolState['hover']>, { readonly cluster: unknown }>['cluster']

export function HoverCard() {
  const hover = useStore(mapToolStore, (state) => state.hover)
  return hover === null ? null : <Card hover={hover} />
}

function Card({ hover }: { readonly hover: NonNullable<MapToolState['hover']> }) {
  const part = useBeside<HTMLDivElement>(hover, 16, 14)
  return (
    <div ref={part} className="fs-map-card" role="tooltip">
      <Content hover={hover} />
    </div>
  )
}

function Content({ hover }: { readonly hover: NonNullable<MapToolState['hover']> }) {
  if ('incident' in hover) return <IncidentCard incident={hover.incident} />
  if ('unit' in hover) return <UnitCard unit={hover.unit} />
  if ('reading' in hover) return <ReadingCard reading={hover.reading} />
  if ('feature' in hover) return <FeatureCard feature={hover.feature} />
  return <ClusterCard cluster={hover.cluster} />
}

function IncidentCard({ incident }: { readonly incident: string }) {
  const fields = useIncidentFields(incident)
  const reference = useReferenceData()
  const { language } = usePreferences()
  return (
    <>
      <IncidentTitle incident={incident} />
      {fields !== null && (
        <div className="fs-map-card-more">
          {categoryName(reference, fields.category, language)}
          {fields.place !== '' && ` · ${fields.place}`}
        </div>
      )}
      {fields !== null && <RoughNote fields={fields} />}
    </>
  )
}

function ClusterCard({ cluster }: { readonly cluster: Cluster }) {
  const { t } = useTranslation('map')
  const active = cluster.levels.reduce((sum, count) => sum + count, 0)
  return (
    <>
      <strong>{t('hover.cluster', { count: cluster.count })}</strong>
      <div className="fs-map-card-levels">
        {([1, 2, 3, 4, 0] as const).map((level) => {
          const count = cluster.levels[level] ?? 0
          return (
            count > 0 && (
              <span key={level}>
                <LevelSign level={level} /> {t(`levels.${level}`)} {count}
              </span>
            )
          )
        })}
      </div>
      {cluster.count > active && (
        <div className="fs-map-card-more">{t('hover.over', { count: cluster.count - active })}</div>
      )}
      {cluster.divisionOnly > 0 && (
        <div className="fs-map-card-more">{t('hover.divisionOnly', { count: cluster.divisionOnly })}</div>
      )}
      <div className="fs-map-card-more">{t('hover.clusterHint')}</div>
    </>
  )
}
