// The document before it is printed or saved: as it will look on paper, with DOCX, print (and PDF by the printer), and the
// office's own template.
import { Alert, Button, Modal, Space } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'
import { viewHost } from '../../link/view-host.ts'
import { bytesOf, toBase64 } from '../../ui/base64.ts'
import { PaperPreview } from '../../ui/paper-sheet.tsx'
import type { ReportDocument } from './report-document.ts'
import { fillTemplate } from './report-docx.ts'
import { paperOf } from './report-paper.ts'
import { TEMPLATE_SETTING, builtInTemplate } from './report-template.ts'

interface Props {
  readonly document: ReportDocument
  readonly isDoubtful: boolean
  readonly onClose: () => void
}

export function DocumentDialog({ document, isDoubtful, onClose }: Props) {
  const { t } = useTranslation('reports')
  const [fault, setFault] = useState<Fault | null>(null)
  const [own, setOwn] = useState<Uint8Array | null>(null)
  useEffect(() => {
    let isGone = false
    void call('setting', { name: TEMPLATE_SETTING }).then((answer) => {
      if (!isGone && answer.ok && typeof answer.value === 'string') setOwn(bytesOf(answer.value))
    })
    return () => {
      isGone = true
    }
  }, [])
  const save = async (): Promise<void> => {
    const filled = await fillTemplate(own ?? (await builtInTemplate()), document)
    if (!filled.ok) setFault(filled.fault)
    else await viewHost().saveFile(`${document.title || document.number}.docx`, filled.value)
  }
  const savePdf = async (): Promise<void> => {
    const set = await call('typeset', paperOf(document))
    if (!set.ok) setFault(set.fault)
    else await viewHost().saveFile(`${document.title || document.number}.pdf`, bytesOf(set.value.base64))
  }
  const replace = async (): Promise<void> => {
    const [file] = await viewHost().chooseFiles({ extensions: ['docx'], multiple: false })
    if (file === undefined) return
    const tried = await fillTemplate(file.bytes, document)
    if (!tried.ok) {
      setFault(tried.fault)
      return
    }
    const kept = await call('saveSetting', { name: TEMPLATE_SETTING, value: await toBase64(file.bytes) })
    setFault(kept.ok ? null : kept.fault)
    if (kept.ok) setOwn(file.bytes)
  }
  const restore = async (): Promise<void> => {
    const kept = await call('saveSetting', { name: TEMPLATE_SETTING, value: null })
    if (kept.ok) setOwn(null)
  }
  return (
    <Modal
      open
      width={900}
      title={t('document')}
      onCancel={onClose}
      footer={
        <Space wrap>
          <Button onClick={() => void replace()}>{t('replaceTemplate')}</Button>
          {own !== null && <Button onClick={() => void restore()}>{t('restoreTemplate')}</Button>}
          <Button onClick={() => void save()}>{t('saveDocx')}</Button>
          <Button onClick={() => void savePdf()}>{t('savePdf')}</Button>
          <Button type="primary" onClick={() => void viewHost().print()}>
            {t('print')}
          </Button>
        </Space>
      }
    >
      {isDoubtful && <Alert type="warning" showIcon title={t('numberDoubtful')} />}
      {own !== null && <Alert type="info" showIcon title={t('ownTemplate')} />}
      {fault !== null && (
        <Alert
          type="error"
          showIcon
          title={fault.detail?.['what'] === 'font' ? t('noFont') : `${faultWords(fault)} ${fault.message}`}
        />
      )}
      <PaperPreview paper={paperOf(document)} language="zh-CN" />
    </Modal>
  )
}
