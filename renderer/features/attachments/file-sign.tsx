// The sign before a file: a small picture where it is one and is here, else the sign of its kind.
import {
  AudioOutlined,
  FileExcelOutlined,
  FileImageOutlined,
  FileOutlined,
  FilePdfOutlined,
  FilePptOutlined,
  FileTextOutlined,
  FileWordOutlined,
  FileZipOutlined,
  VideoCameraOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AttachmentRow } from '../../../shared/rpc/rows.ts'
import type { FileKind } from './file-kind.ts'
import { fileKind, showsAs } from './file-kind.ts'
import { THUMBNAIL_UP_TO_BYTES, keptThumbnail, thumbnail } from './thumbnails.ts'

const SIGNS: { readonly [kind in FileKind]: ReactNode } = {
  image: <FileImageOutlined aria-hidden />,
  pdf: <FilePdfOutlined aria-hidden />,
  document: <FileWordOutlined aria-hidden />,
  table: <FileExcelOutlined aria-hidden />,
  slides: <FilePptOutlined aria-hidden />,
  text: <FileTextOutlined aria-hidden />,
  archive: <FileZipOutlined aria-hidden />,
  audio: <AudioOutlined aria-hidden />,
  video: <VideoCameraOutlined aria-hidden />,
  other: <FileOutlined aria-hidden />,
}

export interface FileSignProps {
  readonly space: string
  readonly row: AttachmentRow
  /** Null when the console cannot show the file. */
  readonly onShow: (() => void) | null
}

export function FileSign({ space, row, onShow }: FileSignProps) {
  const { t } = useTranslation('attachments')
  const box = useRef<HTMLDivElement>(null)
  const picture = useSmallPicture(space, row, box)
  const sign = picture === null ? SIGNS[fileKind(row.mime)] : <img src={picture} alt="" className="fs-file-thumbnail" />
  return (
    <div ref={box} className="fs-file-sign">
      {onShow === null ? (
        sign
      ) : (
        // The button beneath the name says the same; one of them is enough for the keyboard.
        <button
          type="button"
          tabIndex={-1}
          aria-label={t('named', { what: t('show'), name: row.name })}
          onClick={onShow}
        >
          {sign}
        </button>
      )}
    </div>
  )
}

/** A small picture, made once the line comes into sight. */
function useSmallPicture(
  space: string,
  row: AttachmentRow,
  box: { readonly current: HTMLDivElement | null },
): string | null {
  const { key: attachment, sha256, mime } = row
  const isWanted = row.file === 'here' && showsAs(mime) === 'image' && row.bytes <= THUMBNAIL_UP_TO_BYTES
  const [made, setMade] = useState<string | null>(null)
  useEffect(() => {
    const element = box.current
    if (!isWanted || element === null || keptThumbnail(sha256) !== null) return undefined
    const end = new AbortController()
    const observer = new IntersectionObserver((seen) => {
      if (!seen.some(({ isIntersecting }) => isIntersecting)) return
      observer.disconnect()
      void thumbnail({ space, attachment, sha256, mime }, end.signal).then((address) => {
        if (!end.signal.aborted) setMade(address)
      })
    })
    observer.observe(element)
    return () => {
      end.abort()
      observer.disconnect()
    }
  }, [space, attachment, sha256, mime, isWanted, box])
  return isWanted ? (keptThumbnail(sha256) ?? made) : null
}
