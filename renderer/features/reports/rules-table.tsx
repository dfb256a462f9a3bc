// The rules of the report clock with their citations, who answers for each as it stands and why, and which agency is meant by
// the offices they name. An administrator changes and adds them; whoever does gives a name and the reason.
import { Button, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { JsonFields } from '../../../shared/base/json.ts'
import { partField } from '../../../shared/model/directive.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import type { ClockRule } from '../../../shared/model/report-clock.ts'
import { CLOCK_RULE, isInForce } from '../../../shared/model/report-clock.ts'
import { officeName } from '../../i18n/office-names.ts'
import { pageOf, shownOf } from '../../state/desk-items.ts'
import { useClockRules } from '../../state/report-clocks.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { useWatch } from '../../state/use-watch.ts'
import { useCodeNames } from '../../state/use-words.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { ReportingRoles } from './reporting-roles.tsx'
import { RuleDialog } from './rule-dialog.tsx'

export function RulesTable({ space }: { readonly space: string }) {
  const { t } = useTranslation('reports')
  const rules = useClockRules(space)
  const { rows } = useWatch('items', pageOf(space, CLOCK_RULE, {}))
  const answers = new Map(rows.map((row) => [row.key, partField(shownOf(row), 'answer')]))
  const mayWrite = useRefusal('rule.write') === null
  /** A rule that is being changed; `new`: one that is being added. */
  const [open, setOpen] = useState<ClockRule | 'new' | null>(null)
  return (
    <section className="fs-rules" aria-label={t('rules')}>
      <div className="fs-reports-bar">
        <span className="fs-note">{mayWrite ? t('rulesHint') : t('rulesByAdministrator')}</span>
        <span className="fs-grow" />
        <Button
          size="small"
          disabled={!mayWrite}
          title={mayWrite ? undefined : t('rulesByAdministrator')}
          onClick={() => setOpen('new')}
        >
          {t('ruleNew')}
        </Button>
      </div>
      <table className="fs-clock-table">
        <thead>
          <tr>
            <th>{t('inForce')}</th>
            <th>{t('basis')}</th>
            <th>{t('appliesTo')}</th>
            <th>{t('from')}</th>
            <th>{t('to')}</th>
            <th>{t('minutes')}</th>
            <th>{t('verified')}</th>
            <th aria-label={t('action')} />
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <RuleLine
              key={rule.id}
              rule={rule}
              answer={answers.get(rule.id) ?? null}
              mayWrite={mayWrite}
              onOpen={() => setOpen(rule)}
            />
          ))}
        </tbody>
      </table>
      <ReportingRoles space={space} rules={rules} mayWrite={mayWrite} />
      {open !== null && <RuleDialog space={space} rule={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </section>
  )
}

interface LineProps {
  readonly rule: ClockRule
  readonly answer: JsonFields | null
  readonly mayWrite: boolean
  readonly onOpen: () => void
}

function RuleLine({ rule, answer, mayWrite, onOpen }: LineProps) {
  const { t, i18n } = useTranslation(['reports', 'model'])
  const names = useCodeNames(i18n.language === 'en' ? 'en' : 'zh-CN')
  const atMs = answer === null ? null : timeField(answer, 'at')
  return (
    <tr>
      <td>{isInForce(rule) ? <Tag color="green">{t('ruleOn')}</Tag> : <Tag>{t('ruleOff')}</Tag>}</td>
      <td lang="zh-CN">{rule.citation}</td>
      <td>
        {rule.categories.length === 0 ? t('everyCategory') : rule.categories.map(names.category).join(t('and'))}
        {rule.levels.length > 0 && (
          <small> {rule.levels.map((level) => t(`model:levelShort.${level}`)).join(' ')}</small>
        )}
        {rule.sensitive && <small> {t('alsoSensitive')}</small>}
      </td>
      <td>{officeName(rule.fromRole)}</td>
      <td>
        {officeName(rule.toRole)} <small>{t(`channel.${rule.channel}`)}</small>
      </td>
      <td>{t('minutesFrom', { minutes: rule.minutes, start: t(`startsAt.${rule.startsAt}`) })}</td>
      <td>
        {rule.verified && <Tag color="green">{t('verifiedText')}</Tag>}
        {!rule.verified && (rule.confirmedBy ?? '') !== '' && (
          <Tag>{t('answeredBy', { name: rule.confirmedBy ?? '' })}</Tag>
        )}
        {!rule.verified && (rule.confirmedBy ?? '') === '' && <Tag color="orange">{t('unverified')}</Tag>}
        {answer !== null && (
          <small className="fs-rule-answer">
            {t('ruleAnswer', {
              name: textField(answer, 'name') ?? '',
              at: atMs === null ? '' : dateTimeText(atMs).slice(0, 16),
              why: textField(answer, 'why') ?? '',
            })}
          </small>
        )}
      </td>
      <td>
        <Button
          size="small"
          aria-label={t(mayWrite ? 'ruleOpenOf' : 'ruleLookOf', {
            from: officeName(rule.fromRole),
            to: officeName(rule.toRole),
          })}
          onClick={onOpen}
        >
          {mayWrite ? t('ruleOpen') : t('ruleLook')}
        </Button>
      </td>
    </tr>
  )
}
