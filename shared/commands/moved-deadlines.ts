// What a change to an incident does to the deadlines of its reports, as a line of its log: evidence of what was due before and
// after, kept as it stood when the change was made (domain.md 3.4).
import type { JsonFields } from '../base/json.ts'
import { shownFields } from '../journal/merge.ts'
import type { RecordState } from '../journal/merge.ts'
import { isoWithOffset } from '../model/incident-number.ts'
import type { MovedDeadline } from '../model/log-entry.ts'
import { LOG_ENTRY } from '../model/log-entry.ts'
import type { ClockRule } from '../model/report-clock.ts'
import { CLOCK_FIELDS, dueReports } from '../model/report-clock.ts'
import { rulesOf } from './clock-rules.ts'
import type { CommandContext, Draft } from './command.ts'

/** The line that says which deadlines the fields move, or nothing when they move none. Voiding ends them all and says so itself. */
export function movedDeadlines(context: CommandContext, before: RecordState, fields: JsonFields): readonly Draft[] {
  if (!CLOCK_FIELDS.some((name) => name in fields)) return []
  const moved = deadlinesMoved(shownFields(before), fields, rulesOf(context))
  if (moved.length === 0) return []
  const line = {
    incident: String(before.id),
    // Consoles say it in their own language; this is for what reads texts alone, in no language.
    text: moved.map(({ to, from, until }) => `${to} ${from ?? '—'} → ${until ?? '—'}`).join('\n'),
    at: isoWithOffset(context.nowMs),
    corrects: null,
    deadlines: moved.map((one) => ({ ...one })),
  }
  return [{ kind: LOG_ENTRY, id: context.newId(), fields: line }]
}

type Moved = Omit<MovedDeadline, 'unreported'>

function deadlinesMoved(before: JsonFields, fields: JsonFields, rules: readonly ClockRule[]): readonly Moved[] {
  const old = new Map(dueReports(before, rules, []).map((due) => [due.rule.id, due]))
  const next = new Map(dueReports({ ...before, ...fields }, rules, []).map((due) => [due.rule.id, due]))
  return rules.flatMap(({ id, toRole }): Moved[] => {
    const [from, until] = [old.get(id)?.dueMs ?? null, next.get(id)?.dueMs ?? null]
    if (from === until) return []
    const text = (ms: number | null): string | null => (ms === null ? null : isoWithOffset(ms))
    return [{ rule: id, to: toRole, from: text(from), until: text(until) }]
  })
}
