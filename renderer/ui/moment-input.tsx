// A moment to come, typed in full: 2026-11-25 08:00, the same in both languages and on every machine. When the field is left
// the text takes this form, or says that it cannot be read. Where it may stay empty, that means now.
import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { readMoment, writeMoment } from './local-time.ts'

interface Props {
  readonly label: string
  readonly text: string
  readonly isDisabled?: boolean
  /** It may stay empty; said where the example stands otherwise. */
  readonly whenEmpty?: string
  readonly onText: (text: string) => void
}

export function MomentInput({ label, text, isDisabled = false, whenEmpty, onText }: Props) {
  const { t } = useTranslation('fields')
  const isBad = readMoment(text) === null && (whenEmpty === undefined || text.trim() !== '')
  return (
    <Input
      aria-label={label}
      aria-invalid={isBad}
      status={isBad ? 'error' : ''}
      title={isBad ? t('badTime') : ''}
      disabled={isDisabled}
      autoComplete="off"
      maxLength={30}
      placeholder={whenEmpty ?? '2026-11-25 08:00'}
      value={text}
      onChange={(event) => onText(event.target.value)}
      onBlur={() => {
        const ms = readMoment(text)
        if (ms !== null && writeMoment(ms) !== text) onText(writeMoment(ms))
      }}
    />
  )
}
