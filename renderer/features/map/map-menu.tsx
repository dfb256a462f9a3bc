// The menu of the right button: report here, copy the coordinates, measure from here.
import type { KeyboardEvent } from 'react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { LonLat } from '../../../shared/geo/coordinate-systems.ts'
import { basemapChoiceStore } from '../../map/basemap-choice.ts'
import { coordinateText } from '../../map/coordinate-text.ts'
import type { MapToolState } from '../../map/map-tool-store.ts'
import { closeMapPopups, mapToolStore, startMeasuring } from '../../map/map-tool-store.ts'
import { openPanel } from '../../state/panel-store.ts'
import { useMay } from '../../state/use-status.ts'
import { useBeside } from './use-beside.ts'

const NOTICE_MS = 1_600

export function MapMenu() {
  const menu = useStore(mapToolStore, (state) => state.menu)
  return menu === null ? null : <OpenMenu menu={menu} />
}

function OpenMenu({ menu }: { readonly menu: NonNullable<MapToolState['menu']> }) {
  const part = useBeside<HTMLDivElement>(menu)
  return (
    <div ref={part} className="fs-map-menu">
      <MenuItems position={menu.position} />
    </div>
  )
}

function MenuItems({ position }: { readonly position: LonLat }) {
  const { t } = useTranslation('map')
  const mayReport = useMay('incident.report')
  const format = useStore(basemapChoiceStore, (state) => state.coordinates)
  const [notice, setNotice] = useState<'copied' | 'copyFailed' | null>(null)
  const list = useRef<HTMLDivElement>(null)
  const text = coordinateText(position, format)
  useEffect(() => list.current?.querySelector('button')?.focus(), [])
  useEffect(() => {
    if (notice === null) return undefined
    const timer = setTimeout(closeMapPopups, NOTICE_MS)
    return () => clearTimeout(timer)
  }, [notice])

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
      setNotice('copied')
    } catch {
      setNotice('copyFailed')
    }
  }
  if (notice !== null) return <output className="fs-map-menu-notice">{t(`menu.${notice}`)}</output>
  return (
    <div ref={list} role="menu" aria-label={t('menu.label')} tabIndex={-1} onKeyDown={moveFocus}>
      <button
        type="button"
        role="menuitem"
        disabled={!mayReport}
        onClick={() => {
          closeMapPopups()
          openPanel('intake', { position })
        }}
      >
        {t('menu.report')}
      </button>
      <button type="button" role="menuitem" onClick={() => void copy()}>
        {t('menu.copy')} <small>{text}</small>
      </button>
      <button type="button" role="menuitem" onClick={() => startMeasuring(position)}>
        {t('menu.measure')}
      </button>
    </div>
  )
}

/** Arrow keys go from entry to entry, as in every menu. */
function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  event.preventDefault()
  const items = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button:not(:disabled)')]
  const at = items.findIndex((item) => item === document.activeElement)
  items.at((at + (event.key === 'ArrowDown' ? 1 : -1)) % items.length)?.focus()
}
