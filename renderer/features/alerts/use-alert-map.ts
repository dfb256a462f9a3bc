// The form and the map beside it: corners and the centre clicked there come into the form, and the map shows what is written.
import { useEffect } from 'react'
import { circleRing } from '../../map/alert-area.ts'
import { askMap, pickedPositionStore } from '../../state/map-intent-store.ts'
import { cornersOf, pointText, readArea, withCorner } from '../../ui/fields/area-text.ts'
import type { AlertEntry } from './alert-entry.ts'

const PICK_CORNER = 'alert.ring'
const PICK_CENTRE = 'alert.circle'
export type Drawing = 'ring' | 'circle' | null

/** Asks the map for corners, until Esc, or for the centre. */
export function askForArea(what: 'ring' | 'circle'): void {
  askMap({ kind: 'pickPosition', request: what === 'ring' ? PICK_CORNER : PICK_CENTRE })
}

export function useAlertMap(
  entry: AlertEntry,
  onEntry: (change: Partial<AlertEntry>) => void,
  onDrawing: (drawing: Drawing) => void,
): void {
  useEffect(() =>
    pickedPositionStore.subscribe(({ picked }) => {
      if (picked === null || (picked.request !== PICK_CORNER && picked.request !== PICK_CENTRE)) return
      const { position, request } = picked
      if (position === null) {
        onDrawing(null)
        return
      }
      if (request === PICK_CENTRE) {
        onEntry({ centre: pointText(position.lon, position.lat) })
        onDrawing(null)
        return
      }
      onEntry({ ring: withCorner(entry.ring, position) })
      askForArea('ring')
    }),
  )
  const { ring, centre, radiusKm } = entry
  useEffect(() => {
    askMap({ kind: 'markDraftArea', corners: draftOf(ring, centre, radiusKm) })
    const [point] = cornersOf(centre) ?? []
    askMap({ kind: 'markDraft', position: point === undefined ? null : { lon: point[0], lat: point[1] } })
  }, [ring, centre, radiusKm])
  useEffect(
    () => () => {
      askMap({ kind: 'cancelPick', request: PICK_CORNER })
      askMap({ kind: 'cancelPick', request: PICK_CENTRE })
      askMap({ kind: 'markDraftArea', corners: null })
      askMap({ kind: 'markDraft', position: null })
    },
    [],
  )
}

/** The polygon as far as it is written; else the circle. */
function draftOf(ring: string, centre: string, radiusKm: string) {
  if (ring.trim() !== '') return readArea(ring, null) ?? cornersOf(ring) ?? null
  const [point] = cornersOf(centre) ?? []
  const radiusM = Number(radiusKm) * 1_000
  return point === undefined || !(radiusM >= 10) || radiusM > 500_000
    ? null
    : circleRing({ lon: point[0], lat: point[1] }, radiusM)
}
