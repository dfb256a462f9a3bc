import './attachments.css'
// The files of one incident: those the journal names, and how each stands here; choosing, dropping and pasting new ones.
import { PaperClipOutlined } from '@ant-design/icons'
import { Alert, Button } from 'antd'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fault as faultOf } from '../../../shared/base/fault.ts'
import type { Fault, Result } from '../../../shared/base/fault.ts'
import { MAX_ATTACHMENT_BYTES } from '../../../shared/model/attachment.ts'
import type { AttachmentRow } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'
import { viewHost } from '../../link/view-host.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { useWatch } from '../../state/use-watch.ts'
import { byteText } from '../../ui/byte-text.ts'
import { AttachmentLine } from './attachment-line.tsx'
import { useFileFaultWords } from './fault-words.ts'
import { FileView } from './file-view.tsx'
import { Uploads } from './upload-list.tsx'
import { choose } from './upload-store.ts'
import type { BroughtFile } from './use-dropped-files.ts'
import { useDroppedFiles, usePastedFiles } from './use-dropped-files.ts'

export interface AttachmentSectionProps {
  readonly space: string
  readonly incident: string
}

export function AttachmentSection({ space, incident }: AttachmentSectionProps) {
  const { t } = useTranslation('attachments')
  const refusal = useRefusal('attachment.add')
  const mayAdd = refusal === null
  const words = useFileFaultWords()
  const { rows, phase } = useWatch('attachments', { space, incident })
  const [fault, setFault] = useState<Fault | null>(null)
  const [shown, setShown] = useState<string | null>(null)
  const onFiles = useCallback((files: readonly BroughtFile[]) => choose(space, incident, files), [space, incident])
  const { part, isOver } = useDroppedFiles<HTMLElement>(mayAdd, onFiles)
  usePastedFiles(mayAdd, onFiles)

  const take = (result: Result<unknown>): boolean => {
    setFault(result.ok ? null : result.fault)
    return result.ok
  }
  const chooseFiles = async (): Promise<void> => {
    onFiles(await viewHost().chooseFiles({ extensions: [], multiple: true }))
  }
  const fetchable = rows.filter(isFetchable)
  const fetchBytes = fetchable.reduce((sum, { bytes, have }) => sum + bytes - have, 0)
  const showing = rows.find(({ key }) => key === shown)
  return (
    <section ref={part} className={isOver ? 'fs-files fs-files-over' : 'fs-files'} aria-label={t('title')}>
      <h3>{rows.length === 0 ? t('title') : t('titleCount', { count: rows.length })}</h3>
      {fault !== null && (
        <Alert type="error" showIcon title={words(fault)} closable={{ onClose: () => setFault(null) }} />
      )}
      {rows.length === 0 && phase === 'live' && <p className="fs-files-note">{t('none')}</p>}
      {rows.length > 0 && (
        <ul className="fs-files-list">
          {rows.map((row) => (
            <AttachmentLine
              key={row.key}
              space={space}
              row={row}
              mayVoid={mayAdd}
              take={take}
              onShow={() => setShown(row.key)}
            />
          ))}
        </ul>
      )}
      <Uploads space={space} incident={incident} />
      <div className="fs-files-tools">
        <Button
          icon={<PaperClipOutlined aria-hidden />}
          disabled={!mayAdd}
          title={mayAdd ? undefined : whyNot(refusal, t('mayNotAdd'))}
          onClick={() => void chooseFiles()}
        >
          {t('add')}
        </Button>
        {fetchable.length > 1 && (
          <Button
            onClick={() => {
              for (const { key } of fetchable) void call('fetchAttachment', { space, attachment: key }).then(take)
            }}
          >
            {t('fetchAll', { size: byteText(fetchBytes) })}
          </Button>
        )}
        <span className="fs-files-note">
          {isOver
            ? t('dropHere')
            : mayAdd
              ? t('hint', { limit: byteText(MAX_ATTACHMENT_BYTES) })
              : whyNot(refusal, t('mayNotAdd'))}
        </span>
      </div>
      {showing !== undefined && (
        <FileView
          space={space}
          row={showing}
          rows={rows.filter(({ file }) => file === 'here')}
          onShow={setShown}
          onClose={() => setShown(null)}
        />
      )}
    </section>
  )
}

function whyNot(refusal: ReturnType<typeof useRefusal>, notAllowed: string): string {
  return refusal === null || refusal === 'notAllowed' ? notAllowed : faultWords(faultOf(refusal, ''))
}

function isFetchable({ file, bytes, voidReason }: AttachmentRow): boolean {
  return (file === 'absent' || file === 'failed') && bytes > 0 && voidReason === null
}
