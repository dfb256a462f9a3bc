// Views put together from several features, which know nothing of each other: alerts beside the map; the bell and the notice
// centre with the clocks of reports.
import { BellOutlined } from '@ant-design/icons'
import { AlertsView } from '../features/alerts/alerts-view.tsx'
import { MapPanel } from '../features/map/map-panel.tsx'
import { NoticeBell } from '../features/notices/notice-bell.tsx'
import { NoticesView } from '../features/notices/notices-view.tsx'
import { SearchView } from '../features/search/search-view.tsx'
import { useClockNotices } from './clock-notices.ts'
import { openHit } from './open-hit.ts'
import { openNotice } from './open-notice.ts'

export function AlertsDesk() {
  return <AlertsView map={<MapPanel />} />
}

export function NoticesDesk() {
  return <NoticesView others={useClockNotices()} onOpen={openNotice} />
}

export function DeskBell() {
  return <NoticeBell icon={<BellOutlined aria-hidden />} others={useClockNotices()} onOpen={openNotice} />
}

export function SearchDesk() {
  return <SearchView onOpen={openHit} />
}
