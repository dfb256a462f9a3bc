// The windows of one seat follow each other: what is selected in one is selected in all that show the same space, and a map
// on the second screen carries out what another window asks of it. Same origin, so same station; nothing leaves the machine.
import type { MapIntent } from './map-intent-store.ts'
import { askMap, isShowing, mapIntentStore, mapViewStore } from './map-intent-store.ts'
import { select, selectionStore } from './selection-store.ts'
import { currentSpaceId } from './space-store.ts'

interface Told {
  readonly space: string
  readonly selected?: string | null
  readonly map?: MapIntent
}

const isTold = (value: unknown): value is Told => {
  const told = value as Told | null
  return typeof told === 'object' && typeof told?.space === 'string'
}

/** Joins the other windows of this seat. Returns the way to leave. */
export function linkWindows(channel: Pick<BroadcastChannel, 'postMessage' | 'addEventListener' | 'close'>): () => void {
  let isHearing = false
  const tell = (told: Omit<Told, 'space'>): void => {
    const space = currentSpaceId()
    if (!isHearing && space !== null) channel.postMessage({ space, ...told } satisfies Told)
  }
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (!isTold(data) || data.space !== currentSpaceId()) return
    isHearing = true
    try {
      if (data.selected !== undefined && data.selected !== selectionStore.getState().incident)
        select(data.selected, 'window')
      if (data.map !== undefined && mapViewStore.getState().view !== null) askMap(data.map)
    } finally {
      isHearing = false
    }
  })
  const ends = [
    selectionStore.subscribe(({ incident }, before) => {
      if (incident !== before.incident) tell({ selected: incident })
    }),
    mapIntentStore.subscribe(({ intent, serial }, before) => {
      if (intent === null || serial === before.serial || !isShowing(intent)) return
      if (mapViewStore.getState().view === null) tell({ map: intent })
    }),
  ]
  return () => {
    for (const end of ends) end()
    channel.close()
  }
}
