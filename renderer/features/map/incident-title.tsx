// Level, title and number of an incident in one line of a card.
import { useTranslation } from 'react-i18next'
import { LevelSign } from './level-sign.tsx'
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
