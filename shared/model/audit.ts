// An audit record (审计): who signed in or out, took data away, changed how the station is set up, gave an order, or was refused.
// Written once by the station it happened at, in the station's own name, so that the officer it speaks of has no hand in it.
import * as z from 'zod'
import { timeSchema } from './incident.ts'

export const AUDIT = 'audit'

/** What happened; words in renderer/i18n `admin.audit.event.<event>`. */
export const AUDIT_EVENTS = [
  'signIn',
  'openIdFinish',
  'signOut',
  'sessionEnded',
  'changePassword',
  'factor',
  'exportSpace',
  'tellExport',
  'importSpace',
  'archive',
  'backup',
  'proveBackup',
  'restoreBackup',
  'encryptDatabase',
  'setBackupPlace',
  'setAuthority',
  'setServers',
  'setCutOff',
  'extendOpening',
  'saveSetting',
  'join',
  'addMapPack',
  'addMapAddress',
  'removeMapSource',
  'admin',
  'gateways',
  'run',
  'changeRules',
] as const
export type AuditEvent = (typeof AUDIT_EVENTS)[number]

/** What a console saves as a file or prints; words in renderer/i18n `admin.audit.exported`. */
export const EXPORTED = [
  'incidentList',
  'incidentMap',
  'log',
  'call',
  'handover',
  'directive',
  'report',
  'roster',
  'statistics',
  'attachment',
  'destruction',
  'importRefused',
  'original',
  'codeTable',
] as const
/** In which form; words in renderer/i18n `admin.audit.form`. */
export const EXPORT_FORMS = ['csv', 'geojson', 'kml', 'xlsx', 'docx', 'pdf', 'file', 'paper'] as const

export const auditFields = {
  event: z.enum(AUDIT_EVENTS),
  at: timeSchema,
  /** Id in the directory; '' when nobody was signed in. */
  officer: z.string().max(60),
  /** The name as typed or as it was then. */
  name: z.string().max(80),
  /** What it was about: an order, a command, an address, a file. No secrets. */
  about: z.string().max(200),
  /** Kind of the refusal; '' when it was done. */
  refused: z.string().max(40),
} as const

export const AUDIT_ONCE = ['event', 'at', 'officer', 'name', 'about', 'refused'] as const
