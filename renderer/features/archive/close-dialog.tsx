import './archive.css'
// Closing an incident: what is still open is shown first, report clocks before all else. Each clock is reported first, or gets a
// reason why it is not; closing with anything else open needs a reason too. Both go into the incident's log.
import { Alert, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import type { Closing } from '../../state/closing-store.ts'
import { endClosing, useClosing } from '../../state/closing-store.ts'
import { useServerNow } from '../../state/server-now.ts'
import { useStatusPart } from '../../state/use-status.ts'
import { ClockDecisionList, useClockDecisions } from '../../ui/clock-decisions.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { OpenList } from './open-list.tsx'
import { useOpenMatters } from './use-open-matters.ts'

const MIN_REASON = 2

interface Props {
  /** Goes to the reports of an incident, for a rule. */
  readonly onReport: (incident: string, rule: string) => void
}

/** Shown when somebody wants to close an incident. */
export function CloseDialog({ onReport }: Props) {
  const closing = useClosing()
  if (closing === null) return null
  return <Dialog key={`${closing.space} ${closing.incident}`} {...closing} onReport={onReport} />
}

function Dialog({ space, incident, onReport }: Closing & Props) {
  const { t } = useTranslation(['archive', 'model'])
  const { title, isLoading, open, clocks } = useOpenMatters(space, incident)
  const officer = useStatusPart((status) => status?.officer?.displayName ?? '')
  const decisions = useClockDecisions(clocks, officer)
  const nowMs = useServerNow(10_000)
  const [reason, setReason] = useState('')
  const [fault, setFault] = useState<Fault | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const needsReason = open.length > 0
  const hasOpen = needsReason || clocks.length > 0
  const isSaid = !needsReason || reason.trim().length >= MIN_REASON
  const isReady = !isLoading && !isBusy && isSaid && (clocks.length === 0 || decisions.isReady)
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
    const unreported = { name: decisions.name.trim(), decisions: [...decisions.of(incident)] }
    const done =
      logged === null || logged.ok
        ? await runCommand(space, 'changeIncidentStatus', {
            id: incident,
            status: 'closed',
            ...(needsReason ? { reason: reason.trim() } : {}),
            ...(clocks.length > 0 ? { unreported } : {}),
          })
        : logged
    setIsBusy(false)
    if (done.ok) endClosing()
    else setFault(done.fault)
  }
  return (
    <Modal
      open
      width={clocks.length > 0 ? 640 : 520}
      title={t('closeTitle', { title })}
      okText={hasOpen ? t('closeAnyway') : t('close')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: !isReady, danger: hasOpen, loading: isBusy }}
      onOk={() => void onOk()}
      onCancel={endClosing}
    >
      <div className="fs-closing" aria-live="polite">
        {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
        {isLoading && <Waiting label={t('checking')} />}
        {!isLoading && !hasOpen && <p>{t('nothingOpen')}</p>}
        {!isLoading && clocks.length > 0 && (
          <ClockDecisionList
            decisions={decisions}
            nowMs={nowMs}
            onReport={(of, rule) => {
              endClosing()
              onReport(of, rule)
            }}
          />
        )}
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
