// Where what a handover names is opened: in its space, and in the view that works with it.
import { goToDirectives } from '../features/directives/directive-store.ts'
import type { Handed } from '../features/handover/gathered-lists.tsx'
import { openSeries } from '../features/reports/report-store.ts'
import { goToSystems } from '../features/systems/systems-store.ts'
import { openAlert } from '../state/alert-choice.ts'
import { showSpace } from '../state/desk-spaces.ts'
import { openPanel } from '../state/panel-store.ts'
import { select } from '../state/selection-store.ts'
import { showView } from '../state/view-store.ts'

/** Opens a line of a handover. */
export function openHanded(space: string, { kind, id, incident, rule }: Handed): void {
  showSpace(space)
  switch (kind) {
    case 'clock':
    case 'report':
    case 'delivery':
      if (incident === null) return
      openSeries(incident, rule ?? null)
      showView('reports')
      return
    case 'directive':
    case 'receipt':
      goToDirectives({ directive: id, tab: 'inbox' })
      return
    case 'issued':
      goToDirectives({ directive: id, tab: 'missing' })
      return
    case 'transfer':
      goToDirectives({ directive: null, tab: 'inbox' })
      return
    case 'alert':
      openAlert(id)
      return
    case 'system':
      goToSystems(id)
      return
  }
  if (incident === null) return
  select(incident, 'panel')
  openPanel('detail')
}
