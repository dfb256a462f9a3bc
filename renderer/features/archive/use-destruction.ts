// What the views of a destruction order need: the orders of an incident, who carried them out, the stations that should, the calls
// that name people.
import { useMemo } from 'react'
import type { JsonFields } from '../../../shared/base/json.ts'
import { AUDIT } from '../../../shared/model/audit.ts'
import { CALL, CALLER_FIELDS } from '../../../shared/model/call.ts'
import { DESTRUCTION, ERASURE } from '../../../shared/model/destruction.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { pageOf, shownOf } from '../../state/desk-items.ts'
import { useWatch } from '../../state/use-watch.ts'
import type { StationName, Told } from './certificate.ts'

/** Copies that leave the reach of an order. */
const COPY_EVENTS = ['exportSpace', 'tellExport', 'archive', 'backup']

/** The orders of an incident, oldest first. */
export function useOrders(space: string, incident: string): readonly Told[] {
  const { rows } = useWatch('items', pageOf(space, DESTRUCTION, { incident }, { descending: false }))
  return useMemo(() => rows.map(told), [rows])
}

/** Each store's word that it carried an order out. */
export function useErasures(space: string, order: string): readonly Told[] {
  const { rows } = useWatch('items', pageOf(space, ERASURE, { parent: order }, { descending: false }))
  return useMemo(() => rows.map(told), [rows])
}

/** Exports, archive bundles and backups that stations wrote down, newest first; null while they are gathered. */
export function useCopies(space: string): readonly Told[] | null {
  const { rows, phase } = useWatch('items', pageOf(space, AUDIT, { states: COPY_EVENTS }))
  return useMemo(() => (phase === 'loading' ? null : rows.map(told)), [rows, phase])
}

/** Workstations of the directory. */
export function useStationNames(): readonly StationName[] {
  const { rows } = useWatch('directory', { kind: 'station' })
  return useMemo(
    () =>
      rows
        .filter(({ fields }) => fields['role'] === 'station')
        .map(({ key, fields }) => ({
          id: key.slice(key.lastIndexOf('/') + 1),
          name: textField(fields, 'name') ?? key,
          isActive: fields['active'] === true,
        })),
    [rows],
  )
}

/** A call of the incident that names people. */
export interface NamedCall {
  readonly id: string
  readonly atMs: number | null
  readonly who: string
}

export function useNamedCalls(space: string, incident: string): readonly NamedCall[] {
  const { rows } = useWatch('items', pageOf(space, CALL, { incident }, { descending: false }))
  return useMemo(
    () =>
      rows.flatMap((row) => {
        const fields = shownOf(row)
        const who = CALLER_FIELDS.flatMap((name) => textField(fields, name) ?? []).join(' ')
        return who === '' ? [] : [{ id: row.key, atMs: timeField(fields, 'at'), who }]
      }),
    [rows],
  )
}

/** Shown fields of the incident itself. */
export function useIncidentFields(space: string, incident: string): JsonFields {
  const { rows } = useWatch('record', { space, kind: 'incident', id: incident })
  return useMemo(
    () => Object.fromEntries(Object.entries(rows[0]?.fields ?? {}).map(([name, { value }]) => [name, value])),
    [rows],
  )
}

function told(row: ItemRow): Told {
  return { key: row.key, stationName: row.stationName, fields: shownOf(row) }
}
