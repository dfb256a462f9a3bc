// One receipt in a list: what it is about, from whom or to whom, how pressing, where it stands.
import { WarningOutlined } from '@ant-design/icons'
import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { receiptAlarm } from '../../../shared/model/directive-alarm.ts'
import { givenBy, priorityOf, receiptState } from '../../../shared/model/directive.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { useSpaceMarks } from '../../state/desk-spaces.ts'
import { useServerNow } from '../../state/server-now.ts'
import { useOfficer } from '../../state/use-status.ts'
import { SpaceMark } from '../../ui/space-mark.tsx'
import { shortTimeText } from '../../ui/time-text.ts'
import { openDirective, useOpenDirective } from './directive-store.ts'
import { contradictions, fieldsOf } from './questions.ts'
import { PriorityTag } from './tags.tsx'
import { useDueWords, useNames } from './use-desk.ts'

const TICK_MS = 10_000

interface Props {
  readonly space: string
  readonly row: ItemRow
  /** In a list under the agency that owes it, our own name as the issuer needs no saying. */
  readonly shows: 'from' | 'owed'
}

export function ReceiptLine({ space, row, shows }: Props) {
  const { t } = useTranslation('directives')
  const names = useNames()
  const mark = useSpaceMarks()
  const dueWords = useDueWords()
  const now = useServerNow(TICK_MS)
  const { directive: open } = useOpenDirective()
  const fields = fieldsOf(row)
  const directive = textField(fields, 'directive')
  const state = receiptState(fields)
  const alarm = receiptAlarm(fields, now)
  const dueMs = timeField(fields, 'dueAt')
  const from = textField(fields, 'from')
  const ours = useOfficer()?.agency
  const officer = textField(fields, 'officer')
  const named = officer === null ? [] : [names.officer(officer)]
  const who = [...(shows === 'owed' && from === ours ? [] : [names.agency(from)]), ...named].join(' → ')
  const isOwed = state === 'sent' || state === 'delivered' || state === 'signed'
  return (
    <li>
      <button
        type="button"
        className="fs-dir-line"
        data-alarm={alarm}
        aria-current={directive !== null && directive === open}
        onClick={() => openDirective(directive, space)}
      >
        <span className="fs-dir-line-head">
          <PriorityTag priority={priorityOf(fields)} />
          <strong>{textField(fields, 'title') ?? row.key}</strong>
          <SpaceMark name={mark(space)} />
        </span>
        <span className="fs-dir-line-facts">
          {who !== '' && <span>{who}</span>}
          <time>{shortTimeText(timeField(fields, 'issuedAt') ?? row.writtenMs, now)}</time>
          <Tag>{t(`state.${state}`)}</Tag>
          {givenBy(fields) !== null && <Tag>{t('byLink')}</Tag>}
          {isOwed && dueMs !== null && <span className="fs-dir-due">{dueWords(dueMs, now)}</span>}
          {(alarm === 'late' || alarm === 'grave') && (
            <span className="fs-dir-late">
              <WarningOutlined aria-hidden /> {t(`alarm.${alarm}`)}
            </span>
          )}
          {contradictions(row).length > 0 && <Tag color="red">{t('contradicts')}</Tag>}
          {row.state !== 'agreed' && <Tag color="gold">{t(`change.${row.state}`)}</Tag>}
        </span>
      </button>
    </li>
  )
}
