// One rule of the report clock as a form: a shipped one as the office changed it, or the office's own. Below it who changed it,
// when and why.
import { Alert, Input, InputNumber, Modal, Select, Switch } from 'antd'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClockRule } from '../../../shared/model/report-clock.ts'
import { CLOCK_RULE } from '../../../shared/model/report-clock.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { officeName } from '../../i18n/office-names.ts'
import { useAct } from '../../link/use-act.ts'
import { useClockRules } from '../../state/report-clocks.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { useStatusPart } from '../../state/use-status.ts'
import { useWatch } from '../../state/use-watch.ts'
import { useCodeNames } from '../../state/use-words.ts'
import { authorWords } from '../../ui/author-words.ts'
import { FirstField } from '../../ui/first-field.tsx'
import { dateTimeText } from '../../ui/time-text.ts'
import type { RuleForm } from './rule-form.ts'
import { changedOf, lacksOf, ruleForm } from './rule-form.ts'

interface Props {
  readonly space: string
  /** null: one of the office's own is added. */
  readonly rule: ClockRule | null
  readonly onClose: () => void
}

const CHANNELS = ['any', 'telephone', 'writing', 'system'] as const
const STARTS = ['received', 'occurred'] as const
const LEVELS = [1, 2, 3, 4] as const
const CLASSES = ['11', '12', '13', '14'] as const

