// The console's own words, so that tests find things by what people read and no wording is written twice.
import type { Language } from '../../../renderer/i18n/i18n.ts'
import { i18n } from '../../../renderer/i18n/i18n.ts'

export type { Language }

/** Looks a word up; a key that is not there is a mistake of the test. */
export type Say = (key: string, values?: Readonly<Record<string, unknown>>) => string

/** The words of a language: `say('app:bar.linked')`. */
export function wordsOf(language: Language): Say {
  const t = i18n.getFixedT(language)
  return (key, values = {}) => {
    if (!i18n.exists(key, { lng: language })) throw new Error(`there is no word ${key} in ${language}`)
    return t(key, values)
  }
}

/**
 * Fits exactly these words as they stand on the screen: Ant Design spaces out the two characters of a short button, and an
 * icon before them has a name of its own.
 */
export function exactly(words: string): RegExp {
  const escaped = words.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  const spaced = escaped.replace(/^(\p{Script=Han})(\p{Script=Han})$/u, String.raw`$1\s?$2`)
  return new RegExp(String.raw`^\s*(?:[a-z-]+\s+)?${spaced}\s*$`, 'u')
}

/** Fits words with some number for their {{count}}. */
export function countedName(say: Say, key: string): RegExp {
  const parts = say(key, { count: '\u0000' }).split('\u0000')
  return new RegExp(
    parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join(String.raw`\d+`),
    'u',
  )
}
