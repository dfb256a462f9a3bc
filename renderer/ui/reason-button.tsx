import './reason-button.css'
// A button that opens a small field for what has to be said with it: a reason, a word of how it was done.
import { Button, Input, Popover } from 'antd'
import { useState } from 'react'
import { FirstField } from './first-field.tsx'

interface Props {
  readonly label: string
  /** What the field asks for. */
  readonly ask: string
  /** Fewest characters; 0 where nothing needs to be said. */
  readonly least?: number
  readonly isDanger?: boolean
  readonly isDisabled?: boolean
  readonly why?: string | undefined
  /** Resolves to null when it was refused: what was written stays for another try. */
  readonly onText: (text: string) => Promise<string | null>
}

export function ReasonButton({ label, ask, least = 2, isDanger = false, isDisabled = false, why, onText }: Props) {
  const [isOpen, setIsOpen] = useState(false)
  const [text, setText] = useState('')
  const isShort = text.trim().length < least
  const give = (): void => {
    if (isShort) return
    void onText(text.trim()).then((id) => {
      if (id === null) return
      setText('')
      setIsOpen(false)
    })
  }
  return (
    <Popover
      open={isOpen}
      onOpenChange={setIsOpen}
      trigger="click"
      destroyOnHidden
      content={
        <FirstField className="fs-reason">
          <Input.TextArea
            aria-label={ask}
            placeholder={ask}
            autoSize={{ minRows: 2, maxRows: 6 }}
            maxLength={500}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') setIsOpen(false)
              if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
              event.preventDefault()
              give()
            }}
          />
          <Button size="small" type="primary" danger={isDanger} disabled={isShort} onClick={give}>
            {label}
          </Button>
        </FirstField>
      }
    >
      <Button danger={isDanger} disabled={isDisabled} title={why}>
        {label}
      </Button>
    </Popover>
  )
}
