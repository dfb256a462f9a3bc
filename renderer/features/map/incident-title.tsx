// Level, title and number of an incident in one line of a card; and a line below where its position is not known.
import { useTranslation } from 'react-i18next'
import { usePreferences } from '../../state/preferences-store.ts'
import { divisionName, useReferenceData } from '../../state/reference-data.ts'
import { LevelSign } from './level-sign.tsx'
import type { IncidentFields } from './use-incident-fields.ts'
import { useIncidentFields } from './use-incident-fields.ts'

export function IncidentTitle({ incident }: { readonly incident: string }) {
  const { t } = useTranslation('map')
  const fields = useIncidentFields(incident)
  if (fields === null) return <span className="fs-map-card-more">…</span>
  return (
    <span className="fs-map-card-title">
      <LevelSign level={fields.level} />
      <strong>{fields.title === '' ? t('hover.unnamed') : fields.title}</strong>
      <small>{fields.number}</small>
    </span>
  )
}

/** What is known instead of a position; nothing where there is one. */
export function RoughNote({ fields: { roughness, division } }: { readonly fields: IncidentFields }) {
  const { t } = useTranslation('map')
  const reference = useReferenceData()
  const { language } = usePreferences()
  if (roughness === null) return null
  return (
    <small className="fs-map-card-more fs-map-rough">
      {roughness === 'area'
        ? t('rough.area')
        : t('rough.divisionNamed', { division: divisionName(reference, division, language) })}
    </small>
  )
}
