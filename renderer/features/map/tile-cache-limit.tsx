// How much of the disk tiles from addresses may take at this station; the oldest go first.
import { InputNumber } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  DEFAULT_TILE_CACHE_MB,
  LEAST_TILE_CACHE_MB,
  MOST_TILE_CACHE_MB,
  TILE_CACHE_SETTING,
  tileCacheMb,
} from '../../../shared/model/map-settings.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'

export function TileCacheLimit() {
  const { t } = useTranslation('map')
  const [sizeMb, setSizeMb] = useState(DEFAULT_TILE_CACHE_MB)
  const [told, setTold] = useState('')
  useEffect(() => {
    let isOpen = true
    void call('setting', { name: TILE_CACHE_SETTING }).then((kept) => {
      if (isOpen && kept.ok) setSizeMb(tileCacheMb(kept.value))
    })
    return () => {
      isOpen = false
    }
  }, [])
  const save = async (): Promise<void> => {
    const saved = await call('saveSetting', { name: TILE_CACHE_SETTING, value: sizeMb })
    setTold(saved.ok ? t('dialog.cacheSaved', { size: sizeMb }) : faultWords(saved.fault))
  }
  return (
    <div className="fs-map-dialog-row">
      <label htmlFor="fs-map-cache">{t('dialog.cacheLimit')}</label>
      <InputNumber
        id="fs-map-cache"
        size="small"
        min={LEAST_TILE_CACHE_MB}
        max={MOST_TILE_CACHE_MB}
        step={128}
        precision={0}
        value={sizeMb}
        onChange={(value) => setSizeMb(value ?? DEFAULT_TILE_CACHE_MB)}
        onBlur={() => void save()}
        onPressEnter={() => void save()}
      />
      <output className="fs-map-card-more">{told}</output>
    </div>
  )
}
