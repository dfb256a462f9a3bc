// What the bell opens: the station's own alerts first, then new incidents, each with who acknowledged it.
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { NoticeRow, StationAlert } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'
import { levelColor } from '../../map/map-style.ts'
import { useNow } from '../../state/clock-store.ts'
import { usePreferences } from '../../state/preferences-store.ts'
import { useStatusPart } from '../../state/use-status.ts'
import { useCodeNames } from '../../state/use-words.ts'
import { shortTimeText } from '../../ui/time-text.ts'
import { showIncident } from './use-alarm.ts'

interface Props {
  readonly rows: readonly NoticeRow[]
  readonly alerts: readonly StationAlert[]
}

/** Alerts and notices; those that stand open can be acknowledged one by one or all at once. */
export function NoticeList({ rows, alerts }: Props) {
  const { t } = useTranslation('app')
  const { message } = App.useApp()
  const open = [...alerts, ...rows].filter((row) => row.acknowledgedMs === null).map((row) => row.key)
  const acknowledge = async (notices: readonly string[]): Promise<void> => {
    const done = await call('acknowledge', { notices: [...notices] })
    if (!done.ok) message.error(faultWords(done.fault))
  }
  if (rows.length + alerts.length === 0) return <p className="fs-note">{t('notices.empty')}</p>
  return (
    <section className="fs-notices" aria-label={t('notices.title')}>
      {open.length > 1 && (
        <Button size="small" onClick={() => void acknowledge(open)}>
          {t('notices.acknowledgeAll')}
        </Button>
      )}
      {alerts.map((alert) => (
        <Alert key={alert.key} alert={alert} onAcknowledge={() => void acknowledge([alert.key])} />
      ))}
      {gravestFirst(rows).map((row) => (
        <Notice key={row.key} row={row} onAcknowledge={() => void acknowledge([row.key])} />
      ))}
    </section>
  )
}

/** What stands open before what was acknowledged; among the open the gravest, and ungraded before level 4: it may be grave. */
export function gravestFirst(rows: readonly NoticeRow[]): readonly NoticeRow[] {
  const rank = ({ acknowledgedMs, level }: NoticeRow): number => (acknowledgedMs === null ? (level ?? 3.5) : 9)
  return rows.toSorted((a, b) => rank(a) - rank(b) || b.receivedMs - a.receivedMs)
}

interface AlertProps {
  readonly alert: StationAlert
  readonly onAcknowledge: () => void
}

function Alert({ alert, onAcknowledge }: AlertProps) {
  const { t } = useTranslation('app')
  const now = useNow(60_000)
  const own = useStatusPart((status) => status?.station ?? '')
  const words = alert.kind === 'fork' && alert.station === own ? 'ownFork' : alert.kind
  const reason = alert.fault === null ? '' : faultWords(alert.fault)
  return (
    <div className="fs-notice fs-notice-alert">
      <span className="fs-warn" aria-hidden="true">
        ⚠
      </span>
      <div className="fs-notice-title">
        {t(`alert.${words}`, { station: alert.stationName, chain: alert.chain, reason })}
        <small>
          {t(alert.count > 1 ? 'alert.times' : 'alert.once', {
            time: shortTimeText(alert.lastMs, now),
            count: alert.count,
          })}
          {alert.acknowledgedMs !== null && ` · ${t('notices.acknowledgedBy', { name: alert.acknowledgedBy ?? '' })}`}
        </small>
      </div>
      {alert.acknowledgedMs === null && (
        <Button size="small" onClick={onAcknowledge}>
          {t('notices.acknowledge')}
        </Button>
      )}
    </div>
  )
}

interface NoticeProps {
  readonly row: NoticeRow
  readonly onAcknowledge: () => void
}

function Notice({ row, onAcknowledge }: NoticeProps) {
  const { t } = useTranslation(['app', 'model'])
  const { language } = usePreferences()
  const names = useCodeNames(language)
  const now = useNow(60_000)
  return (
    <div className="fs-notice">
      <span className="fs-notice-level" style={{ color: levelColor(row.level ?? 0) }}>
        {t(`model:levelShort.${row.level ?? 0}`)}
      </span>
      <button type="button" className="fs-notice-title" onClick={() => showIncident(row.incident, null)}>
        {row.acknowledgedMs === null ? <strong>{row.title}</strong> : row.title}
        <small>
          {names.category(row.category)} · {t('app:notices.received', { time: shortTimeText(row.receivedMs, now) })}
          {row.acknowledgedMs !== null && ` · ${t('app:notices.acknowledgedBy', { name: row.acknowledgedBy ?? '' })}`}
        </small>
      </button>
      {row.acknowledgedMs === null && (
        <Button size="small" onClick={onAcknowledge}>
          {t('app:notices.acknowledge')}
        </Button>
      )}
    </div>
  )
}
