// The rail on the left: from one view of this window to another, and the shown one into a window of its own. A window opened
// for one view has none.
import { ExportOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ViewName } from '../../shared/host/host.ts'
import { viewHost } from '../link/view-host.ts'
import { showView, useView } from '../state/view-store.ts'
import { DESK_VIEWS } from './desk-views.tsx'

/** Links to the views of the duty desk, with what waits in each. */
export function ViewRail() {
  const { t } = useTranslation('app')
  const view = useView()
  return (
    <nav className="fs-rail" aria-label={t('views')}>
      {DESK_VIEWS.filter(({ isInRail }) => isInRail).map(({ name, icon, Count }) => (
        <RailLink key={name} name={name} isHere={name === view}>
          <span className="fs-rail-icon" aria-hidden>
            {icon}
          </span>
          <span>{t(`view.${name}`)}</span>
          {Count !== undefined && <Count />}
        </RailLink>
      ))}
      <OwnWindow view={view} />
    </nav>
  )
}

/** Any view stands on a second screen as well. */
function OwnWindow({ view }: { readonly view: ViewName }) {
  const { t } = useTranslation('app')
  const name = t('ownWindowOf', { view: t(`view.${view}`) })
  return (
    <button
      type="button"
      className="fs-rail-link fs-rail-window"
      aria-label={name}
      title={name}
      onClick={() => void viewHost().openView(view)}
    >
      <span className="fs-rail-icon" aria-hidden>
        <ExportOutlined aria-hidden />
      </span>
      <span>{t('ownWindowShort')}</span>
    </button>
  )
}

interface LinkProps {
  readonly name: ViewName
  readonly isHere: boolean
  readonly children: ReactNode
}

function RailLink({ name, isHere, children }: LinkProps) {
  return (
    <button
      type="button"
      className="fs-rail-link"
      aria-current={isHere ? 'page' : undefined}
      onClick={() => showView(name)}
    >
      {children}
    </button>
  )
}
