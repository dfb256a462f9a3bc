// What happened to an alert: recorded, adjusted, cancelled, by whom, when and why.
import { useTranslation } from 'react-i18next'
import { ALERT } from '../../../shared/model/alert.ts'
import type { TimelineRow } from '../../../shared/rpc/rows.ts'
import { useWatch } from '../../state/use-watch.ts'
import { authorWords } from '../../ui/author-words.ts'
import { dateTimeText } from '../../ui/time-text.ts'

export function AlertHistory({ space, alert }: { readonly space: string; readonly alert: string }) {
  const { t } = useTranslation('alerts')
  const { rows } = useWatch('timeline', { space, kind: ALERT, id: alert })
  return (
    <section className="fs-alert-history" aria-label={t('history')}>
      <h3>{t('history')}</h3>
      <ul>
        {rows.map((row) => (
          <li key={row.key}>
            <time dateTime={new Date(row.atMs).toISOString()}>{dateTimeText(row.atMs)}</time> <What row={row} />
            <small>
              {authorWords(row)} · {t(`change.${row.state}`)}
            </small>
            {row.reason !== null && <div>{t('because', { reason: row.reason })}</div>}
          </li>
        ))}
      </ul>
    </section>
  )
}

function What({ row: { sets } }: { readonly row: TimelineRow }) {
  const { t } = useTranslation(['alerts', 'model'])
  const names = sets.map(({ field }) => field)
  if (names.includes('category')) return <strong>{t('alerts:recorded')}</strong>
  if (names.includes('cancelled')) return <strong>{t('alerts:cancelledEntry')}</strong>
  const level = sets.find(({ field }) => field === 'level')
  const word = (value: unknown): string =>
    value === 1 || value === 2 || value === 3 || value === 4 ? t(`alerts:level.${value}`) : t('alerts:level.0')
  const said = names
    .filter((name) => name !== 'adjustedAt')
    .map((name) =>
      name === 'level' && level?.from !== undefined
        ? `${level.from.map(word).join('/')} → ${word(level.to)}`
        : t(`alerts:field.${name}`),
    )
  return <strong>{t('alerts:changed', { fields: said.join(t('model:and')) })}</strong>
}
