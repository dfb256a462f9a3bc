// The words people see: i18next with both languages built in. Chinese is the default; switching needs no reload.
import i18next from 'i18next'
import type { i18n as I18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Fault } from '../../shared/base/fault.ts'
import { app as appEn } from './en/app.ts'
import { common as commonEn } from './en/common.ts'
import { fault as faultEn } from './en/fault.ts'
import { incidents as incidentsEn } from './en/incidents.ts'
import { map as mapEn } from './en/map.ts'
import { model as modelEn } from './en/model.ts'
import { app } from './zh-CN/app.ts'
import { common } from './zh-CN/common.ts'
import { fault } from './zh-CN/fault.ts'
import { incidents } from './zh-CN/incidents.ts'
import { map } from './zh-CN/map.ts'
import { model } from './zh-CN/model.ts'

export type Language = 'zh-CN' | 'en'

/** All words by language and namespace. */
export const WORDS = {
  'zh-CN': { common, app, model, fault, map, incidents },
  en: { common: commonEn, app: appEn, model: modelEn, fault: faultEn, map: mapEn, incidents: incidentsEn },
} as const

/** The one instance every view reads. */
export const i18n: I18n = i18next.createInstance()

void i18n.use(initReactI18next).init({
  lng: 'zh-CN',
  fallbackLng: 'zh-CN',
  resources: WORDS,
  ns: Object.keys(WORDS['zh-CN']),
  defaultNS: 'common',
  // React escapes; a second escaping would show &amp;.
  interpolation: { escapeValue: false },
  initAsync: false,
})

/** Shows everything in another language. */
export function setLanguage(language: Language): void {
  globalThis.document?.documentElement.setAttribute('lang', language)
  if (i18n.language !== language) void i18n.changeLanguage(language)
}

/** A refusal in the words of the present language. */
export function faultWords({ kind, detail }: Fault): string {
  return i18n.t(`fault:${kind}`, detail ?? {})
}
