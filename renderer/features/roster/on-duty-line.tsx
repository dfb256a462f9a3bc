// Who is on duty in one's own agency now, whichever space its roster is kept in, for the bar at the bottom of every screen.
import { useTranslation } from 'react-i18next'
import type { Shift } from '../../../shared/model/roster.ts'
import { onDuty } from '../../../shared/model/roster.ts'
import { SHIFT_ROLES } from '../../../shared/model/shift.ts'
import { useNow } from '../../state/clock-store.ts'
import { useDeskSpaces } from '../../state/desk-spaces.ts'
import { useOfficer } from '../../state/use-status.ts'
import { showView } from '../../state/view-store.ts'
import { longSpanWords } from './roster-words.ts'
import { useShifts } from './use-shifts.ts'

const HOUR_MS = 3_600_000
const NOWHERE: readonly string[] = []

export function OnDutyLine() {
  const { t } = useTranslation('roster')
  const spaces = useDeskSpaces()
  const officer = useOfficer()
  const nowMs = useNow(10_000)
  // The question stays the same for an hour, so that the watch is not opened anew with every tick.
  const hourMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS
  const { shifts, isLoading } = useShifts(
    officer === null ? NOWHERE : spaces,
    officer?.agency ?? null,
    hourMs - 12 * HOUR_MS,
    hourMs + 12 * HOUR_MS,
  )
  if (spaces.length === 0 || officer === null || isLoading) return null
  const present = onDuty(shifts, nowMs)
  const doubtful = shifts.some(
    ({ conflicts, fromMs, toMs }) => conflicts.includes('officer') && fromMs <= nowMs && nowMs < toMs,
  )
  const words = present.length === 0 ? t(shifts.length === 0 ? 'barNone' : 'barNobody') : namesByRole(present, t)
  const hint = present.map(
    ({ role, holder, fromMs, toMs, telephone }) =>
      `${t(`role.${role}`)} ${holder?.name ?? ''} ${longSpanWords(fromMs, toMs)} ${telephone}`,
  )
  const isWarned = doubtful || (present.length === 0 && shifts.length > 0)
  return (
    <button
      type="button"
      className={isWarned ? 'fs-bar-item fs-warn' : 'fs-bar-item'}
      title={[...hint, t('barHint')].join('\n')}
      onClick={() => showView('roster')}
    >
      {t('bar', { words })}
      {doubtful && ` ⚠ ${t('conflict')}`}
    </button>
  )
}

function namesByRole(present: readonly Shift[], t: (key: string) => string): string {
  return SHIFT_ROLES.flatMap((role) => {
    const names = present.filter((shift) => shift.role === role).map(({ holder }) => holder?.name ?? '')
    return names.length === 0 ? [] : [`${t(`roleShort.${role}`)} ${names.join(t('and'))}`]
  }).join(' · ')
}
