// One file of an incident: what it is, who attached it and when, how it stands here, and what can be done with it.
import { App, Button, Input, Modal, Progress, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Result } from '../../../shared/base/fault.ts'
import { DESTROYED_TEXT } from '../../../shared/model/destruction.ts'
import type { AttachmentRow } from '../../../shared/rpc/rows.ts'
import { call, runCommand } from '../../link/station.ts'
import { saveTold } from '../../link/told-exports.ts'
import { useStatusPart } from '../../state/use-status.ts'
import { authorWords } from '../../ui/author-words.ts'
import { byteText, percentOf } from '../../ui/byte-text.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { useFileFaultWords } from './fault-words.ts'
import { fileKind, showsAs } from './file-kind.ts'
import { FileSign } from './file-sign.tsx'
import { readFile } from './read-file.ts'

export interface AttachmentLineProps {
  readonly space: string
  readonly row: AttachmentRow
  readonly mayVoid: boolean
  /** Shows a refusal, if it is one; true when it went well. */
  readonly take: (result: Result<unknown>) => boolean
  readonly onShow: () => void
}

export function AttachmentLine({ space, row, mayVoid, take, onShow }: AttachmentLineProps) {
  const { t } = useTranslation(['attachments', 'incidents'])
  const isVoid = row.voidReason !== null
  const isDestroyed = row.name === DESTROYED_TEXT
  const canShow = row.file === 'here' && showsAs(row.mime) !== null
  const writtenMs = Number.isNaN(Date.parse(row.at)) ? row.writtenMs : Date.parse(row.at)
  return (
    <li className={isVoid ? 'fs-file fs-file-void' : 'fs-file'}>
      <FileSign space={space} row={row} onShow={canShow ? onShow : null} />
      <div className="fs-file-said">
        <div className="fs-file-head">
          <span className="fs-file-name" title={row.name}>
            {isDestroyed ? t('destroyed') : isVoid ? <del>{row.name}</del> : row.name}
          </span>
          <Standing row={row} />
        </div>
        <div className="fs-file-facts">
          <span>{t(`kind.${fileKind(row.mime)}`)}</span>
          {row.bytes > 0 && <span>{byteText(row.bytes)}</span>}
          <time dateTime={new Date(writtenMs).toISOString()}>{dateTimeText(writtenMs)}</time>
          <span>{authorWords(row)}</span>
        </div>
        {isVoid && <div className="fs-file-note">{t('voided', { reason: row.voidReason ?? '' })}</div>}
        {row.bytes === 0 && !isDestroyed && <div className="fs-file-bad">{t('broken')}</div>}
        <Moving row={row} />
        <div className="fs-file-foot">
          <div className="fs-file-note">{row.note}</div>
          <Tools
            space={space}
            row={row}
            mayVoid={mayVoid && !isVoid && !isDestroyed}
            take={take}
            onShow={canShow ? onShow : null}
          />
        </div>
      </div>
    </li>
  )
}

/** How the file stands, in a word; colour is never the only sign. */
function Standing({ row }: { readonly row: AttachmentRow }) {
  const { t } = useTranslation(['attachments', 'incidents'])
  const isLinked = useStatusPart((status) => status?.link === 'linked')
  if (row.file === 'here') {
    if (row.sending === 'waiting' || row.state === 'saved' || row.state === 'sent')
      return (
        <Tag color="gold" title={t('toSendHint')}>
          {t('toSend')}
        </Tag>
      )
    return row.sending === 'refused' ? null : <span className="fs-file-quiet">{t('here')}</span>
  }
  if (row.file === 'asked')
    return isLinked ? (
      <Tag color="gold" title={t('askedHint')}>
        {t('asked')}
      </Tag>
    ) : (
      <Tag color="gold">{t('askedOffline')}</Tag>
    )
  return row.file === 'absent' && row.bytes > 0 ? <span className="fs-file-quiet">{t('absent')}</span> : null
}

