// One field of the intake form with its label and what is wrong with it; renders again only when its own text does.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { Place } from '../../../shared/model/places.ts'
import { FieldInput } from '../../ui/fields/field-input.tsx'
import type { FieldSources } from '../../ui/fields/field-sources.ts'
import type { IntakeField } from './intake-entry.ts'
import type { IntakeStore } from './intake-store.ts'

/** Names that stood in the form before it had all fields: tests and screen readers know them. */
const LABELS: { readonly [field in IntakeField]?: string } = {
  title: 'incidents:title',
  category: 'incidents:category',
  level: 'incidents:level',
  place: 'incidents:place',
  position: 'incidents:coordinates',
  occurredAt: 'incidents:occurred',
  sourceKind: 'incidents:source',
  sourceChannel: 'incidents:channel',
  sourceName: 'incidents:caller',
  sourceTelephone: 'incidents:telephone',
  description: 'incidents:description',
}

export interface IntakeRowProps {
  readonly store: IntakeStore
  readonly field: IntakeField
  readonly sources: FieldSources
  readonly onText: (field: IntakeField, text: string) => void
  readonly span: 1 | 2 | 3 | 4 | 6
  readonly onPlace?: (place: Place) => void
  readonly onMap?: () => void
  readonly placeholder?: string
  readonly isDisabled?: boolean
  /** Stands below the field. */
  readonly hint?: ReactNode
}

/** Id of a field's input, for the label and for going to the first problem. */
export function inputId(field: IntakeField): string {
  return `intake-${field}`
}

export function IntakeRow({ store, field, onText, span, hint, ...rest }: IntakeRowProps) {
  const { t } = useTranslation(['fields', 'incidents', 'model'])
  const text = useStore(store, (state) => state.entered[field])
  const problem = useStore(store, (state) => state.problems[field])
  const label = t(LABELS[field] ?? `model:field.${field}`)
  // What stands in brackets is said to a screen reader and shown inside the empty field.
  const shown = label.split(/\s*[(\uff08]/)[0]
  const problemId = `${inputId(field)}-problem`
  return (
    <div className={`fs-field fs-span-${span}`}>
      <label className="fs-field-label" htmlFor={inputId(field)}>
        {shown}
      </label>
      <FieldInput
        {...rest}
        id={inputId(field)}
        field={field}
        label={label}
        text={text}
        onText={(next) => onText(field, next)}
        isBad={problem !== undefined}
        describedBy={problem === undefined ? undefined : problemId}
      />
      {problem !== undefined && (
        <span className="fs-field-problem" id={problemId} role="alert">
          {t(problem)}
        </span>
      )}
      {hint}
    </div>
  )
}
