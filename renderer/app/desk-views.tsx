// The views of the window: what stands in the rail on the left and what each shows. A new view of the duty desk is one line
// here, its name in shared/host, its words in app:view.
import {
  FileTextOutlined,
  GlobalOutlined,
  ProfileOutlined,
  SendOutlined,
  SolutionOutlined,
  WarningOutlined,
} from '@ant-design/icons'
import type { ComponentType, ReactNode } from 'react'
import type { ViewName } from '../../shared/host/host.ts'
import { ConflictPanel } from '../features/conflicts/conflict-panel.tsx'
import { DirectiveCount } from '../features/directives/directive-count.tsx'
import { DirectivesView } from '../features/directives/directives-view.tsx'
import { IncidentList } from '../features/incidents/incident-list.tsx'
import { LogPanel } from '../features/log/log-panel.tsx'
import { MapPanel } from '../features/map/map-panel.tsx'
import { ClockCount } from '../features/reports/clock-count.tsx'
import { ReportsView } from '../features/reports/reports-view.tsx'

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
  { name: 'console', icon: <GlobalOutlined />, Body: null, isInRail: true },
  { name: 'map', icon: <GlobalOutlined />, Body: MapPanel, isInRail: false },
  { name: 'incidents', icon: <ProfileOutlined />, Body: IncidentList, isInRail: false },
  { name: 'reports', icon: <SendOutlined />, Body: ReportsView, isInRail: true, Count: ClockCount },
  { name: 'directives', icon: <SolutionOutlined />, Body: DirectivesView, isInRail: true, Count: DirectiveCount },
  { name: 'log', icon: <FileTextOutlined />, Body: LogPanel, isInRail: true },
  { name: 'conflicts', icon: <WarningOutlined />, Body: ConflictPanel, isInRail: true },
]

/** The view of a name. */
export function deskView(name: ViewName): DeskView | undefined {
  return DESK_VIEWS.find((view) => view.name === name)
}
