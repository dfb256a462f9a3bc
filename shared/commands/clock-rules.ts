// The rules of the report clock as commands read them.
import { asId } from '../base/ids.ts'
import { shownFields } from '../journal/merge.ts'
import type { ClockRule } from '../model/report-clock.ts'
import { CLOCK_RULE, rulesWith } from '../model/report-clock.ts'
import { REPORTING_ROLE, isBoundBy, rolesOf } from '../model/reporting-role.ts'
import { SHIPPED_CLOCK_RULES } from '../model/shipped-clock-rules.ts'
import type { CommandContext } from './command.ts'

/** The rules in use: the shipped ones with what was changed about them. */
export function rulesOf(context: Pick<CommandContext, 'list'>): readonly ClockRule[] {
  const changed = context.list(CLOCK_RULE, {}).map((state) => [String(state.id), shownFields(state)] as const)
  return rulesWith(SHIPPED_CLOCK_RULES, new Map(changed))
}

/** Of these, the rules the officer's agency has to report by. */
export function boundRulesOf(context: Pick<CommandContext, 'list' | 'read' | 'agency'>): readonly ClockRule[] {
  const said = context.read(REPORTING_ROLE, asId(context.agency))
  const roles = rolesOf(said === undefined ? undefined : shownFields(said))
  return rulesOf(context).filter((rule) => isBoundBy(rule, roles))
}
