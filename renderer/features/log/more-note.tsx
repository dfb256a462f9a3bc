// Says when a list is longer than what is shown, so that nobody takes a part for the whole.
import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'

export function MoreNote({ shown, total }: { readonly shown: number; readonly total: number }) {
  const { t } = useTranslation('desklog')
  if (total <= shown || shown === 0) return null
  return <Alert type="info" showIcon title={t('more', { count: total - shown, shown })} />
}
