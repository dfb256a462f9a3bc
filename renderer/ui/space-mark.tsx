// The space a row of the desk belongs to, where the desk covers several.
import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'

/** `name` null: there is only one, and it goes without saying. */
export function SpaceMark({ name }: { readonly name: string | null }) {
  const { t } = useTranslation('common')
  if (name === null) return null
  return (
    <Tag className="fs-space-mark" title={t('ofSpace', { name })}>
      {name}
    </Tag>
  )
}
