// Names of codes in the language in use, for value-words.
import { categoryName, divisionName, useReferenceData } from './reference-data.ts'

/** Category and division names. */
export function useCodeNames(language: 'zh-CN' | 'en'): {
  readonly category: (code: string) => string
  readonly division: (code: string) => string
} {
  const reference = useReferenceData()
  return {
    category: (code: string) => categoryName(reference, code, language),
    division: (code: string) => divisionName(reference, code, language),
  }
}
