// The bell: new incidents this station has not acknowledged, with the acknowledgement.
import { App, Badge, Button, Popover } from 'antd'
import { useMemo } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { NoticeRow } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'
import { useNow } from '../../state/clock-store.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useWatch } from '../../state/use-watch.ts'
import { shortTimeText } from '../../ui/time-text.ts'
import { showIncident, useAlarm } from './use-alarm.ts'

const LIMIT = 100

/** A button with the count of open notices; its list opens below. */
export function NoticeBell({ icon }: { readonly icon: ReactNode }) {
  const { t } = useTranslation('app')
  const space = useSpaceId()
  const params = useMemo(() => (space === null ? null : { space, limit: LIMIT }), [space])
  const { rows, phase } = useWatch('notices', params)
  const open = useMemo(() => rows.filter((row) => row.acknowledgedMs === null), [rows])
  useAlarm(space, open, phase === 'live')
  return (
    <Popover trigger="click" placement="bottomRight" title={t('notices.title')} content={<NoticeList rows={rows} />}>
      <Button type="text" aria-label={t('notices.title')}>
        <Badge count={open.length} size="small" color={open.some((row) => row.level === 1) ? '#e5484d' : '#3b82c4'}>
          {icon}
        </Badge>
      </Button>
    </Popover>
  )
}

function NoticeList({ rows }: { readonly rows: readonly NoticeRow[] }) {
  const { t } = useTranslation(['app', 'model'])
  const { message } = App.useApp()
  const now = useNow(60_000)
  const open = rows.filter((row) => row.acknowledgedMs === null)
  const acknowledge = async (notices: readonly NoticeRow[]): Promise<void> => {
    const done = await call('acknowledge', { notices: notices.map((row) => row.key) })
    if (!done.ok) message.error(faultWords(done.fault))
  }
  if (rows.length === 0) return <p className="fs-note">{t('app:notices.empty')}</p>
  return (
    <div className="fs-notices">
      {open.length > 1 && (
        <Button size="small" onClick={() => void acknowledge(open)}>
          {t('app:notices.acknowledgeAll')}
        </Button>
      )}
      {rows.map((row) => (
        <div key={row.key} className="fs-notice">
          <span className={row.level === 1 ? 'fs-level-1' : ''}>{t(`model:level.${row.level ?? 0}`)}</span>
          <button type="button" className="fs-notice-title" onClick={() => showIncident(row.incident)}>
            {row.title}
            <small>
              {t('app:notices.received', { time: shortTimeText(row.receivedMs, now) })}
              {row.acknowledgedMs !== null &&
                ` · ${t('app:notices.acknowledgedBy', { name: row.acknowledgedBy ?? '' })}`}
            </small>
          </button>
          {row.acknowledgedMs === null && (
            <Button size="small" onClick={() => void acknowledge([row])}>
              {t('app:notices.acknowledge')}
            </Button>
          )}
        </div>
      ))}
    </div>
  )
}
