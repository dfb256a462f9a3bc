// The handovers of an agency, newest first, and the question the bar and the list share.
import { textField, timeField } from '../../../shared/model/fields.ts'
import type { HandoverState } from '../../../shared/model/handover.ts'
import { HANDOVER, UNSETTLED, givenOf, handoverState, takenOf, waitsFor } from '../../../shared/model/handover.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { pageOf, shownOf } from '../../state/desk-items.ts'

export interface Handover {
  readonly id: string
  readonly state: HandoverState
  readonly agency: string
  readonly atMs: number
  readonly untilMs: number
  readonly outgoing: string
  readonly incoming: string | null
  readonly remarks: string
  readonly voidReason: string | null
  readonly given: ReturnType<typeof givenOf>
  readonly taken: ReturnType<typeof takenOf>
  /** Whose signature it waits for; null when for nobody or for whoever comes. */
  readonly waitsFor: string | null
  readonly conflicts: readonly string[]
  readonly isWaiting: boolean
}

export function handoverOf(row: ItemRow): Handover {
  const fields = shownOf(row)
  return {
    id: row.key,
    state: handoverState(fields),
    agency: textField(fields, 'agency') ?? '',
    atMs: timeField(fields, 'at') ?? row.writtenMs,
    untilMs: timeField(fields, 'until') ?? row.writtenMs,
    outgoing: textField(fields, 'outgoing') ?? '',
    incoming: textField(fields, 'incoming'),
    remarks: textField(fields, 'remarks') ?? '',
    voidReason: textField(fields, 'voidReason'),
    given: givenOf(fields),
    taken: takenOf(fields),
    waitsFor: waitsFor(fields),
    conflicts: Object.entries(row.fields).flatMap(([name, { conflict }]) => (conflict ? [name] : [])),
    isWaiting: row.state !== 'agreed',
  }
}

/** Unsettled handovers of an agency: what the bar counts and the list shows first. */
export function unsettledQuestion(space: string, agency: string) {
  return pageOf(space, HANDOVER, { agencies: [agency], states: [...UNSETTLED] }, { limit: 100 })
}

/** All handovers of an agency, the newest hundred. */
export function allQuestion(space: string, agency: string) {
  return pageOf(space, HANDOVER, { agencies: [agency] }, { limit: 100 })
}
