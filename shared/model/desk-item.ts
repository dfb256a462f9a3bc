// What the desk's lists know of a record besides its fields: one set of columns for every kind that is worked through on a
// desk (reports, directives, receipts, shifts, handovers, alerts …), so that one watch lists, filters and counts them all.
// A kind says here how its fields give them; a kind that is not here is in no list.
import type { Kind } from '../base/ids.ts'
import type { JsonFields } from '../base/json.ts'
import { ALERT, ALERT_LINK, alertState } from './alert.ts'
import { AUDIT } from './audit.ts'
import { CALL, callState } from './call.ts'
import { DESTRUCTION, ERASURE } from './destruction.ts'
import {
  DIRECTIVE,
  RECEIPT,
  TRANSFER,
  answerDueMs,
  directiveState,
  offeredMs,
  receiptState,
  transferState,
} from './directive.ts'
import { DISPOSITION, dispositionState } from './disposition.ts'
import { textField, timeField } from './fields.ts'
import { HANDOVER, handoverState, settleByMs, waitsFor } from './handover.ts'
import { LOG_ENTRY } from './log-entry.ts'
import { CLOCK_RULE } from './report-clock.ts'
import { DELIVERY, REPORT, deliveredTo, deliveryState, isReceivedReport, reportState } from './report.ts'
import { REPORTING_ROLE } from './reporting-role.ts'
import { SAME_EVENT } from './same-event.ts'
import { SHIFT, holderOf, shiftState } from './shift.ts'
import { UNREPORTED } from './unreported.ts'

/** null: the kind has no such thing, or it is not known. */
export interface DeskItem {
  /** Incident the record belongs to. */
  readonly incident: string | null
  /** Record of another kind it belongs to: a receipt's directive, a report's series. */
  readonly parent: string | null
  /** Where it stands: a word of its kind's own closed list. */
  readonly state: string
  /** Agency it is addressed to or of. */
  readonly agency: string | null
  /** Officer it is addressed to or who holds it. */
  readonly officer: string | null
  /** Number people call it by. Two records of a kind with the same number are doubtful. */
  readonly number: string | null
  /** When it counts for lists, milliseconds. */
  readonly atMs: number | null
  /** Until when something is due, milliseconds; null when nothing is, or is no more. */
  readonly dueMs: number | null
}

export type DeskItemOf = (fields: JsonFields) => DeskItem

const NOTHING: DeskItem = {
  incident: null,
  parent: null,
  state: '',
  agency: null,
  officer: null,
  number: null,
  atMs: null,
  dueMs: null,
}

