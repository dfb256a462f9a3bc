// Buttons over the map: the star back to the whole picture, zoom, measuring, legend, base map.
import {
  AlertOutlined,
  ColumnWidthOutlined,
  ExportOutlined,
  GlobalOutlined,
  MinusOutlined,
  PlusOutlined,
  QuestionCircleOutlined,
  StarFilled,
} from '@ant-design/icons'
import { Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { viewHost } from '../../link/view-host.ts'
import type { ConsoleMap } from '../../map/console-map.ts'
import { mapToolStore, startMeasuring, stopMeasuring } from '../../map/map-tool-store.ts'
import { setAlertsOnMap, useAlertsOnMap } from '../../state/alert-choice.ts'
import { askMap } from '../../state/map-intent-store.ts'
import { useView } from '../../state/view-store.ts'
import { LayerChoice } from './layer-choice.tsx'

interface ToolProps {
  readonly label: string
  /** What appears beside it; empty: nothing, as when its own panel stands there. */
  readonly hint?: string
  readonly isOn?: boolean
  readonly icon: ReactNode
  readonly onClick: () => void
}

/** One button: its name is read aloud, its hint appears beside it. */
function Tool({ label, hint = label, isOn, icon, onClick }: ToolProps) {
  return (
    <Tooltip title={hint} placement="left">
      <button type="button" className="fs-map-tool" aria-label={label} aria-pressed={isOn} onClick={onClick}>
        {icon}
      </button>
    </Tooltip>
  )
}

interface MapToolbarProps {
  readonly map: ConsoleMap | null
  readonly isLegendOpen: boolean
  readonly onLegend: () => void
  readonly onBasemap: () => void
}

export function MapToolbar({ map, isLegendOpen, onLegend, onBasemap }: MapToolbarProps) {
  const { t } = useTranslation('map')
  const isPart = useView() !== 'map'
  const hasAlerts = useAlertsOnMap()
  const isMeasuring = useStore(mapToolStore, ({ tool }) => tool.kind === 'measure')
  return (
    <div className="fs-map-tools" role="toolbar" aria-label={t('toolbar')} aria-orientation="vertical">
      <Tool
        label={t('whole')}
        hint={t('wholeHint')}
        icon={<StarFilled aria-hidden />}
        onClick={() => askMap({ kind: 'fitAll' })}
      />
      <span className="fs-map-tool-pair">
        <Tool label={t('zoomIn')} icon={<PlusOutlined aria-hidden />} onClick={() => map?.zoomBy(1)} />
        <Tool label={t('zoomOut')} icon={<MinusOutlined aria-hidden />} onClick={() => map?.zoomBy(-1)} />
      </span>
      <Tool
        label={t('measure')}
        hint={t('measureHint')}
        isOn={isMeasuring}
        icon={<ColumnWidthOutlined aria-hidden />}
        onClick={() => (isMeasuring ? stopMeasuring() : startMeasuring())}
      />
      <Tool
        label={t('alerts')}
        hint={t('alertsHint')}
        isOn={hasAlerts}
        icon={<AlertOutlined aria-hidden />}
        onClick={() => setAlertsOnMap(!hasAlerts)}
      />
      <LayerChoice />
      <Tool
        label={t('legend')}
        hint={isLegendOpen ? '' : t('legend')}
        isOn={isLegendOpen}
        icon={<QuestionCircleOutlined aria-hidden />}
        onClick={onLegend}
      />
      <Tool label={t('basemap')} icon={<GlobalOutlined aria-hidden />} onClick={onBasemap} />
      {isPart && (
        <Tool
          label={t('ownWindow')}
          icon={<ExportOutlined aria-hidden />}
          onClick={() => void viewHost().openView('map')}
        />
      )}
    </div>
  )
}
