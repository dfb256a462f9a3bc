// The base maps this seat can show, one of them chosen.
import { DeleteOutlined } from '@ant-design/icons'
import { Alert, Button, Popconfirm, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { Fault } from '../../../shared/base/fault.ts'
import type { MapSourceRow } from '../../../shared/rpc/rows.ts'
import { call } from '../../link/station.ts'
import { basemapChoiceStore, BUILT_IN, chooseBasemap } from '../../map/basemap-choice.ts'
import { useWatch } from '../../state/use-watch.ts'
import { basemapWords } from './basemap-words.ts'

export function BasemapList() {
  const { t } = useTranslation('map')
  const { rows } = useWatch('mapSources', {})
  const chosen = useStore(basemapChoiceStore, (state) => state.basemap)
  const [fault, setFault] = useState<Fault | null>(null)

  const remove = async (row: MapSourceRow): Promise<void> => {
    const done = await call('removeMapSource', { source: row.key })
    setFault(done.ok ? null : done.fault)
    if (done.ok && chosen === row.key) chooseBasemap({ basemap: BUILT_IN })
  }
  return (
    <>
      <Radio.Group
        className="fs-map-sources"
        aria-label={t('dialog.choose')}
        value={chosen}
        onChange={(event) => chooseBasemap({ basemap: String(event.target.value) })}
      >
        <Radio value={BUILT_IN}>
          {t('dialog.builtIn')} <small>{t('dialog.builtInNote')}</small>
        </Radio>
        {rows.map((row) => (
          <div key={row.key} className="fs-map-source-row">
            <Radio value={row.key} disabled={row.fault !== null}>
              <SourceWords row={row} />
            </Radio>
            <Popconfirm title={t('dialog.removeSure', { name: row.name })} onConfirm={() => remove(row)}>
              <Button
                size="small"
                type="text"
                icon={<DeleteOutlined aria-hidden />}
                aria-label={`${t('dialog.remove')} ${row.name}`}
              />
            </Popconfirm>
          </div>
        ))}
      </Radio.Group>
      {rows.length === 0 && <p className="fs-map-card-more">{t('dialog.none')}</p>}
      {fault !== null && <Alert type="error" showIcon title={basemapWords(fault)} />}
    </>
  )
}

function SourceWords({ row }: { readonly row: MapSourceRow }) {
  const { t } = useTranslation('map')
  const zooms = t('dialog.zooms', { min: row.minZoom, max: row.maxZoom })
  return (
    <>
      {row.name}{' '}
      <small>
        {t(`dialog.kinds.${row.source}`)} · {zooms} · {row.system}
        {row.fault !== null && ` · ${t('dialog.broken', { reason: basemapWords(row.fault) })}`}
      </small>
    </>
  )
}
