// Where the keyboard goes when an editor has done: back to what stands in its place.
import type { RefObject } from 'react'
import { useEffect, useRef } from 'react'

/**
 * Put the answer on the element that holds the editor or what stands in its place. Once the editor has gone and left the
 * keyboard nowhere, the first button in it takes it.
 */
export function useFocusBack<Part extends HTMLElement>(isOpen: boolean): RefObject<Part | null> {
  const part = useRef<Part>(null)
  const wasOpen = useRef(false)
  useEffect(() => {
    const isNowhere = document.activeElement === null || document.activeElement === document.body
    if (wasOpen.current && !isOpen && isNowhere) part.current?.querySelector('button')?.focus()
    wasOpen.current = isOpen
  }, [isOpen])
  return part
}
