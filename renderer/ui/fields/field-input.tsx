import './fields.css'
// The editor of one field of an incident: takes a text and gives a text, whatever the field. Reading it is read-value's.
import { AimOutlined, GatewayOutlined } from '@ant-design/icons'
import { Button, Input, Select, Space } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Place } from '../../../shared/model/places.ts'
import { useClear } from '../use-clear.tsx'
import { CodeInput } from './code-input.tsx'
import type { FieldSources } from './field-sources.ts'
import { choiceText, choicesOf, editorOf, limitOf } from './read-value.ts'
import { TimeInput } from './time-input.tsx'
import { valueWords } from './value-words.ts'

export interface FieldInputProps {
  readonly field: string
  readonly text: string
  readonly onText: (text: string) => void
  readonly sources: FieldSources
  /** Accessible name. */
  readonly label: string
  readonly id?: string
  readonly isBad?: boolean
  /** Id of the sentence that says what is wrong. */
  readonly describedBy?: string | undefined
  readonly isDisabled?: boolean
  /** A list of choices stands open from the start. */
  readonly isOpenAtOnce?: boolean
  readonly placeholder?: string
  readonly onPlace?: (place: Place) => void
  /** Asks the map: for a position, or for the corners of an area. Without it no button is shown. */
  readonly onMap?: (() => void) | undefined
}

export function FieldInput(props: FieldInputProps) {
  const { field, text, onText, sources, label } = props
  const { t } = useTranslation('fields')
  const editor = editorOf(field)
  const common = {
    ...(props.id === undefined ? {} : { id: props.id }),
    'aria-label': label,
    'aria-invalid': props.isBad === true,
    'aria-describedby': props.describedBy,
    disabled: props.isDisabled === true,
    status: props.isBad === true ? ('error' as const) : ('' as const),
  }
  switch (editor) {
    case 'text':
      return (
        <Input.TextArea
          {...common}
          autoSize={{ minRows: 3, maxRows: 14 }}
          maxLength={limitOf(field)}
          placeholder={props.placeholder}
          value={text}
          onChange={(event) => onText(event.target.value)}
        />
      )
    case 'time':
      return (
        <TimeInput
          {...(props.id === undefined ? {} : { id: props.id })}
          {...(props.placeholder === undefined ? {} : { placeholder: props.placeholder })}
          label={label}
          text={text}
          onText={onText}
          isBad={props.isBad === true}
          describedBy={props.describedBy}
          isDisabled={props.isDisabled === true}
        />
      )
    case 'category':
    case 'division':
    case 'place':
      return (
        <CodeInput
          {...(props.id === undefined ? {} : { id: props.id })}
          kind={editor}
          label={label}
          text={text}
          onText={onText}
          onPlace={props.onPlace}
          sources={sources}
          isBad={props.isBad === true}
          describedBy={props.describedBy}
          isDisabled={props.isDisabled === true}
        />
      )
    case 'choice':
      return (
        <Select
          {...common}
          className="fs-field-wide"
          defaultOpen={props.isOpenAtOnce === true}
          placeholder={props.placeholder ?? t('choose')}
          showSearch={SEARCHED}
          value={text === '' ? null : text}
          onChange={(value: string | null) => onText(value ?? '')}
          options={choiceOptions(field, sources)}
        />
      )
    case 'agency':
      return <AgencyInput {...props} />
    case 'position':
    case 'area':
      return (
        <Space.Compact block>
          <Input
            {...common}
            autoComplete="off"
            placeholder={props.placeholder ?? t(`${editor}Hint`)}
            value={text}
            onChange={(event) => onText(event.target.value)}
          />
          {props.onMap !== undefined && (
            <Button
              disabled={props.isDisabled === true}
              icon={editor === 'position' ? <AimOutlined aria-hidden /> : <GatewayOutlined aria-hidden />}
              title={t(editor === 'position' ? 'pick' : 'draw')}
              aria-label={t(editor === 'position' ? 'pick' : 'draw')}
              onClick={props.onMap}
            />
          )}
        </Space.Compact>
      )
    default:
      return (
        <Input
          {...common}
          autoComplete="off"
          {...(editor === 'count' ? { inputMode: 'numeric' as const } : {})}
          {...(limitOf(field) === undefined ? {} : { maxLength: limitOf(field) })}
          placeholder={props.placeholder}
          value={text}
          onChange={(event) => onText(event.target.value)}
        />
      )
  }
}

interface Choice {
  readonly value: string
  readonly label: string
  readonly search: string
}

/** What is typed finds a choice by any of its words; the best fit stands first, for Enter takes the first. */
const SEARCHED = {
  filterOption: (typed: string, choice?: Choice) => searchRank(choice?.search ?? '', typed) < NO_FIT,
  filterSort: (a: Choice, b: Choice, { searchValue }: { readonly searchValue: string }) =>
    searchRank(a.search, searchValue) - searchRank(b.search, searchValue),
}
const NO_FIT = 3

/** 0: a word is just that. 1: a word begins with it. 2: it stands somewhere. 3: it does not fit. */
export function searchRank(words: string, typed: string): number {
  const wanted = typed.trim().toLowerCase()
  const all = words.toLowerCase()
  const parts = all.split(/\s+/)
  if (parts.includes(wanted)) return 0
  if (parts.some((part) => part.startsWith(wanted))) return 1
  return all.includes(wanted) ? 2 : NO_FIT
}

/** Pinyin initials of the levels, for typing while telephoning. */
const LEVEL_INITIALS: { readonly [level: string]: string } = {
  '1': 'tbzd',
  '2': 'zd',
  '3': 'jd',
  '4': 'yb',
  none: 'wdj 0',
}

function choiceOptions(field: string, sources: FieldSources) {
  return (choicesOf(field) ?? []).map((choice) => {
    const value = choiceText(choice)
    const label = valueWords(field, choice, sources)
    const initials = field === 'level' ? (LEVEL_INITIALS[value] ?? '') : ''
    return { value, label, search: `${label} ${value} ${initials}` }
  })
}

/** Agencies by name, code or id; several for `agencies`, one for the agency in charge. */
function AgencyInput(props: FieldInputProps) {
  const clear = useClear()
  const { field, text, onText, sources } = props
  const { t } = useTranslation('fields')
  const chosen = text === '' ? [] : text.split(/\s+/)
  const known = sources.agencies.map(({ id, code, name, nameEn }) => ({
    value: id,
    label: sources.agency(id),
    search: `${code} ${name} ${nameEn} ${id}`,
  }))
  // An agency the directory does not know stays chosen and shown by its id.
  const strangers = chosen
    .filter((id) => !known.some(({ value }) => value === id))
    .map((id) => ({ value: id, label: id, search: id }))
  const common = {
    ...(props.id === undefined ? {} : { id: props.id }),
    className: 'fs-field-wide',
    'aria-label': props.label,
    'aria-invalid': props.isBad === true,
    'aria-describedby': props.describedBy,
    disabled: props.isDisabled === true,
    placeholder: t('choose'),
    allowClear: clear,
    defaultOpen: props.isOpenAtOnce === true,
    showSearch: SEARCHED,
    options: [...known, ...strangers],
  }
  return field === 'agencies' ? (
    <Select<string[], Choice> {...common} mode="multiple" value={chosen} onChange={(ids) => onText(ids.join(' '))} />
  ) : (
    <Select<string, Choice> {...common} value={text === '' ? null : text} onChange={(id) => onText(id ?? '')} />
  )
}
