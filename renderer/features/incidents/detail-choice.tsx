// Level or status in the head of an incident: choosing shows what would change, with room for a reason; Enter saves, Esc
// leaves. Nothing is written by a slip of the pointer. A choice begun waits while the officer looks at another incident.
import { Alert, Button, Input, Select } from 'antd'
import type { InputRef } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Json } from '../../../shared/base/json.ts'
import { sameJson } from '../../../shared/base/json.ts'
import { valueWords } from '../../ui/fields/value-words.ts'
import { useUnsavedText } from '../../ui/unsaved-text.ts'
import { useKeys } from '../../ui/use-keys.ts'
import type { DetailDesk } from './detail-desk.ts'
import { amend, valueOf } from './detail-desk.ts'
import { ConflictMark } from './detail-field.tsx'
import { Explained } from './explained.tsx'

/** One of the values to choose from; `key` tells it apart from the others. */
export interface Choice {
  readonly key: string
  readonly value: Json
  readonly label: string
}

interface Props {
  readonly desk: DetailDesk
  readonly field: 'level' | 'status'
  readonly label: string
  readonly choices: readonly Choice[]
  /** Why it may not be chosen, in words; null when it may. */
  readonly refusal: string | null
  /** True when a choice is dealt with elsewhere. */
  readonly isElsewhere?: (key: string) => boolean
}

export function DetailChoice({ desk, field, label, choices, refusal, isElsewhere }: Props) {
  const [begun, setBegun] = useUnsavedText(desk.unsaved + field)
  const value = valueOf(desk, field)
  const present = choices.find((choice) => sameJson(choice.value, value))?.key
  const chosen = refusal === null && begun !== present ? choices.find(({ key }) => key === begun) : undefined
  return (
    <>
      <Explained reason={refusal}>
        <Select
          aria-label={label}
          popupMatchSelectWidth={false}
          value={chosen?.key ?? present ?? null}
          disabled={refusal !== null}
          onChange={(next: string) => {
            if (isElsewhere?.(next) !== true) setBegun(next === present ? '' : next)
          }}
          options={choices.map(({ key, label: words }) => ({ value: key, label: words }))}
        />
      </Explained>
      <ConflictMark desk={desk} field={field} />
      {chosen !== undefined && (
        <Reason key={chosen.key} desk={desk} field={field} label={label} chosen={chosen} onDone={() => setBegun('')} />
      )}
    </>
  )
}

function Reason({
  desk,
  field,
  label,
  chosen,
  onDone,
}: Pick<Props, 'desk' | 'field' | 'label'> & { readonly chosen: Choice; readonly onDone: () => void }) {
  const { t } = useTranslation(['detail', 'common'])
  const [reason, setReason] = useState('')
  const [isSaving, setSaving] = useState(false)
  const [opened] = useState(() => valueOf(desk, field))
  const input = useRef<InputRef>(null)
  useEffect(() => input.current?.focus(), [])
  const value = valueOf(desk, field)
  const save = async (): Promise<void> => {
    if (isSaving) return
    setSaving(true)
    const isDone = desk.take(await amend(desk, field, chosen.value, reason))
    setSaving(false)
    if (isDone) onDone()
  }
  const part = useKeys<HTMLFieldSetElement>((event) => {
    if (event.key === 'Escape') onDone()
    else if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) void save()
    else return false
    return true
  })
  return (
    <fieldset ref={part} className="fs-amend-editor fs-detail-choice" aria-label={label}>
      <span>
        {valueWords(field, opened, desk.sources)} → <strong>{chosen.label}</strong>
      </span>
      {!sameJson(opened, value) && (
        <Alert type="warning" title={t('changedMeanwhile', { value: valueWords(field, value, desk.sources) })} />
      )}
      <Input
        ref={input}
        aria-label={t('amendReason')}
        placeholder={t('amendReason')}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <div className="fs-amend-buttons">
        <Button type="primary" size="small" loading={isSaving} onClick={() => void save()}>
          {t('common:save')}
        </Button>
        <Button size="small" onClick={onDone}>
          {t('common:cancel')}
        </Button>
        <small className="fs-field-hint">{t('editKeys')}</small>
      </div>
    </fieldset>
  )
}
