// Files on their way into this station: chosen ones with a note and the button that attaches them, those being brought with
// how far they are, refused ones with the reason.
import { Button, Input, Progress } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { useOfficer } from '../../state/use-status.ts'
import { byteText, percentOf } from '../../ui/byte-text.ts'
import { useKeys } from '../../ui/use-keys.ts'
import { useFileFaultWords } from './fault-words.ts'
import type { Upload } from './upload-store.ts'
import { attachChosen, takeOut, tryAgain, uploadStore } from './upload-store.ts'

const NOTE_LIMIT = 500

export function Uploads({ space, incident }: { readonly space: string; readonly incident: string }) {
  const all = useStore(uploadStore, ({ uploads }) => uploads)
  const officer = useOfficer()?.id
  const uploads = all.filter((one) => one.space === space && one.incident === incident && one.officer === officer)
  const chosen = uploads.filter(({ phase }) => phase === 'chosen')
  return (
    <>
      {uploads
        .filter(({ phase }) => phase !== 'chosen')
        .map((upload) => (
          <Coming key={upload.id} upload={upload} />
        ))}
      {chosen.length > 0 && <Chosen space={space} incident={incident} chosen={chosen} />}
    </>
  )
}

interface ChosenProps {
  readonly space: string
  readonly incident: string
  readonly chosen: readonly Upload[]
}

function Chosen({ space, incident, chosen }: ChosenProps) {
  const { t } = useTranslation('attachments')
  const [note, setNote] = useState('')
  const attach = (): void => {
    attachChosen(space, incident, note)
    setNote('')
  }
  const part = useKeys<HTMLFieldSetElement>((event) => {
    if (event.key !== 'Enter' || event.target instanceof HTMLButtonElement) return false
    attach()
    return true
  })
  return (
    <fieldset ref={part} className="fs-files-chosen">
      <legend>{t('chosen')}</legend>
      <ul className="fs-files-list">
        {chosen.map(({ id, name, bytes }) => (
          <li key={id} className="fs-file-plain">
            <span className="fs-file-name" title={name}>
              {name}
            </span>
            <small>{byteText(bytes.length)}</small>
            <Button
              size="small"
              type="text"
              aria-label={t('named', { what: t('remove'), name })}
              onClick={() => takeOut(id)}
            >
              {t('remove')}
            </Button>
          </li>
        ))}
      </ul>
      <div className="fs-files-confirm">
        <Input
          aria-label={t('note')}
          placeholder={t('note')}
          maxLength={NOTE_LIMIT}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <Button type="primary" onClick={attach}>
          {t('attach', { count: chosen.length })}
        </Button>
      </div>
    </fieldset>
  )
}

function Coming({ upload }: { readonly upload: Upload }) {
  const { t } = useTranslation('attachments')
  const { id, name, bytes, have, phase } = upload
  const percent = percentOf(have, bytes.length)
  const words = useFileFaultWords()
  return (
    <div className="fs-file-plain">
      <span className="fs-file-name" title={name}>
        {name}
      </span>
      {phase === 'failed' ? (
        <span className="fs-file-bad" role="alert">
          {upload.fault === null ? '' : words(upload.fault)}
        </span>
      ) : (
        <Progress
          className="fs-file-progress"
          size="small"
          aria-label={t('bringingNamed', { name })}
          percent={percent}
          showInfo={false}
        />
      )}
      {phase !== 'failed' && <small>{phase === 'waiting' ? t('inLine') : t('bringing', { percent })}</small>}
      {phase === 'failed' && bytes.length > 0 && (
        <Button size="small" aria-label={t('named', { what: t('again'), name })} onClick={() => tryAgain(id)}>
          {t('again')}
        </Button>
      )}
      <Button
        size="small"
        type="text"
        aria-label={t('named', { what: t(phase === 'failed' ? 'remove' : 'cancel'), name })}
        onClick={() => takeOut(id)}
      >
        {t(phase === 'failed' ? 'remove' : 'cancel')}
      </Button>
    </div>
  )
}
