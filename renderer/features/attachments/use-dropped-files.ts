// Files dropped on a part of the screen, and pasted while it is shown. Dropping a file beside the mark must not make a
// browser leave the console for it, so the part also swallows what it does not take.
import type { RefObject } from 'react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { dateTimeText } from '../../ui/time-text.ts'

export interface BroughtFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Put `part` on the element that takes files; `isOver` while some are held above it. */
export function useDroppedFiles<Part extends HTMLElement>(
  isTaking: boolean,
  onFiles: (files: readonly BroughtFile[]) => void,
): { readonly part: RefObject<Part | null>; readonly isOver: boolean } {
  const part = useRef<Part>(null)
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const element = part.current
    if (element === null) return undefined
    const over = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') !== true) return
      event.preventDefault()
      event.dataTransfer.dropEffect = isTaking ? 'copy' : 'none'
      setOver(isTaking)
    }
    const leave = (event: DragEvent): void => {
      // Moving from one child to the next is no leaving.
      if (!(event.relatedTarget instanceof Node) || !element.contains(event.relatedTarget)) setOver(false)
    }
    const drop = (event: DragEvent): void => {
      setOver(false)
      const files = [...(event.dataTransfer?.files ?? [])]
      if (files.length === 0) return
      event.preventDefault()
      if (isTaking) void Promise.all(files.map(read)).then(onFiles)
    }
    element.addEventListener('dragenter', over)
    element.addEventListener('dragover', over)
    element.addEventListener('dragleave', leave)
    element.addEventListener('drop', drop)
    return () => {
      element.removeEventListener('dragenter', over)
      element.removeEventListener('dragover', over)
      element.removeEventListener('dragleave', leave)
      element.removeEventListener('drop', drop)
    }
  }, [isTaking, onFiles])
  return { part, isOver }
}

/** Files pasted anywhere in the window. What has text as well stays with the field it is pasted into. */
export function usePastedFiles(isTaking: boolean, onFiles: (files: readonly BroughtFile[]) => void): void {
  const { t } = useTranslation('attachments')
  useEffect(() => {
    if (!isTaking) return undefined
    const paste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])]
      if (files.length === 0 || event.clipboardData?.types.includes('text/plain') === true) return
      event.preventDefault()
      // Browsers call every pasted picture image.png: the time tells them apart.
      const time = dateTimeText(Date.now()).replaceAll(':', '').replace(' ', '-')
      const named = ({ name, bytes }: BroughtFile): BroughtFile => ({
        name: name === 'image.png' ? t('pastedName', { time }) : name,
        bytes,
      })
      void Promise.all(files.map(read)).then((brought) => onFiles(brought.map(named)))
    }
    document.addEventListener('paste', paste)
    return () => document.removeEventListener('paste', paste)
  }, [isTaking, onFiles, t])
}

/** A folder cannot be read: it comes as an empty file, and is refused as one. */
async function read(file: File): Promise<BroughtFile> {
  try {
    return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }
  } catch {
    return { name: file.name, bytes: new Uint8Array(0) }
  }
}
