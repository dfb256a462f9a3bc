// Type-ahead fields: categories by name, code or pinyin initials; divisions; places of the offline gazetteer. What is
// chosen stands in the field as "code name"; a text nobody chose stays as it was typed.
import { AutoComplete } from 'antd'
import { useEffect, useRef, useState } from 'react'
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

/**
 * Keys while the list is open: Enter takes the marked entry; Tab does the same for codes and goes on to the next field.
 * Free text is a place too: there Tab takes only what was marked with the arrows.
 */
export function CodeInput(props: CodeInputProps) {
  const { t } = useTranslation('fields')
  const [isOpen, setOpen] = useState(false)
  const options = optionsOf(props.kind, props.text, props.sources)
  const isShown = isOpen && options.length > 0
  const isPlace = props.kind === 'place'
  const choose = (option: Option | undefined): void => {
    setOpen(false)
    if (option === undefined) return
    props.onText(option.text)
    if (option.place !== undefined) props.onPlace?.(option.place)
  }
  const part = useRef<HTMLDivElement>(null)
  /** The marked entry was chosen with the arrows; the first is marked by itself. */
  const hasMarked = useRef(false)
  useEffect(() => {
    const element = part.current
    if (element === null || !isShown) return undefined
    const listen = (event: KeyboardEvent): void => {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') hasMarked.current = true
      const isEnter = event.key === 'Enter' && !event.ctrlKey && !event.metaKey
      if (event.isComposing || !(isEnter || (event.key === 'Tab' && !event.shiftKey))) return
      const marked = options[markedAt(event.target)] ?? options[0]
      choose(isEnter || !isPlace || hasMarked.current ? marked : undefined)
      // The list's own handling of these keys would keep the focus here.
      event.stopPropagation()
      if (isEnter) event.preventDefault()
    }
    element.addEventListener('keydown', listen)
    return () => element.removeEventListener('keydown', listen)
  })
  return (
    <div ref={part}>
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
        open={isShown}
        onOpenChange={setOpen}
        defaultActiveFirstOption
        popupMatchSelectWidth={false}
        onChange={(value, option) => {
          // Typing brings an option without content.
          const chosen = Array.isArray(option) || option?.text === undefined ? undefined : option
          if (chosen !== undefined) {
            choose(chosen)
            return
          }
          hasMarked.current = false
          props.onText(value ?? '')
          setOpen(true)
        }}
      />
    </div>
  )
}

/** Place of the marked entry in the list; NaN while none is marked. */
function markedAt(target: EventTarget | null): number {
  const marked = target instanceof Element ? target.getAttribute('aria-activedescendant') : null
  return marked === null || marked === '' ? Number.NaN : Number(marked.slice(marked.lastIndexOf('_') + 1))
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
