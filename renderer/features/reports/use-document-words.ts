// The words of what goes up the chain: Chinese whatever the language of the screen.
import { useMemo } from 'react'
import { i18n } from '../../i18n/i18n.ts'
import { useFieldNames } from '../../state/use-field-names.ts'
import type { WordSources } from '../../ui/fields/value-words.ts'
import type { Say } from './use-report-words.ts'

export interface DocumentWords {
  readonly say: Say
  readonly sources: WordSources
}

export function useDocumentWords(): DocumentWords {
  const names = useFieldNames('zh-CN')
  return useMemo(
    () => ({
      say: (key, values) => i18n.t(`reports:${key}`, { ...values, lng: 'zh-CN' }),
      sources: { ...names, word: (key, values) => i18n.t(`model:${key}`, { ...values, lng: 'zh-CN' }) },
    }),
    [names],
  )
}
