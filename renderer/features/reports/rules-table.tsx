// The rules of the report clock with their citations. An administrator switches them; one nobody verified asks for the name
// of who answers for it.
import { Alert, Button, Input, InputNumber, Switch, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClockRule } from '../../../shared/model/report-clock.ts'
import { isInForce } from '../../../shared/model/report-clock.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { officeName } from '../../i18n/office-names.ts'
import type { Act } from '../../link/use-act.ts'
import { useAct } from '../../link/use-act.ts'
import { useClockRules } from '../../state/report-clocks.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { useCodeNames } from '../../state/use-words.ts'

export function RulesTable({ space }: { readonly space: string }) {
  const { t } = useTranslation('reports')
  const rules = useClockRules(space)
  const act = useAct(space)
  const mayWrite = useRefusal('rule.write') === null
  return (
    <section className="fs-rules" aria-label={t('rules')}>
      <p className="fs-note">{mayWrite ? t('rulesHint') : t('rulesByAdministrator')}</p>
      {act.fault !== null && (
        <Alert type="error" showIcon title={faultWords(act.fault)} closable={{ onClose: act.clear }} />
      )}
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
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <RuleLine key={rule.id} rule={rule} act={act} mayWrite={mayWrite} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function RuleLine({
  rule,
  act,
  mayWrite,
}: {
  readonly rule: ClockRule
  readonly act: Act
  readonly mayWrite: boolean
}) {
  const { t, i18n } = useTranslation(['reports', 'model'])
  const names = useCodeNames(i18n.language === 'en' ? 'en' : 'zh-CN')
  const [name, setName] = useState('')
  const needsName = !rule.verified && (rule.confirmedBy ?? '') === ''
  const isOn = isInForce(rule)
  const turn = (enabled: boolean): void =>
    void act.run('changeClockRule', {
      id: rule.id,
      enabled,
      ...(enabled && needsName ? { confirmedBy: name.trim() } : {}),
    })
  return (
    <tr>
      <td>
        <Switch
          size="small"
          checked={isOn}
          disabled={!mayWrite || (!isOn && needsName && name.trim() === '')}
          aria-label={t('ruleSwitch', { from: officeName(rule.fromRole), to: officeName(rule.toRole) })}
          onChange={turn}
        />
      </td>
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
      <td>
        {mayWrite ? (
          <Minutes
            key={rule.minutes}
            rule={rule}
            onMinutes={(minutes) => void act.run('changeClockRule', { id: rule.id, minutes })}
          />
        ) : (
          t('minutesFrom', { minutes: rule.minutes, start: t(`startsAt.${rule.startsAt}`) })
        )}
      </td>
      <td>
        {rule.verified && <Tag color="green">{t('verifiedText')}</Tag>}
        {!rule.verified && !needsName && <Tag>{t('answeredBy', { name: rule.confirmedBy ?? '' })}</Tag>}
        {needsName && mayWrite && (
          <Input
            size="small"
            aria-label={t('whoAnswers')}
            placeholder={t('whoAnswers')}
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
        {needsName && !mayWrite && <Tag color="orange">{t('unverified')}</Tag>}
      </td>
    </tr>
  )
}

function Minutes({ rule, onMinutes }: { readonly rule: ClockRule; readonly onMinutes: (minutes: number) => void }) {
  const { t } = useTranslation('reports')
  const [minutes, setMinutes] = useState<number | null>(rule.minutes)
  return (
    <span className="fs-minutes">
      <InputNumber
        size="small"
        min={1}
        max={86_400}
        precision={0}
        value={minutes}
        aria-label={t('minutes')}
        onChange={setMinutes}
      />
      {minutes !== null && minutes !== rule.minutes && (
        <Button size="small" onClick={() => onMinutes(minutes)}>
          {t('save')}
        </Button>
      )}
      <small>{t(`startsAt.${rule.startsAt}`)}</small>
    </span>
  )
}
