// A part of the screen that takes one dropped file. It swallows what it does not take: no browser leaves the console for it.
import type { RefObject } from 'react'
import { useEffect, useRef, useState } from 'react'

export interface DropPart {
  readonly part: RefObject<HTMLElement | null>
  /** A file is held above it. */
  readonly isOver: boolean
}

export function useDrop(onFile: (name: string, bytes: Uint8Array) => void): DropPart {
  const part = useRef<HTMLElement>(null)
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const element = part.current
    if (element === null) return undefined
    const over = (event: DragEvent): void => {
      event.preventDefault()
      setOver(true)
    }
    const leave = (): void => setOver(false)
    const drop = (event: DragEvent): void => {
      event.preventDefault()
      setOver(false)
      const [file] = event.dataTransfer?.files ?? []
      if (file !== undefined) void bytesOf(file).then((bytes) => onFile(file.name, bytes))
    }
    element.addEventListener('dragover', over)
    element.addEventListener('dragleave', leave)
    element.addEventListener('drop', drop)
    return () => {
      element.removeEventListener('dragover', over)
      element.removeEventListener('dragleave', leave)
      element.removeEventListener('drop', drop)
    }
  }, [onFile])
  return { part, isOver }
}

/** A folder cannot be read: it comes as an empty file, and is refused as one. */
async function bytesOf(file: File): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer())
  } catch {
    return new Uint8Array(0)
  }
}
