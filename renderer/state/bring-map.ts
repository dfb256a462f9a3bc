// The map is asked to show something while this window shows another view: the window goes to the console, and the map is
// asked again once it stands. A window of its own keeps its view; its neighbours with a map are asked by window-link.ts.
import { askMap, isShowing, mapIntentStore, mapViewStore } from './map-intent-store.ts'
import { isOwnWindow, showView, viewStore } from './view-store.ts'

/** Follows what is asked of the map. Returns the way to stop. */
export function bringMap(): () => void {
  return mapIntentStore.subscribe(({ intent, serial }, before) => {
    if (intent === null || serial === before.serial || !isShowing(intent)) return
    if (mapViewStore.getState().view !== null || isOwnWindow() || viewStore.getState().view === 'console') return
    const stop = mapViewStore.subscribe(({ view }) => {
      if (view === null) return
      stop()
      // Its first view is told while it is being made; it listens after that.
      queueMicrotask(() => askMap(intent))
    })
    showView('console')
  })
}
