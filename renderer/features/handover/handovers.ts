// The handovers of an agency, newest first, and the question the bar and the list share. An office in several spaces hands over
// once: the handover of one space, and parts in others, are one act.
import { textField, timeField } from '../../../shared/model/fields.ts'
import type { HandoverState } from '../../../shared/model/handover.ts'
import { HANDOVER, UNSETTLED, givenOf, handoverState, takenOf, waitsFor } from '../../../shared/model/handover.ts'
import type { PlacedRow } from '../../state/desk-items.ts'
import { pageOf, shownOf } from '../../state/desk-items.ts'

export interface Handover {
  readonly space: string
  readonly id: string
  /** The handover it is part of, in another space. */
  readonly act: string | null
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

export function handoverOf({ space, row }: PlacedRow): Handover {
  const fields = shownOf(row)
  return {
    space,
    id: row.key,
    act: textField(fields, 'act'),
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

/** What is handed over at once: the handover that was begun, and its parts in other spaces. */
export interface Act {
  readonly id: string
  readonly main: Handover
  /** The main one first. */
  readonly members: readonly Handover[]
  /** The earliest step any of them still stands at. */
  readonly state: HandoverState
}

/** Handovers as acts, in the order of the first of each. */
export function actsOf(handovers: readonly Handover[]): readonly Act[] {
  return [...Map.groupBy(handovers, ({ act, id }) => act ?? id)].flatMap(([id, found]) => {
    const members = found.toSorted((a, b) => Number(a.act !== null) - Number(b.act !== null))
    const [main] = members
    if (main === undefined) return []
    const open = UNSETTLED.find((state) => members.some((one) => one.state === state))
    return [{ id, main, members, state: open ?? main.state }]
  })
}

/** How many acts are not settled. */
export function unsettledCount(rows: readonly PlacedRow[]): number {
  return actsOf(rows.map(handoverOf)).length
}
