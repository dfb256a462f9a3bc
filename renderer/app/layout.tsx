// Where the panels stand: list, map, one panel on the right; or a single view in a window of its own, with the panel.
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { ViewName } from '../../shared/host/host.ts'
import { IncidentAlerts } from '../features/alerts/incident-alerts.tsx'
import { ArchiveSection } from '../features/archive/archive-section.tsx'
import { CloseDialog } from '../features/archive/close-dialog.tsx'
import { DestructionSection } from '../features/archive/destruction-section.tsx'
import { AttachmentSection } from '../features/attachments/attachment-section.tsx'
import { ConflictPanel } from '../features/conflicts/conflict-panel.tsx'
import { DirectiveNotice } from '../features/directives/directive-notice.tsx'
import { DirectiveSection } from '../features/directives/directive-section.tsx'
import { DirectivePaper } from '../features/directives/print-paper.tsx'
import { ImportDialog } from '../features/import/import-dialog.tsx'
import { IncidentDetail } from '../features/incidents/incident-detail.tsx'
import { IncidentList } from '../features/incidents/incident-list.tsx'
import { PrintSheet } from '../features/incidents/print-sheet.tsx'
import { UnseenList } from '../features/incidents/use-incident-window.ts'
import { IntakeForm } from '../features/intake/intake-form.tsx'
import { LogPanel } from '../features/log/log-panel.tsx'
import { MapPanel } from '../features/map/map-panel.tsx'
import { playTone } from '../features/notices/tone.ts'
import { openSeries } from '../features/reports/report-store.ts'
import type { PanelName } from '../state/panel-store.ts'
import { panelStore, setLayout } from '../state/panel-store.ts'
import { usePreferences } from '../state/preferences-store.ts'
import { chooseSpace, useSpaceId, useSpacePart, useWaitingLive } from '../state/space-store.ts'
import { useStatusPart } from '../state/use-status.ts'
import { isOwnWindow, showView, useView } from '../state/view-store.ts'
import { ErrorBoundary } from '../ui/error-boundary.tsx'
import { ResizeHandle } from '../ui/resize-handle.tsx'
import { archiveDocuments } from './archive-documents.ts'
import { CommandPalette } from './command-palette.tsx'
import { useConsoleActions } from './console-actions.ts'
import { deskView } from './desk-views.tsx'
import { HelpDialog } from './help-dialog.tsx'
import { PanelHead } from './panel-head.tsx'
import { TopBar } from './top-bar.tsx'
import { useShortcuts } from './use-shortcuts.ts'
import { ViewRail } from './view-rail.tsx'
import { WindowTitle } from './window-title.ts'

interface Props {
  readonly onSettings: () => void
}

/** The console of a signed-in officer. */
export function Layout({ onSettings }: Props) {
  const view = useView()
  const [isHelpOpen, setIsHelpOpen] = useState(false)
  const [isPaletteOpen, setIsPaletteOpen] = useState(false)
  const openers = useMemo(
    () => ({ help: () => setIsHelpOpen(true), palette: () => setIsPaletteOpen(true), settings: onSettings }),
    [onSettings],
  )
  const actions = useConsoleActions(openers)
  useShortcuts(actions)
  return (
    <>
      <TopBar actions={actions} />
      <SpaceBanner />
      <DirectiveNotice sound={playTone} />
      <main className="fs-main">
        {!isOwnWindow() && <ViewRail />}
        {view === 'console' ? <Console /> : <SingleView view={view} />}
        <SidePanel view={view} />
      </main>
      <HelpDialog actions={actions} isOpen={isHelpOpen} onClose={() => setIsHelpOpen(false)} />
      {isPaletteOpen && <CommandPalette actions={actions} onClose={() => setIsPaletteOpen(false)} />}
      <CloseDialog onReport={showSeries} />
      <ImportDialog />
      <PrintSheet />
      <DirectivePaper />
      <WindowTitle />
    </>
  )
}

/** The reports of an incident, in the view they are written in. */
function showSeries(incident: string, rule: string): void {
  openSeries(incident, rule)
  showView('reports')
}

