// An original from quarantine, as it came: text or hexadecimal, never anything that could act.
import { Alert, Modal, Segmented, Spin } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { bytesOf } from '../../ui/base64.ts'
import { orderGateway } from './gateway-orders.ts'
import type { Encoding } from './original-bytes.ts'
import { ENCODINGS, MOST_SHOWN_BYTES, bytesAs, likelyEncoding, sizeText } from './original-bytes.ts'

interface Props {
  readonly gateway: string
  readonly item: string
  readonly name: string
  readonly onClose: () => void
}

export function OriginalDialog({ gateway, item, name, onClose }: Props) {
  const { t } = useTranslation('systems')
  const [answer, setAnswer] = useState<{ readonly bytes: Uint8Array | null; readonly fault: Fault | null }>({
    bytes: null,
    fault: null,
  })
  const [chosen, setChosen] = useState<Encoding | null>(null)
  useEffect(() => {
    let isHere = true
    void orderGateway({ order: 'original', gateway, item }).then((read) => {
      if (!isHere) return
      if (read.ok) setAnswer({ bytes: bytesOf(read.value.original ?? ''), fault: null })
      else setAnswer({ bytes: null, fault: read.fault })
    })
    return () => {
      isHere = false
    }
  }, [gateway, item])
  const { bytes, fault } = answer
  const encoding = chosen ?? (bytes === null ? 'text' : likelyEncoding(bytes))
  return (
    <Modal
      open
      width="min(860px, 92vw)"
      title={t('quarantine.original', { name })}
      footer={null}
      closable={{ 'aria-label': t('close') }}
      onCancel={onClose}
    >
      <Segmented
        value={encoding}
        onChange={setChosen}
        aria-label={t('quarantine.view')}
        options={ENCODINGS.map((one) => ({ value: one, label: t(`quarantine.${one}`) }))}
      />
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
      {bytes === null && fault === null && <Spin />}
      {bytes !== null && (
        <>
          <textarea
            className="fs-system-original"
            aria-label={t('quarantine.original', { name })}
            readOnly
            spellCheck={false}
            rows={24}
            value={bytesAs(encoding, bytes)}
          />
          {bytes.length > MOST_SHOWN_BYTES && (
            <p className="fs-note">{t('quarantine.cut', { size: sizeText(MOST_SHOWN_BYTES) })}</p>
          )}
        </>
      )}
    </Modal>
  )
}
