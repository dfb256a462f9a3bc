import './map-panel.css'
// The map with everything around it. Fills its parent. Leaflet lives in renderer/map; this panel mounts it and feeds it.
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConsoleMap } from '../../map/console-map.ts'
import { BasemapDialog } from './basemap-dialog.tsx'
import { BasemapNotice } from './basemap-notice.tsx'
import { HoverCard } from './hover-card.tsx'
import { ChosenUnit, UnitsBeyond } from './linked-card.tsx'
import { MapBanner } from './map-banner.tsx'
import { MapLegend } from './map-legend.tsx'
import { MapMenu } from './map-menu.tsx'
import { MapStrip } from './map-strip.tsx'
import { MapToolbar } from './map-toolbar.tsx'
import { PlaceSearch } from './place-search.tsx'
import { StackList } from './stack-list.tsx'
import { stationTiles } from './station-tiles.ts'
import { UnitList } from './unit-list.tsx'
import { useMapAlerts } from './use-map-alerts.ts'
import { useMapData } from './use-map-data.ts'
import { useMapLinked } from './use-map-linked.ts'

/** The map panel of the console; also a window of its own. */
export function MapPanel() {
  const { t } = useTranslation('map')
  const holder = useRef<HTMLDivElement>(null)
  const [map, setMap] = useState<ConsoleMap | null>(null)
  const [isDialogOpen, setIsDialogOpen] = useState(false)
  const [isLegendOpen, setIsLegendOpen] = useState(false)

  useEffect(() => {
    if (holder.current === null) return undefined
    const made = new ConsoleMap(holder.current, stationTiles)
    setMap(made)
    return () => {
      setMap(null)
      made.end()
    }
  }, [])
  useMapData(map)
  useMapAlerts(map)
  useMapLinked(map)

  return (
    <section className="fs-map" aria-label={t('label')}>
      <div ref={holder} className="fs-map-canvas" role="application" aria-label={t('keyboardHint')} />
      <PlaceSearch />
      <MapToolbar
        map={map}
        isLegendOpen={isLegendOpen}
        onLegend={() => setIsLegendOpen(!isLegendOpen)}
        onBasemap={() => setIsDialogOpen(true)}
      />
      <div className="fs-map-top">
        <MapBanner />
        <UnitsBeyond />
        <BasemapNotice onRetry={() => map?.retryBasemap()} onOther={() => setIsDialogOpen(true)} />
      </div>
      {isLegendOpen && <MapLegend />}
      <div className="fs-linked-side">
        <UnitList />
        <ChosenUnit />
      </div>
      <HoverCard />
      <MapMenu />
      <StackList />
      <MapStrip />
      <BasemapDialog isOpen={isDialogOpen} onClose={() => setIsDialogOpen(false)} />
    </section>
  )
}
