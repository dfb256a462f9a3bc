// Parts of the intake form that show more than one field's text.
import { Alert, Button, Checkbox, Popconfirm } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { isGraded } from '../../../shared/model/level.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { openPanel } from '../../state/panel-store.ts'
import { select } from '../../state/selection-store.ts'
import { useSpacePart } from '../../state/space-store.ts'
import type { FieldNames } from '../../state/use-field-names.ts'
import type { FieldSources } from '../../ui/fields/field-sources.ts'
import { readTime } from '../../ui/fields/read-time.ts'
import { readValue } from '../../ui/fields/read-value.ts'
import { DraftLine } from './draft-line.tsx'
import type { IntakeField } from './intake-entry.ts'
import { isUntouched } from './intake-entry.ts'
import type { IntakeRowProps } from './intake-row.tsx'
import type { IntakeStore } from './intake-store.ts'
import { positionOf } from './intake-store.ts'
import { LikelySame } from './likely-same.tsx'

interface Row {
  (field: IntakeField, span: IntakeRowProps['span'], more?: Partial<IntakeRowProps>): ReactNode
}

/** The grade; a category without grades greys it, with the reason. */
export function LevelRow({
  store,
  row,
  codeOf,
}: {
  readonly store: IntakeStore
  readonly row: Row
  readonly codeOf: FieldSources['codeOf']
}) {
  const { t } = useTranslation('fields')
  const code = useStore(store, (state) => categoryOf(state.entered.category, codeOf))
  const isUngraded = code !== null && !isGraded(code)
  return row('level', 2, {
    isDisabled: isUngraded,
    hint: isUngraded ? <span className="fs-field-hint">{t('ungraded')}</span> : null,
  })
}

/** What the chosen place gave, or what is enough when the position is not known. */
export function PlaceNoteLine({ store }: { readonly store: IntakeStore }) {
  const { t } = useTranslation('intake')
  const note = useStore(store, (state) => state.placeNote)
  const isBlank = useStore(store, ({ entered }) => entered.position === '' && entered.place !== '')
  if (note === null && !isBlank) return null
  const words =
    note === null ? t('noPosition') : t(note.kind === 'point' ? 'pointOnly' : 'divisionOnly', { name: note.name })
  return <output className="fs-field-hint">{words}</output>
}

/** The sensitive flag; where everybody sees the space it says so. */
export function SensitiveRow({
  store,
  onText,
}: {
  readonly store: IntakeStore
  readonly onText: (field: IntakeField, text: string) => void
}) {
  const { t } = useTranslation(['model', 'intake'])
  const isOn = useStore(store, (state) => state.entered.sensitive === 'true')
  const isRestricted = useSpacePart((space) => space?.restricted === true)
  return (
    <div className="fs-field fs-span-3">
      <span className="fs-field-label">{t('field.sensitive')}</span>
      <Checkbox checked={isOn} onChange={(event) => onText('sensitive', event.target.checked ? 'true' : 'false')}>
        {t('intake:sensitiveNote')}
      </Checkbox>
      {isOn && !isRestricted && <output className="fs-field-hint">{t('intake:sensitiveIsSeen')}</output>}
    </div>
  )
}

/** "Likely the same as", for what the form says now. */
export function Nearby({
  store,
  space,
  names,
}: {
  readonly store: IntakeStore
  readonly space: string
  readonly names: FieldNames
}) {
  const entered = useStore(store, (state) => state.entered)
  // A time still being typed ("1432") is not looked at: leaving its field makes it a full one, whatever the hour is now.
  const occurred = /^\d{4}-/.test(entered.occurredAt) ? readTime(entered.occurredAt, 0) : undefined
  const division = readValue('division', entered.division, { nowMs: 0, codeOf: names.codeOf })
  const code = division.ok && typeof division.value === 'string' && division.value !== '' ? division.value : null
  const seat = code === null ? undefined : names.divisionOf.get(code)
  return (
    <LikelySame
      space={space}
      position={positionOf(entered.position, 0)}
      divisionSeat={seat?.lon === undefined || seat.lat === undefined ? null : { lon: seat.lon, lat: seat.lat }}
      division={code}
      divisionName={names.division}
      category={categoryOf(entered.category, names.codeOf)}
      occurredMs={occurred?.ok === true ? Date.parse(occurred.iso) : null}
      onOpen={(incident) => {
        select(incident, 'intake')
        openPanel('detail')
      }}
    />
  )
}

function categoryOf(text: string, codeOf: FieldSources['codeOf']): string | null {
  const read = readValue('category', text, { nowMs: 0, codeOf })
  return read.ok && typeof read.value === 'string' ? read.value : null
}

/** Saving, discarding, what is wrong, how far the draft is. */
export function Footer({
  store,
  onSave,
  onDiscard,
  onOpenReported,
}: {
  readonly store: IntakeStore
  readonly onSave: () => void
  readonly onDiscard: () => void
  readonly onOpenReported: () => void
}) {
  const { t } = useTranslation(['intake', 'incidents', 'common'])
  const isSaving = useStore(store, (state) => state.isSaving)
  const fault = useStore(store, (state) => state.fault)
  const wrong = useStore(store, (state) => Object.keys(state.problems).length)
  const isEmpty = useStore(store, (state) => isUntouched(state.entered))
  return (
    <>
      {fault !== null && (
        <Alert
          type="error"
          showIcon
          title={fault.kind === 'alreadyExists' ? t('savedElsewhere') : faultWords(fault)}
          action={
            fault.kind === 'alreadyExists' && (
              <Button size="small" onClick={onOpenReported}>
                {t('openReported')}
              </Button>
            )
          }
        />
      )}
      <div className="fs-intake-buttons">
        <Button type="primary" loading={isSaving} onClick={onSave}>
          {t('incidents:report')}
        </Button>
        {!isEmpty && (
          <Popconfirm
            title={t('discardAsk')}
            okText={t('discard')}
            cancelText={t('common:cancel')}
            onConfirm={onDiscard}
          >
            <Button type="text">{t('discard')}</Button>
          </Popconfirm>
        )}
        {wrong > 0 && <span className="fs-field-problem">{t('fieldsWrong', { count: wrong })}</span>}
        <DraftLine store={store} />
      </div>
    </>
  )
}
