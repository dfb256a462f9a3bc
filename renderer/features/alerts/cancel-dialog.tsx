// Lifting an alert, or withdrawing one that was recorded by mistake: how, since when, and why.
import { Alert, Input, Modal, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CancelWay } from '../../../shared/model/alert.ts'
import { CANCEL_WAYS } from '../../../shared/model/alert.ts'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import { readLocal, writeLocal } from '../../ui/local-time.ts'
import { useTask } from '../../ui/use-task.ts'

interface Props {
  readonly space: string
  readonly alert: string
  readonly onClose: () => void
}

export function CancelDialog({ space, alert, onClose }: Props) {
  const { t } = useTranslation('alerts')
  const task = useTask()
  const [how, setHow] = useState<CancelWay>('lifted')
  const [at, setAt] = useState(() => writeLocal(Date.now()))
  const [reason, setReason] = useState('')
  const atMs = readLocal(at)
  const isReady = reason.trim().length >= 2 && (how === 'mistake' || atMs !== null)
  const cancel = async (): Promise<void> => {
    if (!isReady) return
    const time = how === 'lifted' && atMs !== null ? { at: isoWithOffset(atMs) } : {}
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
            <Input type="datetime-local" value={at} onChange={(event) => setAt(event.target.value)} />
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
