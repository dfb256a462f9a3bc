// A button of administration: greyed, with the reason at hand, while orders cannot be given.
import { Button, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { useGate } from './orders.ts'

interface Props {
  readonly children: ReactNode
  readonly label?: string
  readonly isPrimary?: boolean
  readonly isDanger?: boolean
  readonly isSmall?: boolean
  readonly isSubmit?: boolean
  readonly isBusy?: boolean
  readonly onClick?: () => void
}

export function OrderButton({
  children,
  label,
  isPrimary = false,
  isDanger = false,
  isSmall = false,
  isSubmit = false,
  isBusy = false,
  onClick,
}: Props) {
  const { why } = useGate()
  return (
    <Tooltip title={why}>
      <Button
        type={isPrimary ? 'primary' : 'default'}
        size={isSmall ? 'small' : 'medium'}
        htmlType={isSubmit ? 'submit' : 'button'}
        danger={isDanger}
        disabled={why !== null}
        loading={isBusy}
        {...(label === undefined ? {} : { 'aria-label': label })}
        {...(onClick === undefined ? {} : { onClick })}
      >
        {children}
      </Button>
    </Tooltip>
  )
}
