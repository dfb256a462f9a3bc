// Going to what a notice is about: the incident, the alert, the directive, the reports owed.
import { goToDirectives } from '../features/directives/directive-store.ts'
import type { Happening } from '../features/notices/notice-book.ts'
import { openSeries } from '../features/reports/report-store.ts'
import { goToSystems } from '../features/systems/systems-store.ts'
import { openAlert } from '../state/alert-choice.ts'
import { setBellOpen } from '../state/bell-store.ts'
import { showLinked } from '../state/linked-choice.ts'
import { openPanel } from '../state/panel-store.ts'
import { select } from '../state/selection-store.ts'
import { chooseSpace, currentSpaceId } from '../state/space-store.ts'
import { isOwnWindow, showView } from '../state/view-store.ts'

/** Opens it in the space it is of; null: the one shown. A window of its own keeps its view and opens the incident beside. */
export function openNotice({ kind, subject, parent, incident }: Happening, space: string | null): void {
  if (space !== null && space !== currentSpaceId()) chooseSpace(space)
  setBellOpen(false)
  if (kind === 'alert') {
    openAlert(subject)
    return
  }
  if (kind === 'directive' && parent !== null && !isOwnWindow()) {
    goToDirectives({ directive: parent })
    return
  }
  if (kind === 'system') {
    goToSystems(subject)
    return
  }
  if (kind === 'distress' || kind === 'reading') {
    showLinked(kind, subject)
    return
  }
  if (incident === null) return
  if ((kind === 'clock' || kind === 'report') && !isOwnWindow()) {
    openSeries(incident)
    showView('reports')
    return
  }
  select(incident, 'notice')
  openPanel('detail')
}
