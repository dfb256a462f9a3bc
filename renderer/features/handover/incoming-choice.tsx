// Who takes over: an officer by name, or whoever comes.
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useClear } from '../../ui/use-clear.tsx'

interface Props {
  /** Nobody takes over from themselves. */
  readonly outgoing: string
  readonly names: ReadonlyMap<string, string>
  readonly value: string | null
  readonly onChange: (officer: string | null) => void
}

export function IncomingChoice({ outgoing, names, value, onChange }: Props) {
  const { t } = useTranslation('handover')
  return (
    <label>
      <span>{t('incoming')}</span>
      <Select
        aria-label={t('incoming')}
        allowClear={useClear()}
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('anybody')}
        value={value}
        options={[...names].filter(([id]) => id !== outgoing).map(([id, name]) => ({ value: id, label: name }))}
        onChange={(chosen: string | undefined) => onChange(chosen ?? null)}
      />
    </label>
  )
}
