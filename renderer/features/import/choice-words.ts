// Choices by the words people write for them in tables, in both languages: 重大, Major, II, 2.
import { SOURCE_KINDS } from '../../../shared/model/incident.ts'
import { i18n } from '../../i18n/i18n.ts'

const LANGUAGES = ['zh-CN', 'en'] as const
const ROMAN = ['none', 'i', 'ii', 'iii', 'iv'] as const

/** Word → choice, for every word of both languages. */
export function choiceWords(): (field: 'level' | 'sourceKind', word: string) => string | undefined {
  const levels = new Map<string, string>()
  const sources = new Map<string, string>()
  for (const lng of LANGUAGES) {
    for (let level = 0; level <= 4; level += 1) {
      const choice = level === 0 ? 'none' : String(level)
      for (const key of [`model:level.${level}`, `model:levelShort.${level}`])
        levels.set(plain(i18n.t(key, { lng })), choice)
      levels.set(ROMAN[level] ?? '', choice)
      levels.set(String(level), choice)
    }
    for (const kind of SOURCE_KINDS) sources.set(plain(i18n.t(`model:source.${kind}`, { lng })), kind)
  }
  for (const kind of SOURCE_KINDS) sources.set(plain(kind), kind)
  return (field, word) => (field === 'level' ? levels : sources).get(plain(word))
}

function plain(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase()
}
