// The few fields of one incident that the map's cards show, watched while they are shown.
import { useMemo } from 'react'
import type { RecordRow } from '../../../shared/rpc/rows.ts'
import type { Roughness } from '../../map/map-tool-store.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useWatchPart } from '../../state/use-watch.ts'

export interface IncidentFields {
  readonly title: string
  readonly number: string
  readonly category: string
  readonly place: string
  /** 0 is ungraded. */
  readonly level: number
  readonly division: string
  /** What is known of where it is instead of a position; null where there is one, or nothing. */
  readonly roughness: Roughness | null
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
  const division = text('division')
  const isKnown = (name: string): boolean => (fields[name]?.value ?? null) !== null
  return {
    title: text('title'),
    number: text('number'),
    category: text('category'),
    place: text('place'),
    level: typeof level === 'number' ? level : 0,
    division,
    roughness: isKnown('position') ? null : isKnown('area') ? 'area' : division === '' ? null : 'division',
  }
}
