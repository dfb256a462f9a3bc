// Where a browser window of one view stood, so that it opens there again on its screen. Electron's windows are kept by main.
import type { ViewName } from '../../shared/host/host.ts'
import { keep, readKept } from '../state/storage.ts'

interface WindowPlace {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

const FIRST = 'width=1280,height=800'
/** Smaller than this no view is of use. */
const LEAST = { width: 480, height: 320 }
const MOST = 20_000

const isPlace = (value: unknown): value is WindowPlace => {
  const place = value as Partial<WindowPlace> | null
  if (typeof place !== 'object' || place === null) return false
  const numbers = [place.left, place.top, place.width, place.height]
  return numbers.every((number) => Number.isSafeInteger(number) && Math.abs(number ?? 0) <= MOST)
}

/** What `window.open` is told: the place this view's window was left at. The browser itself keeps it on a screen. */
export function placeFeatures(view: ViewName): string {
  const place = readKept(`place.${view}`, isPlace)
  if (place === undefined) return `popup,${FIRST}`
  const width = Math.max(LEAST.width, place.width)
  const height = Math.max(LEAST.height, place.height)
  return `popup,left=${place.left},top=${place.top},width=${width},height=${height}`
}

/** Keeps the place of this window, which was opened for `view`, whenever it is left. Returns the way to stop. */
export function rememberPlace(view: ViewName): () => void {
  const onLeave = (): void => {
    const { screenX, screenY, innerWidth, innerHeight } = globalThis
    const place: WindowPlace = { left: screenX, top: screenY, width: innerWidth, height: innerHeight }
    if (isPlace(place)) keep(`place.${view}`, place)
  }
  globalThis.addEventListener('pagehide', onLeave)
  return () => globalThis.removeEventListener('pagehide', onLeave)
}
