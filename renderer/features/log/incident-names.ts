// Incidents by id, to say what a line of the log is about and to choose one.
import { useMemo } from 'react'
import type { IncidentRow } from '../../../shared/rpc/rows.ts'
import { useWatch } from '../../state/use-watch.ts'

const MAX = 500

/** The incidents changed last, void ones included. */
export function useIncidents(space: string): ReadonlyMap<string, IncidentRow> {
  const { rows } = useWatch('incidents', {
    space,
    filter: { withVoid: true },
    sort: 'changed',
    descending: true,
    offset: 0,
    limit: MAX,
  })
  return useMemo(() => new Map(rows.map((row) => [row.key, row])), [rows])
}

/** "FJYJ-20230728-7K2Q-001 Title"; the id where it is not known. */
export function incidentWords(incidents: ReadonlyMap<string, IncidentRow>, id: string): string {
  const row = incidents.get(id)
  return row === undefined ? id : `${row.title} ${row.number}`
}
