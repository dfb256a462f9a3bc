// The form and the map: positions and corners clicked there come into the fields, and the map shows what is being written.
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { askMap, pickedPositionStore } from '../../state/map-intent-store.ts'
import { panelStore } from '../../state/panel-store.ts'
import { cornersOf, pointText, readArea, withCorner } from '../../ui/fields/area-text.ts'
import type { IntakeField } from './intake-entry.ts'
import { inputId } from './intake-row.tsx'
import type { IntakeStore } from './intake-store.ts'
import { positionOf } from './intake-store.ts'

const PICK = 'intake'
const PICK_CORNER = 'intake.area'

/** Asks the map for the position, or for the next corner of the area. */
export function askForPlace(field: 'position' | 'area'): void {
  askMap({ kind: 'pickPosition', request: field === 'area' ? PICK_CORNER : PICK })
}

/** The map's answers, the start another part of the screen gives an open form, and the marks on the map while it is open. */
export function useMapAnswers(store: IntakeStore, onText: (field: IntakeField, text: string) => void): void {
  const position = useStore(store, (state) => state.entered.position)
  const area = useStore(store, (state) => state.entered.area)
  useEffect(() => {
    const stopPicks = pickedPositionStore.subscribe(({ picked }) => {
      if (picked === null || (picked.request !== PICK && picked.request !== PICK_CORNER)) return
      const isCorner = picked.request === PICK_CORNER
      if (picked.position !== null) {
        const { lon, lat } = picked.position
        if (isCorner) onText('area', withCorner(store.getState().entered.area, picked.position))
        else onText('position', pointText(lon, lat))
        if (isCorner) {
          askMap({ kind: 'pickPosition', request: PICK_CORNER })
          return
        }
      }
      document.getElementById(inputId(isCorner ? 'area' : 'position'))?.focus()
    })
    const stopStarts = panelStore.subscribe((state, before) => {
      if (state.panel !== 'intake' || before.panel !== 'intake') return
      const at = state.intakeStart?.position
      if (at !== undefined && state.intakeStart !== before.intakeStart) onText('position', pointText(at.lon, at.lat))
      // Asked for again while it is open: the officer wants to write.
      document.getElementById(inputId('title'))?.focus()
    })
    return () => {
      stopPicks()
      stopStarts()
    }
  })
  useEffect(() => {
    askMap({ kind: 'markDraft', position: positionOf(position, Date.now()) })
  }, [position])
  useEffect(() => {
    const ring = readArea(area, positionOf(position, Date.now()))
    askMap({ kind: 'markDraftArea', corners: area.trim() === '' ? null : (ring ?? cornersOf(area) ?? null) })
  }, [area, position])
  useEffect(
    () => () => {
      askMap({ kind: 'cancelPick', request: PICK })
      askMap({ kind: 'cancelPick', request: PICK_CORNER })
      askMap({ kind: 'markDraft', position: null })
      askMap({ kind: 'markDraftArea', corners: null })
    },
    [],
  )
}
