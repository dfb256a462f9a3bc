// The document before it is printed or saved: as the template lays it out, with DOCX, print (and PDF by the printer), and the
// office's own template.
import { Alert, Button, Modal, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import { fault as faultOfKind } from '../../../shared/base/fault.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call, runCommand } from '../../link/station.ts'
import { printTold, saveTold } from '../../link/told-exports.ts'
import { viewHost } from '../../link/view-host.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { useOfficer } from '../../state/use-status.ts'
import { bytesOf, toBase64 } from '../../ui/base64.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { LaidPreview } from './laid-sheet.tsx'
import type { ReportDocument } from './report-document.ts'
import { fillTemplate } from './report-docx.ts'
import { builtInTemplate, useOwnTemplate } from './report-template.ts'
import { useLayout } from './use-layout.ts'

interface Props {
  readonly space: string
  /** Whose document it is. */
  readonly agency: string
  readonly document: ReportDocument
  readonly isDoubtful: boolean
  readonly onClose: () => void
}

export function DocumentDialog({ space, agency, document, isDoubtful, onClose }: Props) {
  const { t } = useTranslation('reports')
  const [fault, setFault] = useState<Fault | null>(null)
  const { own, isContradicted } = useOwnTemplate(space, agency)
  const officer = useOfficer()
  const refusal = useRefusal('rule.write')
  // Whose document it is puts its template there, nobody else.
  const why =
    refusal !== null ? faultWords(faultOfKind(refusal, '')) : officer?.agency === agency ? null : t('templateOfOthers')
  const told = { space, what: 'report', count: 1, subject: document.number } as const
  const save = async (): Promise<void> => {
    const filled = await fillTemplate(own?.bytes ?? (await builtInTemplate()), document)
    if (!filled.ok) setFault(filled.fault)
    else await saveTold({ ...told, how: 'docx' }, `${document.title || document.number}.docx`, filled.value)
  }
  const layout = useLayout(own?.bytes ?? null, document)
  const laid = layout?.ok === true ? layout.value : null
  const shownFault = fault ?? laid?.fault ?? (layout?.ok === false ? layout.fault : null)
  const savePdf = async (): Promise<void> => {
    if (laid === null) return
    const set = await call('typeset', laid.paper)
    if (!set.ok) setFault(set.fault)
    else await saveTold({ ...told, how: 'pdf' }, `${document.title || document.number}.pdf`, bytesOf(set.value.base64))
  }
  const replace = async (): Promise<void> => {
    const [file] = await viewHost().chooseFiles({ extensions: ['docx'], multiple: false })
    if (file === undefined) return
    const tried = await fillTemplate(file.bytes, document)
    if (!tried.ok) {
      setFault(tried.fault)
      return
    }
    await put({ name: file.name, docx: await toBase64(file.bytes) })
  }
  const put = async (template: { readonly name: string; readonly docx: string } | null): Promise<void> => {
    const done = await runCommand(space, 'setReportTemplate', { template })
    setFault(done.ok ? null : done.fault)
  }
  return (
    <Modal
      open
      width={900}
      title={t('document')}
      onCancel={onClose}
      footer={
        <Space wrap>
          <Button disabled={why !== null} title={why ?? ''} onClick={() => void replace()}>
            {t('replaceTemplate')}
          </Button>
          {own !== null && (
            <Button disabled={why !== null} title={why ?? ''} onClick={() => void put(null)}>
              {t('restoreTemplate')}
            </Button>
          )}
          <Button onClick={() => void save()}>{t('saveDocx')}</Button>
          <Button disabled={laid === null} onClick={() => void savePdf()}>
            {t('savePdf')}
          </Button>
          <Button type="primary" disabled={laid === null} onClick={() => void printTold(told)}>
            {t('print')}
          </Button>
        </Space>
      }
    >
      {isDoubtful && <Alert type="warning" showIcon title={t('numberDoubtful')} />}
      {isContradicted && <Alert type="warning" showIcon title={t('templateContradicted')} />}
      {own !== null && <Alert type="info" showIcon title={t('ownTemplate', { name: own.name })} />}
      {laid !== null && laid.lost.length > 0 && (
        <Alert
          type="info"
          showIcon
          title={t('templateLost', { parts: laid.lost.map((part) => t(`lost.${part}`)).join(t('and')) })}
        />
      )}
      {shownFault !== null && (
        <Alert
          type="error"
          showIcon
          title={
            shownFault.detail?.['what'] === 'font' ? t('noFont') : `${faultWords(shownFault)} ${shownFault.message}`
          }
        />
      )}
      {layout === null && <Waiting label={t('loading')} />}
      {laid !== null && <LaidPreview paper={laid.paper} label={t('document')} />}
    </Modal>
  )
}