/** A bar while bytes travel, the reason where they do not. */
function Moving({ row }: { readonly row: AttachmentRow }) {
  const { t } = useTranslation('attachments')
  const words = useFileFaultWords()
  if (row.file === 'fetching') {
    const percent = percentOf(row.have, row.bytes)
    return <Bar percent={percent} name={t('fetchingNamed', { name: row.name })} words={t('fetching', { percent })} />
  }
  if (row.sending === 'sending') {
    const percent = percentOf(row.sentBytes, row.bytes)
    return <Bar percent={percent} name={t('sendingNamed', { name: row.name })} words={t('sending', { percent })} />
  }
  if (row.fault !== null)
    return (
      <div className="fs-file-bad">{t(row.file === 'failed' ? 'failed' : 'notSent', { why: words(row.fault) })}</div>
    )
  return row.file !== 'here' && row.have > 0 ? (
    <div className="fs-file-note">{t('havePart', { percent: percentOf(row.have, row.bytes) })}</div>
  ) : null
}

function Bar({ percent, name, words }: { readonly percent: number; readonly name: string; readonly words: string }) {
  return (
    <div className="fs-file-moving">
      <Progress className="fs-file-progress" size="small" aria-label={name} percent={percent} showInfo={false} />
      <small>{words}</small>
    </div>
  )
}

interface ToolsProps extends Omit<AttachmentLineProps, 'onShow'> {
  /** Null when it cannot be shown. */
  readonly onShow: (() => void) | null
}

function Tools({ space, row, mayVoid, take, onShow }: ToolsProps) {
  const { t } = useTranslation('attachments')
  const { message } = App.useApp()
  const [isSaving, setSaving] = useState(false)
  const [isVoiding, setVoiding] = useState(false)
  const { key: attachment, name } = row
  const fetchWord = t(row.have > 0 ? 'fetchOn' : row.file === 'failed' ? 'again' : 'fetch')
  const isComing = row.file === 'fetching' || row.file === 'asked'
  const isFetchable = (row.file === 'absent' || row.file === 'failed') && row.bytes > 0
  const save = async (): Promise<void> => {
    setSaving(true)
    const read = await readFile(space, attachment, new AbortController().signal)
    setSaving(false)
    if (
      take(read) &&
      read.ok &&
      (await saveTold({ space, what: 'attachment', how: 'file', count: 1, subject: attachment }, name, read.value))
    )
      void message.success(t('saved', { name }))
  }
  return (
    <div className="fs-file-tools">
      {isFetchable && (
        <Button
          size="small"
          aria-label={t('named', { what: fetchWord, name })}
          onClick={() => void call('fetchAttachment', { space, attachment }).then(take)}
        >
          {fetchWord}
        </Button>
      )}
      {isComing && (
        <Button
          size="small"
          aria-label={t('named', { what: t('cancel'), name })}
          onClick={() => void call('cancelAttachment', { space, attachment }).then(take)}
        >
          {t('cancel')}
        </Button>
      )}
      {onShow !== null && (
        <Button size="small" aria-label={t('named', { what: t('show'), name })} onClick={onShow}>
          {t('show')}
        </Button>
      )}
      {row.file === 'here' && (
        <Button
          size="small"
          loading={isSaving}
          aria-label={t('named', { what: t('save'), name })}
          onClick={() => void save()}
        >
          {t('save')}
        </Button>
      )}
      {mayVoid && (
        <Button
          size="small"
          type="text"
          aria-label={t('named', { what: t('voidIt'), name })}
          onClick={() => setVoiding(true)}
        >
          {t('voidIt')}
        </Button>
      )}
      {isVoiding && <VoidDialog space={space} row={row} take={take} onClose={() => setVoiding(false)} />}
    </div>
  )
}

interface VoidDialogProps {
  readonly space: string
  readonly row: AttachmentRow
  readonly take: (result: Result<unknown>) => boolean
  readonly onClose: () => void
}

function VoidDialog({ space, row, take, onClose }: VoidDialogProps) {
  const { t } = useTranslation('attachments')
  const [reason, setReason] = useState('')
  const isEnough = reason.trim().length >= 2
  const carryOut = (): void => {
    if (!isEnough) return
    void runCommand(space, 'voidAttachment', { id: row.key, reason: reason.trim() }).then(take)
    onClose()
  }
  return (
    <Modal
      open
      title={t('voidIt')}
      okText={t('voidIt')}
      okButtonProps={{ danger: true, disabled: !isEnough }}
      onCancel={onClose}
      onOk={carryOut}
    >
      <p>{t('voidAsk', { name: row.name })}</p>
      <Input
        aria-label={t('reason')}
        placeholder={t('reason')}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        onPressEnter={carryOut}
      />
    </Modal>
  )
}
