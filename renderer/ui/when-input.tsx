import './when-input.css'
// A day or a moment as a condition: typed, or taken from the calendar. Written the same on every machine and in both
// languages, which the browser's own date field is not: that one follows the language of the machine.
import { CalendarOutlined } from '@ant-design/icons'
import { Input } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { dayStart, readDay, readMoment, writeMoment } from './local-time.ts'

interface Props {
  readonly kind: 'day' | 'moment'
  readonly label: string
  /** 2026-11-25 for a day, 2026-11-25 16:05 for a moment; null: no condition. */
  readonly value: string | null
  readonly onValue: (value: string | null) => void
  readonly isSmall?: boolean
}

/** What is typed counts as soon as it stands there in full; short forms count when the field is left or with Enter. */
export function WhenInput({ kind, label, value, onValue, isSmall = false }: Props) {
  const { t } = useTranslation('fields')
  const [typed, setTyped] = useState<string | null>(null)
  // For what can be read at all; the year of a short form is that of the moment it counts.
  const [openedMs] = useState(() => Date.now())
  const calendar = useRef<HTMLInputElement>(null)
  const text = typed ?? value ?? ''
  const isBad = text.trim() !== '' && readWhen(kind, text, openedMs) === null
  // What cannot be read makes way for the condition in force: a list must not stand beside a day it does not show.
  const settle = (): void => {
    if (typed === null) return
    setTyped(null)
    const read = readWhen(kind, typed, Date.now())
    if (read !== null && read !== value) onValue(read)
  }
  return (
    <span className="fs-when" data-kind={kind}>
      <Input
        size={isSmall ? 'small' : 'middle'}
        aria-label={label}
        aria-invalid={isBad}
        status={isBad ? 'error' : ''}
        title={isBad ? t('badTime') : t(`whenHint.${kind}`)}
        autoComplete="off"
        maxLength={30}
        placeholder={t('noLimit')}
        value={text}
        onChange={({ target }) => {
          const said = target.value
          setTyped(said)
          if (said.trim() === '') onValue(null)
          else if (readWhen(kind, said, Date.now()) === said) onValue(said)
        }}
        onBlur={settle}
        onPressEnter={settle}
        suffix={
          <button
            type="button"
            className="fs-when-open"
            aria-label={t('calendar', { label })}
            title={t('calendar', { label })}
            onClick={() => calendar.current?.showPicker()}
          >
            <CalendarOutlined aria-hidden />
          </button>
        }
      />
      <input
        ref={calendar}
        type={kind === 'day' ? 'date' : 'datetime-local'}
        className="fs-when-calendar"
        tabIndex={-1}
        aria-hidden
        value={(value ?? '').replace(' ', 'T')}
        onChange={({ target }) => {
          setTyped(null)
          onValue(target.value === '' ? null : target.value.replace('T', ' ').slice(0, 16))
        }}
      />
    </span>
  )
}

/** The full form of what was typed, null when it is none. A moment without its time of day begins the day. */
function readWhen(kind: Props['kind'], text: string, nowMs: number): string | null {
  const day = readDay(text, nowMs)
  if (kind === 'day') return day
  const ms = readMoment(text) ?? (day === null ? null : dayStart(day))
  return ms === null ? null : writeMoment(ms)
}
