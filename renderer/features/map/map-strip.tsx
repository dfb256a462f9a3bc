// The strip along the lower edge: scale, coordinates under the pointer, how many incidents, whose map it is.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { metresPerPixel, scaleBarM } from '../../../shared/geo/mercator.ts'
import { basemapChoiceStore, basemapStateStore, BUILT_IN, chooseBasemap } from '../../map/basemap-choice.ts'
import { coordinateText, lengthText } from '../../map/coordinate-text.ts'
import { mapToolStore } from '../../map/map-tool-store.ts'
import { setFilter, useStationFilter } from '../../state/filter-store.ts'
import { mapViewStore } from '../../state/map-intent-store.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useOfficer } from '../../state/use-status.ts'
import { useWatchPart } from '../../state/use-watch.ts'

const LONGEST_BAR_PX = 110

export function MapStrip() {
  return (
    <footer className="fs-map-strip">
      <ScaleBar />
      <Pointer />
      <PointCount />
      <Unplaced />
      <Source />
    </footer>
  )
}

function ScaleBar() {
  const { t } = useTranslation('map')
  const view = useStore(mapViewStore, (state) => state.view)
  if (view === null) return null
  const perPixel = metresPerPixel((view.box[1] + view.box[3]) / 2, view.zoom)
  const metres = scaleBarM(LONGEST_BAR_PX * perPixel)
  return (
    <span className="fs-map-scale" title={t('zoom', { zoom: view.zoom })}>
      <span className="fs-map-scale-bar" style={{ width: metres / perPixel }} aria-hidden="true" />
      {lengthText(metres)}
    </span>
  )
}

function Pointer() {
  const { t } = useTranslation('map')
  const pointer = useStore(mapToolStore, (state) => state.pointer)
  const format = useStore(basemapChoiceStore, (state) => state.coordinates)
  return (
    <button
      type="button"
      className="fs-map-pointer"
      title={t('coordinatesHint')}
      onClick={() => chooseBasemap({ coordinates: format === 'decimal' ? 'dms' : 'decimal' })}
    >
      {pointer === null ? t('coordinates') : coordinateText(pointer, format)}
    </button>
  )
}

function PointCount() {
  const { t } = useTranslation('map')
  const count = useStore(mapToolStore, (state) => state.pointCount)
  const isComplete = useStore(mapToolStore, (state) => state.pointsComplete)
  const beyond = useStore(mapToolStore, (state) => state.beyondCount)
  return (
    <span className="fs-map-count">
      {t(isComplete ? 'points' : 'pointsLoading', { count })}
      {beyond > 0 && <span title={t('beyondHint')}> · {t('beyond', { count: beyond })}</span>}
    </span>
  )
}

/** What the map cannot show, so that nobody takes it for the whole picture. */
function Unplaced() {
  const { t } = useTranslation('map')
  const space = useSpaceId()
  const officer = useOfficer()?.id
  const filter = useStationFilter()
  const isOn = filter.onlyNowhere === true
  const params = useMemo(
    () =>
      space === null || officer === undefined
        ? null
        : {
            ...{ space, filter: { ...filter, onlyNowhere: true } },
            ...{ sort: 'received' as const, descending: true, offset: 0, limit: 1 },
          },
    [space, officer, filter],
  )
  const count = useWatchPart('incidents', params, (state) => state.meta?.total ?? 0)
  if (count === 0 && !isOn) return null
  return (
    <button
      type="button"
      className="fs-map-pointer"
      aria-pressed={isOn}
      title={t('unplacedHint')}
      onClick={() => setFilter({ onlyNowhere: !isOn })}
    >
      · {t('unplaced', { count })}
    </button>
  )
}

function Source() {
  const { t } = useTranslation('map')
  const attribution = useStore(basemapStateStore, (state) => state.attribution)
  const isBuiltIn = useStore(basemapChoiceStore, (state) => state.basemap === BUILT_IN)
  const text = attribution.replace(/<[^>]*>/g, '')
  return (
    <span className="fs-map-source">
      {text !== '' && <span title={text}>{t('sources', { attribution: text })}</span>}
      {isBuiltIn && <strong>{t('notOfficial')}</strong>}
    </span>
  )
}
