// Reports nearly due, overdue, and overdue for long, as notices: what the clocks say, in the form the bell and the notice centre
// read. Each step is a notice of its own: what was acknowledged as overdue is told again when a leader has to see to it.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import type { ClockAlarm } from '../../../shared/model/report-clock.ts'
import { clockAlarm } from '../../../shared/model/report-clock.ts'
import type { ClockRow } from '../../../shared/rpc/rows.ts'
import { officeName } from '../../i18n/office-names.ts'
import { useClocksOf } from '../../state/report-clocks.ts'
import { useServerNow } from '../../state/server-now.ts'
import { useStatusPart } from '../../state/use-status.ts'
import type { Happening } from './notice-book.ts'

type Told = Exclude<ClockAlarm, 'calm' | 'done'>
const LEVELS: { readonly [alarm in Told]: number } = { soon: 3, late: 2, grave: 1 }
/** Of an incident that was closed long ago nobody is called: it stands on the board, in the badge and in the handover. */
const CALLED_FOR_MS = 72 * 3_600_000
const NOTHING: readonly Happening[] = []
const NO_SPACES: readonly string[] = []

/** Of a space; nobody is late with what is no real event. */
export function useClockHappenings(space: string | null): readonly Happening[] {
  const { t } = useTranslation('notices')
  const { clocks } = useClocksOf(space === null ? NO_SPACES : [space])
  const now = useServerNow()
  const isReal = useStatusPart((status) => status?.spaces.find(({ id }) => id === space)?.kind !== 'demonstration')
  const told = isReal
    ? clocks.flatMap((clock) => clockHappening(clock, now, (alarm, values) => t(`clockTitle.${alarm}`, values)) ?? [])
    : NOTHING
  // As one text: clocks tick every second, and what they call for seldom changes with it.
  const said = JSON.stringify(told)
  return useMemo(() => JSON.parse(said) as readonly Happening[], [said])
}

/** What a clock has to tell now; null when nothing. */
export function clockHappening(
  clock: ClockRow,
  nowMs: number,
  say: (alarm: Told, values: { readonly title: string; readonly to: string }) => string,
): Happening | null {
  const { alarm, sinceMs } = clockAlarm(clock, nowMs)
  if (alarm === 'calm' || alarm === 'done' || (clock.isClosed && nowMs > clock.dueMs + CALLED_FOR_MS)) return null
  return {
    kind: 'clock',
    subject: clock.key,
    moment: isoWithOffset(sinceMs),
    atMs: sinceMs,
    level: LEVELS[alarm],
    title: say(alarm, { title: clock.title, to: officeName(clock.toRole) }),
    more: '',
    incident: clock.incident,
    parent: null,
    agency: null,
    officer: null,
    local: null,
  }
}
