// One directive on paper: what was ordered, to whom, and how it stands with each receiver. Unseen on the screen.
import './directives.css'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { DIRECTIVE, partField, priorityOf, receiptState } from '../../../shared/model/directive.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import type { ItemRow, RecordRow } from '../../../shared/rpc/rows.ts'
import { printTold } from '../../link/told-exports.ts'
import { useSpace } from '../../state/space-store.ts'
import { useStatus } from '../../state/use-status.ts'
import { useWatch } from '../../state/use-watch.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { printStore } from './print-store.ts'
import { MOST, deliveredMs, fieldsOf, receiptsQuestion } from './questions.ts'
import { partMs, useNames } from './use-desk.ts'

/** Prints whatever is put into the store, once both the order and its receipts are there. */
export function DirectivePaper() {
  const sheet = useStore(printStore, (state) => state.sheet)
  const record = useWatch(
    'record',
    sheet === null ? null : { space: sheet.space, kind: DIRECTIVE, id: sheet.directive },
  )
  const receipts = useWatch('items', sheet === null ? null : receiptsQuestion(sheet.space, sheet.directive, MOST))
  const row = record.rows[0]
  const isReady = sheet !== null && row !== undefined && receipts.phase === 'live'
  useEffect(() => {
    if (!isReady) return
    const { space, directive } = sheet
    void printTold({ space, what: 'directive', count: 1, subject: directive }).finally(() =>
      printStore.setState({ sheet: null }),
    )
  }, [isReady, sheet])
  if (!isReady) return null
  return <Paper row={row} receipts={receipts.rows} atMs={sheet.atMs} />
}

interface Props {
  readonly row: RecordRow
  readonly receipts: readonly ItemRow[]
  readonly atMs: number
}

function Paper({ row, receipts, atMs }: Props) {
  const { t } = useTranslation(['directives', 'app'])
  const names = useNames()
  const status = useStatus()
  const space = useSpace()
  const fields = fieldsOf(row)
  const leader = textField(fields, 'leader')
  const dueMs = timeField(fields, 'dueAt')
  const type = t(`type.${fields['type'] === 'remark' ? 'remark' : 'instruction'}`)
  return (
    <article className="fs-print fs-print-directive">
      <h1>{t('paper.title', { type })}</h1>
      {space !== null && space.kind !== 'live' && <p className="fs-print-mark">{t(`app:spaceKind.${space.kind}`)}</p>}
      {status !== null && status.link !== 'linked' && <p className="fs-print-mark">{t('paper.cutOff')}</p>}
      <p>
        {t('form.priority')}: {t(`priority.${priorityOf(fields)}`)} · {t('dueAt')}:{' '}
        {dueMs === null ? t('dueNone') : dateTimeText(dueMs)}
      </p>
      <p>
        {t('from')}: {names.agency(textField(fields, 'agency'))} · {t('issuedBy')}:{' '}
        {names.officer(textField(fields, 'issuedBy'))} · {t('writtenAt')}:{' '}
        {dateTimeText(timeField(fields, 'issuedAt') ?? 0)}
      </p>
      {leader !== null && <p>{t('leaderWords', { name: leader })}</p>}
      <h2>{textField(fields, 'title')}</h2>
      <p className="fs-print-text">{textField(fields, 'text')}</p>
      <table>
        <thead>
          <tr>
            {(['received', 'status', 'deliveredAt', 'signedCol', 'answerCol', 'closedCol'] as const).map((name) => (
              <th key={name} scope="col">
                {t(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {receipts.map((receipt) => (
            <Line key={receipt.key} row={receipt} />
          ))}
        </tbody>
      </table>
      <p>
        {t('paper.printed', {
          officer: status?.officer?.displayName ?? '',
          station: status?.stationName ?? '',
          time: dateTimeText(atMs),
        })}
        {' · '}
        {t('paper.number', { id: row.key.slice(row.key.lastIndexOf('/') + 1) })}
      </p>
    </article>
  )
}

function Line({ row }: { readonly row: ItemRow }) {
  const { t } = useTranslation('directives')
  const names = useNames()
  const fields = fieldsOf(row)
  const delivered = deliveredMs(row)
  const said = (name: 'signed' | 'answer' | 'closed'): string => {
    const part = partField(fields, name)
    const atMs = partMs(part)
    if (part === null || atMs === null) return '—'
    const text = textField(part, 'text')
    const who = t('byAt', { name: names.officer(textField(part, 'by')), time: dateTimeText(atMs) })
    return text === null ? who : `${who}\n${text}`
  }
  return (
    <tr>
      <td>{names.receiver(textField(fields, 'agency'), textField(fields, 'officer'))}</td>
      <td>{t(`state.${receiptState(fields)}`)}</td>
      <td>{delivered === null ? '—' : dateTimeText(delivered)}</td>
      <td>{said('signed')}</td>
      <td>{said('answer')}</td>
      <td>{said('closed')}</td>
    </tr>
  )
}
