// The certificate on the screen, to be printed or saved as PDF in the language on the screen.
import { Alert, Button, Modal, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import { textField } from '../../../shared/model/fields.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'
import { printTold, saveTold } from '../../link/told-exports.ts'
import { useOfficerNames } from '../../state/officer-names.ts'
import { usePreferences } from '../../state/preferences-store.ts'
import { useWatch } from '../../state/use-watch.ts'
import { bytesOf } from '../../ui/base64.ts'
import { PaperPreview } from '../../ui/paper-sheet.tsx'
import { dateTimeText } from '../../ui/time-text.ts'
import { Waiting } from '../../ui/waiting.tsx'
import type { Told } from './certificate.ts'
import { certificateOf } from './certificate.ts'
import { useCopies, useErasures, useIncidentFields, useStationNames } from './use-destruction.ts'

interface Props {
  readonly space: string
  readonly incident: string
  readonly order: Told
  readonly onClose: () => void
}

export function CertificateDialog({ space, incident, order, onClose }: Props) {
  const { t } = useTranslation('destruction')
  const { language } = usePreferences()
  const officers = useOfficerNames()
  const erasures = useErasures(space, order.key)
  const stations = useStationNames()
  const copies = useCopies(space)
  const fields = useIncidentFields(space, incident)
  const files = useWatch('attachments', { space, incident })
  const [nowMs] = useState(() => Date.now())
  const [fault, setFault] = useState<Fault | null>(null)
  const paper =
    copies === null
      ? null
      : certificateOf({
          ...{ order, erasures, stations, audits: copies, nowMs },
          incident: { title: textField(fields, 'title') ?? '', number: textField(fields, 'number') ?? incident },
          attachments: new Set(files.rows.map(({ key }) => key)),
          officer: (id) => officers.get(id) ?? id,
          time: dateTimeText,
          say: (key, values) => t(key, { ...values, interpolation: { escapeValue: false } }),
        })
  const saved = { space, what: 'destruction', count: 1, subject: order.key.slice(-100) } as const
  const savePdf = async (): Promise<void> => {
    if (paper === null) return
    const set = await call('typeset', paper)
    if (set.ok) await saveTold({ ...saved, how: 'pdf' }, `${paper.head} ${order.key}.pdf`, bytesOf(set.value.base64))
    setFault(set.ok ? null : set.fault)
  }
  return (
    <Modal
      open
      width={900}
      title={t('certificate.title')}
      onCancel={onClose}
      footer={
        <Space wrap>
          <Button disabled={paper === null} onClick={() => void savePdf()}>
            {t('certificate.pdf')}
          </Button>
          <Button type="primary" disabled={paper === null} onClick={() => void printTold(saved)}>
            {t('certificate.print')}
          </Button>
        </Space>
      }
    >
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
      {paper === null ? (
        <Waiting label={t('certificate.loading')} />
      ) : (
        <PaperPreview paper={paper} language={language} />
      )}
    </Modal>
  )
}
