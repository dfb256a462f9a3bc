// A button that asks for the reason before it does what it says.
import { Button, Input, Popover } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

interface Props {
  readonly label: string
  readonly isDanger?: boolean
  readonly isDisabled?: boolean
  /** Resolves to null when it was refused: the reason stays for another try. */
  readonly onReason: (reason: string) => Promise<string | null>
}

export function ReasonButton({ label, isDanger = false, isDisabled = false, onReason }: Props) {
  const { t } = useTranslation('reports')
  const [isOpen, setIsOpen] = useState(false)
  const [reason, setReason] = useState('')
  const isShort = reason.trim().length < 2
  const give = (): void => {
    if (isShort) return
    void onReason(reason.trim()).then((id) => {
      if (id === null) return
      setReason('')
      setIsOpen(false)
    })
  }
  return (
    <Popover
      open={isOpen}
      onOpenChange={setIsOpen}
      trigger="click"
      content={
        <div className="fs-reason">
          <Input.TextArea
            aria-label={t('reason')}
            placeholder={t('reason')}
            autoSize={{ minRows: 2, maxRows: 5 }}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || !event.ctrlKey) return
              event.preventDefault()
              give()
            }}
          />
          <Button size="small" danger={isDanger} disabled={isShort} onClick={give}>
            {label}
          </Button>
        </div>
      }
    >
      <Button danger={isDanger} disabled={isDisabled}>
        {label}
      </Button>
    </Popover>
  )
}
