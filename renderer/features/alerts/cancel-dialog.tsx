// Lifting an alert, or withdrawing one that was recorded by mistake: how, since when, and why.
import { Alert, Input, Modal, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CancelWay } from '../../../shared/model/alert.ts'
import { CANCEL_WAYS } from '../../../shared/model/alert.ts'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import { useNow } from '../../state/clock-store.ts'
import { writeTime } from '../../ui/fields/read-time.ts'
import { useTask } from '../../ui/use-task.ts'
import { TimeField } from './time-field.tsx'
import { readNear } from './time-near.ts'

interface Props {
  readonly space: string
  readonly alert: string
  readonly onClose: () => void
}

export function CancelDialog({ space, alert, onClose }: Props) {
  const { t } = useTranslation('alerts')
  const task = useTask()
  const [how, setHow] = useState<CancelWay>('lifted')
  const [at, setAt] = useState(() => writeTime(isoWithOffset(Date.now()).replace(/:\d\d\+/, ':00+')))
  const [reason, setReason] = useState('')
  const now = useNow(60_000)
  const atIso = readNear(at, now)
  const isReady = reason.trim().length >= 2 && (how === 'mistake' || atIso !== null)
  const cancel = async (): Promise<void> => {
    if (!isReady) return
    const time = how === 'lifted' && atIso !== null ? { at: atIso } : {}
    const done = await task.run(() =>
      runCommand(space, 'cancelAlert', { id: alert, how, reason: reason.trim(), ...time }),
    )
    if (done !== null) onClose()
  }
  return (
    <Modal
      open
      title={t('cancelTitle')}
      okText={t('cancel')}
      cancelText={t('leave')}
      okButtonProps={{ disabled: !isReady, danger: true, loading: task.isBusy }}
      onOk={() => void cancel()}
      onCancel={onClose}
    >
      <div className="fs-alert-cancel">
        <Radio.Group
          value={how}
          onChange={(event) => setHow(event.target.value as CancelWay)}
          options={CANCEL_WAYS.map((way) => ({ value: way, label: t(`how.${way}`) }))}
        />
        {how === 'lifted' && (
          <label>
            {t('cancelAt')}
            <TimeField label={t('cancelAt')} text={at} onText={setAt} />
          </label>
        )}
        <label>
          {t('reason')}
          <Input.TextArea
            autoSize={{ minRows: 2, maxRows: 5 }}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        {task.fault !== null && (
          <Alert type="error" showIcon title={faultWords(task.fault)} closable={{ onClose: task.clear }} />
        )}
      </div>
    </Modal>
  )
}
