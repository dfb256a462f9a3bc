// Beside the icon of the view: how many handovers are not settled, from the list's own question.
import { Badge } from 'antd'
import { useTranslation } from 'react-i18next'
import { useItemsOf } from '../../state/desk-items.ts'
import { useDeskSpaces } from '../../state/desk-spaces.ts'
import { useOfficer } from '../../state/use-status.ts'
import { unsettledCount, unsettledQuestion } from './handovers.ts'

export function HandoverCount() {
  const { t } = useTranslation('handover')
  const spaces = useDeskSpaces()
  const agency = useOfficer()?.agency ?? null
  const unsettled = useItemsOf(agency === null ? [] : spaces, (space) => unsettledQuestion(space, agency ?? ''))
  const count = unsettledCount(unsettled.rows)
  if (count === 0) return null
  return <Badge className="fs-rail-count" size="small" count={count} color="#3b6ea5" title={t('bar', { count })} />
}
