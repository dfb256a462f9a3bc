// Keeps a popup of the map beside its point and on the map, also when what it says comes later and makes it larger.
import type { RefObject } from 'react'
import { useLayoutEffect, useRef } from 'react'
import type { PopupPoint } from '../../map/popup-place.ts'
import { besidePoint } from '../../map/popup-place.ts'

/** Put the answer on the popup; `x`, `y` on the map's rectangle, `gapX`, `gapY` from there to the popup. */
export function useBeside<Part extends HTMLElement>({ x, y }: PopupPoint, gapX = 0, gapY = 0): RefObject<Part | null> {
  const part = useRef<Part>(null)
  useLayoutEffect(() => {
    const popup = part.current
    const map = popup?.offsetParent
    if (popup === null || map === null || map === undefined) return undefined
    const place = (): void => {
      const size = { width: popup.offsetWidth, height: popup.offsetHeight }
      const frame = { width: map.clientWidth, height: map.clientHeight }
      const to = besidePoint({ x, y }, { x: gapX, y: gapY }, size, frame)
      popup.style.transform = `translate(${to.x}px, ${to.y}px)`
    }
    place()
    const watcher = new ResizeObserver(place)
    watcher.observe(popup)
    watcher.observe(map)
    return () => watcher.disconnect()
  }, [x, y, gapX, gapY])
  return part
}
