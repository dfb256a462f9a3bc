// Words a bundle's pages need, Chinese and English together: who reads a bundle has no console to switch the language of.
import type { JsonFields } from '../../../shared/base/json.ts'
import { WORDS } from '../../i18n/i18n.ts'
import type { ReferenceData } from '../../state/reference-data.ts'
import { categoryName, divisionName } from '../../state/reference-data.ts'

type Table = { readonly [key: string]: string }

/** Key → word, as the station's pages ask for them. `described` are the incident and its alerts: their codes are told in words. */
export function archiveWords(
  reference: ReferenceData,
  described: readonly JsonFields[],
): { readonly [key: string]: string } {
  const { 'zh-CN': zh, en } = WORDS
  const words: { [key: string]: string } = {}
  const put = (prefix: string, chinese: Table, english: Table): void => {
    for (const [key, word] of Object.entries(chinese)) {
      const other = english[key] ?? word
      words[`${prefix}.${key}`] = other === word ? word : `${word} ${other}`
    }
  }
  put('field', zh.search.field, en.search.field)
  put('field', zh.model.field, en.model.field)
  // The same name means another thing in a shift, which is in no bundle.
  put('field', zh.archive.field, en.archive.field)
  put('field.alert', zh.alerts.field, en.alerts.field)
  put('page', zh.archive.page, en.archive.page)
  put('kind', zh.search.kind, en.search.kind)
  put('value.status', zh.model.status, en.model.status)
  put('value.level', zh.model.level, en.model.level)
  put('value.sourceKind', zh.model.source, en.model.source)
  put('value.sourceChannel', zh.model.channel, en.model.channel)
  put('value.channel', zh.model.channel, en.model.channel)
  put('value.how', { ...zh.model.channel, ...zh.search.state }, { ...en.model.channel, ...en.search.state })
  put('value.use', zh.alerts.use, en.alerts.use)
  put('value.disposition', zh.notices.disposition, en.notices.disposition)
  put('value.noticeKind', zh.notices.kind, en.notices.kind)
  put('value.step', zh.search.state, en.search.state)
  const say = (field: string, code: unknown, nameOf: typeof divisionName): void => {
    if (typeof code === 'string')
      words[`value.${field}.${code}`] = `${nameOf(reference, code, 'zh-CN')} ${nameOf(reference, code, 'en')} (${code})`
  }
  for (const { category, division, divisions } of described) {
    say('category', category, categoryName)
    say('division', division, divisionName)
    for (const code of Array.isArray(divisions) ? divisions : []) say('divisions', code, divisionName)
  }
  return Object.fromEntries(Object.entries(words).map(([key, word]) => [key, word.slice(0, 300)]))
}
