// Who may do what: one table. The interface greys out by it, the station refuses by it, the server refuses by it.
import type { Kind } from '../base/ids.ts'
import { ALERT, ALERT_LINK } from '../model/alert.ts'
import { ATTACHMENT } from '../model/attachment.ts'
import { AUDIT } from '../model/audit.ts'
import { CALL } from '../model/call.ts'
import { CODE_TABLE } from '../model/code-table.ts'
import { DESTRUCTION, ERASURE } from '../model/destruction.ts'
import { DIRECTIVE, RECEIPT, TRANSFER } from '../model/directive.ts'
import { AGENCY, OFFICER, SPACE, STATION } from '../model/directory.ts'
import { DISPOSITION } from '../model/disposition.ts'
import { HANDOVER } from '../model/handover.ts'
import { IMPORTED } from '../model/imported.ts'
import { INCIDENT } from '../model/incident.ts'
import { LOG_ENTRY } from '../model/log-entry.ts'
import { CLOCK_RULE } from '../model/report-clock.ts'
import { REPORT_TEMPLATE } from '../model/report-template.ts'
import { DELIVERY, REPORT } from '../model/report.ts'
import { REPORTING_ROLE } from '../model/reporting-role.ts'
import type { Role } from '../model/role.ts'
import { SAME_EVENT } from '../model/same-event.ts'
import { SHIFT } from '../model/shift.ts'
import { UNREPORTED } from '../model/unreported.ts'
import { VERDICT } from '../model/verdict.ts'

export const ACTIONS = [
  'picture.see',
  'incident.report',
  'incident.amend',
  'incident.void',
  'log.add',
  'attachment.add',
  'attachment.void',
  'report.write',
  'report.sign',
  'report.send',
  'rule.write',
  'directive.issue',
  'directive.handle',
  'incident.transfer',
  'roster.write',
  'handover.write',
  'alert.write',
  'notice.dispose',
  'conflict.settle',
  'change.undo',
  'space.export',
  'space.import',
  'map.write',
  'station.cutOff',
  'station.setUp',
  'directory.write',
  'personal.destroy',
  'verdict.write',
  'audit.write',
  'unknown.write',
  'record.import',
] as const
export type Action = (typeof ACTIONS)[number]

const everyday: readonly Action[] = [
  'picture.see',
  'incident.report',
  'incident.amend',
  'log.add',
  'attachment.add',
  'attachment.void',
  'report.write',
  'report.send',
  'directive.handle',
  'incident.transfer',
  'roster.write',
  'handover.write',
  'alert.write',
  'notice.dispose',
  'conflict.settle',
  'change.undo',
  'space.export',
  'space.import',
  'map.write',
  'station.cutOff',
  'unknown.write',
]

/** Role → actions. `directory.write` is carried out by the server in the administrator's name. */
export const RIGHTS: { readonly [role in Role]: readonly Action[] } = {
  viewer: ['picture.see'],
  dutyOfficer: everyday,
  commander: [...everyday, 'report.sign', 'directive.issue', 'incident.void', 'station.setUp', 'personal.destroy'],
  administrator: [
    ...everyday,
    'report.sign',
    'directive.issue',
    'rule.write',
    'incident.void',
    'station.setUp',
    'personal.destroy',
    'directory.write',
  ],
  linkedSystem: [
    'picture.see',
    'incident.report',
    'incident.amend',
    'log.add',
    'attachment.add',
    'alert.write',
    'unknown.write',
    'record.import',
  ],
}

/** True when `role` may do `action`. */
export function may(role: Role, action: Action): boolean {
  return RIGHTS[role].includes(action)
}

/** Kinds a link between servers may bring in. */
const IMPORTABLE: ReadonlySet<Kind> = new Set([
  ...[INCIDENT, LOG_ENTRY, ALERT, ALERT_LINK, REPORT, ATTACHMENT],
  ...[DIRECTIVE, RECEIPT],
])

/** Fields of a receipt that whoever issues or withdraws the directive writes, and no receiver. */
const ISSUED_WITH: ReadonlySet<string> = new Set([
  'directive',
  'incident',
  'title',
  'from',
  'agency',
  'officer',
  'priority',
  'dueAt',
  'issuedAt',
  'withdrawn',
  'withdrawnAbove',
])

/** A whole forwarding, as it is written once; a `forwards` put beside anything else makes it none. */
function isForwarding(fieldNames: readonly string[]): boolean {
  const withdraws = fieldNames.includes('withdrawn') || fieldNames.includes('withdrawnAbove')
  return fieldNames.includes('forwards') && fieldNames.includes('issuedAt') && !withdraws
}

/** The action a change amounts to, from what it says alone: how a server judges a change made on another machine. */
export function actionOf(kind: Kind, fieldNames: readonly string[], isFirst: boolean): Action {
  if (fieldNames.includes(IMPORTED) && IMPORTABLE.has(kind)) return 'record.import'
  switch (kind) {
    case SAME_EVENT:
      return 'incident.amend'
    case INCIDENT:
      if (fieldNames.includes('voidReason') && !isFirst) return 'incident.void'
      return isFirst ? 'incident.report' : 'incident.amend'
    case LOG_ENTRY:
      return fieldNames.includes('told') ? 'record.import' : 'log.add'
    case CALL:
      return 'log.add'
    case ATTACHMENT:
      return fieldNames.includes('voidReason') && !isFirst ? 'attachment.void' : 'attachment.add'
    case REPORT:
      return fieldNames.includes('signed') || fieldNames.includes('number') ? 'report.sign' : 'report.write'
    case DELIVERY:
    case UNREPORTED:
      return 'report.send'
    case CLOCK_RULE:
    case REPORTING_ROLE:
    case CODE_TABLE:
    case REPORT_TEMPLATE:
      return 'rule.write'
    // What came first to a server says nothing here: a signature may arrive before the directive, carried or over another server.
    case DIRECTIVE:
      return isForwarding(fieldNames) ? 'directive.handle' : 'directive.issue'
    case RECEIPT:
      if (isForwarding(fieldNames) && fieldNames.includes('directive')) return 'directive.handle'
      return fieldNames.some((name) => ISSUED_WITH.has(name)) ? 'directive.issue' : 'directive.handle'
    case TRANSFER:
      return 'incident.transfer'
    case SHIFT:
      return 'roster.write'
    case HANDOVER:
      return 'handover.write'
    case ALERT:
    case ALERT_LINK:
      return 'alert.write'
    case DISPOSITION:
      return 'notice.dispose'
    case VERDICT:
      return 'verdict.write'
    case DESTRUCTION:
      return 'personal.destroy'
    case AUDIT:
    case ERASURE:
      return 'audit.write'
    case AGENCY:
    case OFFICER:
    case STATION:
    case SPACE:
      return 'directory.write'
    default:
      return 'unknown.write'
  }
}

/**
 * True when a change is one a station makes by itself, in nobody's name, and says nothing else: that something has been
 * delivered to it, that what its agency forwarded was withdrawn above; or what happened at it.
 */
export function isStationsOwn(kind: Kind, fieldNames: readonly string[]): boolean {
  if (kind === AUDIT || kind === ERASURE) return true
  if (fieldNames.length !== 1) return false
  const [name] = fieldNames
  if (name === 'withdrawnAbove') return kind === DIRECTIVE || kind === RECEIPT
  return name === 'delivered' && (kind === RECEIPT || kind === TRANSFER)
}
