// Words a bundle's pages need, Chinese and English together: who reads a bundle has no console to switch the language of.
import type { JsonFields } from '../../../shared/base/json.ts'
import { WORDS } from '../../i18n/i18n.ts'
import type { ReferenceData } from '../../state/reference-data.ts'
import { categoryName, divisionName } from '../../state/reference-data.ts'

type Table = { readonly [key: string]: string }

/** Key → word, as the station's pages ask for them. */
export function archiveWords(reference: ReferenceData, incident: JsonFields): { readonly [key: string]: string } {
  const { 'zh-CN': zh, en } = WORDS
  const words: { [key: string]: string } = {}
  const put = (prefix: string, chinese: Table, english: Table): void => {
    for (const [key, word] of Object.entries(chinese)) {
      const other = english[key] ?? word
      words[`${prefix}.${key}`] = other === word ? word : `${word} ${other}`
    }
  }
  put('field', zh.search.field, en.search.field)
  put('field', zh.archive.field, en.archive.field)
  put('field', zh.model.field, en.model.field)
  put('page', zh.archive.page, en.archive.page)
  put('kind', zh.search.kind, en.search.kind)
  put('value.status', zh.model.status, en.model.status)
  put('value.level', zh.model.level, en.model.level)
  put('value.sourceKind', zh.model.source, en.model.source)
  put('value.sourceChannel', zh.model.channel, en.model.channel)
  put('value.channel', zh.model.channel, en.model.channel)
  put('value.how', { ...zh.model.channel, ...zh.search.state }, { ...en.model.channel, ...en.search.state })
  put('value.step', zh.search.state, en.search.state)
  const { category, division } = incident
  if (typeof category === 'string')
    words[`value.category.${category}`] =
      `${categoryName(reference, category, 'zh-CN')} ${categoryName(reference, category, 'en')} (${category})`
  if (typeof division === 'string')
    words[`value.division.${division}`] =
      `${divisionName(reference, division, 'zh-CN')} ${divisionName(reference, division, 'en')} (${division})`
  return Object.fromEntries(Object.entries(words).map(([key, word]) => [key, word.slice(0, 300)]))
}
