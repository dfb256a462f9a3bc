// A rule of the report clock as a form holds it, and what of it is to be written.
import type { JsonFields } from '../../../shared/base/json.ts'
import { sameJson } from '../../../shared/base/json.ts'
import type { ClockRule } from '../../../shared/model/report-clock.ts'

export interface RuleForm {
  readonly citation: string
  readonly source: string
  readonly categories: readonly string[]
  readonly levels: readonly number[]
  readonly sensitive: boolean
  readonly fromRole: string
  readonly toRole: string
  readonly channel: ClockRule['channel']
  readonly minutes: number | null
  readonly startsAt: ClockRule['startsAt']
  readonly enabled: boolean
}

/** The form of a rule; null: of one that is begun. */
export function ruleForm(rule: ClockRule | null): RuleForm {
  return {
    citation: rule?.citation ?? '',
    source: rule?.source ?? '',
    categories: rule?.categories ?? [],
    levels: rule?.levels ?? [],
    sensitive: rule?.sensitive ?? false,
    fromRole: rule?.fromRole ?? '',
    toRole: rule?.toRole ?? '',
    channel: rule?.channel ?? 'any',
    minutes: rule?.minutes ?? null,
    startsAt: rule?.startsAt ?? 'received',
    enabled: rule?.enabled ?? true,
  }
}

/** What differs from before; of a new rule everything. */
export function changedOf(before: RuleForm | null, form: RuleForm): Partial<ClockRule> {
  const now = fieldsOf(form)
  const old = before === null ? {} : fieldsOf(before)
  return Object.fromEntries(
    Object.entries(now).filter(([name, value]) => !(name in old) || !sameJson(old[name] ?? null, value)),
  ) as Partial<ClockRule>
}

export type RuleLack = 'citation' | 'toRole' | 'minutes' | 'categories' | 'name' | 'reason' | 'change'

/** The first thing the form lacks; null when it can be saved. */
export function lacksOf(form: RuleForm, name: string, reason: string, isChanged: boolean): RuleLack | null {
  if (form.citation.trim() === '') return 'citation'
  if (form.categories.some((code) => !/^\d{2}([0-9A-Z]\d{0,2})?$/.test(code))) return 'categories'
  if (form.toRole.trim() === '') return 'toRole'
  if (form.minutes === null) return 'minutes'
  if (!isChanged) return 'change'
  if (name.trim() === '') return 'name'
  return reason.trim().length < 2 ? 'reason' : null
}

function fieldsOf(form: RuleForm): JsonFields {
  return {
    citation: form.citation.trim(),
    source: form.source.trim(),
    categories: [...form.categories],
    levels: [...form.levels],
    sensitive: form.sensitive,
    fromRole: form.fromRole.trim(),
    toRole: form.toRole.trim(),
    channel: form.channel,
    minutes: form.minutes,
    startsAt: form.startsAt,
    enabled: form.enabled,
  }
}
