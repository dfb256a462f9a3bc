// Choosing, adding and removing base maps: built-in, packs on the station's disk, addresses of tile servers.
import { Alert, Modal, Radio, Slider, Tabs } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { basemapChoiceStore, basemapStateStore, chooseBasemap } from '../../map/basemap-choice.ts'
import { AddAddressForm } from './add-address-form.tsx'
import { AddPackForm } from './add-pack-form.tsx'
import { BasemapList } from './basemap-list.tsx'
import { TileCacheLimit } from './tile-cache-limit.tsx'

interface BasemapDialogProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

export function BasemapDialog({ isOpen, onClose }: BasemapDialogProps) {
  const { t } = useTranslation('map')
  return (
    <Modal
      open={isOpen}
      title={t('dialog.title')}
      footer={null}
      width={680}
      style={{ top: 24 }}
      destroyOnHidden
      onCancel={onClose}
    >
      <DialogContent />
    </Modal>
  )
}

function DialogContent() {
  const { t } = useTranslation('map')
  const { opacity, coordinates } = useStore(basemapChoiceStore)
  const { attribution } = useStore(basemapStateStore)
  const [added, setAdded] = useState<string | null>(null)
  const onAdded = (key: string, name: string): void => {
    chooseBasemap({ basemap: key })
    setAdded(name)
  }
  return (
    <div className="fs-map-dialog">
      <BasemapList />
      <div className="fs-map-dialog-row">
        <span id="fs-map-opacity">{t('dialog.opacity')}</span>
        <Slider
          min={0.2}
          max={1}
          step={0.05}
          value={opacity}
          ariaLabelledByForHandle="fs-map-opacity"
          tooltip={{ formatter: (value) => `${Math.round((value ?? 1) * 100)} %` }}
          onChange={(value) => chooseBasemap({ opacity: value })}
        />
        <span>{t('dialog.formats')}</span>
        <Radio.Group
          size="small"
          value={coordinates}
          onChange={(event) => chooseBasemap({ coordinates: event.target.value === 'dms' ? 'dms' : 'decimal' })}
          options={[
            { value: 'decimal', label: t('dialog.decimal') },
            { value: 'dms', label: t('dialog.dms') },
          ]}
        />
      </div>
      <TileCacheLimit />
      {attribution !== '' && (
        <p className="fs-map-card-more">{t('sources', { attribution: attribution.replace(/<[^>]*>/g, '') })}</p>
      )}
      {added !== null && <Alert type="success" showIcon title={t('dialog.added', { name: added })} />}
      <Tabs
        size="small"
        items={[
          { key: 'pack', label: t('dialog.addPack'), children: <AddPackForm onAdded={onAdded} /> },
          { key: 'address', label: t('dialog.addAddress'), children: <AddAddressForm onAdded={onAdded} /> },
        ]}
      />
    </div>
  )
}
