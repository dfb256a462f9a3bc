// 签收 of a report that went to our agency through this system.
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { JsonFields } from '../../../shared/base/json.ts'
import { deliveredTo } from '../../../shared/model/report.ts'
import type { Act } from '../../link/use-act.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { useOfficer } from '../../state/use-status.ts'

interface Props {
  readonly act: Act
  readonly delivery: string
  readonly fields: JsonFields
}

/** The button, where it is ours to press: nobody else says that a report is there. */
export function ReceiveReport({ act, delivery, fields }: Props) {
  const { t } = useTranslation('reports')
  const agency = useOfficer()?.agency ?? null
  const mayReceive = useRefusal('report.send') === null
  if (!mayReceive || agency === null || deliveredTo(fields) !== agency || (fields['received'] ?? null) !== null)
    return null
  return (
    <Button
      size="small"
      type="primary"
      loading={act.isBusy}
      onClick={() => void act.run('receiveReport', { id: delivery })}
    >
      {t('receive')}
    </Button>
  )
}
