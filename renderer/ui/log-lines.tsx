import './log-lines.css'
// Lines of a duty log: newest last. A line is never rewritten: correcting it adds a line, and the original stays, struck
// through. Enter adds a line, Shift+Enter begins a new row of it; a line may be given the time it is about.
import { Button, Input, Tag } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MovedDeadline, Told } from '../../shared/model/log-entry.ts'
import { authorWords } from './author-words.ts'
import { readTime } from './fields/read-time.ts'
import { TimeInput } from './fields/time-input.tsx'
import { logWords } from './log-words.ts'
import { dateTimeText } from './time-text.ts'
import { useUnsavedText } from './unsaved-text.ts'
import { useFocusBack } from './use-focus-back.ts'
import { useKeys } from './use-keys.ts'

/** One line as shown. */
export interface LogLine {
  readonly key: string
  readonly text: string
  readonly at: string
  readonly writtenMs: number
  readonly officerName: string
  readonly agencyName: string
  readonly agencyNameEn: string
  readonly stationName: string
  readonly corrects: string | null
  readonly correctedBy: string | null
  readonly deadlines: readonly MovedDeadline[]
  /** What a linked system said; left out in lines of officers. */
  readonly told?: Told | null
  readonly state: 'saved' | 'sent' | 'agreed' | 'refused'
  /** The incident it belongs to, in words, where lines of several stand together. */
  readonly about?: string
}

export interface LogLinesProps {
  readonly rows: readonly LogLine[]
  readonly isLoading: boolean
  /** Under which a line that was begun waits while the officer looks elsewhere. */
  readonly unsavedKey: string
  /** Why nothing may be written here, in words; null when it may. */
  readonly refusal: string | null
  /** `at`: ISO time the line is about, null for now. False: it was refused; the words stay in the field. */
  readonly onAdd: (text: string, at: string | null) => Promise<boolean>
  readonly onCorrect: (id: string, text: string, reason: string) => Promise<boolean>
}

const LIMIT = 4_000
/** Older lines of a long log are drawn when they are asked for. */
const SHOWN = 200

export function LogLines({ rows, isLoading, unsavedKey, refusal, onAdd, onCorrect }: LogLinesProps) {
  const { t } = useTranslation('detail')
  const [corrects, setCorrects] = useState<string | null>(null)
  const [shown, setShown] = useState(SHOWN)
  const hidden = Math.max(0, rows.length - shown)
  return (
    <div className="fs-log">
      {hidden > 0 && (
        <Button type="link" size="small" onClick={() => setShown(shown + SHOWN)}>
          {t('earlier', { count: Math.min(hidden, SHOWN) })}
        </Button>
      )}
      {rows.length === 0 && !isLoading && <p className="fs-log-none">{t('noLog')}</p>}
      <ol className="fs-plain-list">
        {rows.slice(hidden).map((row) => (
          <Line
            key={row.key}
            row={row}
            isCorrecting={corrects === row.key}
            mayCorrect={refusal === null}
            onBegin={() => setCorrects(row.key)}
            onEnd={() => setCorrects(null)}
            onCorrect={onCorrect}
          />
        ))}
      </ol>
      {refusal === null ? <NewLine unsavedKey={unsavedKey} onAdd={onAdd} /> : <p className="fs-log-none">{refusal}</p>}
    </div>
  )
}

function Line({
  row,
  isCorrecting,
  mayCorrect,
  onBegin,
  onEnd,
  onCorrect,
}: {
  readonly row: LogLine
  readonly isCorrecting: boolean
  readonly mayCorrect: boolean
  readonly onBegin: () => void
  readonly onEnd: () => void
  readonly onCorrect: LogLinesProps['onCorrect']
}) {
  const { t } = useTranslation(['detail', 'incidents'])
  const isLater = row.corrects !== null || Math.abs(row.writtenMs - Date.parse(row.at)) > 120_000
  const words = logWords(row.text, row.deadlines, row.told)
  const part = useFocusBack<HTMLLIElement>(isCorrecting)
  return (
    <li ref={part} className="fs-log-line">
      <div className="fs-log-head">
        <time dateTime={row.at}>{dateTimeText(Date.parse(row.at))}</time>
        {row.about !== undefined && <span className="fs-log-about">{row.about}</span>}
        {row.corrects !== null && <Tag color="blue">{t('corrects')}</Tag>}
        {row.correctedBy !== null && <Tag>{t('correctedTo')}</Tag>}
        {row.state !== 'agreed' && (
          <Tag color={row.state === 'refused' ? 'red' : 'gold'} title={t(`${row.state}Note`)}>
            {t(`incidents:state.${row.state}`)}
          </Tag>
        )}
        {row.correctedBy === null && mayCorrect && !isCorrecting && (
          <Button
            size="small"
            type="text"
            title={t('correctLine')}
            aria-label={`${t('incidents:correct')}: ${words.slice(0, 40)}`}
            onClick={onBegin}
          >
            {t('incidents:correct')}
          </Button>
        )}
      </div>
      <div className="fs-log-who" title={isLater ? dateTimeText(row.writtenMs) : ''}>
        {authorWords(row)}
      </div>
      <div className="fs-log-text">{row.correctedBy === null ? words : <del>{words}</del>}</div>
      {isCorrecting && <Correction row={row} onEnd={onEnd} onCorrect={onCorrect} />}
    </li>
  )
}

