// Every kind of record this program knows, with its fields' schemas. Kinds and fields it does not know
// (from newer versions) are kept and passed on unchecked.
import type * as z from 'zod'
import type { Result } from '../base/fault.ts'
import { ok, refuse } from '../base/fault.ts'
import type { Kind } from '../base/ids.ts'
import type { Json } from '../base/json.ts'
import { ALERT, ALERT_LINK, ALERT_LINK_ONCE, ALERT_ONCE, alertFields, alertLinkFields } from './alert.ts'
import { ATTACHMENT, ATTACHMENT_ONCE, attachmentFields } from './attachment.ts'
import { AUDIT, AUDIT_ONCE, auditFields } from './audit.ts'
import { CALL, CALL_ONCE, CALL_TEXTS, callFields } from './call.ts'
import { CODE_TABLE, codeTableFields } from './code-table.ts'
import {
  DESTRUCTION,
  DESTRUCTION_ONCE,
  ERASURE,
  ERASURE_ONCE,
  destructionFields,
  erasureFields,
} from './destruction.ts'
import {
  DIRECTIVE,
  DIRECTIVE_ONCE,
  RECEIPT,
  RECEIPT_ONCE,
  TRANSFER,
  TRANSFER_ONCE,
  directiveFields,
  receiptFields,
  transferFields,
} from './directive.ts'
import {
  AGENCY,
  OFFICER,
  SPACE,
  STATION,
  agencyFields,
  officerFields,
  spaceFields,
  stationFields,
} from './directory.ts'
import { DISPOSITION, DISPOSITION_ONCE, dispositionFields } from './disposition.ts'
import { HANDOVER, HANDOVER_ONCE, handoverFields } from './handover.ts'
import { INCIDENT, INCIDENT_TEXT_FIELDS, incidentFields } from './incident.ts'
import { LOG_ENTRY, logEntryFields } from './log-entry.ts'
import { CLOCK_RULE, clockRuleFields } from './report-clock.ts'
import { REPORT_TEMPLATE, reportTemplateFields } from './report-template.ts'
import { DELIVERY, REPORT, deliveryFields, reportFields } from './report.ts'
import { REPORTING_ROLE, reportingRoleFields } from './reporting-role.ts'
import { SAME_EVENT, SAME_EVENT_ONCE, sameEventFields } from './same-event.ts'
import { SHIFT, shiftFields } from './shift.ts'
import { SIGN_IN, signInFields } from './sign-in.ts'
import { UNREPORTED, UNREPORTED_ONCE, unreportedFields } from './unreported.ts'
import { VERDICT, verdictFields } from './verdict.ts'

export interface KindModel {
  readonly fields: { readonly [name: string]: z.ZodType }
  /** Fields the text search finds. */
  readonly text: readonly string[]
  /** Fields that are written once: what was signed stays as it was signed. */
  readonly once?: readonly string[]
}

export const KINDS: { readonly [kind: string]: KindModel } = {
  [INCIDENT]: { fields: incidentFields, text: INCIDENT_TEXT_FIELDS },
  [LOG_ENTRY]: { fields: logEntryFields, text: ['text'] },
  [ATTACHMENT]: { fields: attachmentFields, text: ['name', 'note'], once: ATTACHMENT_ONCE },
  [REPORT]: { fields: reportFields, text: ['title', 'text', 'number'], once: ['signed', 'incident', 'type'] },
  [DELIVERY]: {
    fields: deliveryFields,
    text: ['to', 'takenBy', 'note'],
    once: ['report', 'sent', 'confirmed', 'received'],
  },
  [UNREPORTED]: { fields: unreportedFields, text: ['reason', 'name', 'to'], once: UNREPORTED_ONCE },
  [CLOCK_RULE]: { fields: clockRuleFields, text: [] },
  [REPORTING_ROLE]: { fields: reportingRoleFields, text: [] },
  [CODE_TABLE]: { fields: codeTableFields, text: [] },
  [REPORT_TEMPLATE]: { fields: reportTemplateFields, text: [] },
  [DIRECTIVE]: { fields: directiveFields, text: ['title', 'text', 'leader'], once: DIRECTIVE_ONCE },
  [RECEIPT]: { fields: receiptFields, text: ['title'], once: RECEIPT_ONCE },
  [TRANSFER]: { fields: transferFields, text: ['reason'], once: TRANSFER_ONCE },
  [CALL]: {
    fields: callFields,
    text: [...CALL_TEXTS, 'place', 'callerUnit', 'callerName', 'callerTelephone'],
    once: CALL_ONCE,
  },
  [SHIFT]: { fields: shiftFields, text: ['note', 'telephone'] },
  [HANDOVER]: { fields: handoverFields, text: ['remarks'], once: HANDOVER_ONCE },
  [ALERT]: {
    fields: alertFields,
    text: ['title', 'number', 'areaText', 'warnings', 'measures', 'issuedBy'],
    once: ALERT_ONCE,
  },
  [ALERT_LINK]: { fields: alertLinkFields, text: [], once: ALERT_LINK_ONCE },
  [DISPOSITION]: { fields: dispositionFields, text: ['note'], once: DISPOSITION_ONCE },
  [DESTRUCTION]: { fields: destructionFields, text: [], once: DESTRUCTION_ONCE },
  [ERASURE]: { fields: erasureFields, text: [], once: ERASURE_ONCE },
  [SAME_EVENT]: { fields: sameEventFields, text: [], once: SAME_EVENT_ONCE },
  [AUDIT]: { fields: auditFields, text: [], once: AUDIT_ONCE },
  [VERDICT]: { fields: verdictFields, text: [] },
  [AGENCY]: { fields: agencyFields, text: [] },
  [OFFICER]: { fields: officerFields, text: [] },
  [STATION]: { fields: stationFields, text: [] },
  [SPACE]: { fields: spaceFields, text: [] },
  [SIGN_IN]: { fields: signInFields, text: [] },
}

/**
 * The field of a change that may be written only once and was written before: its one value would be replaced. Two values
 * written apart are a conflict, and settling it replaces both, which is allowed. Decided from the change alone, so that
 * every station and server decides the same.
 */
export function rewritten(
  kind: Kind,
  sets: Iterable<{ readonly name: string; readonly over: readonly unknown[] }>,
): string | undefined {
  const once = Object.hasOwn(KINDS, kind) ? (KINDS[kind]?.once ?? []) : []
  if (once.length === 0) return undefined
  for (const { name, over } of sets) if (over.length === 1 && once.includes(name)) return name
  return undefined
}

/** Checks the fields of a change against its kind. Unknown kinds and fields pass. */
export function checkFields(kind: Kind, sets: Iterable<{ readonly name: string; readonly value: Json }>): Result<void> {
  const model = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined
  if (model === undefined) return ok(undefined)
  for (const { name, value } of sets) {
    const schema = Object.hasOwn(model.fields, name) ? model.fields[name] : undefined
    if (schema !== undefined && !schema.safeParse(value).success) {
      return refuse('invalidInput', `${kind}.${name} does not fit its schema`, { kind, field: name })
    }
  }
  return ok(undefined)
}
