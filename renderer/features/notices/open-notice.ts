// Going to what a notice is about: the incident, the alert, the directives, the reports.
import { openAlert } from '../../state/alert-choice.ts'
import { setBellOpen } from '../../state/bell-store.ts'
import { openPanel } from '../../state/panel-store.ts'
import { select } from '../../state/selection-store.ts'
import { chooseSpace, currentSpaceId } from '../../state/space-store.ts'
import { isOwnWindow, showView } from '../../state/view-store.ts'
import type { Happening } from './notice-book.ts'

/** Opens it in the space it is of. */
export function openNotice({ kind, subject, incident }: Happening, space: string | null): void {
  if (space !== null && space !== currentSpaceId()) chooseSpace(space)
  setBellOpen(false)
  if (kind === 'alert') openAlert(subject)
  else if (kind === 'directive' && !isOwnWindow()) showView('directives')
  else if (kind === 'clock' && !isOwnWindow()) showView('reports')
  if (incident === null || kind === 'directive') return
  select(incident, 'notice')
  openPanel('detail')
}
