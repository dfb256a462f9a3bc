// After how many days without a link stations close: a setting of the server.
import { Button, InputNumber } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import { MAX_CLOSING_DAYS } from '../../../shared/model/closing.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { giveOrder, useGate } from './orders.ts'
import { refreshOverview, useKnownOverview } from './overview-store.ts'

export function ClosingRule() {
  const { t } = useTranslation('admin')
  const { why } = useGate()
  const days = useKnownOverview()?.closingDays
  const [typed, setTyped] = useState<number | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  if (days === undefined) return null
  const save = async (): Promise<void> => {
    setIsBusy(true)
    const done = await giveOrder({ order: 'saveClosingDays', days: typed ?? days })
    if (done.ok) await refreshOverview()
    setIsBusy(false)
    setTyped(null)
    setFault(done.ok ? null : done.fault)
  }
  return (
    <div className="fs-admin-bar">
      <span title={t('station.closingNote')}>{t('station.closing')}</span>
      <InputNumber
        aria-label={t('station.closing')}
        min={0}
        max={MAX_CLOSING_DAYS}
        precision={0}
        disabled={why !== null || isBusy}
        value={typed ?? days}
        onChange={setTyped}
      />
      <Button loading={isBusy} disabled={why !== null || typed === null || typed === days} onClick={() => void save()}>
        {t('common:save')}
      </Button>
      {fault !== null && <span className="fs-field-problem">{faultWords(fault)}</span>}
    </div>
  )
}
