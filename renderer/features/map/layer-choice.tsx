// Which layers of linked systems this seat's maps draw, and the way to the list of units.
import { AppstoreOutlined } from '@ant-design/icons'
import { Button, Checkbox, Popover, Tooltip } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LINKED_LAYERS, setLayer, setUnitList, useLinkedChoice } from '../../state/linked-choice.ts'

export function LayerChoice() {
  const { t } = useTranslation('systems')
  const [isOpen, setIsOpen] = useState(false)
  const layers = useLinkedChoice((choice) => choice.layers)
  const isListOpen = useLinkedChoice((choice) => choice.isListOpen)
  return (
    <Popover
      open={isOpen}
      onOpenChange={setIsOpen}
      trigger="click"
      placement="leftTop"
      title={t('map.layer')}
      content={
        <fieldset className="fs-linked-layers" aria-label={t('map.layer')}>
          {LINKED_LAYERS.map((layer) => (
            <Checkbox key={layer} checked={layers[layer]} onChange={(event) => setLayer(layer, event.target.checked)}>
              {t(`map.${layer}`)}
            </Checkbox>
          ))}
          <Button
            size="small"
            aria-pressed={isListOpen}
            onClick={() => {
              setUnitList(!isListOpen)
              setIsOpen(false)
            }}
          >
            {t('map.units')}
          </Button>
        </fieldset>
      }
    >
      <Tooltip title={isOpen ? '' : t('map.layerHint')} placement="left">
        <button type="button" className="fs-map-tool" aria-label={t('map.layer')} aria-expanded={isOpen}>
          <AppstoreOutlined aria-hidden />
        </button>
      </Tooltip>
    </Popover>
  )
}
