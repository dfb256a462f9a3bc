// Saying why a report that is due is not sent: with closing an incident, or afterwards of one that is closed. Each deadline
// gets a record of its own, the incident's log one line for all of them.
import * as z from 'zod'
import type { Result } from '../base/fault.ts'
import { ok, refuse } from '../base/fault.ts'
import { asId } from '../base/ids.ts'
import type { JsonFields } from '../base/json.ts'
import type { RecordState } from '../journal/merge.ts'
import { shownFields } from '../journal/merge.ts'
import { textField } from '../model/fields.ts'
import { isoWithOffset } from '../model/incident-number.ts'
import { INCIDENT } from '../model/incident.ts'
import { LOG_ENTRY } from '../model/log-entry.ts'
import type { DueReport } from '../model/report-clock.ts'
import { deliveredOf, dueReports, isOwed } from '../model/report-clock.ts'
import { DELIVERY } from '../model/report.ts'
import { UNREPORTED, explainedOf, unreportedFields } from '../model/unreported.ts'
import { boundRulesOf } from './clock-rules.ts'
import type { CommandContext, Decision, Draft } from './command.ts'
import { command } from './command.ts'
import { may } from './rights.ts'

const { incident, rule, reason, name } = unreportedFields

/** Deadlines that are not reported, each with its reason, and who answers for that. */
export const unreportedSchema = z.strictObject({
  name,
  decisions: z.array(z.strictObject({ rule, reason })).min(1).max(100),
})
export type UnreportedInput = z.infer<typeof unreportedSchema>

/** 未报说明 of a closed incident. */
export const explainUnreported = command({
  action: 'report.send',
  input: z.strictObject({ incident, ...unreportedSchema.shape }),
  decide(context, { incident: id, ...said }): Result<Decision> {
    const state = context.read(INCIDENT, asId(id))
    if (state === undefined) return refuse('notFound', `no incident ${id}`, { id })
    const status = textField(shownFields(state), 'status') ?? ''
    if (status !== 'closed')
      return refuse('wrongState', 'only a report clock of a closed incident can be explained away', {
        state: status,
      })
    const drafts = explanations(context, state, owedOf(context, state, true), said)
    const [first] = drafts.ok ? drafts.value : []
    if (!drafts.ok || first === undefined) return drafts.ok ? refuse('nothingToChange', 'nothing was said') : drafts
    return ok({ drafts: drafts.value, subject: { kind: first.kind, id: first.id } })
  },
})

/** What closing writes besides, where the officer decides about clocks: all that run have to be decided about then. */
export function explainedOnClosing(
  context: CommandContext,
  state: RecordState,
  said: UnreportedInput,
): Result<readonly Draft[]> {
  if (!may(context.role, 'report.send'))
    return refuse('notAllowed', `${context.role} may not report.send`, { action: 'report.send' })
  const owed = owedOf(context, state, false)
  const undecided = owed.find((due) => said.decisions.every((one) => one.rule !== due.rule.id))
  if (undecided !== undefined)
    return refuse('reasonNeeded', `nothing was said of ${undecided.rule.id}`, { field: 'unreported' })
  return explanations(context, state, owed, said)
}

function owedOf(context: CommandContext, state: RecordState, isClosed: boolean): readonly DueReport[] {
  const of = { incident: String(state.id) }
  const delivered = context.list(DELIVERY, of).flatMap((one) => deliveredOf(shownFields(one)) ?? [])
  const explained = context.list(UNREPORTED, of).flatMap((one) => explainedOf(shownFields(one)) ?? [])
  return dueReports(shownFields(state), boundRulesOf(context), delivered, explained).filter((due) =>
    isOwed(due, isClosed),
  )
}

function explanations(
  context: CommandContext,
  state: RecordState,
  owed: readonly DueReport[],
  { name: answers, decisions }: UnreportedInput,
): Result<readonly Draft[]> {
  const reasons = new Map(decisions.map((one) => [one.rule, one.reason]))
  if (reasons.size < decisions.length) return refuse('invalidInput', 'a rule is named twice', { field: 'decisions' })
  const stray = decisions.find((one) => owed.every((due) => due.rule.id !== one.rule))
  if (stray !== undefined) return refuse('notFound', `no clock of ${stray.rule} runs`, { id: stray.rule })
  const at = isoWithOffset(context.nowMs)
  const about = owed.flatMap((due) => {
    const why = reasons.get(due.rule.id)
    return why === undefined ? [] : [{ due, why }]
  })
  const records = about.map(({ due, why }): Draft => ({
    kind: UNREPORTED,
    id: context.newId(),
    fields: {
      incident: String(state.id),
      rule: due.rule.id,
      to: due.rule.toRole,
      startedAt: isoWithOffset(due.startMs),
      dueAt: isoWithOffset(due.dueMs),
      reason: why,
      name: answers,
      by: context.officer,
      at,
    },
  }))
  const isOneReason = new Set(about.map(({ why }) => why)).size === 1
  const words = isOneReason ? [about[0]?.why ?? ''] : about.map(({ due, why }) => `${due.rule.toRole}: ${why}`)
  const line: JsonFields = {
    incident: String(state.id),
    text: `${words.join('\n')} (${answers})`.slice(0, 4_000),
    at,
    corrects: null,
    deadlines: about.map(({ due }) => ({
      rule: due.rule.id,
      to: due.rule.toRole,
      from: isoWithOffset(due.dueMs),
      until: null,
      unreported: true,
    })),
  }
  return ok([...records, { kind: LOG_ENTRY, id: context.newId(), fields: line }])
}
