// Says what the next click will do, and that the selected incident is not in view; the map never moves by itself.
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { pathLengthM } from '../../../shared/geo/distance.ts'
import { lengthText } from '../../map/coordinate-text.ts'
import { mapToolStore, stopMeasuring } from '../../map/map-tool-store.ts'
import type { MapTool } from '../../map/map-tool-store.ts'
import { askMap } from '../../state/map-intent-store.ts'
import { useSelectedIncident } from '../../state/selection-store.ts'

export function MapBanner() {
  const tool = useStore(mapToolStore, (state) => state.tool)
  if (tool.kind === 'pick') return <PickBanner />
  if (tool.kind === 'measure') return <MeasureBanner tool={tool} />
  return <OutsideBanner />
}

function PickBanner() {
  const { t } = useTranslation('map')
  return <output className="fs-map-banner fs-map-banner-strong">{t('pickBanner')}</output>
}

function MeasureBanner({ tool }: { readonly tool: MapTool & { readonly kind: 'measure' } }) {
  const { t } = useTranslation('map')
  const length = lengthText(pathLengthM(tool.points))
  return (
    <output className="fs-map-banner">
      <span>
        {tool.points.length > 1 && `${t('measureDone', { length })} `}
        {!tool.isDone && t(tool.points.length === 0 ? 'measureStart' : 'measureOn')}
      </span>
      <Button size="small" onClick={stopMeasuring}>
        {t('clear')}
      </Button>
    </output>
  )
}

function OutsideBanner() {
  const { t } = useTranslation('map')
  const isOutside = useStore(mapToolStore, (state) => state.isSelectedOutside)
  const isUnknown = useStore(mapToolStore, (state) => state.isPlaceUnknown)
  const roughness = useStore(mapToolStore, (state) => state.selectedRoughness)
  const selected = useSelectedIncident()
  if (isUnknown) return <output className="fs-map-banner">{t('noPosition')}</output>
  if (selected === null) return null
  if (!isOutside)
    return roughness === null ? null : <output className="fs-map-banner">{t(`rough.${roughness}`)}</output>
  return (
    <output className="fs-map-banner">
      <span>{t('selectedOutside')}</span>
      <Button size="small" onClick={() => askMap({ kind: 'showIncident', incident: selected })}>
        {t('show')}
      </Button>
    </output>
  )
}
