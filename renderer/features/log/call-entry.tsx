// One entry of the telephone log book as the list shows it, with what can be done about it: correct, note to whom it was
// reported, say which incident it belongs to, print.
import { PrinterOutlined } from '@ant-design/icons'
import { Alert, Button, Input, Tag } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { JsonFields } from '../../../shared/base/json.ts'
import { CALLER_FIELDS, CALL_TEXTS, callState } from '../../../shared/model/call.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import { shownOf } from '../../state/desk-items.ts'
import { openConflict } from '../../state/panel-store.ts'
import { useServerClock } from '../../state/server-now.ts'
import { authorWords } from '../../ui/author-words.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { useFocusBack } from '../../ui/use-focus-back.ts'
import type { Task } from '../../ui/use-task.ts'
import { useTask } from '../../ui/use-task.ts'
import { CallFields } from './call-form.tsx'
import { correctionFields, formOf, saysSomething } from './call-text.ts'
import { IncidentChoice } from './incident-choice.tsx'
import { incidentWords, useIncidents } from './incident-names.ts'
import { reportedOf } from './reported.ts'

interface Props {
  readonly space: string
  readonly row: ItemRow
  readonly mayWrite: boolean
  readonly onPrint: () => void
}

type Doing = 'correct' | 'reported' | 'incident'

export function CallEntry({ space, row, mayWrite, onPrint }: Props) {
  const { t } = useTranslation(['desklog', 'incidents', 'detail'])
  const fields = shownOf(row)
  const state = callState(fields)
  const [doing, setDoing] = useState<Doing | null>(null)
  const task = useTask()
  const part = useFocusBack<HTMLLIElement>(doing !== null)
  const incidents = useIncidents(space)
  const incident = textField(fields, 'incident')
  const end = (): void => {
    task.clear()
    setDoing(null)
  }
  const conflict = Object.entries(row.fields).find(([, view]) => view.conflict)?.[0]
  const caller = CALLER_FIELDS.map((field) => textField(fields, field)).filter((one) => one !== null)
  return (
    <li ref={part} className="fs-call" data-state={state}>
      <div className="fs-call-head">
        <time dateTime={textField(fields, 'at') ?? ''}>{dateTimeText(timeField(fields, 'at') ?? row.writtenMs)}</time>
        <strong>{t(fields['direction'] === 'out' ? 'out' : 'in')}</strong>
        <span className="fs-call-who">{caller.length === 0 ? t('callerUnknown') : caller.join(' · ')}</span>
        {state === 'correction' && <Tag color="blue">{t('correction')}</Tag>}
        {state === 'corrected' && <Tag>{t('corrected')}</Tag>}
        {conflict !== undefined && (
          <Button size="small" danger onClick={() => openConflict(`call/${row.key}/${conflict}`)}>
            {t('conflict')}
          </Button>
        )}
        {row.state !== 'agreed' && (
          <Tag color={row.state === 'refused' ? 'red' : 'gold'} title={t(`detail:${row.state}Note`)}>
            {t(`incidents:state.${row.state}`)}
          </Tag>
        )}
        <span className="fs-grow" />
        {mayWrite && state !== 'corrected' && doing === null && (
          <>
            <Button size="small" type="text" onClick={() => setDoing('correct')}>
              {t('correct')}
            </Button>
            <Button size="small" type="text" onClick={() => setDoing('reported')}>
              {t('addReported')}
            </Button>
            <Button size="small" type="text" onClick={() => setDoing('incident')}>
              {t('setIncident')}
            </Button>
          </>
        )}
        <Button
          size="small"
          type="text"
          icon={<PrinterOutlined aria-hidden />}
          aria-label={t('printOne')}
          title={t('printOne')}
          onClick={onPrint}
        />
      </div>
      <CallContent fields={fields} incident={incident === null ? null : incidentWords(incidents, incident)} />
      <div className="fs-call-by">
        {t('recorded', { who: authorWords(row), time: dateTimeText(timeField(fields, 'recordedAt') ?? row.writtenMs) })}
      </div>
      {task.fault !== null && <Alert type="error" showIcon title={faultWords(task.fault)} />}
      {doing === 'correct' && <Correction space={space} call={row.key} fields={fields} task={task} onEnd={end} />}
      {doing === 'reported' && <Reported space={space} call={row.key} task={task} onEnd={end} />}
      {doing === 'incident' && (
        <div className="fs-call-row">
          <IncidentChoice
            space={space}
            label={t('field.incident')}
            placeholder={t('noIncident')}
            value={incident}
            onChange={(chosen) =>
              void task
                .run(() => runCommand(space, 'linkCall', { id: row.key, incident: chosen }))
                .then((done) => done !== null && end())
            }
          />
          <Button onClick={end}>{t('common:cancel')}</Button>
        </div>
      )}
    </li>
  )
}

