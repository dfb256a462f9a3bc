// What the lists of directives ask of the station. Badge, notice and list take their questions from here, so that they count
// the same things.
import type { JsonFields, Json } from '../../../shared/base/json.ts'
import {
  DIRECTIVE,
  IN_HAND_STATES,
  MISSING_STATES,
  OPEN_TRANSFER_STATES,
  RECEIPT,
  SETTLED_STATES,
  TRANSFER,
  UNSIGNED_STATES,
  deliveredElsewhereMs,
} from '../../../shared/model/directive.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import type { ItemFilter, WatchParams } from '../../../shared/rpc/watches.ts'

export const PAGE = 100
/** The most a watch gives. */
export const MOST = 500

export type InboxPart = 'unsigned' | 'inHand' | 'settled'
export const INBOX_PARTS: readonly InboxPart[] = ['unsigned', 'inHand', 'settled']
const STATES_OF: { readonly [part in InboxPart]: readonly string[] } = {
  unsigned: UNSIGNED_STATES,
  inHand: IN_HAND_STATES,
  settled: SETTLED_STATES,
}

function items(space: string, kind: string, filter: ItemFilter, limit: number): WatchParams<'items'> {
  return { space, kind, filter, sort: 'at', descending: true, offset: 0, limit }
}

/** Receipts of an agency; limit 0 for the count alone. */
export function inboxQuestion(space: string, agency: string, part: InboxPart, limit: number): WatchParams<'items'> {
  return items(space, RECEIPT, { agencies: [agency], states: [...STATES_OF[part]] }, limit)
}

/** Transfers an agency has to answer. */
export function transfersQuestion(space: string, agency: string, limit: number): WatchParams<'items'> {
  return items(space, TRANSFER, { agencies: [agency], states: [...OPEN_TRANSFER_STATES] }, limit)
}

/** Directives an agency issued, or of them those it supervises. */
export function issuedQuestion(
  space: string,
  agency: string,
  { text, isSupervised, limit }: { readonly text: string; readonly isSupervised: boolean; readonly limit: number },
): WatchParams<'items'> {
  const filter: ItemFilter = {
    agencies: [agency],
    ...(isSupervised ? { states: ['supervised'] } : {}),
    ...(text.trim() === '' ? {} : { text: text.trim() }),
  }
  return items(space, DIRECTIVE, filter, limit)
}

/** Receipts that lack a signature or an answer, what is due first before all. */
export function missingQuestion(space: string, agency: string | null): WatchParams<'items'> {
  const filter: ItemFilter = { states: [...MISSING_STATES], ...(agency === null ? {} : { agencies: [agency] }) }
  return { ...items(space, RECEIPT, filter, MOST), sort: 'due', descending: false }
}

/** All receipts of a directive. */
export function receiptsQuestion(space: string, directive: string, limit: number): WatchParams<'items'> {
  return { ...items(space, RECEIPT, { parent: directive }, limit), descending: false }
}

/** Directives a receipt was forwarded by. */
export function forwardsQuestion(space: string, receipt: string): WatchParams<'items'> {
  return items(space, DIRECTIVE, { parent: receipt }, PAGE)
}

/** Directives or transfers about an incident. */
export function ofIncidentQuestion(space: string, kind: string, incident: string): WatchParams<'items'> {
  return items(space, kind, { incident }, PAGE)
}

/** Shown values of a row. */
export function fieldsOf(row: { readonly fields: ItemRow['fields'] }): JsonFields {
  return Object.fromEntries(Object.entries(row.fields).map(([name, view]): [string, Json] => [name, view.value]))
}

/**
 * When a station of the receiver first said that it is there: several stations may have said it. Said over a link between
 * servers, when it was said there.
 */
export function deliveredMs(row: { readonly fields: ItemRow['fields'] }): number | null {
  const view = row.fields['delivered']
  if (view === undefined || view.value !== true) return null
  const elsewhere = deliveredElsewhereMs(fieldsOf(row))
  if (elsewhere !== null) return elsewhere
  return Math.min(view.atMs, ...(view.heads ?? []).map(({ atMs }) => atMs))
}

/** Fields of a row whose values contradict each other. */
export function contradictions(row: { readonly fields: ItemRow['fields'] }): readonly string[] {
  return Object.entries(row.fields).flatMap(([name, { conflict }]) => (conflict ? [name] : []))
}
