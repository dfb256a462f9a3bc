// A control that may not be used says why.
import { Tooltip } from 'antd'
import type { ReactElement } from 'react'

interface Props {
  readonly reason: string | null
  readonly children: ReactElement
}

/** A greyed control with the reason beneath the pointer; a control that is not greyed as it is. */
export function Explained({ reason, children }: Props) {
  return reason === null ? (
    children
  ) : (
    <Tooltip title={reason}>
      <span title={reason}>{children}</span>
    </Tooltip>
  )
}
