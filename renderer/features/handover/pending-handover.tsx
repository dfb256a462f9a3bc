// What the bar says of handovers: those not signed by both, and a shift that ended without one. From the list's own question.
// Whoever exercises is told of what is not signed in earnest.
import { useTranslation } from 'react-i18next'
import { unhandedShift, shiftOf } from '../../../shared/model/roster.ts'
import { MAX_SHIFT_MS, SHIFT } from '../../../shared/model/shift.ts'
import { pageOf, shownOf, useItemsOf } from '../../state/desk-items.ts'
import { showSpace, useDeskSpaces, useLeftSpaces, useSpaceName } from '../../state/desk-spaces.ts'
import { useServerNow } from '../../state/server-now.ts'
import { useOfficer } from '../../state/use-status.ts'
import { showView } from '../../state/view-store.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { allQuestion, handoverOf, unsettledCount, unsettledQuestion } from './handovers.ts'

const HOUR_MS = 3_600_000

export function PendingHandover() {
  const { t } = useTranslation('handover')
  const spaces = useDeskSpaces()
  const officer = useOfficer()
  const nowMs = useServerNow(10_000)
  const hourMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS
  const agency = officer?.agency ?? ''
  const asked = officer === null ? [] : spaces
  const unsettled = useItemsOf(asked, (space) => unsettledQuestion(space, agency))
  const leftSpaces = useLeftSpaces()
  const left = useItemsOf(officer === null ? [] : leftSpaces, (space) => unsettledQuestion(space, agency))
  const all = useItemsOf(asked, (space) => allQuestion(space, agency))
  const roster = useItemsOf(asked, (space) =>
    pageOf(
      space,
      SHIFT,
      { agencies: [agency], states: ['held'], fromMs: hourMs - MAX_SHIFT_MS, toMs: hourMs + HOUR_MS },
      { descending: false },
    ),
  )
  if (officer === null) return null
  const count = unsettledCount(unsettled.rows)
  const [leftOne] = left.rows
  if (count === 0 && leftOne !== undefined)
    return <LeftHandover space={leftOne.space} count={unsettledCount(left.rows)} />
  const isMine = unsettled.rows.some((row) => handoverOf(row).waitsFor === officer.id)
  const shifts = roster.rows.flatMap(({ row }) => shiftOf(row.key, shownOf(row)) ?? [])
  const handed = all.rows.map(handoverOf)
  const missed = all.phase === 'live' && roster.phase === 'live' ? unhandedShift(shifts, handed, nowMs) : null
  if (count === 0 && missed === null) return null
  return (
    <button type="button" className="fs-bar-item fs-warn" title={t('barHint')} onClick={() => showView('handover')}>
      ⚠{' '}
      {count > 0
        ? t(isMine ? 'barMine' : 'bar', { count })
        : t('barMissed', { name: missed?.holder?.name ?? '', time: dateTimeText(missed?.toMs ?? 0).slice(11, 16) })}
    </button>
  )
}

/** Not signed in a live space, while another kind of space is shown; opens there. */
function LeftHandover({ space, count }: { readonly space: string; readonly count: number }) {
  const { t } = useTranslation('handover')
  const name = useSpaceName(space)
  return (
    <button
      type="button"
      className="fs-bar-item fs-warn"
      title={t('barHint')}
      onClick={() => {
        showSpace(space)
        showView('handover')
      }}
    >
      ⚠ {t('barLeft', { name, count })}
    </button>
  )
}
