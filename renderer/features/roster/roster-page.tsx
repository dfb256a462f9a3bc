// The roster of a span on paper, in the order of time.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { printTold } from '../../link/told-exports.ts'
import { useSpacePart } from '../../state/space-store.ts'
import { useOfficer } from '../../state/use-status.ts'
import { PrintPage } from '../../ui/print-page.tsx'
import { dateTimeText } from '../../ui/time-text.ts'
import type { ShownShift } from './use-shifts.ts'

interface Props {
  readonly space: string
  readonly agency: string
  readonly title: string
  readonly shifts: readonly ShownShift[]
  readonly onDone: () => void
}

export function RosterPage({ space, agency, title, shifts, onDone }: Props) {
  const { t } = useTranslation('roster')
  const kind = useSpacePart((space) => space?.kind ?? 'live')
  const officer = useOfficer()
  const [atMs] = useState(() => Date.now())
  return (
    <PrintPage isUpright onPrint={() => printTold({ space, what: 'roster', count: shifts.length })} onDone={onDone}>
      <h1>{t('paper', { agency })}</h1>
      {kind !== 'live' && <p className="fs-print-mark">{t(`app:spaceKind.${kind}`)}</p>}
      <p>{title}</p>
      <p>{t('printed', { time: dateTimeText(atMs), name: officer?.displayName ?? '' })}</p>
      <table>
        <thead>
          <tr>
            {(['from', 'to', 'role', 'name', 'telephone', 'note'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shifts.map((shift) => (
            <tr key={`${shift.space} ${shift.id}`}>
              <td className="fs-page-short">{dateTimeText(shift.fromMs).slice(0, 16)}</td>
              <td className="fs-page-short">{dateTimeText(shift.toMs).slice(0, 16)}</td>
              <td>{t(`role.${shift.role}`)}</td>
              <td>
                {shift.holder?.name ?? t('open')}
                {shift.conflicts.length > 0 && ` (${t('conflict')})`}
              </td>
              <td>{shift.telephone}</td>
              <td>{shift.note}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </PrintPage>
  )
}
