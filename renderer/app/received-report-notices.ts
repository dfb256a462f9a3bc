// Reports that linked servers sent up, as notices: an office that is reported to must hear of it.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ONCE_ONLY } from '../../shared/model/disposition.ts'
import { textField } from '../../shared/model/fields.ts'
import { REPORT } from '../../shared/model/report.ts'
import type { ItemRow } from '../../shared/rpc/rows.ts'
import type { Happening } from '../features/notices/notice-book.ts'
import { pageOf, shownOf } from '../state/desk-items.ts'
import { useSpaceId } from '../state/space-store.ts'
import { useWatch } from '../state/use-watch.ts'

/** The newest of the shown space. */
export function useReceivedReportNotices(): readonly Happening[] {
  const { t } = useTranslation('notices')
  const space = useSpaceId()
  const { rows } = useWatch('items', space === null ? null : pageOf(space, REPORT, { states: ['received'] }))
  return useMemo(
    () =>
      rows.map((row) =>
        reportHappening(row, (title) =>
          t('reportTitle', { title: title ?? t('untitled'), interpolation: { escapeValue: false } }),
        ),
      ),
    [rows, t],
  )
}

/** A report that came in; every station says the same moment. */
export function reportHappening(row: ItemRow, say: (title: string | null) => string): Happening {
  const fields = shownOf(row)
  return {
    kind: 'report',
    subject: row.key,
    moment: ONCE_ONLY,
    atMs: row.changedMs,
    level: 3,
    title: say(textField(fields, 'title')),
    more: textField(fields, 'number') ?? '',
    incident: textField(fields, 'incident'),
    ...{ parent: null, agency: null, officer: null, local: null },
  }
}
