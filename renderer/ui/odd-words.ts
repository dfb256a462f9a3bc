// What was odd about a received alert (shared/interop/alert/odd.ts), in words: `word: what`. Words of a family (no-…, …-word)
// share a sentence that names the element of the message; a word without a sentence is shown as it is.
import { i18n } from '../i18n/i18n.ts'

const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/^no-(\w+)$/, 'missing'],
  [/^(\w+)-word$/, 'word'],
  [/^(\w+)-unreadable$/, 'unreadable'],
  [/^(\w+)-zone$/, 'zone'],
  [/^(\w+)-(?:blank|form)$/, 'form'],
  [/^too-many-(\w+)$/, 'tooMany'],
]

/** The sentence of one line. */
export function oddWords(line: string): string {
  const at = line.indexOf(': ')
  const word = at < 0 ? line : line.slice(0, at)
  const what = at < 0 ? '' : line.slice(at + 2)
  const exact = i18n.t(`alerts:odd.${word}`, { what, defaultValue: '' })
  if (exact !== '') return exact
  for (const [pattern, family] of FAMILIES) {
    const element = pattern.exec(word)?.[1]
    if (element !== undefined) return i18n.t(`alerts:odd.${family}`, { element, what })
  }
  return line
}
