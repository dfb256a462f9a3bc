// What the bell opens: the station's own alerts first, then what happened, each with who acknowledged it. Settling with a
// disposition, and the record of it, is the notice centre's, one click away.
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { StationAlert } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { setBellOpen } from '../../state/bell-store.ts'
import { useNow } from '../../state/clock-store.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { useStatusPart } from '../../state/use-status.ts'
import { isOwnWindow, showView } from '../../state/view-store.ts'
import { shortTimeText } from '../../ui/time-text.ts'
import { acknowledge, disposeOf } from './dispose.ts'
import type { DeskNotice, NoticeBook, OpenNotice } from './notice-book.ts'
import { NoticeSign, NoticeTitle } from './notice-line.tsx'

/** So many notices in the bell's list; the centre has them all. */
const SHOWN = 60

interface Props {
  readonly space: string | null
  readonly book: NoticeBook
  readonly alerts: readonly StationAlert[]
  readonly onOpen: OpenNotice
}

/** Alerts and notices; those that stand open can be acknowledged one by one or all at once. */
export function NoticeList({ space, book, alerts, onOpen }: Props) {
  const { t } = useTranslation(['app', 'notices'])
  const { message } = App.useApp()
  const mayWrite = useRefusal('notice.dispose') === null
  const openAlerts = alerts.filter(({ acknowledgedMs }) => acknowledgedMs === null)
  const note = async (notices: readonly DeskNotice[], own: readonly StationAlert[]): Promise<void> => {
    const faults = [
      own.length === 0 ? null : await acknowledge(own.map(({ key }) => key)),
      space === null || notices.length === 0 ? null : await disposeOf(space, notices, mayWrite, 'noted'),
    ]
    const fault = faults.find((one) => one !== null)
    if (fault !== undefined) message.error(faultWords(fault))
  }
  const canNote = (notice: DeskNotice): boolean => notice.isOpen && (mayWrite || notice.local !== null)
  const notable = book.open.filter(canNote)
  return (
    <section className="fs-notices" aria-label={t('app:notices.title')}>
      {!isOwnWindow() && (
        <Button
          size="small"
          onClick={() => {
            setBellOpen(false)
            showView('notices')
          }}
        >
          {t('notices:all')}
        </Button>
      )}{' '}
      {notable.length + openAlerts.length > 1 && (
        <Button size="small" onClick={() => void note(notable, openAlerts)}>
          {t('app:notices.acknowledgeAll')}
        </Button>
      )}
      {book.notices.length + alerts.length === 0 && <p className="fs-note">{t('app:notices.empty')}</p>}
      {alerts.map((alert) => (
        <StationAlertLine key={alert.key} alert={alert} onAcknowledge={() => void note([], [alert])} />
      ))}
      {book.notices.slice(0, SHOWN).map((notice) => (
        <div key={notice.key} className="fs-notice">
          <NoticeSign notice={notice} />
          <NoticeTitle notice={notice} onOpen={onOpen} />
          {canNote(notice) && (
            <Button size="small" onClick={() => void note([notice], [])}>
              {t('app:notices.acknowledge')}
            </Button>
          )}
        </div>
      ))}
    </section>
  )
}

interface AlertProps {
  readonly alert: StationAlert
  readonly onAcknowledge: () => void
}

/** Something this station found out about itself, its link or other stations: not an alert of the public. */
export function StationAlertLine({ alert, onAcknowledge }: AlertProps) {
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
        {t(`alert.${words}`, {
          station: alert.stationName,
          chain: alert.chain,
          reason,
          file: alert.fault?.detail?.['file'],
          until: alert.fault?.detail?.['until'],
        })}
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
