// The window's title: which view, and how many notices stand open, so that a window behind others still tells.
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { ViewName } from '../../shared/host/host.ts'
import { useClockHappenings } from '../features/notices/clock-happenings.ts'
import { useNoticeBook } from '../features/notices/notice-book.ts'
import { useSpaceId } from '../state/space-store.ts'
import { useView } from '../state/view-store.ts'

/** Views whose window is called otherwise than their link in the rail. */
const WINDOW_WORDS: { readonly [view in ViewName]?: string } = {
  console: 'brand',
  map: 'map',
  incidents: 'list',
  log: 'log',
  conflicts: 'conflicts',
}

/** Keeps document.title true while mounted. A part of its own: a new notice must not draw the whole window anew. */
export function WindowTitle(): null {
  const { t } = useTranslation('app')
  const view = useView()
  const space = useSpaceId()
  const open = useNoticeBook(space, useClockHappenings(space)).open.length
  useEffect(() => {
    const word = t(WINDOW_WORDS[view] ?? `view.${view}`)
    const name = view === 'console' ? word : `${word} · ${t('brand')}`
    document.title = open === 0 ? name : `(${open}) ${name}`
  }, [t, view, open])
  return null
}
