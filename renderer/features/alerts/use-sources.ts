// The tables the form's type-ahead fields choose from, in the language in use.
import { useTranslation } from 'react-i18next'
import { usePreferences } from '../../state/preferences-store.ts'
import type { FieldNames } from '../../state/use-field-names.ts'
import { useFieldNames } from '../../state/use-field-names.ts'
import type { FieldSources } from '../../ui/fields/field-sources.ts'

export function useSources(): FieldSources & FieldNames {
  const { t } = useTranslation('model')
  const { language } = usePreferences()
  const names = useFieldNames(language)
  return { ...names, word: (key, values) => t(key, { ...values }) }
}
