// Chooses an incident by its words or number, or none.
import { Select } from 'antd'
import { useMemo } from 'react'
import { useClear } from '../../ui/use-clear.tsx'
import { incidentWords, useIncidents } from './incident-names.ts'

interface Props {
  readonly space: string
  readonly label: string
  readonly value: string | null
  readonly placeholder: string
  readonly onChange: (incident: string | null) => void
}

export function IncidentChoice({ space, label, value, placeholder, onChange }: Props) {
  const incidents = useIncidents(space)
  const options = useMemo(
    () =>
      [...incidents.values()]
        .filter((row) => row.status !== 'void')
        .map((row) => ({ value: row.key, label: incidentWords(incidents, row.key) })),
    [incidents],
  )
  return (
    <Select
      aria-label={label}
      className="fs-desk-incident"
      allowClear={useClear()}
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={placeholder}
      value={value}
      options={options}
      popupMatchSelectWidth={360}
      onChange={(chosen: string | undefined) => onChange(chosen ?? null)}
    />
  )
}
