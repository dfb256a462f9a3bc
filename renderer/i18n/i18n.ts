// The words people see: i18next with both languages built in. Chinese is the default; switching needs no reload.
import i18next from 'i18next'
import type { i18n as I18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { FAULT_WORDS_EN as faultEn } from '../../shared/base/fault-words-en.ts'
import { FAULT_WORDS_ZH as fault } from '../../shared/base/fault-words-zh.ts'
import type { Fault } from '../../shared/base/fault.ts'
import { admin as adminEn } from './en/admin.ts'
import { alerts as alertsEn } from './en/alerts.ts'
import { app as appEn } from './en/app.ts'
import { archive as archiveEn } from './en/archive.ts'
import { attachments as attachmentsEn } from './en/attachments.ts'
import { common as commonEn } from './en/common.ts'
import { desklog as desklogEn } from './en/desklog.ts'
import { destruction as destructionEn } from './en/destruction.ts'
import { detail as detailEn } from './en/detail.ts'
import { directives as directivesEn } from './en/directives.ts'
import { factor as factorEn } from './en/factor.ts'
import { fields as fieldsEn } from './en/fields.ts'
import { gateways as gatewaysEn } from './en/gateways.ts'
import { handover as handoverEn } from './en/handover.ts'
import { importing as importingEn } from './en/importing.ts'
import { incidents as incidentsEn } from './en/incidents.ts'
import { intake as intakeEn } from './en/intake.ts'
import { map as mapEn } from './en/map.ts'
import { model as modelEn } from './en/model.ts'
import { notices as noticesEn } from './en/notices.ts'
import { reports as reportsEn } from './en/reports.ts'
import { roster as rosterEn } from './en/roster.ts'
import { search as searchEn } from './en/search.ts'
import { session as sessionEn } from './en/session.ts'
import { statistics as statisticsEn } from './en/statistics.ts'
import { systems as systemsEn } from './en/systems.ts'
import { verify as verifyEn } from './en/verify.ts'
import { admin } from './zh-CN/admin.ts'
import { alerts } from './zh-CN/alerts.ts'
import { app } from './zh-CN/app.ts'
import { archive } from './zh-CN/archive.ts'
import { attachments } from './zh-CN/attachments.ts'
import { common } from './zh-CN/common.ts'
import { desklog } from './zh-CN/desklog.ts'
import { destruction } from './zh-CN/destruction.ts'
import { detail } from './zh-CN/detail.ts'
import { directives } from './zh-CN/directives.ts'
import { factor } from './zh-CN/factor.ts'
import { fields } from './zh-CN/fields.ts'
import { gateways } from './zh-CN/gateways.ts'
import { handover } from './zh-CN/handover.ts'
import { importing } from './zh-CN/importing.ts'
import { incidents } from './zh-CN/incidents.ts'
import { intake } from './zh-CN/intake.ts'
import { map } from './zh-CN/map.ts'
import { model } from './zh-CN/model.ts'
import { notices } from './zh-CN/notices.ts'
import { reports } from './zh-CN/reports.ts'
import { roster } from './zh-CN/roster.ts'
import { search } from './zh-CN/search.ts'
import { session } from './zh-CN/session.ts'
import { statistics } from './zh-CN/statistics.ts'
import { systems } from './zh-CN/systems.ts'
import { verify } from './zh-CN/verify.ts'

export type Language = 'zh-CN' | 'en'

/** All words by language and namespace. */
export const WORDS = {
  'zh-CN': {
    archive,
    destruction,
    search,
    statistics,
    common,
    app,
    model,
    fault,
    factor,
    fields,
    map,
    incidents,
    intake,
    detail,
    directives,
    admin,
    session,
    attachments,
    reports,
    alerts,
    notices,
    desklog,
    roster,
    handover,
    importing,
    systems,
    gateways,
    verify,
  },
  en: {
    archive: archiveEn,
    destruction: destructionEn,
    search: searchEn,
    statistics: statisticsEn,
    common: commonEn,
    app: appEn,
    model: modelEn,
    fault: faultEn,
    factor: factorEn,
    fields: fieldsEn,
    map: mapEn,
    incidents: incidentsEn,
    intake: intakeEn,
    detail: detailEn,
    directives: directivesEn,
    admin: adminEn,
    session: sessionEn,
    attachments: attachmentsEn,
    reports: reportsEn,
    alerts: alertsEn,
    notices: noticesEn,
    desklog: desklogEn,
    roster: rosterEn,
    handover: handoverEn,
    importing: importingEn,
    systems: systemsEn,
    gateways: gatewaysEn,
    verify: verifyEn,
  },
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
