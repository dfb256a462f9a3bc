// A week copied to the next: what would be new, what stands there already, what somebody else has been given meanwhile.
import { Alert, Checkbox, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import type { ShiftRow } from '../../../shared/model/roster.ts'
import { moved, placeRows } from '../../../shared/model/roster.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import { useTask } from '../../ui/use-task.ts'
import { DAY_MS } from './calendar.tsx'
import { longSpanWords } from './roster-words.ts'
import type { ShownShift } from './use-shifts.ts'
import { useOne, useShifts } from './use-shifts.ts'

interface Props {
  readonly space: string
  readonly agency: string
  readonly fromMs: number
  readonly shifts: readonly ShownShift[]
  /** Shows the week that was written. */
  readonly onDone: () => void
  readonly onClose: () => void
}

const WEEK_MS = 7 * DAY_MS

export function CopyDialog({ space, agency, fromMs, shifts, onDone, onClose }: Props) {
  const { t } = useTranslation('roster')
  const next = useShifts(useOne(space), agency, fromMs + WEEK_MS, fromMs + 2 * WEEK_MS)
  const [isOver, setIsOver] = useState(false)
  const { fault, isBusy, run } = useTask()
  const placed = placeRows(agency, moved(shifts, fromMs, fromMs + WEEK_MS, WEEK_MS), next.shifts)
  const added = placed.filter(({ what }) => what === 'new')
  const changed = placed.filter(({ what }) => what === 'changed')
  const written = (isOver ? [...added, ...changed] : added).map(({ row }) => row)
  const copy = async (): Promise<void> => {
    const done = await run(() =>
      runCommand(space, 'writeRoster', { agency, rows: written.map(rowInput), reason: t('copyReason') }),
    )
    if (done !== null) onDone()
  }
  return (
    <Modal
      open
      title={t('copyTitle', { span: longSpanWords(fromMs + WEEK_MS, fromMs + 2 * WEEK_MS) })}
      okText={t('write', { count: written.length })}
      cancelText={t('common:cancel')}
      okButtonProps={{ disabled: written.length === 0 || next.isLoading, loading: isBusy }}
      onOk={() => void copy()}
      onCancel={onClose}
    >
      <p>{t('copyWords', { added: added.length, same: placed.length - added.length - changed.length })}</p>
      {changed.length > 0 && (
        <>
          <ul className="fs-roster-problems">
            {changed.map(({ row, id, before }) => (
              <li key={id}>
                {t('instead', {
                  role: t(`role.${row.role}`),
                  span: longSpanWords(row.fromMs, row.toMs),
                  before: before?.holder?.name ?? t('open'),
                  after: row.holder?.name ?? t('open'),
                })}
              </li>
            ))}
          </ul>
          <Checkbox checked={isOver} onChange={(event) => setIsOver(event.target.checked)}>
            {t('copyOver', { count: changed.length })}
          </Checkbox>
        </>
      )}
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
    </Modal>
  )
}

/** A row as the command takes it. */
export function rowInput({ role, holder, fromMs, toMs, telephone, note }: ShiftRow) {
  return { role, officer: holder, from: isoWithOffset(fromMs), to: isoWithOffset(toMs), telephone, note }
}
