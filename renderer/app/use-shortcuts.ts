// The console's keys. Never while someone types, a dialog is open, or the map waits for a click.
import { useEffect, useRef } from 'react'
import { mapToolStore } from '../map/map-tool-store.ts'
import { selectionStore } from '../state/selection-store.ts'
import type { ConsoleAction } from './console-actions.ts'
import { isTyping, usesArrows } from './typing.ts'

/** Carries the keys of `actions` out while mounted. */
export function useShortcuts(actions: readonly ConsoleAction[]): void {
  const latest = useRef(actions)
  useEffect(() => {
    latest.current = actions
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const key = keyOf(event)
      if (key === null || event.defaultPrevented || event.isComposing || isDialogOpen()) return
      // The palette opens from a field as well: Ctrl and a letter writes nothing.
      if (key !== 'Ctrl+K' && isTyping(event.target)) return
      if ((key === '↓' || key === '↑') && !areArrowsFree(event.target)) return
      if (key === 'Esc' && mapToolStore.getState().tool.kind !== 'none') return
      const action = latest.current.find(({ keys }) => keys.includes(key))
      if (action === undefined) return
      // Ctrl+P must not print the screen where the list may not be printed; other keys go on to whoever wants them.
      if (action.why !== null && key !== 'Ctrl+P') return
      event.preventDefault()
      // The map listens on the document too and would pan.
      event.stopImmediatePropagation()
      if (action.why === null) action.run()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}

const NAMES: Readonly<Record<string, string>> = { ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc' }

/** The name of a pressed key as actions carry it; null for keys with other modifiers. */
export function keyOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): string | null {
  const { key, shiftKey } = event
  if (event.altKey) return null
  if (event.ctrlKey || event.metaKey) return shiftKey ? null : `Ctrl+${key.toUpperCase()}`
  const name = NAMES[key]
  if (name !== undefined) return shiftKey ? null : name
  return key.length === 1 ? key.toUpperCase() : null
}

/** On the map the arrows pan until an incident is selected; Shift and an arrow always pans. */
function areArrowsFree(target: EventTarget | null): boolean {
  if (usesArrows(target)) return false
  const isOnMap = target instanceof Element && target.closest('.fs-map-canvas') !== null
  return !isOnMap || selectionStore.getState().incident !== null
}

function isDialogOpen(): boolean {
  return [...document.querySelectorAll('dialog[open], [role="dialog"][aria-modal="true"]')].some(
    (dialog) => dialog.getClientRects().length > 0,
  )
}
