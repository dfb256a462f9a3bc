// Beside the icon of the view: how many linked systems are silent or failed, from the list's own book.
import { Badge } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSystemBook } from '../../state/linked-systems.ts'
import { useSpaceId } from '../../state/space-store.ts'

export function SystemsCount() {
  const { t } = useTranslation('systems')
  const { troubled } = useSystemBook(useSpaceId())
  if (troubled.length === 0) return null
  return (
    <Badge
      className="fs-rail-count"
      size="small"
      count={troubled.length}
      color="#b3702a"
      title={t('rail', { count: troubled.length })}
    />
  )
}
