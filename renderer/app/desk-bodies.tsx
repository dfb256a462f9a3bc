// Views put together from several features, which know nothing of each other: alerts beside the map; the bell and the notice
// centre with the clocks of reports.
import { BellOutlined } from '@ant-design/icons'
import { AlertsView } from '../features/alerts/alerts-view.tsx'
import { MapPanel } from '../features/map/map-panel.tsx'
import { NoticeBell } from '../features/notices/notice-bell.tsx'
import { NoticesView } from '../features/notices/notices-view.tsx'
import { useClockNotices } from './clock-notices.ts'

export function AlertsDesk() {
  return <AlertsView map={<MapPanel />} />
}

export function NoticesDesk() {
  return <NoticesView others={useClockNotices()} />
}

export function DeskBell() {
  return <NoticeBell icon={<BellOutlined />} others={useClockNotices()} />
}
