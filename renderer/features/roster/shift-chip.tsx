// One shift in the calendar: hours and person; what is wrong with it in words and a sign, not by colour alone.
import { WarningOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { showSpace, useSpaceMarks } from '../../state/desk-spaces.ts'
import { openConflict } from '../../state/panel-store.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { SpaceMark } from '../../ui/space-mark.tsx'
import { longSpanWords, spanWords } from './roster-words.ts'
import type { ShownShift } from './use-shifts.ts'

interface Props {
  readonly shift: ShownShift
  readonly isDoubled: boolean
  /** Says the role as well: in a month all roles stand together. */
  readonly withRole: boolean
  readonly onOpen: (shift: ShownShift) => void
}

export function ShiftChip({ shift, isDoubled, withRole, onOpen }: Props) {
  const { t } = useTranslation('roster')
  const { role, holder, fromMs, toMs, conflicts, telephone, note } = shift
  const [conflict] = conflicts
  const mark = useSpaceMarks()
  const isHere = useSpaceId() === shift.space
  const name = holder?.name ?? t('open')
  const state = conflict !== undefined ? 'conflict' : holder === null ? 'open' : isDoubled ? 'doubled' : 'held'
  const problem = conflict !== undefined ? t('conflict') : isDoubled ? t('doubledShort') : null
  const hint = [`${t(`role.${role}`)} ${longSpanWords(fromMs, toMs)}`, telephone, note, problem ?? ''].filter(
    (part) => part !== '',
  )
  return (
    <span className="fs-shift" data-state={state}>
      <button type="button" title={hint.join('\n')} onClick={() => onOpen(shift)}>
        {withRole && <small>{t(`roleShort.${role}`)}</small>} <span className="fs-shift-name">{name}</span>{' '}
        <small>{spanWords(fromMs, toMs)}</small>
        {shift.isWaiting && <small title={t('waiting')}> ↑</small>}
        {!isHere && <SpaceMark name={mark(shift.space)} />}
      </button>
      {conflict === undefined ? (
        problem !== null && (
          <small className="fs-shift-problem">
            <WarningOutlined aria-hidden /> {problem}
          </small>
        )
      ) : (
        <button
          type="button"
          className="fs-shift-problem"
          onClick={() => {
            showSpace(shift.space)
            openConflict(`shift/${shift.id}/${conflict}`)
          }}
        >
          <WarningOutlined aria-hidden /> {problem}
        </button>
      )}
    </span>
  )
}
