// The few fields of one incident that the map's cards show, watched while they are shown.
import { useMemo } from 'react'
import type { RecordRow } from '../../../shared/rpc/rows.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useWatchPart } from '../../state/use-watch.ts'

export interface IncidentFields {
  readonly title: string
  readonly number: string
  readonly category: string
  readonly place: string
  /** 0 is ungraded. */
  readonly level: number
}

/** The fields, or null until they are here. */
export function useIncidentFields(incident: string): IncidentFields | null {
  const space = useSpaceId()
  const fields = useWatchPart(
    'record',
    space === null ? null : { space, kind: 'incident', id: incident },
    (state) => state.rows[0]?.fields ?? null,
  )
  return useMemo(() => (fields === null ? null : fieldsOf(fields)), [fields])
}

function fieldsOf(fields: RecordRow['fields']): IncidentFields {
  const text = (name: string): string => {
    const value = fields[name]?.value
    return typeof value === 'string' ? value : ''
  }
  const level = fields['level']?.value
  return {
    title: text('title'),
    number: text('number'),
    category: text('category'),
    place: text('place'),
    level: typeof level === 'number' ? level : 0,
  }
}
