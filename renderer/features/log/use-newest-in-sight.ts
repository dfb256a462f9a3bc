// The newest line stands last: in sight when the book is opened, and again when one comes in, unless the officer reads above.
import type { RefObject } from 'react'
import { useEffect, useRef } from 'react'

/** This near the end still counts as the end. */
const END_PX = 40

/** Put the answer on the element that scrolls. */
export function useNewestInSight<Part extends HTMLElement>(newest: string | undefined): RefObject<Part | null> {
  const part = useRef<Part>(null)
  const isAtEnd = useRef(true)
  useEffect(() => {
    const element = part.current
    if (element === null) return undefined
    if (isAtEnd.current && newest !== undefined) element.scrollTop = element.scrollHeight
    const onScroll = (): void => {
      isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < END_PX
    }
    element.addEventListener('scroll', onScroll)
    return () => element.removeEventListener('scroll', onScroll)
  }, [newest])
  return part
}
