// Keys of a part of the screen, heard where it stands and before the fields inside it: Ctrl+Enter in a type-ahead field is
// the form's, not a choice. What is handled is stopped, so that the console's own keys do not act as well.
import type { RefObject } from 'react'
import { useEffect, useRef } from 'react'

/**
 * Put the answer on the element that encloses the part. `onKey` says whether it has handled the key. Keys of an input
 * method that is composing are never passed on to it.
 */
export function useKeys<Part extends HTMLElement>(onKey: (event: KeyboardEvent) => boolean): RefObject<Part | null> {
  const part = useRef<Part>(null)
  useEffect(() => {
    const element = part.current
    if (element === null) return undefined
    const listen = (event: KeyboardEvent): void => {
      if (event.isComposing || event.defaultPrevented || !onKey(event)) return
      event.preventDefault()
      event.stopPropagation()
    }
    element.addEventListener('keydown', listen)
    return () => element.removeEventListener('keydown', listen)
  })
  return part
}

/** True when the key belongs to an open list of choices. */
export function isInOpenList({ target }: KeyboardEvent): boolean {
  return target instanceof Element && target.getAttribute('aria-expanded') === 'true'
}

/** Ctrl+Enter, or ⌘ and Enter. */
export function isStrongEnter(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && (event.ctrlKey || event.metaKey)
}

/** Moves the keyboard on as Tab (or Shift+Tab) would, once the field has done its own with the key. */
export function goOnFrom({ target, currentTarget, shiftKey }: KeyboardEvent): void {
  if (!(target instanceof HTMLElement) || !(currentTarget instanceof HTMLElement)) return
  const fields = [...currentTarget.querySelectorAll<HTMLElement>('input, textarea, button')].filter(
    (field) => field.tabIndex >= 0 && !field.matches(':disabled') && field.getClientRects().length > 0,
  )
  const next = fields[fields.indexOf(target) + (shiftKey ? -1 : 1)]
  setTimeout(() => {
    if (document.activeElement === target) next?.focus()
  })
}
