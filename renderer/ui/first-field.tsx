// A part that has just opened takes the keyboard into its first field.
import type { ReactNode } from 'react'
import { useEffect, useRef } from 'react'

interface Props {
  readonly className?: string
  readonly children: ReactNode
}

export function FirstField({ className, children }: Props) {
  const part = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Once the surroundings (a popover) have come into view.
    const frame = requestAnimationFrame(() => part.current?.querySelector<HTMLElement>('input, textarea')?.focus())
    return () => cancelAnimationFrame(frame)
  }, [])
  return (
    <div ref={part} className={className}>
      {children}
    </div>
  )
}
