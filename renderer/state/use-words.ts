// Names of codes in the language in use, for value-words.
import type { ReferenceData } from './reference-data.ts'
import { categoryName, divisionName, referenceStore, useReferenceData } from './reference-data.ts'

export interface CodeNames {
  readonly category: (code: string) => string
  readonly division: (code: string) => string
}

/** Category and division names; beginnings of codes (11B, 3501), as filters hold them, are named too. */
export function useCodeNames(language: 'zh-CN' | 'en'): CodeNames {
  return namesOf(useReferenceData(), language)
}

/** The same outside React. */
export function codeNames(language: 'zh-CN' | 'en'): CodeNames {
  return namesOf(referenceStore.getState(), language)
}

function namesOf(reference: ReferenceData, language: 'zh-CN' | 'en'): CodeNames {
  return {
    category: (code) => categoryName(reference, reference.codeOf.has(code) ? code : code.padEnd(5, '0'), language),
    division: (code) => divisionName(reference, reference.divisionOf.has(code) ? code : code.padEnd(6, '0'), language),
  }
}
