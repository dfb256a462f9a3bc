// What the notice area says: of the receipts that lack something, which concern this officer, how many of each kind, and how
// grave it is. Pure, so that it is the same at every seat.
import type { JsonFields } from '../../../shared/base/json.ts'
import type { Alarm } from '../../../shared/model/directive-alarm.ts'
import { graver, receiptAlarm } from '../../../shared/model/directive-alarm.ts'
import { partField, priorityOf } from '../../../shared/model/directive.ts'
import type { Priority } from '../../../shared/model/directive.ts'
import type { Role } from '../../../shared/model/role.ts'

export interface Missing {
  readonly key: string
  readonly fields: JsonFields
}

export interface Calling {
  readonly alarm: Alarm
  readonly priority: Priority
  readonly reminders: number
}

export interface NoticeFacts {
  readonly flash: number
  readonly unsigned: number
  readonly soon: number
  readonly late: number
  /** Transfers our agency has to answer. */
  readonly transfers: number
  /** Receipts of what our agency issued that are overdue; for leaders, those that are for long. */
  readonly issued: number
  readonly alarm: Alarm
  /** By receipt: what has to sound when it changes. */
  readonly calling: ReadonlyMap<string, Calling>
}

/** Who looks, and when. */
export interface Looking {
  readonly agency: string
  readonly role: Role
  readonly nowMs: number
}

/** Reads receipts that lack a signature or an answer, and transfers (by id) that lack one. */
export function noticeFacts(
  rows: readonly Missing[],
  transfers: readonly string[],
  { agency, role, nowMs }: Looking,
): NoticeFacts {
  const counts = { flash: 0, unsigned: 0, soon: 0, late: 0, issued: 0 }
  const calling = new Map<string, Calling>()
  let gravest: Alarm = 'calm'
  for (const { key, fields } of rows) {
    const alarm = receiptAlarm(fields, nowMs)
    const priority = priorityOf(fields)
    const isOverdue = alarm === 'late' || alarm === 'grave'
    const isOurs = fields['agency'] === agency
    // Whoever gave the order hears of it when it is late; a leader only once it is for long.
    const concernsIssuer = fields['from'] === agency && isOverdue && (role === 'dutyOfficer' || alarm === 'grave')
    if (!isOurs && !concernsIssuer) continue
    if (isOurs) {
      if (isOverdue) counts.late += 1
      else if (alarm === 'soon') counts.soon += 1
      else if (alarm === 'new') counts[priority === 'flash' ? 'flash' : 'unsigned'] += 1
    }
    if (concernsIssuer) counts.issued += 1
    gravest = graver(gravest, alarm)
    const times = partField(fields, 'reminded')?.['times']
    calling.set(key, { alarm, priority, reminders: isOurs && typeof times === 'number' ? times : 0 })
  }
  for (const key of transfers) {
    gravest = graver(gravest, 'new')
    calling.set(key, { alarm: 'new', priority: 'urgent', reminders: 0 })
  }
  return { ...counts, transfers: transfers.length, alarm: gravest, calling }
}
