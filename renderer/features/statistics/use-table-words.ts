// What the rows of the tables are called in the language in use.
import { useTranslation } from 'react-i18next'
import { officeName } from '../../i18n/office-names.ts'
import { useClockRules } from '../../state/report-clocks.ts'
import { useFieldNames } from '../../state/use-field-names.ts'
import type { TableWords } from './tables.ts'

export function useTableWords(space: string): TableWords {
  const { t, i18n } = useTranslation(['statistics', 'model'])
  const names = useFieldNames(i18n.language === 'en' ? 'en' : 'zh-CN')
  const rules = useClockRules(space)
  return {
    say: (key) => t(`statistics:${key}`),
    level: (level) => t(level === 0 ? 'model:level.0' : `model:levelShort.${level}`),
    status: (status) => t(`model:status.${status}`),
    // Families stand in the table of codes under their first code: 11B00.
    category: (family) => named(family, names.category(`${family}00`), `${family}00`),
    division: (code) => {
      const whole = code.padEnd(6, '0')
      return named(code, names.division(whole), whole)
    },
    agency: (id) => names.agency(id),
    rule: (id) => {
      const rule = rules.find((one) => one.id === id)
      return rule === undefined ? [id, ''] : [officeName(rule.toRole), rule.citation]
    },
  }
}

/** A name, with its code; the code alone where no table has it. */
function named(code: string, name: string, asked: string): string {
  return name === asked ? code : name
}
