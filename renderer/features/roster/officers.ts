// Officers of the directory as the roster names them: by account, and by the name people know.
import { useMemo } from 'react'
import type { Holder } from '../../../shared/model/shift.ts'
import { useWatch } from '../../state/use-watch.ts'

export interface RosterOfficer {
  readonly id: string
  readonly account: string
  readonly name: string
  readonly agency: string
}

/** Active officers, by name. */
export function useRosterOfficers(): readonly RosterOfficer[] {
  const { rows } = useWatch('directory', { kind: 'officer' })
  return useMemo(
    () =>
      rows
        .filter(({ fields }) => fields['active'] !== false && fields['role'] !== 'linkedSystem')
        .map(({ key, fields }) => ({
          id: key.slice(key.lastIndexOf('/') + 1),
          account: text(fields['name']),
          name: text(fields['displayName']) || text(fields['name']),
          agency: text(fields['agency']),
        }))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    [rows],
  )
}

/** Who a typed name means: the one officer of that name, or a person without an account. null for nobody. */
export function holderNamed(name: string, officers: readonly RosterOfficer[]): Holder | null {
  const said = name.trim()
  if (said === '') return null
  const known = officers.filter((one) => one.name === said)
  return { officer: known.length === 1 ? (known[0]?.id ?? null) : null, name: said }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
