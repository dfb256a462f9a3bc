// Whose report it is: nobody writes, signs or sends another agency's [CM-36].
import type { JsonFields } from '../../../shared/base/json.ts'
import { useOfficer } from '../../state/use-status.ts'

/** Tells of a report's fields whether the officer at this seat may work on it, rights aside. */
export function useOwnReport(): (fields: JsonFields) => boolean {
  const officer = useOfficer()
  return ({ agency }) => officer !== null && (officer.role === 'administrator' || agency === officer.agency)
}
