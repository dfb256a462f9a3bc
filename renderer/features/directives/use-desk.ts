// Who looks at directives here: the officer, the agency, and the names of the others.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { fault } from '../../../shared/base/fault.ts'
import type { Action } from '../../../shared/commands/rights.ts'
import { wordsElsewhere } from '../../../shared/model/directive.ts'
import { timeField } from '../../../shared/model/fields.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { agencyName, useAgencies } from '../../state/directory-names.ts'
import { useOfficerNames } from '../../state/officer-names.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { spanOf } from './due-text.ts'

export interface Names {
  readonly agency: (id: string | null) => string
  readonly officer: (id: string | null) => string
  /** "Fuzhou · Zhang", or the agency alone. */
  readonly receiver: (agency: string | null, officer: string | null) => string
}

export function useNames(): Names {
  const { t, i18n } = useTranslation('directives')
  const language = i18n.language === 'en' ? 'en' : 'zh-CN'
  const agencies = useAgencies()
  const officers = useOfficerNames()
  return useMemo(() => {
    const agency = (id: string | null): string => (id === null ? '' : agencyName(agencies, id, language))
    const officer = (id: string | null): string => {
      if (id === null) return ''
      const words = wordsElsewhere(id)
      return words === null ? (officers.get(id) ?? id) : words === '' ? t('elsewhere') : words
    }
    return {
      agency,
      officer,
      receiver: (of, who) =>
        who === null ? agency(of) : t('toOfficer', { agency: agency(of), officer: officer(who) }),
    }
  }, [agencies, officers, language, t])
}

/** Says how long there is left or how long it is over. */
export function useDueWords(): (dueMs: number, nowMs: number) => string {
  const { t } = useTranslation('directives')
  return (dueMs, nowMs) => {
    const { unit, ...parts } = spanOf(dueMs - nowMs)
    return t(dueMs < nowMs ? 'dueOver' : 'dueLeft', { time: t(`time.${unit}`, { ...parts }) })
  }
}

/** An ISO time inside a field, in milliseconds. */
export function partMs(part: Parameters<typeof timeField>[0] | null): number | null {
  return part === null ? null : timeField(part, 'at')
}

const WHY_NOT = {
  'directive.issue': 'mayNotIssue',
  'directive.handle': 'mayNotHandle',
  'incident.transfer': 'transfer.mayNot',
} as const satisfies Partial<Record<Action, string>>

/** Why the officer may not do it here; undefined when they may. */
export function useWhyNot(action: keyof typeof WHY_NOT): string | undefined {
  const { t } = useTranslation('directives')
  const refusal = useRefusal(action)
  if (refusal === null) return undefined
  return refusal === 'notAllowed' ? t(WHY_NOT[action]) : faultWords(fault(refusal, ''))
}
