// The notice area of directives, in every view: what is to be signed for, due soon or overdue, with a tone for what is new or
// has become graver. Silent and unseen while nothing calls.
import './directives.css'
import { WarningOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { alarmKey, toneForChange } from '../../../shared/model/directive-alarm.ts'
import type { Role } from '../../../shared/model/role.ts'
import { viewHost } from '../../link/view-host.ts'
import { useSpaceName } from '../../state/desk-spaces.ts'
import { preferencesStore } from '../../state/preferences-store.ts'
import { useServerNow } from '../../state/server-now.ts'
import { chooseSpace, useSpaceId } from '../../state/space-store.ts'
import { useOfficer, useStatusPart } from '../../state/use-status.ts'
import { useWatch } from '../../state/use-watch.ts'
import type { Tab } from './directive-store.ts'
import { goToDirectives } from './directive-store.ts'
import type { NoticeFacts } from './notice-facts.ts'
import { noticeFacts } from './notice-facts.ts'
import { PAGE, fieldsOf, missingQuestion, transfersQuestion } from './questions.ts'

const TICK_MS = 10_000

interface Props {
  /** Sounds for a level (1 the gravest) at a volume of 0 to 1. */
  readonly sound: (level: number, volume: number) => void
}

/** One strip for the space shown, and one for each live space that is not: whoever exercises hears of real orders. */
export function DirectiveNotice({ sound }: Props) {
  const space = useSpaceId()
  const officer = useOfficer()
  const live = useStatusPart(
    (status) =>
      status?.spaces
        .flatMap(({ id, kind, closed }) => (kind === 'live' && !closed && id !== space ? [id] : []))
        .join(' ') ?? '',
  )
  if (space === null || officer === null) return null
  const elsewhere = live === '' ? [] : live.split(' ')
  return [space, ...elsewhere].map((one) => (
    <Notice
      key={`${one} ${officer.id}`}
      space={one}
      isElsewhere={one !== space}
      agency={officer.agency}
      role={officer.role}
      sound={sound}
    />
  ))
}

interface NoticeProps extends Props {
  readonly space: string
  readonly isElsewhere: boolean
  readonly agency: string
  readonly role: Role
}

function Notice({ space, isElsewhere, agency, role, sound }: NoticeProps) {
  const { t } = useTranslation('directives')
  const name = useSpaceName(space)
  const now = useServerNow(TICK_MS)
  // Our own first: what we owe must never fall behind what others owe.
  const own = useWatch('items', missingQuestion(space, agency))
  const all = useWatch('items', missingQuestion(space, null))
  const rows = useMemo(() => {
    const missing = new Map([...own.rows, ...all.rows].map((row) => [row.key, { key: row.key, fields: fieldsOf(row) }]))
    return [...missing.values()]
  }, [own.rows, all.rows])
  const offered = useWatch('items', transfersQuestion(space, agency, PAGE))
  const facts = useMemo(() => {
    const transfers = offered.rows.map(({ key }) => key)
    return noticeFacts(rows, transfers, { agency, role, nowMs: now })
  }, [rows, offered.rows, agency, role, now])
  const ours = oursWords(facts, t)
  const issuedWords =
    facts.issued === 0
      ? null
      : t(role === 'dutyOfficer' ? 'notice.lateIssued' : 'notice.graveIssued', { count: facts.issued })
  const go = (tab: Tab): void => {
    if (isElsewhere) chooseSpace(space)
    goToDirectives(isElsewhere ? { tab, directive: null } : { tab })
  }
  const isLive = [own, all, offered].every(({ phase }) => phase === 'live')
  useAlarm(facts, isLive, (level) => {
    const { soundOn, soundVolume, systemNotices } = preferencesStore.getState()
    if (soundOn) sound(level, soundVolume)
    if (!systemNotices) return
    const body = [...ours, ...(issuedWords === null ? [] : [issuedWords])].join(' · ')
    void viewHost()
      .notify({ title: t('notice.label'), body, urgent: level <= 2 })
      .then((clicked) => {
        if (clicked) go(ours.length > 0 ? 'inbox' : 'missing')
      })
      .catch(() => undefined)
  })
  if (ours.length === 0 && issuedWords === null) return null
  return (
    <section className="fs-dir-notice" data-alarm={facts.alarm} aria-label={t('notice.label')}>
      {(facts.alarm === 'late' || facts.alarm === 'grave') && <WarningOutlined aria-hidden />}
      {isElsewhere && <strong>{t('notice.elsewhere', { name })}</strong>}
      {ours.length > 0 && (
        <span>
          <output>{ours.join(' · ')}</output>{' '}
          <Button size="small" onClick={() => go('inbox')}>
            {t('notice.go')}
          </Button>
        </span>
      )}
      {issuedWords !== null && (
        <span>
          <output>{issuedWords}</output>{' '}
          <Button size="small" onClick={() => go('missing')}>
            {t('notice.see')}
          </Button>
        </span>
      )}
    </section>
  )
}

/** Calls back when something is new or graver since the last look; what was there when the window opened is not. */
function useAlarm({ calling }: NoticeFacts, isLive: boolean, onAlarm: (level: number) => void): void {
  const known = useRef<ReadonlyMap<string, string> | null>(null)
  const latest = useRef(onAlarm)
  useEffect(() => {
    latest.current = onAlarm
  })
  useEffect(() => {
    if (!isLive) return
    const before = known.current
    known.current = new Map([...calling].map(([key, { alarm, reminders }]) => [key, alarmKey(alarm, reminders)]))
    if (before === null) return
    const level = toneForChange(before, calling)
    if (level !== null) latest.current(level)
  }, [calling, isLive])
}

type Say = ReturnType<typeof useTranslation<'directives'>>['t']

function oursWords({ flash, unsigned, soon, late, transfers }: NoticeFacts, t: Say): readonly string[] {
  const counts = { late, flash, soon, unsigned, transfers }
  return (['late', 'flash', 'soon', 'unsigned', 'transfers'] as const).flatMap((kind) =>
    counts[kind] > 0 ? [t(`notice.${kind}`, { count: counts[kind] })] : [],
  )
}
