// Reading a whole window as a person or a screen reader would: all words on it, and what axe finds wrong with it.
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { WORDS } from '../../../renderer/i18n/i18n.ts'
import type { Language } from './words.ts'

const HAN = /\p{Script=Han}/u
/** i18next shows the key where it has no words; `{{…}}` is a value nobody gave. */
const KEY = new RegExp(String.raw`\b(?:${Object.keys(WORDS.en).join('|')}):\w|^[a-z]\w*(?:\.\w+)+$|\{\{`)

/** Every text and every name, hint and placeholder that is on the screen now. */
export function wordsOn(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found = new Set<string>()
    const isSeen = (element: Element): boolean =>
      element.checkVisibility({ visibilityProperty: true }) || element.getAttribute('aria-live') !== null
    for (const element of document.querySelectorAll('body *')) {
      if (element.closest('script, style, [lang]:not(html)') !== null || !isSeen(element)) continue
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
        const text = element.getAttribute(name)?.trim() ?? ''
        if (text !== '') found.add(text)
      }
      for (const node of element.childNodes) {
        const text = node.nodeType === Node.TEXT_NODE ? (node.textContent?.trim() ?? '') : ''
        if (text !== '') found.add(text)
      }
    }
    return [...found]
  })
}

/** Texts that are keys, or not of the language shown. `data` is what officers wrote and the directory holds. */
export function strangers(words: readonly string[], language: Language, data: readonly string[]): readonly string[] {
  return words.filter((text) => {
    if (KEY.test(text)) return true
    const chrome = data.reduce((left, own) => left.replaceAll(own, ''), text)
    return language === 'en' ? HAN.test(chrome) : ENGLISH.has(chrome)
  })
}

/** English words of the console that a Chinese screen has no place for. */
const ENGLISH: ReadonlySet<string> = (() => {
  const chinese = new Set(leaves(WORDS['zh-CN']))
  return new Set(leaves(WORDS.en).filter((text) => text.length > 3 && !text.includes('{{') && !chinese.has(text)))
})()

function leaves(words: object): readonly string[] {
  return Object.values(words).flatMap((word: unknown) =>
    typeof word === 'string' ? [word] : leaves(word as Readonly<Record<string, unknown>>),
  )
}

/** In the page: what fades in has its colours only when it has come. */
async function comeToRest(): Promise<void> {
  await new Promise(requestAnimationFrame)
  const passing = document
    .getAnimations()
    .filter(({ effect }) => Number.isFinite(Number(effect?.getComputedTiming().endTime)))
  await Promise.allSettled(passing.map(({ finished }) => finished))
}

/** What axe-core finds of serious or critical weight, one line for each element. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  await page.evaluate(comeToRest)
  return page.evaluate(async () => {
    const results = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      resultTypes: ['violations'],
    })
    return results.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`.slice(0, 300)),
      )
  })
}
