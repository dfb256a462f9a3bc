// The form of an alert: to record one as it was issued, or to adjust one with a reason. What is missing is said; nothing is
// filled in that nobody said.
import { Alert, Button, Input, Segmented } from 'antd'
import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { JsonFields } from '../../../shared/base/json.ts'
import { ALERT_LEVELS, ALERT_USES } from '../../../shared/model/alert.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import { useNow } from '../../state/clock-store.ts'
import { useOfficer } from '../../state/use-status.ts'
import { CodeInput } from '../../ui/fields/code-input.tsx'
import { forgetUnsaved, useUnsavedText } from '../../ui/unsaved-text.ts'
import { isStrongEnter, useKeys } from '../../ui/use-keys.ts'
import { useTask } from '../../ui/use-task.ts'
import type { AlertEntry, EntryProblem } from './alert-entry.ts'
import { EMPTY_ENTRY, categoryCode, entryOf, hasLevel, readEntry, startMs } from './alert-entry.ts'
import { AlertSign } from './alert-sign.tsx'
import { AreaEditor } from './area-editor.tsx'
import { TimeField } from './time-field.tsx'
import type { Drawing } from './use-alert-map.ts'
import { useAlertMap } from './use-alert-map.ts'
import { useSources } from './use-sources.ts'

interface Props {
  readonly space: string
  /** The alert to adjust; null records a new one. */
  readonly adjusted: { readonly id: string; readonly fields: JsonFields } | null
  /** Called with the alert's id, or null when the form is left. */
  readonly onDone: (alert: string | null) => void
}

