// The views of the window: what stands in the rail on the left and what each shows. A new view of the duty desk is one line
// here, its name in shared/host, its words in app:view.
import {
  AlertOutlined,
  ApiOutlined,
  BarChartOutlined,
  BellOutlined,
  CalendarOutlined,
  FileTextOutlined,
  GlobalOutlined,
  ProfileOutlined,
  SearchOutlined,
  SendOutlined,
  SolutionOutlined,
  SwapOutlined,
  WarningOutlined,
} from '@ant-design/icons'
import type { ComponentType, ReactNode } from 'react'
import type { ViewName } from '../../shared/host/host.ts'
import { AlertCount } from '../features/alerts/alert-count.tsx'
import { ConflictPanel } from '../features/conflicts/conflict-panel.tsx'
import { DirectiveCount } from '../features/directives/directive-count.tsx'
import { DirectivesView } from '../features/directives/directives-view.tsx'
import { HandoverCount } from '../features/handover/handover-count.tsx'
import { IncidentList } from '../features/incidents/incident-list.tsx'
import { LogView } from '../features/log/log-view.tsx'
import { MapPanel } from '../features/map/map-panel.tsx'
import { ClockCount } from '../features/reports/clock-count.tsx'
import { ReportsView } from '../features/reports/reports-view.tsx'
import { RosterView } from '../features/roster/roster-view.tsx'
import { StatisticsView } from '../features/statistics/statistics-view.tsx'
import { SystemsCount } from '../features/systems/systems-count.tsx'
import { SystemsView } from '../features/systems/systems-view.tsx'
import { AlertsDesk, HandoverDesk, NoticesDesk, SearchDesk } from './desk-bodies.tsx'

export interface DeskView {
  readonly name: ViewName
  readonly icon: ReactNode
  /** null: the console itself, list and map. */
  readonly Body: ComponentType | null
  /** False: only as a window of its own, for a second screen. */
  readonly isInRail: boolean
  /** A count beside the icon; it must come from the same watch as the list the view shows. */
  readonly Count?: ComponentType
}

export const DESK_VIEWS: readonly DeskView[] = [
  { name: 'console', icon: <GlobalOutlined aria-hidden />, Body: null, isInRail: true },
  { name: 'map', icon: <GlobalOutlined aria-hidden />, Body: MapPanel, isInRail: false },
  { name: 'incidents', icon: <ProfileOutlined aria-hidden />, Body: IncidentList, isInRail: false },
  { name: 'reports', icon: <SendOutlined aria-hidden />, Body: ReportsView, isInRail: true, Count: ClockCount },
  {
    name: 'directives',
    icon: <SolutionOutlined aria-hidden />,
    Body: DirectivesView,
    isInRail: true,
    Count: DirectiveCount,
  },
  { name: 'alerts', icon: <AlertOutlined aria-hidden />, Body: AlertsDesk, isInRail: true, Count: AlertCount },
  { name: 'log', icon: <FileTextOutlined aria-hidden />, Body: LogView, isInRail: true },
  { name: 'roster', icon: <CalendarOutlined aria-hidden />, Body: RosterView, isInRail: true },
  { name: 'handover', icon: <SwapOutlined aria-hidden />, Body: HandoverDesk, isInRail: true, Count: HandoverCount },
  { name: 'systems', icon: <ApiOutlined aria-hidden />, Body: SystemsView, isInRail: true, Count: SystemsCount },
  { name: 'notices', icon: <BellOutlined aria-hidden />, Body: NoticesDesk, isInRail: true },
  { name: 'search', icon: <SearchOutlined aria-hidden />, Body: SearchDesk, isInRail: true },
  { name: 'statistics', icon: <BarChartOutlined aria-hidden />, Body: StatisticsView, isInRail: true },
  { name: 'conflicts', icon: <WarningOutlined aria-hidden />, Body: ConflictPanel, isInRail: true },
]

/** The view of a name. */
export function deskView(name: ViewName): DeskView | undefined {
  return DESK_VIEWS.find((view) => view.name === name)
}
