// One shift: added, given to somebody else, moved, taken off the roster with a reason.
import { Alert, AutoComplete, Button, Input, Modal, Select } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sameJson } from '../../../shared/base/json.ts'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import { spanProblem } from '../../../shared/model/roster.ts'
import type { ShiftRole } from '../../../shared/model/shift.ts'
import { SHIFT_ROLES } from '../../../shared/model/shift.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import { readMoment, writeMoment } from '../../ui/local-time.ts'
import { MomentInput } from '../../ui/moment-input.tsx'
import { isInOpenList, isStrongEnter, useKeys } from '../../ui/use-keys.ts'
import { useTask } from '../../ui/use-task.ts'
import { holderNamed, useRosterOfficers } from './officers.ts'
import type { ShownShift } from './use-shifts.ts'

/** What the dialog opens on: a shift that stands, or the beginning of a new one. */
export interface ShiftStart {
  readonly shift: ShownShift | null
  readonly role: ShiftRole
  readonly fromMs: number
  readonly toMs: number
}

interface Props {
  readonly space: string
  readonly agency: string
  readonly start: ShiftStart
  readonly mayWrite: boolean
  readonly onClose: () => void
}

/** The dialog of a shift; open while mounted. Its form is mounted with what it stands in, so that it can take the keyboard. */
export function ShiftDialog(props: Props) {
  const { t } = useTranslation('roster')
  const title = t(props.start.shift === null ? 'addTitle' : 'shiftTitle')
  return (
    <Modal open title={title} footer={null} onCancel={props.onClose}>
      <ShiftForm {...props} />
    </Modal>
  )
}

function ShiftForm({ space, agency, start, mayWrite, onClose }: Props) {
  const { t } = useTranslation('roster')
  const { shift } = start
  const officers = useRosterOfficers()
  const [role, setRole] = useState(start.role)
  const [name, setName] = useState(shift?.holder?.name ?? '')
  const [from, setFrom] = useState(writeMoment(start.fromMs))
  const [to, setTo] = useState(writeMoment(start.toMs))
  const [telephone, setTelephone] = useState(shift?.telephone ?? '')
  const [note, setNote] = useState(shift?.note ?? '')
  const [reason, setReason] = useState('')
  const { fault, isBusy, run } = useTask()
  const [fromMs, toMs] = [readMoment(from), readMoment(to)]
  const problem = fromMs === null ? 'from' : toMs === null ? 'to' : spanProblem(fromMs, toMs)
  // A name that stands there already keeps its account.
  const holder = name.trim() === shift?.holder?.name ? shift.holder : holderNamed(name, officers)
  const save = async (): Promise<void> => {
    if (!mayWrite || problem !== null || fromMs === null || toMs === null || isBusy) return
    const times = { from: isoWithOffset(fromMs), to: isoWithOffset(toMs) }
    const words = { telephone: telephone.trim(), note: note.trim() }
    const row = { officer: holder, ...times, ...words }
    const isSame =
      shift !== null &&
      shift.conflicts.length === 0 &&
      sameJson(shift.holder, holder) &&
      shift.fromMs === fromMs &&
      shift.toMs === toMs &&
      shift.telephone === words.telephone &&
      shift.note === words.note
    if (isSame) return onClose()
    const done =
      shift === null
        ? await run(() => runCommand(space, 'writeRoster', { agency, rows: [{ role, ...row }], adds: true }))
        : await run(() => runCommand(space, 'amendShift', { id: shift.id, ...row }))
    if (done !== null) onClose()
  }
  const takeOff = async (): Promise<void> => {
    if (shift === null || reason.trim().length < 2) return
    const done = await run(() => runCommand(space, 'voidShift', { id: shift.id, reason: reason.trim() }))
    if (done !== null) onClose()
  }
  const part = useKeys<HTMLDivElement>((event) => {
    const isLine = event.key === 'Enter' && event.target instanceof HTMLInputElement && !isInOpenList(event)
    if (!isStrongEnter(event) && !isLine) return false
    void save()
    return true
  })
  // The name is what is asked for most.
  useEffect(() => part.current?.querySelector<HTMLInputElement>('.fs-shift-who input')?.focus(), [part])
  return (
    <>
      <div ref={part} className="fs-shift-form">
        <label>
          <span>{t('column.role')}</span>
          <Select
            aria-label={t('column.role')}
            disabled={shift !== null || !mayWrite}
            value={role}
            options={SHIFT_ROLES.map((one) => ({ value: one, label: t(`role.${one}`) }))}
            onChange={setRole}
          />
        </label>
        <label className="fs-shift-who">
          <span>{t('column.name')}</span>
          <AutoComplete
            aria-label={t('column.name')}
            disabled={!mayWrite}
            placeholder={t('nameHint')}
            value={name}
            maxLength={80}
            options={officers
              .filter((one) => one.name.includes(name.trim()) || one.account.startsWith(name.trim().toLowerCase()))
              .slice(0, 20)
              .map((one) => ({ value: one.name, label: `${one.name} (${one.account})`, key: one.id }))}
            onChange={setName}
          />
        </label>
        <p className="fs-note">
          {holder === null ? t('openNote') : t(holder.officer === null ? 'noAccount' : 'hasAccount')}
        </p>
        <label>
          <span>{t('column.from')}</span>
          <MomentInput label={t('column.from')} isDisabled={!mayWrite} text={from} onText={setFrom} />
        </label>
        <label>
          <span>{t('column.to')}</span>
          <MomentInput label={t('column.to')} isDisabled={!mayWrite} text={to} onText={setTo} />
        </label>
        {problem !== null && (
          <p className="fs-field-problem" role="alert">
            {t(`problem.${problem}`)}
          </p>
        )}
        <label>
          <span>{t('column.telephone')}</span>
          <Input
            aria-label={t('column.telephone')}
            disabled={!mayWrite}
            maxLength={40}
            value={telephone}
            onChange={(event) => setTelephone(event.target.value)}
          />
        </label>
        <label>
          <span>{t('column.note')}</span>
          <Input
            aria-label={t('column.note')}
            disabled={!mayWrite}
            maxLength={200}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
        {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
      </div>
      {shift !== null && mayWrite && (
        <div className="fs-shift-void">
          <Input
            aria-label={t('voidReason')}
            placeholder={t('voidReason')}
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <Button danger disabled={reason.trim().length < 2} loading={isBusy} onClick={() => void takeOff()}>
            {t('void')}
          </Button>
        </div>
      )}
      <div className="fs-shift-acts">
        <Button onClick={onClose}>{t('common:cancel')}</Button>
        <Button type="primary" disabled={!mayWrite || problem !== null} loading={isBusy} onClick={() => void save()}>
          {t('common:save')}
        </Button>
      </div>
    </>
  )
}
