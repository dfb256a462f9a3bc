// Commands on what reporting goes by: the rules of the report clock, which agency is meant by them, and the template. Whoever
// changes a rule answers for it by name and says why.
import * as z from 'zod'
import { ok, refuse } from '../base/fault.ts'
import type { Result } from '../base/fault.ts'
import type { RecordId } from '../base/ids.ts'
import { asId } from '../base/ids.ts'
import type { Json } from '../base/json.ts'
import { sameJson } from '../base/json.ts'
import { shownFields } from '../journal/merge.ts'
import { isoWithOffset } from '../model/incident-number.ts'
import { CLOCK_RULE, answerSchema, ruleSaysFields } from '../model/report-clock.ts'
import { REPORT_TEMPLATE, reportTemplateFields } from '../model/report-template.ts'
import { REPORTING_ROLE, reportingRoleFields } from '../model/reporting-role.ts'
import { rulesOf } from './clock-rules.ts'
import type { Decision } from './command.ts'
import { command } from './command.ts'
import { given, partial } from './parts.ts'

const reason = answerSchema.shape.why

/** Changes or adds a rule of the report clock. One nobody verified is answered for by who switches it on. */
export const changeClockRule = command({
  action: 'rule.write',
  input: z.strictObject({
    id: z.string().regex(/^[a-z0-9-]{3,60}$/),
    ...partial(ruleSaysFields),
    /** Who answers for it, and why it is so now. */
    name: answerSchema.shape.name,
    reason,
  }),
  decide(context, { id: rule, name, reason: why, ...fields }): Result<Decision> {
    const before = rulesOf(context).find((one) => one.id === rule)
    const said = given(fields)
    if (before === undefined) {
      const missing = Object.keys(ruleSaysFields).find((one) => !(one in said))
      if (missing !== undefined) return refuse('invalidInput', `${missing} is missing`, { field: missing })
    } else {
      const known: Readonly<Record<string, Json | undefined>> = { ...before }
      if (Object.entries(said).every(([field, value]) => sameJson(known[field] ?? null, value)))
        return refuse('nothingToChange', 'the rule says so already', { id: rule })
    }
    const answer = { name, by: context.officer, at: isoWithOffset(context.nowMs), why }
    const isVerified = before?.verified === true
    const all = {
      ...said,
      answer,
      // A rule of the office's own was read in no law by this program: it counts because somebody answers for it.
      ...(before === undefined ? { verified: false } : {}),
      ...(isVerified ? {} : { confirmedBy: name }),
    }
    const subject = { kind: CLOCK_RULE, id: asId<RecordId>(rule) }
    return ok({ drafts: [{ ...subject, fields: all, reason: why }], subject })
  },
})

/** Says in which roles an agency reports, or that nothing is said any more. */
export const setReportingRoles = command({
  action: 'rule.write',
  input: z.strictObject({ agency: z.string().min(1).max(60), roles: reportingRoleFields.roles, reason }),
  decide(context, { agency, roles, reason: why }): Result<Decision> {
    const subject = { kind: REPORTING_ROLE, id: asId<RecordId>(agency) }
    const before = context.read(REPORTING_ROLE, subject.id)
    const named = [...new Set(roles)]
    if (sameJson(before === undefined ? [] : (shownFields(before)['roles'] ?? []), named))
      return refuse('nothingToChange', 'it is so already', { id: agency })
    return ok({ drafts: [{ ...subject, fields: { roles: named }, reason: why }], subject })
  },
})

/** Puts a template in the place of the one the officer's agency fills its reports into; null: the one that ships. */
export const setReportTemplate = command({
  action: 'rule.write',
  input: z.strictObject({ template: reportTemplateFields.template }),
  decide(context, { template }): Result<Decision> {
    const id = asId<RecordId>(context.agency)
    const before = context.read(REPORT_TEMPLATE, id)
    if (sameJson(before === undefined ? null : (shownFields(before)['template'] ?? null), template))
      return refuse('nothingToChange', 'it is the template in use')
    return ok({
      drafts: [{ kind: REPORT_TEMPLATE, id, fields: { template } }],
      subject: { kind: REPORT_TEMPLATE, id },
    })
  },
})
