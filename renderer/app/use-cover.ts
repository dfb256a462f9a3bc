// While a screen is covered its dialogs, drawers and lists, which hang beside the app in the page, are out of sight and reach too.
import { useLayoutEffect } from 'react'

const MARK = 'data-fs-covered'

/** Covers what hangs in the page at this moment; what opens later (the settings of the sign-in screen) shows. */
export function useCover(isCovered: boolean): void {
  // Before the sign-in screen takes the cursor: an open dialog would take it back.
  useLayoutEffect(() => (isCovered ? cover() : undefined), [isCovered])
}

/** Returns the way to uncover. */
function cover(): () => void {
  const covered = [...document.body.children].filter((one) => one.id !== 'root' && one.tagName === 'DIV')
  for (const one of covered) {
    one.setAttribute(MARK, '')
    one.setAttribute('inert', '')
  }
  return () => {
    for (const one of covered) {
      one.removeAttribute(MARK)
      one.removeAttribute('inert')
    }
  }
}
