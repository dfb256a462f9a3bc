// The calendar of the roster: a week with a row for every role, or a month of days.
import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ShiftRole } from '../../../shared/model/shift.ts'
import { SHIFT_ROLES } from '../../../shared/model/shift.ts'
import { dayText } from '../../ui/local-time.ts'
import { ShiftChip } from './shift-chip.tsx'
import type { ShownShift } from './use-shifts.ts'

export const DAY_MS = 86_400_000

interface Props {
  readonly fromMs: number
  readonly days: number
  readonly nowMs: number
  readonly shifts: readonly ShownShift[]
  readonly doubled: ReadonlySet<string>
  readonly mayWrite: boolean
  readonly onOpen: (shift: ShownShift) => void
  readonly onAdd: (dayMs: number, role: ShiftRole) => void
}

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

export function WeekGrid({ fromMs, nowMs, shifts, doubled, mayWrite, onOpen, onAdd }: Props) {
  const { t } = useTranslation('roster')
  const today = dayText(nowMs)
  const days = WEEKDAYS.map((weekday, at) => ({ weekday, dayMs: fromMs + at * DAY_MS }))
  return (
    <table className="fs-roster-week">
      <thead>
        <tr>
          <th scope="col">{t('column.role')}</th>
          {days.map(({ weekday, dayMs }) => (
            <th key={weekday} scope="col" aria-current={dayText(dayMs) === today ? 'date' : undefined}>
              {t(`weekday.${weekday}`)} {dayText(dayMs).slice(5)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {SHIFT_ROLES.map((role) => (
          <tr key={role}>
            <th scope="row">{t(`role.${role}`)}</th>
            {days.map(({ weekday, dayMs }) => (
              <td key={weekday} aria-current={dayText(dayMs) === today ? 'date' : undefined}>
                {shifts
                  .filter((shift) => shift.role === role && isOfDay(shift, dayMs, fromMs))
                  .map((shift) => (
                    <ShiftChip
                      key={`${shift.space} ${shift.id}`}
                      shift={shift}
                      isDoubled={doubled.has(shift.id)}
                      withRole={false}
                      onOpen={onOpen}
                    />
                  ))}
                {mayWrite && (
                  <Button
                    size="small"
                    type="text"
                    className="fs-shift-add"
                    icon={<PlusOutlined aria-hidden />}
                    aria-label={t('addTo', { role: t(`role.${role}`), day: dayText(dayMs) })}
                    onClick={() => onAdd(dayMs, role)}
                  />
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function MonthGrid({ fromMs, days, nowMs, shifts, doubled, mayWrite, onOpen, onAdd }: Props) {
  const { t } = useTranslation('roster')
  const today = dayText(nowMs)
  // The month the middle of the grid lies in; days of its neighbours are dimmed.
  const month = dayText(fromMs + 15 * DAY_MS).slice(0, 7)
  const weeks = Array.from({ length: days / 7 }, (_, week) =>
    WEEKDAYS.map((weekday, at) => ({ weekday, dayMs: fromMs + (week * 7 + at) * DAY_MS })),
  )
  return (
    <table className="fs-roster-month">
      <thead>
        <tr>
          {WEEKDAYS.map((weekday) => (
            <th key={weekday} scope="col">
              {t(`weekday.${weekday}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]?.dayMs}>
            {week.map(({ weekday, dayMs }) => {
              const day = dayText(dayMs)
              return (
                <td
                  key={weekday}
                  aria-current={day === today ? 'date' : undefined}
                  data-outside={day.startsWith(month) ? undefined : true}
                >
                  <div className="fs-roster-day">
                    <span>{day.slice(5)}</span>
                    {mayWrite && (
                      <Button
                        size="small"
                        type="text"
                        className="fs-shift-add"
                        icon={<PlusOutlined aria-hidden />}
                        aria-label={t('addTo', { role: t('role.dutyOfficer'), day })}
                        onClick={() => onAdd(dayMs, 'dutyOfficer')}
                      />
                    )}
                  </div>
                  {shifts
                    .filter((shift) => isOfDay(shift, dayMs, fromMs))
                    .toSorted((a, b) => SHIFT_ROLES.indexOf(a.role) - SHIFT_ROLES.indexOf(b.role))
                    .map((shift) => (
                      <ShiftChip
                        key={`${shift.space} ${shift.id}`}
                        shift={shift}
                        isDoubled={doubled.has(shift.id)}
                        withRole
                        onOpen={onOpen}
                      />
                    ))}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A shift stands on the day it begins and on every day it takes half of; one from before the calendar, on its first day. */
function isOfDay({ fromMs, toMs }: ShownShift, dayMs: number, firstMs: number): boolean {
  if (fromMs >= dayMs && fromMs < dayMs + DAY_MS) return true
  const taken = Math.min(toMs, dayMs + DAY_MS) - Math.max(fromMs, dayMs)
  return taken >= DAY_MS / 2 || (dayMs === firstMs && fromMs < firstMs && toMs > firstMs)
}
