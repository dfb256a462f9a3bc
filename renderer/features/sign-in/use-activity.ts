// Tells the station that somebody is here: a key, a click, a moving mouse, now and then, from every window.
import { useEffect } from 'react'
import { call } from '../../link/station.ts'

const EVERY_MS = 30_000
/** While the officer is being warned the first move must count at once. */
const URGENT_EVERY_MS = 1_000
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const

export function useActivity(isUrgent: boolean): void {
  useEffect(() => listen(isUrgent ? URGENT_EVERY_MS : EVERY_MS), [isUrgent])
}

/** Passes signs of life on, at most one in `everyMs`. Returns the way to stop. */
function listen(everyMs: number): () => void {
  let toldMs = 0
  const onSign = (event: Event): void => {
    const nowMs = Date.now()
    if (!event.isTrusted || nowMs - toldMs < everyMs) return
    toldMs = nowMs
    void call('stillHere', {})
  }
  const options = { capture: true, passive: true }
  for (const sign of SIGNS) globalThis.addEventListener(sign, onSign, options)
  return () => {
    for (const sign of SIGNS) globalThis.removeEventListener(sign, onSign, options)
  }
}
