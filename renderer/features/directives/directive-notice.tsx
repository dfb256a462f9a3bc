// The notice area of directives, in every view: what is to be signed for, due soon or overdue, with a tone for what is new or
// has become graver. Silent and unseen while nothing calls.
import './directives.css'
import { WarningOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { alarmKey, toneForChange } from '../../../shared/model/directive-alarm.ts'
import type { Role } from '../../../shared/model/role.ts'
import { useNow } from '../../state/clock-store.ts'
import { preferencesStore } from '../../state/preferences-store.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useOfficer } from '../../state/use-status.ts'
import { useWatch } from '../../state/use-watch.ts'
import { goToDirectives } from './directive-store.ts'
import type { NoticeFacts } from './notice-facts.ts'
import { noticeFacts } from './notice-facts.ts'
import { PAGE, fieldsOf, missingQuestion, transfersQuestion } from './questions.ts'

const TICK_MS = 10_000

interface Props {
  /** Sounds for a level (1 the gravest) at a volume of 0 to 1. */
  readonly sound: (level: number, volume: number) => void
}

export function DirectiveNotice({ sound }: Props) {
  const space = useSpaceId()
  const officer = useOfficer()
  if (space === null || officer === null) return null
  return (
    <Notice key={`${space} ${officer.id}`} space={space} agency={officer.agency} role={officer.role} sound={sound} />
  )
}

interface NoticeProps extends Props {
  readonly space: string
  readonly agency: string
  readonly role: Role
}

function Notice({ space, agency, role, sound }: NoticeProps) {
  const now = useNow(TICK_MS)
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
  useTone(
    facts,
    [own, all, offered].every(({ phase }) => phase === 'live'),
    sound,
  )
  return <Strip facts={facts} role={role} />
}

/** Sounds what is new since the last look; what was there when the window opened does not. */
function useTone({ calling }: NoticeFacts, isLive: boolean, sound: Props['sound']): void {
  const known = useRef<ReadonlyMap<string, string> | null>(null)
  useEffect(() => {
    if (!isLive) return
    const before = known.current
    known.current = new Map([...calling].map(([key, { alarm, reminders }]) => [key, alarmKey(alarm, reminders)]))
    if (before === null) return
    const level = toneForChange(before, calling)
    const { soundOn, soundVolume } = preferencesStore.getState()
    if (level !== null && soundOn) sound(level, soundVolume)
  }, [calling, isLive, sound])
}

function Strip({ facts, role }: { readonly facts: NoticeFacts; readonly role: Role }) {
  const { t } = useTranslation('directives')
  const { flash, unsigned, soon, late, transfers, issued, alarm } = facts
  const ours = [
    ...(late > 0 ? [t('notice.late', { count: late })] : []),
    ...(flash > 0 ? [t('notice.flash', { count: flash })] : []),
    ...(soon > 0 ? [t('notice.soon', { count: soon })] : []),
    ...(unsigned > 0 ? [t('notice.unsigned', { count: unsigned })] : []),
    ...(transfers > 0 ? [t('notice.transfers', { count: transfers })] : []),
  ]
  if (ours.length === 0 && issued === 0) return null
  return (
    <section className="fs-dir-notice" data-alarm={alarm} aria-label={t('notice.label')}>
      {(alarm === 'late' || alarm === 'grave') && <WarningOutlined aria-hidden />}
      {ours.length > 0 && (
        <span>
          <output>{ours.join(' · ')}</output>{' '}
          <Button size="small" onClick={() => goToDirectives({ tab: 'inbox' })}>
            {t('notice.go')}
          </Button>
        </span>
      )}
      {issued > 0 && (
        <span>
          <output>{t(role === 'dutyOfficer' ? 'notice.lateIssued' : 'notice.graveIssued', { count: issued })}</output>{' '}
          <Button size="small" onClick={() => goToDirectives({ tab: 'missing' })}>
            {t('notice.see')}
          </Button>
        </span>
      )}
    </section>
  )
}
