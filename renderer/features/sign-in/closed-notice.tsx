import './factor.css'
// A station that closed for want of a link: why, what to read out to an administrator, and where the code goes.
import { Alert, App, Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'
import { useStatusPart } from '../../state/use-status.ts'
import { dateTimeText } from '../../ui/time-text.ts'

/** Nothing while the station is open. */
export function ClosedNotice() {
  const { t } = useTranslation('session')
  const { message } = App.useApp()
  const isClosed = useStatusPart((status) => status?.closing?.isClosed === true)
  const closesMs = useStatusPart((status) => status?.closing?.closesMs ?? 0)
  const number = useStatusPart((status) => status?.closing?.number ?? 0)
  const station = useStatusPart((status) => status?.station ?? '')
  const [code, setCode] = useState('')
  const [fault, setFault] = useState<Fault | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  if (!isClosed) return null
  const open = async (): Promise<void> => {
    setIsBusy(true)
    const done = await call('extendOpening', { code: code.trim() })
    setIsBusy(false)
    setFault(done.ok ? null : done.fault)
    if (done.ok) message.success(t('closing.opened'))
  }
  return (
    <Alert
      type="warning"
      showIcon
      className="fs-ended"
      title={t('closing.title')}
      description={
        <form
          className="fs-closed"
          onSubmit={(event) => {
            event.preventDefault()
            void open()
          }}
        >
          <p>{t('closing.why', { time: dateTimeText(closesMs) })}</p>
          <p>{t('closing.ask', { station, number })}</p>
          <label>
            {t('closing.code')}
            <Input autoComplete="off" maxLength={40} value={code} onChange={(event) => setCode(event.target.value)} />
          </label>
          <Button htmlType="submit" loading={isBusy} disabled={code.trim().length < 8}>
            {t('closing.open')}
          </Button>
          {fault !== null && <p className="fs-field-problem">{faultWords(fault)}</p>}
        </form>
      }
    />
  )
}
