// Views put together from several features, which know nothing of each other: alerts beside the map; the bell and the notice
// centre with the clocks of reports and what linked systems bring.
import { BellOutlined } from '@ant-design/icons'
import { useMemo } from 'react'
import { AlertsView } from '../features/alerts/alerts-view.tsx'
import { HandoverView } from '../features/handover/handover-view.tsx'
import { MapPanel } from '../features/map/map-panel.tsx'
import { useClockHappenings } from '../features/notices/clock-happenings.ts'
import { NoticeBell } from '../features/notices/notice-bell.tsx'
import type { Happening } from '../features/notices/notice-book.ts'
import { NoticesView } from '../features/notices/notices-view.tsx'
import { SearchView } from '../features/search/search-view.tsx'
import { useSpaceId } from '../state/space-store.ts'
import { useLinkedNotices } from './linked-notices.ts'
import { openHanded } from './open-handed.ts'
import { openHit } from './open-hit.ts'
import { openNotice } from './open-notice.ts'
import { useReceivedReportNotices } from './received-report-notices.ts'
import { useSameEventNotices } from './same-event-notices.ts'

/** What the notice centre does not find out by itself. */
function useOtherNotices(): readonly Happening[] {
  const clocks = useClockHappenings(useSpaceId())
  const linked = useLinkedNotices()
  const same = useSameEventNotices()
  const reports = useReceivedReportNotices()
  return useMemo(() => [...clocks, ...linked, ...same, ...reports], [clocks, linked, same, reports])
}

export function AlertsDesk() {
  return <AlertsView map={<MapPanel />} />
}

export function NoticesDesk() {
  return <NoticesView others={useOtherNotices()} onOpen={openNotice} />
}

export function DeskBell() {
  return <NoticeBell icon={<BellOutlined aria-hidden />} others={useOtherNotices()} onOpen={openNotice} />
}

export function HandoverDesk() {
  return <HandoverView onOpen={openHanded} />
}

export function SearchDesk() {
  return <SearchView onOpen={openHit} />
}
