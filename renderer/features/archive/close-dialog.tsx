import './archive.css'
// Closing an incident: what is still open is shown first; closing all the same needs a reason, which goes into its log.
import { Alert, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import type { Closing } from '../../state/closing-store.ts'
import { endClosing, useClosing } from '../../state/closing-store.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { OpenList } from './open-list.tsx'
import { useOpenMatters } from './use-open-matters.ts'

const MIN_REASON = 2

/** Shown when somebody wants to close an incident. */
export function CloseDialog() {
  const closing = useClosing()
  return closing === null ? null : <Dialog key={`${closing.space} ${closing.incident}`} {...closing} />
}

function Dialog({ space, incident }: Closing) {
  const { t } = useTranslation(['archive', 'model'])
  const { title, isLoading, open } = useOpenMatters(space, incident)
  const [reason, setReason] = useState('')
  const [fault, setFault] = useState<Fault | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const needsReason = open.length > 0
  const isReady = !isLoading && !isBusy && (!needsReason || reason.trim().length >= MIN_REASON)
  const onOk = async (): Promise<void> => {
    if (!isReady) return
    setIsBusy(true)
    const items = open.map(({ matter, items: found }) => `${t(`open.${matter}`)} ${found.length}`).join(t('model:and'))
    // The log says why before the status says that: cut off between the two, nothing is closed without its reason.
    const logged = needsReason
      ? await runCommand(space, 'addLogEntry', {
          incident,
          text: t('logLine', { items, reason: reason.trim(), interpolation: { escapeValue: false } }),
        })
      : null
    const done =
      logged === null || logged.ok
        ? await runCommand(space, 'changeIncidentStatus', {
            id: incident,
            status: 'closed',
            ...(needsReason ? { reason: reason.trim() } : {}),
          })
        : logged
    setIsBusy(false)
    if (done.ok) endClosing()
    else setFault(done.fault)
  }
  return (
    <Modal
      open
      title={t('closeTitle', { title })}
      okText={needsReason ? t('closeAnyway') : t('close')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: !isReady, danger: needsReason, loading: isBusy }}
      onOk={() => void onOk()}
      onCancel={endClosing}
    >
      <div className="fs-closing" aria-live="polite">
        {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
        {isLoading && <Waiting label={t('checking')} />}
        {!isLoading && open.length === 0 && <p>{t('nothingOpen')}</p>}
        {!isLoading && needsReason && (
          <>
            <p>{t('stillOpen')}</p>
            <OpenList open={open} />
            <label>
              {t('closeReason')}
              <Input.TextArea
                rows={2}
                maxLength={500}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            </label>
          </>
        )}
      </div>
    </Modal>
  )
}
