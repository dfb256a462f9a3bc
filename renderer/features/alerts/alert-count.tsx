// Beside the icon of the view: how many alerts are in force, from the list's own book.
import { Badge } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAlertBook } from '../../state/alert-book.ts'
import { useSpaceId, useSpacePart } from '../../state/space-store.ts'

export function AlertCount() {
  const { t } = useTranslation('alerts')
  const { alerts } = useAlertBook(useSpaceId())
  const isReal = useSpacePart((space) => space?.kind === 'live')
  const active = alerts.filter(({ phase }) => phase === 'active')
  if (active.length === 0) return null
  const isGrave = isReal && active.some(({ level }) => level === 1)
  return (
    <Badge
      className="fs-rail-count"
      size="small"
      count={active.length}
      color={isGrave ? '#d13438' : '#3b6ea5'}
      title={t('count', { active: active.length, coming: alerts.length - active.length })}
    />
  )
}
