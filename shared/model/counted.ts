// What statistics know of a record besides its row in the lists: who is in charge of an incident, when a delivery was sent
// and confirmed, when an answer was due and came. A kind says here how its fields give it; a kind that is not here is
// counted by its lists alone.
import type { Kind } from '../base/ids.ts'
import type { JsonFields } from '../base/json.ts'
import { RECEIPT, partField } from './directive.ts'
import { textField, timeField } from './fields.ts'
import { INCIDENT } from './incident.ts'
import { DELIVERY } from './report.ts'
import { UNREPORTED } from './unreported.ts'

/** null: the record has no such thing, or it is not known. */
export interface Counted {
  readonly incident: string | null
  /** Agency in charge of an incident, or the one that owes an answer. */
  readonly agency: string | null
  /** Rule whose clock a delivery or an explanation stops, to whom it went, and how. */
  readonly rule: string | null
  readonly receiver: string | null
  readonly channel: string | null
  /** When it was sent or ordered; of an explanation, when the clock it stops had started. */
  readonly atMs: number | null
  /** Until when it was due, also once it is done. */
  readonly dueMs: number | null
  /** When it was confirmed or answered. */
  readonly doneMs: number | null
}

const NOTHING: Counted = {
  incident: null,
  agency: null,
  rule: null,
  receiver: null,
  channel: null,
  atMs: null,
  dueMs: null,
  doneMs: null,
}

/** Kind → what is counted of it; undefined where there is nothing to keep. */
export const COUNTED_KINDS: ReadonlyMap<Kind, (fields: JsonFields) => Counted | undefined> = new Map<
  Kind,
  (fields: JsonFields) => Counted | undefined
>([
  [
    INCIDENT,
    (fields) => {
      const agency = textField(fields, 'agencyInCharge')
      return agency === null ? undefined : { ...NOTHING, agency }
    },
  ],
  [
    DELIVERY,
    (fields) => {
      const sent = partField(fields, 'sent')
      if (sent === null) return undefined
      return {
        ...NOTHING,
        incident: textField(fields, 'incident'),
        rule: textField(sent, 'rule'),
        receiver: textField(sent, 'to'),
        channel: textField(sent, 'channel'),
        atMs: timeField(sent, 'at'),
        doneMs: timeField(partField(fields, 'confirmed') ?? partField(fields, 'received') ?? {}, 'at'),
      }
    },
  ],
  [
    UNREPORTED,
    (fields) => ({
      ...NOTHING,
      incident: textField(fields, 'incident'),
      rule: textField(fields, 'rule'),
      atMs: timeField(fields, 'startedAt'),
    }),
  ],
  [
    RECEIPT,
    (fields) => {
      const { withdrawn } = fields
      if (withdrawn !== undefined && withdrawn !== null) return undefined
      const done = partField(fields, 'answer') ?? partField(fields, 'closed')
      return {
        ...NOTHING,
        incident: textField(fields, 'incident'),
        agency: textField(fields, 'agency'),
        atMs: timeField(fields, 'issuedAt'),
        dueMs: timeField(fields, 'dueAt'),
        doneMs: done === null ? null : timeField(done, 'at'),
      }
    },
  ],
])
