// Type-ahead fields: categories by name, code or pinyin initials; divisions; places of the offline gazetteer. What is
// chosen stands in the field as "code name"; a text nobody chose stays as it was typed.
import { AutoComplete } from 'antd'
import { useTranslation } from 'react-i18next'
import { searchEventCodes } from '../../../shared/model/event-codes.ts'
import type { Place } from '../../../shared/model/places.ts'
import { searchNamed } from '../../../shared/model/places.ts'
import type { FieldSources } from './field-sources.ts'

const OFFERED = 12

export interface CodeInputProps {
  readonly kind: 'category' | 'division' | 'place'
  readonly id?: string
  readonly label: string
  readonly text: string
  readonly onText: (text: string) => void
  /** A place was chosen from the gazetteer; its name has gone to onText already. */
  readonly onPlace?: ((place: Place) => void) | undefined
  readonly sources: FieldSources
  readonly isBad?: boolean
  readonly describedBy?: string | undefined
  readonly isDisabled?: boolean
}

interface Option {
  readonly value: string
  readonly label: string
  readonly text: string
  readonly place?: Place
}

export function CodeInput(props: CodeInputProps) {
  const { t } = useTranslation('fields')
  const options = optionsOf(props.kind, props.text, props.sources)
  return (
    <AutoComplete<string, Option>
      {...(props.id === undefined ? {} : { id: props.id })}
      className="fs-field-wide"
      aria-label={props.label}
      aria-invalid={props.isBad === true}
      aria-describedby={props.describedBy}
      disabled={props.isDisabled === true}
      status={props.isBad === true ? 'error' : ''}
      placeholder={t(`${props.kind}Hint`)}
      value={props.text}
      options={[...options]}
      defaultActiveFirstOption
      popupMatchSelectWidth={false}
      onChange={(value, option) => {
        // Typing brings an option without content.
        const chosen = Array.isArray(option) || option?.text === undefined ? undefined : option
        props.onText(chosen?.text ?? value ?? '')
        if (chosen?.place !== undefined) props.onPlace?.(chosen.place)
      }}
    />
  )
}

function optionsOf(kind: CodeInputProps['kind'], text: string, sources: FieldSources): readonly Option[] {
  const isEnglish = sources.language === 'en'
  switch (kind) {
    case 'category':
      return searchEventCodes(sources.codes, codePart(text), OFFERED).map((code) => {
        const words = `${code.code} ${isEnglish ? code.nameEn : code.name}`
        return { value: words, label: words, text: words }
      })
    case 'division':
      return divisionsFor(text, sources).map((division) => {
        const words = `${division.code} ${sources.division(division.code)}`
        return { value: words, label: words, text: words }
      })
    default:
      return searchNamed(sources.places, text, OFFERED).map((place, at) => {
        const name = isEnglish ? place.nameEn : place.name
        const around = place.division === null ? '' : sources.division(place.division)
        return {
          value: `${name} ${place.division ?? ''} ${at}`,
          label: around === '' || around === name ? name : `${name} · ${around}`,
          text: name,
          place,
        }
      })
  }
}

/** "11B01 Typhoon" is searched by its code: the name behind it is for the eye. */
function codePart(text: string): string {
  return /^(\d{2}[0-9A-Z]\d{2})\s/.exec(text)?.[1] ?? text
}

function divisionsFor(text: string, { divisions }: FieldSources) {
  const code = /^\d{2,12}/.exec(text.trim())?.[0]
  if (code === undefined) return searchNamed(divisions, text, OFFERED)
  return divisions.filter((division) => division.code.startsWith(code)).slice(0, OFFERED)
}