export function RuleDialog({ space, rule, onClose }: Props) {
  const { t, i18n } = useTranslation(['reports', 'model'])
  const act = useAct(space)
  const codes = useCodeNames(i18n.language === 'en' ? 'en' : 'zh-CN')
  const isLocked = useRefusal('rule.write') !== null
  const offices = [...new Set(useClockRules(space).flatMap(({ fromRole, toRole }) => [fromRole, toRole]))].filter(
    (office) => office !== '',
  )
  const [id] = useState(() => rule?.id ?? `own-${crypto.randomUUID()}`)
  const [start] = useState(() => ruleForm(rule))
  const [form, setForm] = useState<RuleForm>(start)
  const [name, setName] = useState(useStatusPart((status) => status?.officer?.displayName ?? ''))
  const [reason, setReason] = useState('')
  const set = (part: Partial<RuleForm>): void => setForm({ ...form, ...part })
  const changed = changedOf(rule === null ? null : start, form)
  const lacks = lacksOf(form, name, reason, Object.keys(changed).length > 0)
  const save = async (): Promise<void> => {
    if (lacks !== null || isLocked) return
    const done = await act.run('changeClockRule', { id, ...changed, name: name.trim(), reason: reason.trim() })
    if (done !== null) onClose()
  }
  const field = (label: string, input: ReactNode) => (
    <label>
      {label}
      {input}
    </label>
  )
  const office = (value: string, onChange: (value: string) => void, label: string) => (
    <Select
      showSearch
      mode="tags"
      maxCount={1}
      disabled={isLocked}
      aria-label={label}
      value={value === '' ? [] : [value]}
      onChange={(values: string[]) => onChange(values.at(-1) ?? '')}
      options={offices.map((one) => ({ value: one, label: officeName(one) }))}
    />
  )
  return (
    <Modal
      open
      width={760}
      title={t(rule === null ? 'ruleNew' : 'ruleTitle')}
      okText={t('save')}
      cancelText={t('ruleLeave')}
      okButtonProps={{
        disabled: lacks !== null || isLocked,
        loading: act.isBusy,
        title: lacks === null ? '' : t(`ruleLacks.${lacks}`),
      }}
      onOk={() => void save()}
      onCancel={onClose}
    >
      {act.fault !== null && <Alert type="error" showIcon title={faultWords(act.fault)} />}
      <FirstField className="fs-rule-form">
        {field(
          t('basis'),
          <Input.TextArea
            autoSize={{ minRows: 1, maxRows: 3 }}
            maxLength={300}
            disabled={isLocked}
            value={form.citation}
            onChange={(event) => set({ citation: event.target.value })}
          />,
        )}
        {field(
          t('ruleSource'),
          <Input
            maxLength={500}
            disabled={isLocked}
            value={form.source}
            onChange={(event) => set({ source: event.target.value })}
          />,
        )}
        {field(
          t('ruleCategories'),
          <Select
            mode="tags"
            disabled={isLocked}
            aria-label={t('ruleCategories')}
            placeholder={t('everyCategory')}
            value={[...form.categories]}
            onChange={(categories: string[]) => set({ categories: categories.map((one) => one.toUpperCase()) })}
            options={[...new Set([...CLASSES, ...form.categories])].map((code) => ({
              value: code,
              label: `${code} ${codes.category(code)}`,
            }))}
          />,
        )}
        {field(
          t('ruleLevels'),
          <Select
            mode="multiple"
            disabled={isLocked}
            aria-label={t('ruleLevels')}
            placeholder={t('ruleEveryLevel')}
            value={[...form.levels]}
            onChange={(levels: number[]) => set({ levels: levels.toSorted((a, b) => a - b) })}
            options={LEVELS.map((level) => ({ value: level, label: t(`model:levelShort.${level}`) }))}
          />,
        )}
        {field(
          t('from'),
          office(form.fromRole, (fromRole) => set({ fromRole }), t('from')),
        )}
        {field(
          t('to'),
          office(form.toRole, (toRole) => set({ toRole }), t('to')),
        )}
        {field(
          t('way'),
          <Select
            disabled={isLocked}
            aria-label={t('way')}
            value={form.channel}
            onChange={(channel) => set({ channel })}
            options={CHANNELS.map((value) => ({ value, label: t(`channel.${value}`) }))}
          />,
        )}
        {field(
          t('minutes'),
          <InputNumber
            min={1}
            max={86_400}
            precision={0}
            disabled={isLocked}
            value={form.minutes}
            onChange={(minutes) => set({ minutes })}
          />,
        )}
        {field(
          t('ruleStarts'),
          <Select
            disabled={isLocked}
            aria-label={t('ruleStarts')}
            value={form.startsAt}
            onChange={(startsAt) => set({ startsAt })}
            options={STARTS.map((value) => ({ value, label: t(`startsAt.${value}`) }))}
          />,
        )}
        <div className="fs-rule-switches">
          <label>
            <Switch
              size="small"
              disabled={isLocked}
              checked={form.sensitive}
              onChange={(sensitive) => set({ sensitive })}
            />{' '}
            {t('ruleSensitive')}
          </label>
          <label>
            <Switch size="small" disabled={isLocked} checked={form.enabled} onChange={(enabled) => set({ enabled })} />{' '}
            {t('inForce')}
          </label>
        </div>
        {!isLocked &&
          field(
            t('whoAnswers'),
            <Input maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />,
          )}
        {!isLocked &&
          field(
            t('ruleReason'),
            <Input maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />,
          )}
      </FirstField>
      {rule !== null && <RuleHistory space={space} rule={rule.id} />}
    </Modal>
  )
}

/** Who changed it, when, what and why, newest first. */
function RuleHistory({ space, rule }: { readonly space: string; readonly rule: string }) {
  const { t } = useTranslation('reports')
  const { rows, phase } = useWatch('timeline', { space, kind: CLOCK_RULE, id: rule })
  return (
    <section className="fs-rule-history" aria-label={t('ruleHistory')}>
      <strong>{t('ruleHistory')}</strong>
      {phase === 'live' && rows.length === 0 && <p className="fs-note">{t('ruleUnchanged')}</p>}
      <ul className="fs-plain-list">
        {rows.toReversed().map((row) => (
          <li key={row.key}>
            <time>{dateTimeText(row.atMs)}</time> {authorWords(row)}
            {' · '}
            {row.sets
              .filter(({ field }) => field !== 'answer' && field !== 'confirmedBy')
              .map(({ field }) => t(`ruleField.${field}`, { defaultValue: field }))
              .join(t('and'))}
            {(row.reason ?? '') !== '' && <small> — {row.reason}</small>}
          </li>
        ))}
      </ul>
    </section>
  )
}
