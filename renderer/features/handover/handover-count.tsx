// Beside the icon of the view: how many handovers are not settled, from the list's own question.
import { Badge } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSpaceId } from '../../state/space-store.ts'
import { useOfficer } from '../../state/use-status.ts'
import { useWatch } from '../../state/use-watch.ts'
import { unsettledQuestion } from './handovers.ts'

export function HandoverCount() {
  const { t } = useTranslation('handover')
  const space = useSpaceId()
  const agency = useOfficer()?.agency ?? null
  const { meta } = useWatch('items', space === null || agency === null ? null : unsettledQuestion(space, agency))
  const count = meta?.total ?? 0
  if (count === 0) return null
  return <Badge className="fs-rail-count" size="small" count={count} color="#3b6ea5" title={t('bar', { count })} />
}
