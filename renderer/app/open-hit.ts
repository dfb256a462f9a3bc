// Where what was found is opened: each kind in the view that works with it, else the incident it belongs to.
import type { SearchHit } from '../../shared/rpc/finding.ts'
import { goToDirectives } from '../features/directives/directive-store.ts'
import { logStore } from '../features/log/log-store.ts'
import { openSeries } from '../features/reports/report-store.ts'
import { openAlert } from '../state/alert-choice.ts'
import { openPanel } from '../state/panel-store.ts'
import { select } from '../state/selection-store.ts'
import { showView } from '../state/view-store.ts'
import { dayText } from '../ui/local-time.ts'

/** Opens the record that was found. */
export function openHit(hit: SearchHit): void {
  const { kind, id, parent, incident, atMs } = hit
  switch (kind) {
    case 'incident':
      openIncident(id)
      return
    case 'report':
    case 'delivery':
      if (incident === null) break
      openSeries(incident.id)
      showView('reports')
      return
    case 'directive':
      goToDirectives({ directive: id })
      return
    case 'receipt':
      if (parent === null) break
      goToDirectives({ directive: parent })
      return
    case 'alert':
      openAlert(id)
      return
    case 'call':
    case 'logEntry':
      if (kind === 'logEntry' && incident !== null) break
      logStore.setState({
        book: kind === 'call' ? 'calls' : 'lines',
        day: atMs === null ? null : dayText(atMs),
        incident: incident?.id ?? null,
        text: '',
      })
      showView('log')
      return
    case 'shift':
      showView('roster')
      return
    case 'handover':
      showView('handover')
      return
    case 'disposition':
      showView('notices')
      return
  }
  if (incident !== null) openIncident(incident.id)
}

function openIncident(id: string): void {
  select(id, 'panel')
  openPanel('detail')
}
