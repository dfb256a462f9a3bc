// A time as it is typed while telephoning. What was read is said below it; when the field is left the text becomes the
// full time, so that "-15" and "now" keep the meaning they had when they were written.
import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readTime, writeTime } from './read-time.ts'

export interface TimeInputProps {
  readonly id?: string
  readonly label: string
  readonly text: string
  readonly onText: (text: string) => void
  readonly placeholder?: string
  readonly isBad?: boolean
  readonly describedBy?: string | undefined
  readonly isDisabled?: boolean
}

export function TimeInput(props: TimeInputProps) {
  const { t } = useTranslation('fields')
  const [read, setRead] = useState('')
  const look = (text: string): void => {
    const reading = text.trim() === '' ? undefined : readTime(text, Date.now())
    setRead(reading?.ok === true ? t('timeRead', { time: writeTime(reading.iso) }) : '')
  }
  return (
    <>
      <Input
        {...(props.id === undefined ? {} : { id: props.id })}
        aria-label={props.label}
        aria-invalid={props.isBad === true}
        aria-describedby={props.describedBy}
        disabled={props.isDisabled === true}
        status={props.isBad === true ? 'error' : ''}
        placeholder={props.placeholder ?? t('timeHint')}
        value={props.text}
        maxLength={60}
        autoComplete="off"
        onFocus={() => look(props.text)}
        onChange={(event) => {
          props.onText(event.target.value)
          look(event.target.value)
        }}
        onBlur={() => {
          setRead('')
          const reading = props.text.trim() === '' ? undefined : readTime(props.text, Date.now())
          if (reading?.ok === true && writeTime(reading.iso) !== props.text) props.onText(writeTime(reading.iso))
        }}
      />
      {read !== '' && <output className="fs-field-read">{read}</output>}
    </>
  )
}
