import './clock-decisions.css'
// Report clocks an officer has to decide about before an incident can be left alone: each with the way to report it first, or
// a reason why nothing is reported, one for all or one of its own, and the name of who answers for it.
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { officeName } from '../i18n/office-names.ts'
import { dateTimeText } from './time-text.ts'

export interface OwedClock {
  readonly key: string
  readonly incident: string
  /** The incident in words, where clocks of several stand together. */
  readonly title?: string
  readonly rule: string
  readonly toRole: string
  readonly citation: string
  readonly dueMs: number
}

interface Decision {
  readonly rule: string
  readonly reason: string
}

export interface ClockDecisions {
  readonly clocks: readonly OwedClock[]
  readonly reason: string
  readonly own: ReadonlyMap<string, string>
  readonly name: string
  readonly setReason: (reason: string) => void
  readonly setOwn: (key: string, reason: string) => void
  readonly setName: (name: string) => void
  /** Every clock has a reason, and somebody answers for it. */
  readonly isReady: boolean
  /** Decisions about the clocks of an incident. */
  readonly of: (incident: string) => readonly Decision[]
}

const MIN_REASON = 2
/** Clocks with a field of their own; all others take the reason for all. */
const MAX_SINGLE = 50

/** What is decided about these clocks; `officer` answers for it unless another name is given. */
export function useClockDecisions(clocks: readonly OwedClock[], officer: string): ClockDecisions {
  const [reason, setReason] = useState('')
  const [own, setAll] = useState<ReadonlyMap<string, string>>(new Map())
  const [name, setName] = useState(officer)
  const reasonOf = ({ key }: OwedClock): string => {
    const ofItsOwn = (own.get(key) ?? '').trim()
    return ofItsOwn === '' ? reason.trim() : ofItsOwn
  }
  return {
    clocks,
    reason,
    own,
    name,
    setReason,
    setOwn: (key, said) => setAll((before) => new Map(before).set(key, said)),
    setName,
    isReady: name.trim() !== '' && clocks.every((clock) => reasonOf(clock).length >= MIN_REASON),
    of: (incident) =>
      clocks
        .filter((clock) => clock.incident === incident)
        .map((clock) => ({ rule: clock.rule, reason: reasonOf(clock) })),
  }
}

interface Props {
  readonly decisions: ClockDecisions
  readonly nowMs: number
  /** Goes to the reports of the incident, for this rule. */
  readonly onReport: (incident: string, rule: string) => void
}

export function ClockDecisionList({ decisions, nowMs, onReport }: Props) {
  const { t } = useTranslation('reports')
  const { clocks, reason, own, name, setReason, setOwn, setName } = decisions
  return (
    <fieldset className="fs-decisions">
      <legend>{t('unreported.title', { count: clocks.length })}</legend>
      <p>{t('unreported.explain')}</p>
      <ul>
        {clocks.slice(0, MAX_SINGLE).map((clock) => {
          const { key, title, toRole, citation, dueMs } = clock
          const office = officeName(toRole)
          return (
            <li key={key} data-late={dueMs < nowMs}>
              <div>
                {title !== undefined && <span>{title} · </span>}
                <strong>{office}</strong>{' '}
                <span className="fs-decision-due">
                  {t('unreported.due', { at: dateTimeText(dueMs).slice(0, 16) })}{' '}
                  {dueMs < nowMs ? t('overdue') : t('unreported.running')}
                </span>
              </div>
              <small lang="zh-CN">{citation}</small>
              <div className="fs-decision-ways">
                <Button
                  size="small"
                  aria-label={t('unreported.firstOf', { to: office })}
                  onClick={() => onReport(clock.incident, clock.rule)}
                >
                  {t('unreported.first')}
                </Button>
                <Input
                  size="small"
                  maxLength={500}
                  aria-label={t('unreported.ownOf', { to: office })}
                  placeholder={reason.trim() === '' ? t('unreported.own') : reason.trim()}
                  value={own.get(key) ?? ''}
                  onChange={(event) => setOwn(key, event.target.value)}
                />
              </div>
            </li>
          )
        })}
        {clocks.length > MAX_SINGLE && <li>{t('unreported.more', { count: clocks.length - MAX_SINGLE })}</li>}
      </ul>
      <label>
        {t('unreported.reason')}
        <Input.TextArea rows={2} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
      <label>
        {t('unreported.name')}
        <Input maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />
      </label>
    </fieldset>
  )
}
