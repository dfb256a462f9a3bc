// A file in view: a picture with zoom and its neighbours, or the beginning of a text. Nothing that a file contains is ever
// carried out: pictures are decoded as pictures, texts are shown as text.
import { Alert, Button, Image, Modal } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import type { AttachmentRow } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { byteText } from '../../ui/byte-text.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { showsAs } from './file-kind.ts'
import { readFile } from './read-file.ts'

/** Of a text no more than this is read. */
const TEXT_BYTES = 256 * 1024

export interface FileViewProps {
  readonly space: string
  readonly row: AttachmentRow
  /** Files that are here, in the order of the list. */
  readonly rows: readonly AttachmentRow[]
  readonly onShow: (attachment: string) => void
  readonly onClose: () => void
}

export function FileView({ space, row, rows, onShow, onClose }: FileViewProps) {
  const { t } = useTranslation('attachments')
  const shows = showsAs(row.mime)
  const like = rows.filter(({ mime }) => showsAs(mime) !== null)
  const at = like.findIndex(({ key }) => key === row.key)
  const [before, after] = [like[at - 1], like[at + 1]]
  useArrowKeys((step) => {
    const next = step < 0 ? before : after
    if (next !== undefined) onShow(next.key)
  })
  return (
    <Modal
      open
      width={shows === 'image' ? 'min(1100px, 92vw)' : 'min(820px, 92vw)'}
      centered
      title={<span className="fs-view-title">{row.name}</span>}
      onCancel={onClose}
      footer={
        <div className="fs-view-foot">
          <Button disabled={before === undefined} onClick={() => before !== undefined && onShow(before.key)}>
            {t('previous')}
          </Button>
          <Button disabled={after === undefined} onClick={() => after !== undefined && onShow(after.key)}>
            {t('next')}
          </Button>
          <span className="fs-files-note">
            {at + 1} / {like.length} · {byteText(row.bytes)}
          </span>
        </div>
      }
    >
      <Content key={row.key} space={space} row={row} />
    </Modal>
  )
}

/** What the file holds, read anew for each file while the dialog stays. */
function Content({ space, row }: Pick<FileViewProps, 'space' | 'row'>) {
  const { t } = useTranslation('attachments')
  const shows = showsAs(row.mime)
  const { bytes, fault } = useBytes(space, row.key, shows === 'text' ? TEXT_BYTES : row.bytes)
  if (fault !== null) return <Alert type="error" showIcon title={faultWords(fault)} />
  if (bytes === null)
    return (
      <div className="fs-view-wait">
        <Waiting label={t('loading')} /> {t('loading')}
      </div>
    )
  if (shows === 'image') return <Picture bytes={bytes} row={row} />
  return (
    <>
      {row.bytes > bytes.length && <p className="fs-files-note">{t('shownPart', { size: byteText(bytes.length) })}</p>}
      <pre className="fs-view-text">{textOf(bytes)}</pre>
    </>
  )
}

function Picture({ bytes, row }: { readonly bytes: Uint8Array; readonly row: AttachmentRow }) {
  const { t } = useTranslation('attachments')
  const [isBad, setBad] = useState(false)
  const [address] = useState(() => URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: row.mime })))
  useEffect(() => () => URL.revokeObjectURL(address), [address])
  if (isBad) return <Alert type="warning" showIcon title={t('notAPicture')} />
  return (
    <Image
      rootClassName="fs-view-picture"
      src={address}
      alt={row.note === '' ? row.name : `${row.name}: ${row.note}`}
      onError={() => setBad(true)}
    />
  )
}

/** Left and right go to the neighbours, also while nothing in the dialog has the keyboard. */
function useArrowKeys(onStep: (step: -1 | 1) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
      event.preventDefault()
      event.stopPropagation()
      onStep(event.key === 'ArrowLeft' ? -1 : 1)
    }
    // Before the console's own keys.
    document.addEventListener('keydown', onKey, true)
    return () => document.removeEventListener('keydown', onKey, true)
  })
}

/** Reads a file once; ends early when the view is closed. */
function useBytes(
  space: string,
  attachment: string,
  most: number,
): { readonly bytes: Uint8Array | null; readonly fault: Fault | null } {
  const [state, setState] = useState<{ readonly bytes: Uint8Array | null; readonly fault: Fault | null }>({
    bytes: null,
    fault: null,
  })
  useEffect(() => {
    const end = new AbortController()
    void readFile(space, attachment, end.signal, most).then((read) => {
      if (end.signal.aborted) return
      setState(read.ok ? { bytes: read.value, fault: null } : { bytes: null, fault: read.fault })
    })
    return () => end.abort()
  }, [space, attachment, most])
  return state
}

/** UTF-8, or what Chinese offices wrote before it. */
function textOf(bytes: Uint8Array): string {
  try {
    // The end of what is shown may lie in the middle of a character.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
