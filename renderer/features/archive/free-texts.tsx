// Free texts of an incident, in which people may be named: the officer reads them and ticks those that go.
import { Checkbox } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { JsonFields } from '../../../shared/base/json.ts'
import { CALL, CALL_TEXTS } from '../../../shared/model/call.ts'
import { saysNothing } from '../../../shared/model/destruction.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import { LOG_ENTRY } from '../../../shared/model/log-entry.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { pageOf, shownOf } from '../../state/desk-items.ts'
import { useWatch } from '../../state/use-watch.ts'
import { dateTimeText } from '../../ui/time-text.ts'

export interface FreeText {
  readonly kind: typeof INCIDENT | typeof CALL | typeof LOG_ENTRY
  readonly id: string
  readonly atMs: number | null
  readonly text: string
}

/** What of the incident, its calls and its log is free text and still says something; the log oldest first. */
export function useFreeTexts(space: string, incident: string, fields: JsonFields): readonly FreeText[] {
  const lines = useWatch('items', pageOf(space, LOG_ENTRY, { incident }, { descending: false }))
  const calls = useWatch('items', pageOf(space, CALL, { incident }, { descending: false }))
  return useMemo(() => {
    const about: FreeText = { kind: INCIDENT, id: incident, atMs: null, text: textField(fields, 'description') ?? '' }
    return [
      about,
      ...calls.rows.map((row) => textOf(CALL, row, CALL_TEXTS)),
      ...lines.rows.map((row) => textOf(LOG_ENTRY, row, ['text'])),
    ].filter(({ text }) => !saysNothing(text))
  }, [incident, fields, lines.rows, calls.rows])
}

function textOf(kind: FreeText['kind'], row: ItemRow, names: readonly string[]): FreeText {
  const fields = shownOf(row)
  const text = names.flatMap((name) => textField(fields, name) ?? []).join(' / ')
  return { kind, id: row.key, atMs: timeField(fields, 'at'), text }
}

interface Props {
  readonly texts: readonly FreeText[]
  /** Ids of the records whose texts go. */
  readonly chosen: ReadonlySet<string>
  readonly onChange: (chosen: ReadonlySet<string>) => void
}

export function FreeTexts({ texts, chosen, onChange }: Props) {
  const { t } = useTranslation('destruction')
  if (texts.length === 0) return null
  const count = texts.filter(({ id }) => chosen.has(id)).length
  const all = new Set(texts.map(({ id }) => id))
  const toggle = (id: string, isChosen: boolean): void => {
    const next = new Set(chosen)
    if (isChosen) next.add(id)
    else next.delete(id)
    onChange(next)
  }
  return (
    <fieldset className="fs-archive-texts" aria-label={t('dialog.texts')}>
      <Checkbox
        checked={count === texts.length}
        indeterminate={count > 0 && count < texts.length}
        onChange={(event) => onChange(event.target.checked ? all : new Set())}
      >
        <strong>{t('dialog.texts')}</strong> {t('dialog.textsChosen', { count, of: texts.length })}
      </Checkbox>
      <p className="fs-archive-note">{t('dialog.textsHint')}</p>
      <ul className="fs-plain-list">
        {texts.map(({ kind, id, atMs, text }) => (
          <li key={id}>
            <Checkbox checked={chosen.has(id)} onChange={(event) => toggle(id, event.target.checked)}>
              <span className="fs-dim">
                {t(`dialog.textOf.${kind}`)} {atMs === null ? '' : dateTimeText(atMs).slice(0, 16)}
              </span>{' '}
              {text}
            </Checkbox>
          </li>
        ))}
      </ul>
    </fieldset>
  )
}
