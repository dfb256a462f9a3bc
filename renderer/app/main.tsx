// Start of a window: link to the station, language, theme, then the screen.
import './app.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'
import { i18n, setLanguage } from '../i18n/i18n.ts'
import { startStation } from '../link/station.ts'
import { viewHost } from '../link/view-host.ts'
import { rememberPlace } from '../link/window-place.ts'
import { bringMap } from '../state/bring-map.ts'
import { followPreferences, preferencesStore } from '../state/preferences-store.ts'
import { loadReferenceData } from '../state/reference-data.ts'
import { holdSpace } from '../state/space-store.ts'
import { followAddress, ownView } from '../state/view-store.ts'
import { linkWindows } from '../state/window-link.ts'
import { App } from './app.tsx'

function showLanguage(): void {
  setLanguage(preferencesStore.getState().language)
  document.title = i18n.t('app:brand')
}

showLanguage()
preferencesStore.subscribe(showLanguage)
followPreferences()
followAddress()
startStation()
const view = ownView()
if (view !== null && viewHost().shell === 'browser') rememberPlace(view)
holdSpace()
bringMap()
linkWindows(new BroadcastChannel('fengsui.windows'))
void loadReferenceData()

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={i18n}>
      <App />
    </I18nextProvider>
  </StrictMode>,
)
