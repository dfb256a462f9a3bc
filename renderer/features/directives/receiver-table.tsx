// How a directive stands with every receiver: one line each, with names and times, what was answered and what was forwarded.
import { Alert, Button, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { JsonFields } from '../../../shared/base/json.ts'
import { receiptAlarm } from '../../../shared/model/directive-alarm.ts'
import { MISSING_STATES, deliveredElsewhereMs, partField, receiptState } from '../../../shared/model/directive.ts'
import { textField } from '../../../shared/model/fields.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import type { Act } from '../../link/use-act.ts'
import { useAct } from '../../link/use-act.ts'
import { openConflict } from '../../state/panel-store.ts'
import { useServerNow } from '../../state/server-now.ts'
import { useWatch } from '../../state/use-watch.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { AnswerFiles } from './answer-files.tsx'
import { openDirective } from './directive-store.ts'
import { Progress } from './progress.tsx'
import { contradictions, deliveredMs, fieldsOf, forwardsQuestion } from './questions.ts'
import { partMs, useNames, useWhyNot } from './use-desk.ts'

interface Props {
  readonly space: string
  readonly rows: readonly ItemRow[]
  /** Our agency issued it: it may remind. */
  readonly isOurs: boolean
}

export function ReceiverTable({ space, rows, isOurs }: Props) {
  const { t } = useTranslation('directives')
  const act = useAct(space)
  return (
    <>
      {act.fault !== null && (
        <Alert type="error" showIcon title={faultWords(act.fault)} closable={{ onClose: act.clear }} />
      )}
      <table className="fs-dir-table">
        <thead>
          <tr>
            <th scope="col">{t('received')}</th>
            <th scope="col">{t('status')}</th>
            <th scope="col">{t('deliveredAt')}</th>
            <th scope="col">{t('signedCol')}</th>
            <th scope="col">{t('answerCol')}</th>
            <th scope="col">{t('closedCol')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Receiver key={row.key} space={space} row={row} act={act} mayRemind={isOurs} />
          ))}
        </tbody>
      </table>
    </>
  )
}

interface RowProps {
  readonly space: string
  readonly row: ItemRow
  readonly act: Act
  readonly mayRemind: boolean
}

function Receiver({ space, row, act, mayRemind }: RowProps) {
  const { t } = useTranslation('directives')
  const names = useNames()
  const now = useServerNow(10_000)
  const mayHandle = useWhyNot('directive.handle') === undefined
  const fields = fieldsOf(row)
  const state = receiptState(fields)
  const alarm = receiptAlarm(fields, now)
  const delivered = deliveredMs(row)
  const answer = partField(fields, 'answer')
  const closed = partField(fields, 'closed')
  const reminded = partField(fields, 'reminded')
  const torn = contradictions(row)[0]
  const isOwed = MISSING_STATES.some((one) => one === state)
  return (
    <tr data-alarm={alarm}>
      <th scope="row">
        {names.receiver(textField(fields, 'agency'), textField(fields, 'officer'))}
        {delivered !== null && deliveredElsewhereMs(fields) !== null && (
          <small className="fs-dir-by-link">{t('answersByLink')}</small>
        )}
        <Forwards space={space} receipt={row.key} />
      </th>
      <td data-label={t('status')}>
        <Tag>{t(`state.${state}`)}</Tag>
        {(alarm === 'late' || alarm === 'grave') && <span className="fs-dir-late">{t(`alarm.${alarm}`)}</span>}
        {torn !== undefined && (
          <Button size="small" danger onClick={() => openConflict(`receipt/${row.key}/${torn}`)}>
            {t('contradicts')} · {t('settle')}
          </Button>
        )}
        {reminded !== null && (
          <small>
            {t('reminded', {
              times: Number(reminded['times'] ?? 1),
              time: dateTimeText(partMs(reminded) ?? row.changedMs),
            })}
          </small>
        )}
        {mayRemind && isOwed && mayHandle && (
          <Button size="small" onClick={() => void act.run('remindReceipt', { id: row.key })}>
            {t('remind')}
          </Button>
        )}
      </td>
      <td data-label={t('deliveredAt')}>
        {delivered === null ? <span>—</span> : <time>{dateTimeText(delivered)}</time>}
      </td>
      <td data-label={t('signedCol')}>
        <Signature part={partField(fields, 'signed')} />
      </td>
      <td data-label={t('answerCol')}>
        <Signature part={answer} />
        {answer !== null && <p className="fs-dir-answer">{textField(answer, 'text')}</p>}
        <AnswerFiles space={space} fields={fields} />
      </td>
      <td data-label={t('closedCol')}>
        <Signature part={closed} />
        {closed !== null && textField(closed, 'text') !== null && (
          <p className="fs-dir-answer">{textField(closed, 'text')}</p>
        )}
      </td>
    </tr>
  )
}

function Signature({ part }: { readonly part: JsonFields | null }) {
  const { t } = useTranslation('directives')
  const names = useNames()
  const atMs = partMs(part)
  if (part === null || atMs === null) return <span>—</span>
  return <span>{t('byAt', { name: names.officer(textField(part, 'by')), time: dateTimeText(atMs) })}</span>
}

/** What the receiver handed on: the chain downwards. */
function Forwards({ space, receipt }: { readonly space: string; readonly receipt: string }) {
  const { t } = useTranslation('directives')
  const { rows } = useWatch('items', forwardsQuestion(space, receipt))
  if (rows.length === 0) return null
  return (
    <ul className="fs-dir-forwards" aria-label={t('forwarded')}>
      {rows.map((row) => (
        <li key={row.key}>
          ↳{' '}
          <Button type="link" size="small" className="fs-dir-link" onClick={() => openDirective(row.key)}>
            {textField(fieldsOf(row), 'title')}
          </Button>{' '}
          <Progress space={space} directive={row.key} />
        </li>
      ))}
    </ul>
  )
}