/** Kind → its columns. Every kind of the duty desk has its line here. */
export const DESK_KINDS: ReadonlyMap<Kind, DeskItemOf> = new Map<Kind, DeskItemOf>([
  [
    LOG_ENTRY,
    (fields) => ({
      incident: textField(fields, 'incident'),
      parent: textField(fields, 'corrects'),
      state: fields['corrects'] === null ? 'line' : 'correction',
      agency: null,
      officer: null,
      number: null,
      atMs: timeField(fields, 'at'),
      dueMs: null,
    }),
  ],
  [
    REPORT,
    (fields) => ({
      incident: textField(fields, 'incident'),
      parent: null,
      state: reportState(fields),
      agency: textField(fields, 'agency'),
      officer: null,
      // Numbers of another server's series are not ours: they double none.
      number: isReceivedReport(fields) ? null : textField(fields, 'number'),
      atMs: timeField(fields, 'writtenAt'),
      dueMs: null,
    }),
  ],
  [REPORTING_ROLE, () => ({ ...NOTHING, state: 'said' })],
  [CLOCK_RULE, (fields) => ({ ...NOTHING, state: fields['enabled'] === true ? 'on' : 'off' })],
  [
    DELIVERY,
    (fields) => ({
      incident: textField(fields, 'incident'),
      parent: textField(fields, 'report'),
      state: deliveryState(fields),
      agency: deliveredTo(fields),
      officer: null,
      number: null,
      atMs: sentMs(fields),
      dueMs: null,
    }),
  ],
  [
    UNREPORTED,
    (fields) => ({
      ...NOTHING,
      incident: textField(fields, 'incident'),
      state: 'explained',
      officer: textField(fields, 'by'),
      atMs: timeField(fields, 'at'),
    }),
  ],
  [
    DIRECTIVE,
    (fields) => ({
      ...NOTHING,
      incident: textField(fields, 'incident'),
      parent: textField(fields, 'forwards'),
      state: directiveState(fields),
      agency: textField(fields, 'agency'),
      officer: textField(fields, 'issuedBy'),
      atMs: timeField(fields, 'issuedAt'),
    }),
  ],
  [
    RECEIPT,
    (fields) => ({
      ...NOTHING,
      incident: textField(fields, 'incident'),
      parent: textField(fields, 'directive'),
      state: receiptState(fields),
      agency: textField(fields, 'agency'),
      officer: textField(fields, 'officer'),
      atMs: timeField(fields, 'issuedAt'),
      dueMs: answerDueMs(fields),
    }),
  ],
  [
    TRANSFER,
    (fields) => ({
      ...NOTHING,
      incident: textField(fields, 'incident'),
      state: transferState(fields),
      agency: textField(fields, 'agency'),
      atMs: offeredMs(fields),
    }),
  ],
  [
    CALL,
    (fields) => ({
      ...NOTHING,
      incident: textField(fields, 'incident'),
      parent: textField(fields, 'corrects'),
      state: callState(fields),
      atMs: timeField(fields, 'bookAt'),
    }),
  ],
  [
    SHIFT,
    (fields) => ({
      ...NOTHING,
      state: shiftState(fields),
      agency: textField(fields, 'agency'),
      officer: holderOf(fields)?.officer ?? null,
      atMs: timeField(fields, 'from'),
    }),
  ],
  [
    HANDOVER,
    (fields) => ({
      ...NOTHING,
      state: handoverState(fields),
      agency: textField(fields, 'agency'),
      officer: waitsFor(fields),
      atMs: timeField(fields, 'at'),
      dueMs: settleByMs(fields),
    }),
  ],
  [
    ALERT,
    (fields) => ({
      ...NOTHING,
      state: alertState(fields),
      number: textField(fields, 'number'),
      atMs: timeField(fields, 'issuedAt'),
      dueMs: timeField(fields, 'endsAt'),
    }),
  ],
  [
    ALERT_LINK,
    (fields) => ({
      ...NOTHING,
      incident: textField(fields, 'incident'),
      parent: textField(fields, 'alert'),
      state: fields['linked'] === true ? 'linked' : 'unlinked',
    }),
  ],
  [
    DISPOSITION,
    (fields) => ({
      ...NOTHING,
      incident: textField(fields, 'incident'),
      parent: textField(fields, 'subject'),
      state: dispositionState(fields),
      agency: textField(fields, 'agency'),
      officer: textField(fields, 'by'),
      atMs: timeField(fields, 'at'),
    }),
  ],
  [
    DESTRUCTION,
    (fields) => ({
      ...NOTHING,
      incident: textField(fields, 'incident'),
      state: 'ordered',
      officer: textField(fields, 'by'),
      atMs: timeField(fields, 'at'),
    }),
  ],
  [
    ERASURE,
    (fields) => ({
      ...NOTHING,
      parent: textField(fields, 'destruction'),
      state: 'done',
      atMs: timeField(fields, 'at'),
    }),
  ],
  [
    SAME_EVENT,
    (fields) => ({
      ...NOTHING,
      incident: textField(fields, 'incident'),
      parent: textField(fields, 'other'),
      state: textField(fields, 'state') ?? '',
      officer: textField(fields, 'by'),
      atMs: timeField(fields, 'at'),
    }),
  ],
  [
    AUDIT,
    (fields) => ({
      ...NOTHING,
      state: textField(fields, 'refused') === null ? (textField(fields, 'event') ?? '') : 'refused',
      officer: textField(fields, 'officer'),
      atMs: timeField(fields, 'at'),
    }),
  ],
])

function sentMs(fields: JsonFields): number | null {
  const sent = fields['sent']
  return typeof sent === 'object' && sent !== null && !Array.isArray(sent) ? timeField(sent as JsonFields, 'at') : null
}
