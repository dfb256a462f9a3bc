import './archive.css'
// The order itself: what goes, what is kept as evidence and why, the legal basis, and the incident's number typed once more.
import { Alert, App, Checkbox, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import { textField } from '../../../shared/model/fields.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { ChosenFiles, ChosenPapers, useFiles, usePapers } from './documents.tsx'
import { FreeTexts, useFreeTexts } from './free-texts.tsx'
import type { NamedCall } from './use-destruction.ts'
import { useNamedCalls } from './use-destruction.ts'

interface Props {
  readonly space: string
  readonly incident: string
  readonly fields: JsonFields
  readonly onClose: () => void
}

const LEAST = 2

export function DestroyDialog({ space, incident, fields, onClose }: Props) {
  const { t } = useTranslation('destruction')
  const { message } = App.useApp()
  const calls = useNamedCalls(space, incident)
  const [kept, setKept] = useState<ReadonlyMap<string, string>>(new Map())
  const [texts, setTexts] = useState<ReadonlySet<string>>(new Set())
  const files = useFiles(space, incident)
  const papers = usePapers(space, incident)
  const [goneFiles, setGoneFiles] = useState<ReadonlySet<string>>(new Set())
  const [filesReason, setFilesReason] = useState(t('dialog.filesKeepDefault'))
  const [gonePapers, setGonePapers] = useState<ReadonlyMap<string, string>>(new Map())
  const [basis, setBasis] = useState(t('dialog.basisDefault'))
  const [reason, setReason] = useState('')
  const [typed, setTyped] = useState('')
  const [fault, setFault] = useState<Fault | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  // What is kept as evidence is kept whole.
  const free = useFreeTexts(space, incident, fields).filter(({ id }) => !kept.has(id))
  const number = textField(fields, 'number') ?? incident
  const [name, telephone] = [textField(fields, 'sourceName'), textField(fields, 'sourceTelephone')]
  const hasSource = name !== null || telephone !== null
  const isLong = (text: string): boolean => text.trim().length >= LEAST
  const keptFiles = files.filter(({ key }) => !goneFiles.has(key))
  const isReady =
    isLong(basis) &&
    isLong(reason) &&
    [...kept.values(), ...gonePapers.values()].every(isLong) &&
    (keptFiles.length === 0 || isLong(filesReason)) &&
    typed.trim() === number &&
    !isBusy
  const order = async (): Promise<void> => {
    if (!isReady) return
    setIsBusy(true)
    const done = await runCommand(space, 'destroyPersonalData', {
      ...{ incident, basis: basis.trim(), reason: reason.trim() },
      texts: free.filter(({ id }) => texts.has(id)).map(({ kind, id }) => ({ kind, id })),
      attachments: files.flatMap(({ key }) => (goneFiles.has(key) ? [key] : [])),
      reports: [...gonePapers].map(([id, why]) => ({ id, reason: why.trim() })),
      evidence: [
        ...[...kept].map(([id, why]) => ({ id, reason: why.trim() })),
        ...keptFiles.map(({ key }) => ({ id: key, reason: filesReason.trim() })),
      ],
    })
    setIsBusy(false)
    if (!done.ok) {
      setFault(done.fault)
      return
    }
    message.success(t('dialog.ordered'))
    onClose()
  }
  return (
    <Modal
      open
      width={640}
      title={t('dialog.title', { title: textField(fields, 'title') ?? '', interpolation: { escapeValue: false } })}
      okText={t('dialog.ok')}
      cancelText={t('dialog.cancel')}
      okButtonProps={{ danger: true, disabled: !isReady, loading: isBusy }}
      onOk={() => void order()}
      onCancel={onClose}
    >
      <div className="fs-closing">
        {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
        <Alert type="warning" showIcon title={t('dialog.warning')} />
        <strong>{t('dialog.goes')}</strong>
        {!hasSource && calls.length === 0 && <p>{t('dialog.noNames')}</p>}
        {hasSource && (
          <p>
            {t('dialog.source', {
              name: name ?? t('dialog.none'),
              telephone: telephone ?? t('dialog.none'),
              interpolation: { escapeValue: false },
            })}
          </p>
        )}
        {calls.map((one) => (
          <KeptCall
            key={one.id}
            call={one}
            why={kept.get(one.id)}
            onChange={(why) => {
              const next = new Map(kept)
              if (why === undefined) next.delete(one.id)
              else next.set(one.id, why)
              setKept(next)
            }}
          />
        ))}
        <FreeTexts texts={free} chosen={texts} onChange={setTexts} />
        <ChosenFiles
          files={files}
          chosen={goneFiles}
          onChange={setGoneFiles}
          reason={filesReason}
          onReason={setFilesReason}
        />
        <ChosenPapers papers={papers} chosen={gonePapers} onChange={setGonePapers} />
        <label>
          {t('dialog.basis')}
          <Input maxLength={300} value={basis} onChange={(event) => setBasis(event.target.value)} />
          {!isLong(basis) && <span className="fs-field-problem">{t('dialog.basisMissing')}</span>}
        </label>
        <label>
          {t('dialog.reason')}
          <Input.TextArea rows={2} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
          {reason !== '' && !isLong(reason) && <span className="fs-field-problem">{t('dialog.reasonMissing')}</span>}
        </label>
        <label>
          {t('dialog.confirm', { number })}
          <Input
            autoComplete="off"
            maxLength={80}
            value={typed}
            status={typed !== '' && !number.startsWith(typed.trim()) ? 'error' : ''}
            onChange={(event) => setTyped(event.target.value)}
          />
          {typed !== '' && !number.startsWith(typed.trim()) && (
            <span className="fs-field-problem">{t('dialog.confirmWrong')}</span>
          )}
        </label>
        <p className="fs-archive-note">{t('dialog.outOfReach')}</p>
      </div>
    </Modal>
  )
}

interface KeptCallProps {
  readonly call: NamedCall
  /** Why it is kept; undefined when it goes. */
  readonly why: string | undefined
  readonly onChange: (why: string | undefined) => void
}

function KeptCall({ call, why, onChange }: KeptCallProps) {
  const { t } = useTranslation('destruction')
  const at = call.atMs === null ? t('dialog.none') : dateTimeText(call.atMs)
  return (
    <div className="fs-archive-call">
      <span className={why === undefined ? '' : 'fs-dim'}>
        {t('dialog.call', { at, who: call.who, interpolation: { escapeValue: false } })}
      </span>
      <Checkbox checked={why !== undefined} onChange={(event) => onChange(event.target.checked ? '' : undefined)}>
        {t('dialog.keep')}
      </Checkbox>
      {why !== undefined && (
        <Input
          size="small"
          maxLength={300}
          aria-label={t('dialog.keepReason')}
          placeholder={t('dialog.keepReason')}
          status={why.trim().length < LEAST ? 'error' : ''}
          value={why}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </div>
  )
}
