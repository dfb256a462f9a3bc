// By which rules of a space an agency has to report: those whose reporting office it was said to be.
import type { AgencyId, OfficerId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { shownFields, shownValue } from '../../shared/journal/merge.ts'
import { DIRECTORY, OFFICER, STATION } from '../../shared/model/directory.ts'
import { REPORTING_ROLE, rolesOf } from '../../shared/model/reporting-role.ts'
import type { StationStore } from '../store/station-store.ts'

/** The roles of the office that looks: of the officer's agency, of the station's own where nobody is signed in; null: nothing is said. */
export function rolesAt(store: StationStore, space: string, officer: OfficerId): readonly string[] | null {
  const agency = agencyOf(store, OFFICER, officer) ?? agencyOf(store, STATION, store.station)
  if (agency === null) return null
  const said = store.read(asId(space), REPORTING_ROLE, asId(agency))
  return rolesOf(said === undefined ? undefined : shownFields(said))
}

function agencyOf(store: StationStore, kind: string, id: string): AgencyId | null {
  const record = id === '' ? undefined : store.read(DIRECTORY, kind, asId(id))
  const agency = record === undefined ? undefined : shownValue(record, 'agency')
  return typeof agency === 'string' && agency !== '' ? asId(agency) : null
}