/** What an entry says: only the columns that were filled in. */
function CallContent({ fields, incident }: { readonly fields: JsonFields; readonly incident: string | null }) {
  const { t } = useTranslation('desklog')
  const isStruck = callState(fields) === 'corrected'
  const lines = (['place', ...CALL_TEXTS] as const).flatMap((field) => {
    const text = textField(fields, field)
    return text === null ? [] : [[field, text] as const]
  })
  const reported = reportedOf(fields)
  return (
    <dl className="fs-call-content">
      {lines.map(([field, text]) => (
        <div key={field}>
          <dt>{t(`field.${field}`)}</dt>
          <dd>{isStruck ? <del>{text}</del> : text}</dd>
        </div>
      ))}
      {reported.length > 0 && (
        <div>
          <dt>{t('field.reportedTo')}</dt>
          <dd>{reported.map(({ to, atMs }) => `${to} ${dateTimeText(atMs).slice(0, 16)}`).join(t('separator'))}</dd>
        </div>
      )}
      {incident !== null && (
        <div>
          <dt>{t('field.incident')}</dt>
          <dd>{incident}</dd>
        </div>
      )}
    </dl>
  )
}

interface DoingProps {
  readonly space: string
  readonly call: string
  readonly task: Task
  readonly onEnd: () => void
}

function Correction({ space, call, fields, task, onEnd }: DoingProps & { readonly fields: JsonFields }) {
  const { t } = useTranslation('desklog')
  const [form, setForm] = useState(() => formOf(fields))
  const [reason, setReason] = useState('')
  const [isBadTime, setBadTime] = useState(false)
  const serverClock = useServerClock()
  const save = (): void => {
    const said = correctionFields(form, serverClock())
    setBadTime(said === null)
    if (said === null || !saysSomething(form)) return
    const why = reason.trim() === '' ? {} : { reason: reason.trim() }
    void task
      .run(() => runCommand(space, 'correctCall', { id: call, fields: said, ...why }))
      .then((done) => done !== null && onEnd())
  }
  return (
    <section className="fs-call-doing" aria-label={t('correctTitle')}>
      <CallFields form={form} onForm={setForm} onSave={save} onLeave={onEnd} isBadTime={isBadTime}>
        <Input
          aria-label={t('reason')}
          placeholder={t('reason')}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </CallFields>
      <div className="fs-call-save">
        <Button type="primary" loading={task.isBusy} onClick={save}>
          {t('correct')} <kbd>{t('saveKey')}</kbd>
        </Button>
        <Button onClick={onEnd}>{t('common:cancel')}</Button>
      </div>
    </section>
  )
}

function Reported({ space, call, task, onEnd }: DoingProps) {
  const { t } = useTranslation('desklog')
  const [to, setTo] = useState('')
  const save = (): void => {
    if (to.trim() === '') return
    void task
      .run(() => runCommand(space, 'noteCallReported', { id: call, to: to.trim() }))
      .then((done) => done !== null && onEnd())
  }
  const part = useRef<HTMLDivElement>(null)
  useEffect(() => part.current?.querySelector('input')?.focus(), [])
  return (
    <div ref={part} className="fs-call-row">
      <Input
        aria-label={t('field.reportedTo')}
        placeholder={t('reportedHint')}
        maxLength={120}
        value={to}
        onChange={(event) => setTo(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onEnd()
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) save()
        }}
      />
      <Button type="primary" loading={task.isBusy} disabled={to.trim() === ''} onClick={save}>
        {t('reportedNow')}
      </Button>
      <Button onClick={onEnd}>{t('common:cancel')}</Button>
    </div>
  )
}
