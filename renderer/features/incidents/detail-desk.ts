// What the parts of an incident's detail share: which incident, the words and tables, and the one way to write.
import type { Result } from '../../../shared/base/fault.ts'
import type { Json } from '../../../shared/base/json.ts'
import type { CommandInput } from '../../../shared/commands/commands.ts'
import type { Position } from '../../../shared/model/incident.ts'
import type { RecordRow } from '../../../shared/rpc/rows.ts'
import { runCommand } from '../../link/station.ts'
import type { FieldNames } from '../../state/use-field-names.ts'
import type { FieldSources } from '../../ui/fields/field-sources.ts'

export interface DetailDesk {
  readonly space: string
  readonly incident: string
  readonly fields: RecordRow['fields']
  readonly names: FieldNames
  readonly sources: FieldSources
  /** Beginning of the keys under which unsaved texts of this incident and officer are kept. */
  readonly unsaved: string
  /** Why nothing may be amended here, in words; null when it may. */
  readonly refusal: string | null
  /** Shows a refusal, if it is one; true when it went well. */
  readonly take: (result: Result<unknown>) => boolean
}

/** The value shown for a field. */
export function valueOf(desk: Pick<DetailDesk, 'fields'>, field: string): Json {
  return desk.fields[field]?.value ?? null
}

/** The incident's position, or null. */
export function positionOf(desk: Pick<DetailDesk, 'fields'>): Position | null {
  const value = valueOf(desk, 'position') as { readonly lon?: Json; readonly lat?: Json } | null
  return typeof value?.lon === 'number' && typeof value.lat === 'number' ? { lon: value.lon, lat: value.lat } : null
}

/** Amends one field by the command that is for it. `more`: fields that follow from it (the position of a chosen place). */
export async function amend(
  { space, incident: id, names }: DetailDesk,
  field: string,
  value: Json,
  reason: string,
  more: { readonly [field: string]: Json } = {},
): Promise<Result<unknown>> {
  const why = reason.trim() === '' ? {} : { reason: reason.trim() }
  switch (field) {
    case 'level':
      return runCommand(space, 'changeIncidentLevel', { id, level: value as 1 | 2 | 3 | 4 | null, ...why })
    case 'status':
      return runCommand(space, 'changeIncidentStatus', { id, status: value as 'closed', ...why })
    case 'position': {
      const position = value as Position | null
      const division = position === null ? null : (names.counties?.find(position.lon, position.lat) ?? null)
      return runCommand(space, 'moveIncident', { id, position, ...(division === null ? {} : { division }), ...why })
    }
    default: {
      const amended = { [field]: value, ...more } as CommandInput<'amendIncident'>['fields']
      return runCommand(space, 'amendIncident', { id, fields: amended, ...why })
    }
  }
}
