// What officers said of an incident that is not reported: kept beside what was sent.
import { useTranslation } from 'react-i18next'
import { textField, timeField } from '../../../shared/model/fields.ts'
import { UNREPORTED } from '../../../shared/model/unreported.ts'
import { officeName } from '../../i18n/office-names.ts'
import { pageOf, shownOf } from '../../state/desk-items.ts'
import { useWatch } from '../../state/use-watch.ts'
import { dateTimeText } from '../../ui/time-text.ts'

export function UnreportedList({ space, incident }: { readonly space: string; readonly incident: string }) {
  const { t } = useTranslation('reports')
  const { rows } = useWatch('items', pageOf(space, UNREPORTED, { incident }))
  if (rows.length === 0) return null
  return (
    <section className="fs-deliveries" aria-label={t('unreported.list')}>
      <strong>{t('unreported.list')}</strong>
      {rows.map((row) => {
        const fields = shownOf(row)
        const dueMs = timeField(fields, 'dueAt')
        return (
          <div key={row.key} className="fs-delivery">
            <span>
              <strong>{officeName(textField(fields, 'to') ?? '')}</strong>
              {dueMs !== null && <span> · {t('unreported.due', { at: dateTimeText(dueMs).slice(0, 16) })}</span>}
            </span>
            <time>{dateTimeText(timeField(fields, 'at') ?? row.writtenMs)}</time>
            <span>
              {t('unreported.said', {
                reason: textField(fields, 'reason') ?? '',
                name: textField(fields, 'name') ?? '',
              })}
            </span>
          </div>
        )
      })}
    </section>
  )
}
