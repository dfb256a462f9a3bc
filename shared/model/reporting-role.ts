// In which roles an agency reports (报送身份): rules say by role who reports to whom, and here stands which agency of the space is
// meant. Of an agency nothing was said about every deadline is counted: none is lost because a form was not filled in.
import * as z from 'zod'
import type { JsonFields } from '../base/json.ts'
import type { ClockRule } from './report-clock.ts'

export const REPORTING_ROLE = 'reportingRole'

/** The record has the agency's id. */
export const reportingRoleFields = {
  /** Offices as the rules name them, as who reports and as who is reported to; empty: nothing is said. */
  roles: z.array(z.string().trim().min(1).max(80)).max(40),
} as const

/** The roles a record gives its agency; null when it says nothing. */
export function rolesOf(fields: JsonFields | undefined): readonly string[] | null {
  const roles = fields?.['roles']
  const named = Array.isArray(roles) ? roles.filter((one) => typeof one === 'string') : []
  return named.length === 0 ? null : named
}

/** Whether an agency in these roles has to report by a rule. A rule that names nobody binds everyone. */
export function isBoundBy(rule: Pick<ClockRule, 'fromRole'>, roles: readonly string[] | null): boolean {
  return roles === null || rule.fromRole === '' || roles.includes(rule.fromRole)
}
