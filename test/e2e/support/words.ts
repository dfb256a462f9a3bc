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

/** Fits exactly these words as they stand on the screen. */
export function exactly(words: string): RegExp {
  return new RegExp(String.raw`^\s*${literally(words)}\s*$`, 'u')
}

/** Fits words with anything in place of the counts, times and codes that are not given. */
export function fitting(say: Say, key: string, values: Readonly<Record<string, unknown>> = {}): RegExp {
  const any = { count: GAP, total: GAP, unread: GAP, time: GAP, code: GAP, value: GAP }
  // English has a sentence of its own for one.
  const ways = new Set([say(key, { ...any, ...values }), say(key, { ...any, count: 1, ...values })])
  return new RegExp([...ways].map((text) => text.split(GAP).map(literally).join('(.+)')).join('|'), 'u')
}

/** Stands where a value will be; in no text of the console. */
const GAP = '\u0000'

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
