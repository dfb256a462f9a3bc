// Everything a field's words and editors look up: names of codes, divisions and agencies in the language in use, and the
// tables to choose from.
import type { EventCode } from '../../shared/model/event-codes.ts'
import type { CountyFinder, Division, Place } from '../../shared/model/places.ts'
import type { AgencyName } from './directory-names.ts'
import { agencyName, useAgencies } from './directory-names.ts'
import { categoryName, divisionName, useReferenceData } from './reference-data.ts'

export interface FieldNames {
  readonly language: 'zh-CN' | 'en'
  readonly category: (code: string) => string
  readonly division: (code: string) => string
  readonly agency: (id: string) => string
  readonly codes: readonly EventCode[]
  readonly divisions: readonly Division[]
  readonly divisionOf: ReadonlyMap<string, Division>
  readonly places: readonly Place[]
  readonly agencies: readonly AgencyName[]
  /** null until the shapes are here. */
  readonly counties: CountyFinder | null
  /** Code of what bears exactly this name; undefined when nothing does, or several do. */
  readonly codeOf: (field: 'category' | 'division', name: string) => string | undefined
}

/** Names and tables in `language`. */
export function useFieldNames(language: 'zh-CN' | 'en'): FieldNames {
  const reference = useReferenceData()
  const agencies = useAgencies()
  const { codes, divisions, divisionOf, places, counties } = reference
  return {
    language,
    category: (code) => categoryName(reference, code, language),
    division: (code) => divisionName(reference, code, language),
    agency: (id) => agencyName(agencies, id, language),
    codes,
    divisions,
    divisionOf,
    places,
    agencies,
    counties,
    codeOf: (field, name) => onlyCode(field === 'category' ? codes : divisions, name),
  }
}

function onlyCode(
  entries: readonly { readonly code: string; readonly name: string; readonly nameEn: string }[],
  name: string,
): string | undefined {
  const wanted = name.toLowerCase()
  const found = entries.filter((entry) => entry.name === name || entry.nameEn.toLowerCase() === wanted)
  return found.length === 1 ? found[0]?.code : undefined
}
