// A time as it is typed; when the field is left it stands there in full, so that what was read can be seen.
import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { writeTime } from '../../ui/fields/read-time.ts'
import { readNear } from './time-near.ts'

interface Props {
  readonly label: string
  readonly text: string
  readonly onText: (text: string) => void
  readonly isBad?: boolean
  /** What a time without its day comes after. */
  readonly afterMs?: number | null
  readonly placeholder?: string
}

export function TimeField({ label, text, onText, isBad = false, afterMs = null, placeholder }: Props) {
  const { t } = useTranslation('alerts')
  return (
    <Input
      aria-label={label}
      aria-invalid={isBad}
      autoComplete="off"
      placeholder={placeholder ?? t('timeHint')}
      value={text}
      onChange={(event) => onText(event.target.value)}
      onBlur={() => {
        const iso = text.trim() === '' ? null : readNear(text, Date.now(), afterMs)
        if (iso !== null) onText(writeTime(iso))
      }}
    />
  )
}