function Correction({
  row,
  onEnd,
  onCorrect,
}: {
  readonly row: LogLine
  readonly onEnd: () => void
  readonly onCorrect: LogLinesProps['onCorrect']
}) {
  const { t } = useTranslation(['detail', 'incidents', 'common'])
  const said = logWords(row.text, row.deadlines, row.told)
  const [text, setText] = useState(said)
  const [reason, setReason] = useState('')
  const isSame = text.trim() === said.trim()
  const save = (): void => {
    if (text.trim() === '' || isSame) return
    void onCorrect(row.key, text.trim(), reason.trim()).then((isSaved) => {
      if (isSaved) onEnd()
    })
  }
  const part = useKeys<HTMLFieldSetElement>((event) => {
    if (event.key === 'Escape') onEnd()
    else if (isSavingEnter(event)) save()
    else return false
    return true
  })
  useEffect(() => part.current?.querySelector('textarea')?.focus(), [part])
  return (
    <fieldset ref={part} className="fs-log-correction" aria-label={t('correctLine')}>
      <Input.TextArea
        aria-label={t('logText')}
        autoSize={{ minRows: 1, maxRows: 8 }}
        maxLength={LIMIT}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Input
        aria-label={t('logReason')}
        placeholder={t('logReason')}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <div>
        <Button type="primary" size="small" disabled={isSame} title={isSame ? t('logSame') : ''} onClick={save}>
          {t('incidents:correct')}
        </Button>{' '}
        <Button size="small" onClick={onEnd}>
          {t('common:cancel')}
        </Button>
      </div>
    </fieldset>
  )
}

function NewLine({ unsavedKey, onAdd }: Pick<LogLinesProps, 'unsavedKey' | 'onAdd'>) {
  const { t } = useTranslation(['detail', 'incidents', 'fields'])
  const [text, setText] = useUnsavedText(unsavedKey)
  const [at, setAt] = useState('')
  const [isBadTime, setBadTime] = useState(false)
  const [isSaving, setSaving] = useState(false)
  const save = (): void => {
    const said = text.trim()
    const read = at.trim() === '' ? null : readTime(at, Date.now())
    setBadTime(read?.ok === false)
    if (said === '' || read?.ok === false || isSaving) return
    setSaving(true)
    void onAdd(said, read?.ok === true ? read.iso : null).then((isSaved) => {
      setSaving(false)
      if (!isSaved) return
      setText('')
      setAt('')
    })
  }
  const part = useKeys<HTMLDivElement>((event) => {
    if (!isSavingEnter(event)) return false
    save()
    return true
  })
  return (
    <div ref={part} className="fs-log-new">
      <Input.TextArea
        aria-label={t('incidents:addLog')}
        placeholder={t('incidents:addLog')}
        autoSize={{ minRows: 1, maxRows: 8 }}
        maxLength={LIMIT}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="fs-log-when">
        <TimeInput
          label={t('logTime')}
          placeholder={t('logTimeHint')}
          text={at}
          isBad={isBadTime}
          onText={(next) => {
            setAt(next)
            setBadTime(false)
          }}
        />
        {isBadTime && (
          <span className="fs-field-problem" role="alert">
            {t('fields:badTime')}
          </span>
        )}
      </div>
      <Button loading={isSaving} disabled={text.trim() === ''} onClick={save}>
        {t('logAdd')}
      </Button>
    </div>
  )
}

/** Enter saves; with Shift it is a new row. */
function isSavingEnter(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && !event.shiftKey && !(event.target instanceof HTMLButtonElement)
}
