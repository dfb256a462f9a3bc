// Saying of closed incidents why their reports are not sent: of one deadline, or of all that are shown.
import { Alert, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import type { Clock } from '../../state/report-clocks.ts'
import { useServerNow } from '../../state/server-now.ts'
import { useStatusPart } from '../../state/use-status.ts'
import { ClockDecisionList, useClockDecisions } from '../../ui/clock-decisions.tsx'
import { FirstField } from '../../ui/first-field.tsx'

interface Props {
  readonly space: string
  readonly clocks: readonly Clock[]
  readonly onReport: (incident: string, rule: string) => void
  readonly onClose: () => void
}

export function ExplainDialog({ space, clocks, onReport, onClose }: Props) {
  const { t } = useTranslation('reports')
  const officer = useStatusPart((status) => status?.officer?.displayName ?? '')
  const decisions = useClockDecisions(clocks, officer)
  const nowMs = useServerNow(10_000)
  const [fault, setFault] = useState<Fault | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const onOk = async (): Promise<void> => {
    if (!decisions.isReady || isBusy) return
    setIsBusy(true)
    setFault(null)
    for (const incident of new Set(clocks.map((clock) => clock.incident))) {
      const said = { incident, name: decisions.name.trim(), decisions: [...decisions.of(incident)] }
      const done = await runCommand(space, 'explainUnreported', said)
      // Sent or explained at another desk meanwhile: nothing is owed there any more.
      if (done.ok || done.fault.kind === 'notFound') continue
      setFault(done.fault)
      setIsBusy(false)
      return
    }
    onClose()
  }
  return (
    <Modal
      open
      width={640}
      title={t('unreported.dialog')}
      okText={t('unreported.ok')}
      cancelText={t('unreported.cancel')}
      okButtonProps={{ disabled: !decisions.isReady, loading: isBusy }}
      onOk={() => void onOk()}
      onCancel={onClose}
    >
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
      <FirstField>
        <ClockDecisionList decisions={decisions} nowMs={nowMs} onReport={onReport} />
      </FirstField>
    </Modal>
  )
}
