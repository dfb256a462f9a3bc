// What is still open of an incident besides its report clocks, by kind: shown before it is closed. Kinds without records count nothing, so that a
// station that does not know one loses nothing.
import type { Kind } from '../base/ids.ts'
import type { JsonFields } from '../base/json.ts'
import { IN_HAND_STATES, OPEN_TRANSFER_STATES, RECEIPT, TRANSFER, UNSIGNED_STATES } from './directive.ts'
import { textField } from './fields.ts'
import { DELIVERY, reportState } from './report.ts'

export const OPEN_MATTERS = ['unsent', 'unconfirmed', 'receipts', 'transfers', 'conflicts', 'unfetched'] as const
export type OpenMatter = (typeof OPEN_MATTERS)[number]

/** Kind → states in which something of it is still to be done. */
export const OPEN_STATES = {
  [DELIVERY]: ['sent'],
  [RECEIPT]: [...UNSIGNED_STATES, ...IN_HAND_STATES],
  [TRANSFER]: [...OPEN_TRANSFER_STATES],
} as const satisfies { readonly [kind: Kind]: readonly string[] }

/** Reports that went to nobody: still being written, or signed and never sent. `delivered` are reports that were sent. */
export function unsentReports(
  reports: readonly { readonly id: string; readonly fields: JsonFields }[],
  delivered: ReadonlySet<string>,
): readonly string[] {
  return reports
    .filter(({ id, fields }) => !['void', 'received'].includes(reportState(fields)) && !delivered.has(id))
    .map(({ id, fields }) => textField(fields, 'title') ?? id)
}

/** Ids of the reports these deliveries are of. */
export function deliveredReports(deliveries: readonly JsonFields[]): ReadonlySet<string> {
  return new Set(deliveries.flatMap((fields) => textField(fields, 'report') ?? []))
}
