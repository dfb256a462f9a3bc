import './original-dialog.css'
// A message of another system as it came: text or hexadecimal, never anything that could act; and its bytes, to be kept.
import { DownloadOutlined } from '@ant-design/icons'
import { Alert, Button, Modal, Segmented, Spin } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { faultWords } from '../i18n/i18n.ts'
import type { Encoding } from './original-bytes.ts'
import { ENCODINGS, MOST_SHOWN_BYTES, bytesAs, likelyEncoding, sizeText } from './original-bytes.ts'

interface Props {
  readonly name: string
  /** Brings the bytes; the same function with every render. */
  readonly read: () => Promise<Result<Uint8Array>>
  /** Saves them as a file. */
  readonly onSave: (bytes: Uint8Array) => Promise<unknown>
  readonly onClose: () => void
}

export function OriginalDialog({ name, read, onSave, onClose }: Props) {
  const { t } = useTranslation('common')
  const [answer, setAnswer] = useState<{ readonly bytes: Uint8Array | null; readonly fault: Fault | null }>({
    bytes: null,
    fault: null,
  })
  const [chosen, setChosen] = useState<Encoding | null>(null)
  useEffect(() => {
    let isHere = true
    void read().then((done) => {
      if (isHere) setAnswer(done.ok ? { bytes: done.value, fault: null } : { bytes: null, fault: done.fault })
    })
    return () => {
      isHere = false
    }
  }, [read])
  const { bytes, fault } = answer
  const encoding = chosen ?? (bytes === null ? 'text' : likelyEncoding(bytes))
  return (
    <Modal
      open
      width="min(860px, 92vw)"
      title={t('original.title', { name })}
      footer={null}
      closable={{ 'aria-label': t('close') }}
      onCancel={onClose}
    >
      <div className="fs-original-bar">
        <Segmented
          value={encoding}
          onChange={setChosen}
          aria-label={t('original.view')}
          options={ENCODINGS.map((one) => ({ value: one, label: t(`original.${one}`) }))}
        />
        <Button
          icon={<DownloadOutlined aria-hidden />}
          disabled={bytes === null}
          onClick={() => bytes !== null && void onSave(bytes)}
        >
          {t('original.save')}
        </Button>
      </div>
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
      {bytes === null && fault === null && <Spin />}
      {bytes !== null && (
        <>
          <textarea
            className="fs-original"
            aria-label={t('original.title', { name })}
            readOnly
            spellCheck={false}
            rows={24}
            value={bytesAs(encoding, bytes)}
          />
          <p className="fs-note">
            {t('original.size', { size: sizeText(bytes.length) })}
            {bytes.length > MOST_SHOWN_BYTES && ` ${t('original.cut', { size: sizeText(MOST_SHOWN_BYTES) })}`}
          </p>
        </>
      )}
    </Modal>
  )
}
