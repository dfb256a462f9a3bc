// What other agencies reported to ours through this system: to be signed for, and signed for. The tab counts by this list's own
// question.
import { Alert, Button, Empty, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { partField } from '../../../shared/model/directive.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import { DELIVERY, REPORT, deliveryState } from '../../../shared/model/report.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import type { Act } from '../../link/use-act.ts'
import { useAct } from '../../link/use-act.ts'
import { pageOf, shownOf } from '../../state/desk-items.ts'
import { useFieldNames } from '../../state/use-field-names.ts'
import { useOfficer } from '../../state/use-status.ts'
import { useWatch, useWatchPart } from '../../state/use-watch.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { ReceiveReport } from './receive-report.tsx'
import { ReceivedTag } from './received-tag.tsx'
import { reportName } from './report-words.ts'
import { useReportWords } from './use-report-words.ts'

interface Props {
  readonly space: string
  readonly onOpen: (incident: string) => void
}

/** Reports that wait for our agency's signature. */
export function useUnsignedReports(space: string | null): number {
  const agency = useOfficer()?.agency ?? null
  return useWatchPart(
    'items',
    space === null || agency === null
      ? null
      : pageOf(space, DELIVERY, { agencies: [agency], states: ['sent'] }, { limit: 0 }),
    ({ meta }) => meta?.total ?? 0,
  )
}

export function ReportInbox({ space, onOpen }: Props) {
  const { t } = useTranslation('reports')
  const agency = useOfficer()?.agency ?? null
  const act = useAct(space)
  const { rows, phase } = useWatch('items', agency === null ? null : pageOf(space, DELIVERY, { agencies: [agency] }))
  const waiting = rows.filter((row) => deliveryState(shownOf(row)) === 'sent')
  const done = rows.filter((row) => deliveryState(shownOf(row)) === 'confirmed')
  return (
    <section className="fs-report-list" aria-label={t('inbox')}>
      <p className="fs-note">{t('inboxHint')}</p>
      {act.fault !== null && (
        <Alert type="error" showIcon title={faultWords(act.fault)} closable={{ onClose: act.clear }} />
      )}
      {rows.length === 0 && (phase === 'live' || agency === null) && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('inboxEmpty')} />
      )}
      <ul>
        {[...waiting, ...done].map((row) => (
          <InboxLine key={row.key} space={space} row={row} act={act} onOpen={onOpen} />
        ))}
      </ul>
    </section>
  )
}

function InboxLine({ space, row, act, onOpen }: Props & { readonly row: ItemRow; readonly act: Act }) {
  const { t, i18n } = useTranslation('reports')
  const say = useReportWords()
  const names = useFieldNames(i18n.language === 'en' ? 'en' : 'zh-CN')
  const fields = shownOf(row)
  const sent = partField(fields, 'sent') ?? {}
  const { rows } = useWatch('record', { space, kind: REPORT, id: textField(fields, 'report') ?? '' })
  const values = rows[0]?.fields ?? {}
  const report = Object.fromEntries(Object.entries(values).map(([name, view]) => [name, view.value]))
  const number = textField(report, 'number')
  const incident = textField(fields, 'incident')
  return (
    <li className="fs-delivery">
      {deliveryState(fields) === 'sent' && <Tag color="gold">{t('toReceive')}</Tag>}
      <span>
        <strong>{reportName(report, say)}</strong> {textField(report, 'title')}
        {number !== null && <small> {t('number', { number })}</small>}
      </span>
      <small>
        {names.agency(textField(report, 'agency') ?? '')} · {dateTimeText(timeField(sent, 'at') ?? row.writtenMs)}
      </small>
      <ReceivedTag fields={fields} />
      <Button size="small" disabled={incident === null} onClick={() => incident !== null && onOpen(incident)}>
        {t('openReport')}
      </Button>
      <ReceiveReport act={act} delivery={row.key} fields={fields} />
    </li>
  )
}
