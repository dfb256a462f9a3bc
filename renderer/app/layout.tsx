// Where the panels stand: list, map, one panel on the right; or a single view in a window of its own.
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { ConflictPanel } from '../features/conflicts/conflict-panel.tsx'
import { IncidentDetail } from '../features/incidents/incident-detail.tsx'
import { IncidentList } from '../features/incidents/incident-list.tsx'
import { IntakeForm } from '../features/intake/intake-form.tsx'
import { LogPanel } from '../features/log/log-panel.tsx'
import { MapPanel } from '../features/map/map-panel.tsx'
import type { PanelName } from '../state/panel-store.ts'
import { panelStore, setLayout } from '../state/panel-store.ts'
import { useSpace } from '../state/space-store.ts'
import { useView } from '../state/view-store.ts'
import { ErrorBoundary } from '../ui/error-boundary.tsx'
import { ResizeHandle } from '../ui/resize-handle.tsx'
import { HelpDialog } from './help-dialog.tsx'
import { TopBar } from './top-bar.tsx'
import { useShortcuts } from './use-shortcuts.ts'

interface Props {
  readonly onSettings: () => void
}

/** The console of a signed-in officer. */
export function Layout({ onSettings }: Props) {
  const view = useView()
  const help = useShortcuts()
  return (
    <>
      <TopBar onSettings={onSettings} onHelp={help.open} />
      <SpaceBanner />
      <main className="fs-main">{view === 'console' ? <Console /> : <SingleView view={view} />}</main>
      <HelpDialog isOpen={help.isOpen} onClose={help.close} />
    </>
  )
}

function Console() {
  const { t } = useTranslation('app')
  const { panel, listOpen, listWidthPx, panelWidthPx } = useStore(panelStore)
  return (
    <>
      {listOpen && (
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
      )}
      <div className="fs-middle">
        <ErrorBoundary area={t('map')}>
          <MapPanel />
        </ErrorBoundary>
      </div>
      {panel !== null && (
        <>
          <ResizeHandle
            widthPx={panelWidthPx}
            side="right"
            label={t('panelWidth')}
            onWidth={(px) => setLayout({ panelWidthPx: px })}
          />
          <aside className="fs-side" style={{ width: panelWidthPx }} aria-label={t('panel')}>
            <ErrorBoundary key={panel} area={t(PANEL_WORDS[panel])}>
              <Panel panel={panel} />
            </ErrorBoundary>
          </aside>
        </>
      )}
    </>
  )
}

const PANEL_WORDS: { readonly [name in PanelName]: string } = {
  detail: 'detail',
  intake: 'newIncident',
  conflicts: 'conflicts',
  log: 'log',
}

function Panel({ panel }: { readonly panel: PanelName }) {
  switch (panel) {
    case 'detail':
      return <IncidentDetail />
    case 'intake':
      return <IntakeForm />
    case 'conflicts':
      return <ConflictPanel />
    default:
      return <LogPanel />
  }
}

function SingleView({ view }: { readonly view: 'map' | 'incidents' | 'log' | 'conflicts' }) {
  const { t } = useTranslation('app')
  return (
    <div className="fs-middle">
      <ErrorBoundary area={t(view === 'incidents' ? 'list' : view)}>
        {view === 'map' && <MapPanel />}
        {view === 'incidents' && <IncidentList />}
        {view === 'log' && <LogPanel />}
        {view === 'conflicts' && <ConflictPanel />}
      </ErrorBoundary>
    </div>
  )
}

/** Says, wherever the picture is not of real events, that it is not. */
function SpaceBanner() {
  const { t } = useTranslation('app')
  const kind = useSpace()?.kind
  if (kind !== 'exercise' && kind !== 'demonstration') return null
  return <div className="fs-space-banner">{t(kind)}</div>
}
