// The window's title: which view, and how many notices stand open, so that a window behind others still tells.
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useSpaceId } from '../state/space-store.ts'
import { useWatchPart } from '../state/use-watch.ts'
import { useView } from '../state/view-store.ts'

/** As the bell asks, so that both share one watch. */
const LIMIT = 500

/** Keeps document.title true while mounted. A part of its own: a new notice must not draw the whole window anew. */
export function WindowTitle(): null {
  const { t } = useTranslation('app')
  const view = useView()
  const space = useSpaceId()
  const open = useWatchPart(
    'notices',
    space === null ? null : { space, limit: LIMIT },
    (state) => state.rows.filter((row) => row.acknowledgedMs === null).length,
  )
  useEffect(() => {
    const name = view === 'console' ? t('brand') : `${t(view === 'incidents' ? 'list' : view)} · ${t('brand')}`
    document.title = open === 0 ? name : `(${open}) ${name}`
  }, [t, view, open])
  return null
}
