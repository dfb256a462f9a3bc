// One field of an incident: its name and value in words; a click or Enter puts an editor in the value's place. Conflicts are
// marked beside it. What may not be amended says why.
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { openConflict } from '../../state/panel-store.ts'
import { authorWords } from '../../ui/author-words.ts'
import { editorOf } from '../../ui/fields/read-value.ts'
import { valueWords } from '../../ui/fields/value-words.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { useFocusBack } from '../../ui/use-focus-back.ts'
import type { DetailDesk } from './detail-desk.ts'
import { valueOf } from './detail-desk.ts'
import { DetailEditor } from './detail-editor.tsx'

/** Which editors are open, and whether one began on the map. */
export interface OpenEditors {
  readonly [field: string]: 'edit' | 'pick' | undefined
}

export interface DetailFieldProps {
  readonly desk: DetailDesk
  readonly field: string
  readonly span: 1 | 2 | 3 | 4 | 6
  readonly open: OpenEditors
  readonly onOpen: (field: string, how: 'edit' | 'pick' | undefined) => void
}

export function DetailField({ desk, field, span, open, onOpen }: DetailFieldProps) {
  const { t } = useTranslation(['detail', 'model'])
  const label = t(`model:field.${field}`)
  const how = open[field]
  const isOpen = how !== undefined && desk.refusal === null && desk.fields[field]?.conflict !== true
  const holder = useFocusBack<HTMLDivElement>(isOpen)
  return (
    <div
      ref={holder}
      className={`fs-detail-field fs-span-${isOpen || desk.fields[field]?.conflict === true ? 6 : span}`}
    >
      <dt>{label}</dt>
      <dd>
        {isOpen ? (
          <DetailEditor
            desk={desk}
            field={field}
            label={label}
            picksAtOnce={how === 'pick'}
            onDone={() => onOpen(field, undefined)}
          />
        ) : (
          <>
            <FieldValue desk={desk} field={field} label={label} onEdit={() => onOpen(field, 'edit')} />
            <Heads desk={desk} field={field} />
          </>
        )}
      </dd>
    </div>
  )
}

/** A value in words, as the way into its editor where it may be amended. */
export function FieldValue({
  desk,
  field,
  label,
  onEdit,
}: {
  readonly desk: DetailDesk
  readonly field: string
  readonly label: string
  readonly onEdit: () => void
}) {
  const { t } = useTranslation('detail')
  const words = valueWords(field, valueOf(desk, field), desk.sources)
  const isEmpty = words === '—'
  const isConflict = desk.fields[field]?.conflict === true
  const mayEdit = desk.refusal === null && editorOf(field) !== undefined
  return (
    <>
      {mayEdit ? (
        <button
          type="button"
          className={isEmpty ? 'fs-amend fs-empty-value' : 'fs-amend'}
          title={isConflict ? t('settleFirst') : t('editHint')}
          aria-label={t(isConflict ? 'editConflict' : 'edit', { field: label, value: words })}
          // Amending would settle it in passing: a conflict is settled where both values stand, with a reason.
          onClick={isConflict ? () => openConflict(`incident/${desk.incident}/${field}`) : onEdit}
        >
          {words}
        </button>
      ) : (
        <span className={isEmpty ? 'fs-fixed fs-empty-value' : 'fs-fixed'} title={desk.refusal ?? ''}>
          {words}
        </span>
      )}
      <ConflictMark desk={desk} field={field} />
    </>
  )
}

/** The values that contradict each other, each with who wrote it and when. */
export function Heads({ desk, field }: { readonly desk: DetailDesk; readonly field: string }) {
  const view = desk.fields[field]
  if (view?.conflict !== true || view.heads === undefined) return null
  return (
    <ul className="fs-plain-list fs-detail-heads">
      {view.heads.map((head) => (
        <li key={head.changeId}>
          {valueWords(field, head.value, desk.sources)}{' '}
          <small>
            {authorWords(head)} · {dateTimeText(head.atMs)}
          </small>
        </li>
      ))}
    </ul>
  )
}

/** The way to a conflict over a field, where there is one. */
export function ConflictMark({ desk, field }: { readonly desk: DetailDesk; readonly field: string }) {
  const { t } = useTranslation(['detail', 'model', 'incidents'])
  if (desk.fields[field]?.conflict !== true) return null
  const words = t('conflictOpen', { field: t(`model:field.${field}`) })
  return (
    <Button
      danger
      size="small"
      className="fs-conflict-mark"
      title={words}
      aria-label={words}
      onClick={() => openConflict(`incident/${desk.incident}/${field}`)}
    >
      {t('incidents:conflict')}
    </Button>
  )
}
