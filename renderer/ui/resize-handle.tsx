// The bar between two areas: dragged, or moved with the arrow keys.
import { useRef } from 'react'
import type { KeyboardEvent, PointerEvent } from 'react'

const LEAST_PX = 300
const MOST_PX = 900
const STEP_PX = 20

interface Props {
  readonly widthPx: number
  /** Which side of the handle the sized area lies on. */
  readonly side: 'left' | 'right'
  readonly label: string
  readonly onWidth: (widthPx: number) => void
}

/** Changes the width of the area beside it. */
export function ResizeHandle({ widthPx, side, label, onWidth }: Props) {
  const start = useRef<{ readonly x: number; readonly widthPx: number } | null>(null)
  const sign = side === 'left' ? 1 : -1
  const set = (px: number): void => onWidth(Math.round(Math.min(MOST_PX, Math.max(LEAST_PX, px))))

  const onPointerDown = (event: PointerEvent<HTMLButtonElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId)
    start.current = { x: event.clientX, widthPx }
  }
  const onPointerMove = (event: PointerEvent<HTMLButtonElement>): void => {
    if (start.current !== null) set(start.current.widthPx + sign * (event.clientX - start.current.x))
  }
  const onPointerEnd = (): void => {
    start.current = null
  }
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>): void => {
    if (event.key === 'ArrowLeft') set(widthPx - sign * STEP_PX)
    else if (event.key === 'ArrowRight') set(widthPx + sign * STEP_PX)
    else return
    event.preventDefault()
  }
  return (
    <button
      type="button"
      className="fs-resize"
      aria-label={label}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerEnd}
      onPointerCancel={onPointerEnd}
      onKeyDown={onKeyDown}
    />
  )
}
