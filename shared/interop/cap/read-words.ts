// Small readers of CAP's elements: text, words of a closed list, pairs of valueName and value.
import type { Odd } from '../alert/odd.ts'
import type { XmlElement } from '../xml/xml-tree.ts'
import { childElements, textOf } from '../xml/xml-tree.ts'
import type { CapPair } from './cap-model.ts'

/** Trimmed texts of the child elements of that name; letters of the name may be large or small (`geoCode`). */
export function texts(of: XmlElement, name: string): readonly string[] {
  return named(of, name).map((child) => textOf(child).trim())
}

/** The first of them that is not empty. */
export function firstText(of: XmlElement, name: string): string | undefined {
  return texts(of, name).find((text) => text !== '')
}

export function named(of: XmlElement, name: string): readonly XmlElement[] {
  const wanted = name.toLowerCase()
  return childElements(of).filter((child) => child.name.toLowerCase() === wanted)
}

/** The element's word of the list; undefined, and said, when it is missing or no such word. */
export function wordOf<Word extends string>(
  of: XmlElement,
  name: string,
  words: readonly Word[],
  odd: Odd,
): Word | undefined {
  const text = firstText(of, name)
  if (text === undefined) {
    odd.add(`no-${name}`)
    return undefined
  }
  const word = matching(text, words)
  if (word === undefined) odd.add(`${name}-word`, text)
  return word
}

/** All words of the list that elements of that name say. */
export function wordsOf<Word extends string>(
  of: XmlElement,
  name: string,
  words: readonly Word[],
  odd: Odd,
): readonly Word[] {
  return texts(of, name).flatMap((text) => {
    const word = matching(text, words)
    if (word === undefined && text !== '') odd.add(`${name}-word`, text)
    return word === undefined ? [] : [word]
  })
}

function matching<Word extends string>(text: string, words: readonly Word[]): Word | undefined {
  const wanted = text.toLowerCase()
  return words.find((word) => word.toLowerCase() === wanted)
}

const MAX_PAIRS = 500

/** valueName and value; CAP 1.0 writes `name=value` as text. */
export function pairsOf(of: XmlElement, name: string, odd: Odd): readonly CapPair[] {
  const found = named(of, name)
  if (found.length > MAX_PAIRS) odd.add(`too-many-${name}`, found.length)
  return found.slice(0, MAX_PAIRS).flatMap((pair) => {
    const valueName = firstText(pair, 'valueName')
    const value = firstText(pair, 'value')
    if (valueName !== undefined || value !== undefined) return [{ name: valueName ?? '', value: value ?? '' }]
    const text = textOf(pair).trim()
    const at = text.indexOf('=')
    if (text === '' || named(pair, 'valueName').length > 0) return []
    return [at < 0 ? { name: '', value: text } : { name: text.slice(0, at).trim(), value: text.slice(at + 1).trim() }]
  })
}
