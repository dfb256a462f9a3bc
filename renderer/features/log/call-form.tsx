// The form of a telephone call, written while the receiver is at the ear: Enter goes on to the next field, Ctrl+Enter saves.
// The time is that of the first letter typed, unless another is given.
import { Input, Segmented } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { CALLER_FIELDS, CALL_TEXTS, callDetails } from '../../../shared/model/call.ts'
import { useServerClock } from '../../state/server-now.ts'
import { TimeInput } from '../../ui/fields/time-input.tsx'
import { dateTimeText } from '../../ui/time-text.ts'
import { goOnFrom, isInOpenList, isStrongEnter, useKeys } from '../../ui/use-keys.ts'
import type { CallForm, FormField } from './call-text.ts'
import { isBegun } from './call-text.ts'

interface Props {
  readonly form: CallForm
  readonly onForm: (form: CallForm) => void
  readonly onSave: () => void
  readonly onLeave?: () => void
  readonly isBadTime: boolean
  /** Fields below those of the call itself. */
  readonly children?: React.ReactNode
}

export function CallFields({ form, onForm, onSave, onLeave, isBadTime, children }: Props) {
  const { t } = useTranslation(['desklog', 'fields'])
  const serverClock = useServerClock()
  const part = useKeys<HTMLDivElement>((event) => {
    if (isStrongEnter(event)) {
      onSave()
      return true
    }
    if (event.key === 'Escape' && onLeave !== undefined && !isInOpenList(event)) {
      onLeave()
      return true
    }
    const isLine = event.target instanceof HTMLInputElement && event.target.type !== 'radio' && !isInOpenList(event)
    if (event.key !== 'Enter' || !isLine) return false
    goOnFrom(event)
    return true
  })
  const change = (next: CallForm): void =>
    onForm(next.begunMs === null && isBegun(next) ? { ...next, begunMs: serverClock() } : next)
  const text = (field: FormField, value: string): void => change({ ...form, texts: { ...form.texts, [field]: value } })
  const begun = form.begunMs === null ? t('atHint') : t('atBegun', { time: dateTimeText(form.begunMs).slice(11) })
  return (
    <div ref={part} className="fs-call-fields">
      <div className="fs-call-row">
        <Segmented
          aria-label={t('direction')}
          value={form.direction}
          options={[
            { value: 'in' as const, label: t('in') },
            { value: 'out' as const, label: t('out') },
          ]}
          onChange={(direction) => change({ ...form, direction })}
        />
        <span className="fs-call-time">
          <TimeInput
            label={t('field.at')}
            placeholder={begun}
            text={form.at}
            isBad={isBadTime}
            onText={(at) => change({ ...form, at })}
          />
          {isBadTime && (
            <span className="fs-field-problem" role="alert">
              {t('fields:badTime')}
            </span>
          )}
        </span>
      </div>
      <div className="fs-call-caller">
        {CALLER_FIELDS.map((field) => (
          <Line key={field} field={field} value={form.texts[field] ?? ''} onText={text} />
        ))}
      </div>
      <Line field="place" value={form.texts.place ?? ''} onText={text} />
      {CALL_TEXTS.map((field) => (
        <Area key={field} field={field} value={form.texts[field] ?? ''} onText={text} />
      ))}
      {children}
    </div>
  )
}

interface LineProps {
  readonly field: FormField
  readonly value: string
  readonly onText: (field: FormField, text: string) => void
}

function Line({ field, value, onText }: LineProps) {
  const { t } = useTranslation('desklog')
  const id = useId()
  return (
    <label htmlFor={id}>
      <span>{t(`field.${field}`)}</span>
      <Input
        id={id}
        autoComplete="off"
        maxLength={callDetails[field].maxLength ?? 120}
        value={value}
        onChange={(event) => onText(field, event.target.value)}
      />
    </label>
  )
}

function Area({ field, value, onText }: LineProps) {
  const { t } = useTranslation('desklog')
  const id = useId()
  return (
    <label htmlFor={id}>
      <span>{t(`field.${field}`)}</span>
      <Input.TextArea
        id={id}
        autoSize={{ minRows: field === 'cause' ? 2 : 1, maxRows: 6 }}
        maxLength={2_000}
        value={value}
        onChange={(event) => onText(field, event.target.value)}
      />
    </label>
  )
}
