// The few words main itself shows: menu and safe screen. Everything else people read is in the renderer.
import en from './words/en.json' with { type: 'json' }
import zhCn from './words/zh-CN.json' with { type: 'json' }

export type Language = 'zh-CN' | 'en'
export type Words = typeof zhCn

/** The words of a language. */
export function wordsOf(language: Language): Words {
  return language === 'en' ? en : zhCn
}

/** Chinese first: English only when the machine speaks English. */
export function languageOf(locale: string): Language {
  return locale.toLowerCase().startsWith('en') ? 'en' : 'zh-CN'
}