export function AlertForm({ space, adjusted, onDone }: Props) {
  const { t } = useTranslation('alerts')
  const task = useTask()
  const sources = useSources()
  const now = useNow(60_000)
  const [start] = useState<AlertEntry>(() => (adjusted === null ? EMPTY_ENTRY : entryOf(adjusted.fields, Date.now())))
  // What was begun waits for its writer while this window lives, whatever else is looked at meanwhile.
  const unsaved = `alert ${useOfficer()?.id ?? ''} ${space} ${adjusted?.id ?? 'new'}`
  const [kept, setKept] = useUnsavedText(unsaved, JSON.stringify(start))
  const entry = JSON.parse(kept) as AlertEntry
  const leave = (alert: string | null): void => {
    forgetUnsaved(unsaved)
    onDone(alert)
  }
  const [problem, setProblem] = useState<EntryProblem | null>(null)
  const [drawing, setDrawing] = useState<Drawing>(null)
  const onEntry = (change: Partial<AlertEntry>): void => {
    setKept(JSON.stringify({ ...entry, ...change }))
    setProblem(null)
  }
  useAlertMap(entry, onEntry, setDrawing)
  const save = async (): Promise<void> => {
    const read = readEntry(entry, adjusted !== null, Date.now())
    setProblem(read.ok ? null : read.problem)
    if (!read.ok || task.isBusy) return
    const done = await task.run(() =>
      adjusted === null
        ? runCommand(space, 'recordAlert', read.recorded)
        : runCommand(space, 'adjustAlert', {
            id: adjusted.id,
            fields: read.adjusted,
            reason: entry.reason.trim(),
            ...(read.adjustedAt === null ? {} : { adjustedAt: read.adjustedAt }),
          }),
    )
    if (done !== null) leave(done.id)
  }
  const part = useKeys<HTMLFormElement>((event) => {
    if (!isStrongEnter(event)) return false
    void save()
    return true
  })
  // To the field that is wrong, wherever the form is scrolled to.
  useEffect(() => {
    if (problem !== null) part.current?.querySelector<HTMLElement>('[data-bad] :is(input, textarea)')?.focus()
  }, [part, problem])
  const isNew = adjusted === null
  const startsMs = startMs(entry, now)
  const isAreaBad = problem !== null && ['area', 'ring', 'circle'].includes(problem.field)
  const suggested =
    entry.level === null || categoryCode(entry.category) === ''
      ? null
      : t('suggestTitle', {
          category: sources.category(categoryCode(entry.category)).replace(/(事件|灾害)$/, ''),
          colour: t(`colour.${entry.level}`),
        })
  const row = (field: string, input: ReactNode, isHalf = false): ReactNode => (
    <div
      className={isHalf ? 'fs-alert-row fs-alert-half' : 'fs-alert-row'}
      data-bad={problem?.field === field ? '' : undefined}
    >
      <span className="fs-field-label" aria-hidden>
        {t(`field.${field}`)}
      </span>
      {input}
      {problem?.field === field && <Problem problem={problem} />}
    </div>
  )
  const line = (field: 'title' | 'number' | 'issuedBy' | 'telephone', max: number, isHalf = false): ReactNode =>
    row(
      field,
      <Input
        aria-label={t(`field.${field}`)}
        aria-invalid={problem?.field === field}
        autoComplete="off"
        maxLength={max}
        placeholder={field === 'telephone' || field === 'number' ? t('mayBeEmpty') : ''}
        value={entry[field]}
        onChange={(event) => onEntry({ [field]: event.target.value })}
      />,
      isHalf,
    )
  const text = (field: 'warnings' | 'measures'): ReactNode =>
    row(
      field,
      <Input.TextArea
        aria-label={t(`field.${field}`)}
        aria-invalid={problem?.field === field}
        autoSize={{ minRows: 2, maxRows: 8 }}
        maxLength={4_000}
        value={entry[field]}
        onChange={(event) => onEntry({ [field]: event.target.value })}
      />,
    )
  const time = (field: 'startsAt' | 'endsAt' | 'issuedAt' | 'adjustedAt'): ReactNode =>
    row(
      field,
      <TimeField
        label={t(`field.${field}`)}
        text={entry[field]}
        onText={(said) => onEntry({ [field]: said })}
        isBad={problem?.field === field}
        afterMs={field === 'endsAt' ? startsMs : null}
        {...(field === 'endsAt' ? { placeholder: t('endsHint') } : {})}
      />,
      true,
    )
  return (
    <form
      ref={part}
      className="fs-alert-form"
      aria-label={t(isNew ? 'recordTitle' : 'adjustTitle')}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <h2>{t(isNew ? 'recordTitle' : 'adjustTitle')}</h2>
      {isNew && (
        <>
          {row(
            'use',
            <Segmented
              aria-label={t('field.use')}
              value={entry.use}
              onChange={(use) => onEntry({ use })}
              options={ALERT_USES.map((use) => ({ value: use, label: t(`use.${use}`) }))}
            />,
          )}
          {entry.use !== 'actual' && <p className="fs-alert-hint">{t('useNote')}</p>}
          {row(
            'category',
            <CodeInput
              kind="category"
              label={t('field.category')}
              text={entry.category}
              sources={sources}
              isBad={problem?.field === 'category'}
              onText={(category) => onEntry(hasLevel({ category }) ? { category } : { category, level: null })}
            />,
          )}
        </>
      )}
      {row(
        'level',
        hasLevel(entry) ? (
          <div className="fs-alert-levels" role="radiogroup" aria-label={t('field.level')}>
            {ALERT_LEVELS.map((level) => (
              <label key={level} data-chosen={entry.level === level}>
                <input
                  type="radio"
                  name="alert-level"
                  checked={entry.level === level}
                  onChange={() => onEntry({ level })}
                />
                <AlertSign level={level} isMute /> {t(`level.${level}`)}
              </label>
            ))}
          </div>
        ) : (
          <p className="fs-alert-hint">{t('noLevel')}</p>
        ),
      )}
      {line('title', 120)}
      {suggested !== null && entry.title !== suggested && (
        <Button size="small" className="fs-alert-suggest" onClick={() => onEntry({ title: suggested })}>
          {t('suggest', { title: suggested })}
        </Button>
      )}
      {time('startsAt')}
      {time('endsAt')}
      <div className="fs-alert-row" data-bad={isAreaBad ? '' : undefined}>
        <AreaEditor entry={entry} onEntry={onEntry} drawing={drawing} onDrawing={setDrawing} />
        {isAreaBad && <Problem problem={problem} />}
      </div>
      {text('warnings')}
      {text('measures')}
      {isNew && line('issuedBy', 120, true)}
      {isNew && time('issuedAt')}
      {line('telephone', 60, true)}
      {isNew ? line('number', 60, true) : time('adjustedAt')}
      {isNew ? (
        <p className="fs-alert-hint">{t('once')}</p>
      ) : (
        <div className="fs-alert-row" data-bad={problem?.field === 'reason' ? '' : undefined}>
          <span className="fs-field-label" aria-hidden>
            {t('reason')}
          </span>
          <Input.TextArea
            aria-label={t('reason')}
            autoSize={{ minRows: 2, maxRows: 5 }}
            maxLength={500}
            value={entry.reason}
            onChange={(event) => onEntry({ reason: event.target.value })}
          />
          {problem?.field === 'reason' && <Problem problem={problem} />}
        </div>
      )}
      <footer className="fs-alert-save">
        {problem !== null && <Problem problem={problem} />}
        {task.fault !== null && (
          <Alert type="error" showIcon title={faultWords(task.fault)} closable={{ onClose: task.clear }} />
        )}
        <Button type="primary" htmlType="submit" loading={task.isBusy} title={t('saveHint')}>
          {t('save')}
        </Button>
        <Button onClick={() => leave(null)}>{t('leave')}</Button>
        <small>{t('saveHint')}</small>
      </footer>
    </form>
  )
}

function Problem({ problem: { field, kind } }: { readonly problem: EntryProblem }) {
  const { t } = useTranslation('alerts')
  return (
    <span className="fs-field-problem" role="alert">
      {kind === 'missing' ? t('problem.missing', { field: t(`field.${field}`) }) : t(`problem.${kind}`)}
    </span>
  )
}
