import './print-page.css'
// A page for the printer: put anywhere, it prints once what it holds and says when it has. Unseen on the screen; on paper
// nothing of the screen.
import type { ReactNode } from 'react'
import { useEffect, useRef } from 'react'
import { createPortal } from 'react-dom'

interface Props {
  /** Upright, for forms; else across, for tables. */
  readonly isUpright?: boolean
  readonly onPrint: () => Promise<unknown>
  readonly onDone: () => void
  readonly children: ReactNode
}

export function PrintPage({ isUpright = false, onPrint, onDone, children }: Props) {
  const wasPrinted = useRef(false)
  useEffect(() => {
    if (wasPrinted.current) return
    wasPrinted.current = true
    void onPrint().finally(onDone)
  })
  const layout = document.querySelector('.fs-layout')
  if (layout === null) return null
  const page = (
    <article className={isUpright ? 'fs-print fs-page fs-page-upright' : 'fs-print fs-page'}>{children}</article>
  )
  return createPortal(page, layout)
}
