// Reports that came in as notices: from linked servers, and from agencies of this server that report to ours through it. An office
// that is reported to must hear of it.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ONCE_ONLY } from '../../shared/model/disposition.ts'
import { textField } from '../../shared/model/fields.ts'
import { DELIVERY, REPORT, deliveredTo } from '../../shared/model/report.ts'
import type { ItemRow } from '../../shared/rpc/rows.ts'
import type { Happening } from '../features/notices/notice-book.ts'
import { pageOf, shownOf } from '../state/desk-items.ts'
import { useSpaceId } from '../state/space-store.ts'
import { useOfficer } from '../state/use-status.ts'
import { useWatch } from '../state/use-watch.ts'

/** The newest of the shown space. */
export function useReceivedReportNotices(): readonly Happening[] {
  const { t } = useTranslation('notices')
  const space = useSpaceId()
  const agency = useOfficer()?.agency ?? null
  const { rows } = useWatch('items', space === null ? null : pageOf(space, REPORT, { states: ['received'] }))
  const sent = useWatch(
    'items',
    space === null || agency === null ? null : pageOf(space, DELIVERY, { agencies: [agency], states: ['sent'] }),
  )
  const isAny = sent.rows.length > 0
  const signed = useWatch('items', space === null || !isAny ? null : pageOf(space, REPORT, { states: ['signed'] }))
  return useMemo(() => {
    const say = (key: 'reportTitle' | 'reportToSign', title: string | null): string =>
      t(key, { title: title ?? t('untitled'), interpolation: { escapeValue: false } })
    const reports = new Map(signed.rows.map((row) => [row.key, row]))
    return [
      ...rows.map((row) => reportHappening(row, (title) => say('reportTitle', title))),
      ...sent.rows.map((row) =>
        deliveryHappening(row, reports.get(textField(shownOf(row), 'report') ?? ''), (title) =>
          say('reportToSign', title),
        ),
      ),
    ]
  }, [rows, sent.rows, signed.rows, t])
}

/** A report that came in; every station says the same moment. */
export function reportHappening(row: ItemRow, say: (title: string | null) => string): Happening {
  return happeningOf(row, row, row.changedMs, null, say)
}

/** A report an agency of this server sent to ours; it is no notice any more once somebody signed for it. */
export function deliveryHappening(
  row: ItemRow,
  report: ItemRow | undefined,
  say: (title: string | null) => string,
): Happening {
  return happeningOf(row, report, row.writtenMs, deliveredTo(shownOf(row)), say)
}

function happeningOf(
  row: ItemRow,
  report: ItemRow | undefined,
  atMs: number,
  agency: string | null,
  say: (title: string | null) => string,
): Happening {
  const said = report === undefined ? {} : shownOf(report)
  return {
    kind: 'report',
    subject: row.key,
    moment: ONCE_ONLY,
    atMs,
    level: 3,
    title: say(textField(said, 'title')),
    more: textField(said, 'number') ?? '',
    incident: textField(shownOf(row), 'incident'),
    agency,
    ...{ parent: null, officer: null, local: null },
  }
}