function Console() {
  const { t } = useTranslation('app')
  const listOpen = useStore(panelStore, (state) => state.listOpen)
  const listWidthPx = useStore(panelStore, (state) => state.listWidthPx)
  return (
    <>
      {listOpen ? (
        <>
          <aside className="fs-side" style={{ width: listWidthPx }} aria-label={t('list')}>
            <ErrorBoundary area={t('list')}>
              <IncidentList />
            </ErrorBoundary>
          </aside>
          <ResizeHandle
            widthPx={listWidthPx}
            side="left"
            label={t('listWidth')}
            onWidth={(px) => setLayout({ listWidthPx: px })}
          />
        </>
      ) : (
        <UnseenList />
      )}
      <div className="fs-middle">
        <ErrorBoundary area={t('map')}>
          <MapPanel />
        </ErrorBoundary>
      </div>
    </>
  )
}

const PANEL_WORDS: { readonly [name in PanelName]: string } = {
  detail: 'detail',
  intake: 'newIncident',
  conflicts: 'conflicts',
  log: 'log',
}

/** The panel on the right. A window of the log or the conflicts does not show the same beside itself. */
function SidePanel({ view }: { readonly view: ViewName }) {
  const { t } = useTranslation('app')
  const panel = useStore(panelStore, (state) => state.panel)
  const panelWidthPx = useStore(panelStore, (state) => state.panelWidthPx)
  if (panel === null || panel === view) return null
  return (
    <>
      <ResizeHandle
        widthPx={panelWidthPx}
        side="right"
        label={t('panelWidth')}
        onWidth={(px) => setLayout({ panelWidthPx: px })}
      />
      <aside className="fs-side fs-panel" style={{ width: panelWidthPx }} aria-label={t('panel')}>
        <PanelHead panel={panel} title={t(PANEL_WORDS[panel])} />
        <div className="fs-panel-body">
          <ErrorBoundary key={panel} area={t(PANEL_WORDS[panel])}>
            {PANELS[panel]}
          </ErrorBoundary>
        </div>
      </aside>
    </>
  )
}

const PANELS: { readonly [name in PanelName]: ReactNode } = {
  detail: (
    <IncidentDetail
      more={(space, incident) => (
        <>
          <AttachmentSection space={space} incident={incident} />
          <DirectiveSection space={space} incident={incident} />
          <IncidentAlerts space={space} incident={incident} />
          <ArchiveSection space={space} incident={incident} documentsOf={archiveDocuments} />
          <DestructionSection space={space} incident={incident} />
        </>
      )}
    />
  ),
  intake: <IntakeForm />,
  conflicts: <ConflictPanel />,
  log: <LogPanel />,
}

function SingleView({ view }: { readonly view: Exclude<ViewName, 'console'> }) {
  const { t } = useTranslation('app')
  const Body = deskView(view)?.Body ?? null
  return (
    <div className="fs-middle">
      {view !== 'incidents' && <UnseenList />}
      <ErrorBoundary key={view} area={t(`view.${view}`)}>
        {Body !== null && <Body />}
      </ErrorBoundary>
    </div>
  )
}

/** Says where the picture is not of real events, where not everybody sees it, and that real events wait in another space. */
function SpaceBanner() {
  const { t } = useTranslation('app')
  const kind = useSpacePart((space) => space?.kind ?? null)
  const isClosed = useSpacePart((space) => space?.closed === true)
  const isRestricted = useSpacePart((space) => space?.restricted === true)
  const waiting = useWaitingLive()
  if (kind === null || (kind === 'live' && !isClosed && !isRestricted)) return null
  return (
    <section
      className="fs-space-banner"
      data-kind={kind}
      data-restricted={isRestricted && !isClosed}
      aria-label={t('space')}
    >
      {kind !== 'live' && <span>{t(`notReal.${kind}`)}</span>}
      {isClosed && <span>{t('notReal.closed')}</span>}
      {isRestricted && <span>{t('restrictedSpace')}</span>}
      {waiting !== null && <WaitingLive live={waiting} />}
    </section>
  )
}

function WaitingLive({ live }: { readonly live: string }) {
  const { t } = useTranslation('app')
  const { language } = usePreferences()
  const here = useSpaceId()
  const count = useStatusPart((status) => status?.spaces.find(({ id }) => id === live)?.records ?? 0)
  const name = useStatusPart((status) => {
    const space = status?.spaces.find(({ id }) => id === live)
    return (language === 'en' ? space?.nameEn : space?.name) ?? live
  })
  return (
    <span role="alert">
      <strong>{t('waitingLive', { name, count })}</strong>{' '}
      <Button size="small" onClick={() => chooseSpace(live)}>
        {t('goLive', { name })}
      </Button>{' '}
      <Button
        size="small"
        onClick={() => {
          if (here !== null) chooseSpace(here)
        }}
      >
        {t('stayHere')}
      </Button>
    </span>
  )
}
