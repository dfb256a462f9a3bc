// Chooses who gets a directive: agencies and officers, several at once, found by name or code.
import { Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { DirectoryRow } from '../../../shared/rpc/rows.ts'
import { useAgencies } from '../../state/directory-names.ts'
import { useWatch } from '../../state/use-watch.ts'
import { useNames } from './use-desk.ts'

export interface Receiver {
  readonly agency: string
  readonly officer: string | null
}

interface Props {
  readonly value: readonly Receiver[]
  readonly onChange: (receivers: readonly Receiver[]) => void
}

export function ReceiverPicker({ value, onChange }: Props) {
  const { t } = useTranslation('directives')
  const names = useNames()
  const agencies = useAgencies()
  const officers = useWatch('directory', { kind: 'officer' })
  const options = useMemo(
    () => [
      {
        label: t('form.agencies'),
        options: agencies.map(({ id, code }) => ({
          value: keyOf({ agency: id, officer: null }),
          label: names.agency(id),
          search: `${names.agency(id)} ${code}`.toLowerCase(),
        })),
      },
      {
        label: t('form.officers'),
        options: officers.rows.flatMap((row) => officerOption(row, names.agency, t)),
      },
    ],
    [agencies, officers.rows, names, t],
  )
  return (
    <Select
      mode="multiple"
      showSearch={{ filterOption: (input, option) => found(option, input) }}
      value={value.map(keyOf)}
      aria-label={t('form.receivers')}
      placeholder={t('form.receiversHint')}
      options={options}
      onChange={(keys: readonly string[]) => onChange(keys.map(receiverOf))}
    />
  )
}

type Say = ReturnType<typeof useTranslation<'directives'>>['t']

function officerOption({ key, fields }: DirectoryRow, agencyName: (id: string | null) => string, t: Say) {
  const { agency, active, displayName, role, name } = fields
  if (typeof agency !== 'string' || active !== true || role === 'linkedSystem') return []
  const officer = key.slice(key.lastIndexOf('/') + 1)
  const shown = typeof displayName === 'string' ? displayName : officer
  const label = t('form.officerOf', { officer: shown, agency: agencyName(agency) })
  const sign = typeof name === 'string' ? name : ''
  return [{ value: keyOf({ agency, officer }), label, search: `${label} ${sign}`.toLowerCase() }]
}

function found(option: unknown, input: string): boolean {
  const { search } = (option ?? {}) as { readonly search?: string }
  return search?.includes(input.trim().toLowerCase()) === true
}

function keyOf({ agency, officer }: Receiver): string {
  return officer === null ? agency : `${agency} ${officer}`
}

function receiverOf(key: string): Receiver {
  const [agency = '', officer] = key.split(' ')
  return { agency, officer: officer ?? null }
}
