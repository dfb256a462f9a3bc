// Settling a notice with a disposition and a note, and taking that back with a reason.
import { Button, Input, Popover, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DispositionWord } from '../../../shared/model/disposition.ts'
import { DISPOSITIONS } from '../../../shared/model/disposition.ts'

interface SettleProps {
  readonly label: string
  readonly isDisabled: boolean
  readonly hint: string | undefined
  /** Resolves to true when it was taken. */
  readonly onGive: (disposition: DispositionWord, note: string) => Promise<boolean>
}

/** A button that asks what the agency makes of it. */
export function SettleButton({ label, isDisabled, hint, onGive }: SettleProps) {
  const { t } = useTranslation('notices')
  const [isOpen, setIsOpen] = useState(false)
  const [word, setWord] = useState<DispositionWord>('noted')
  const [note, setNote] = useState('')
  const isBlocked = word === 'other' && note.trim() === ''
  const give = (): void => {
    if (isBlocked) return
    void onGive(word, note.trim()).then((done) => {
      if (!done) return
      setIsOpen(false)
      setNote('')
    })
  }
  return (
    <Popover
      open={isOpen && !isDisabled}
      onOpenChange={setIsOpen}
      trigger="click"
      placement="bottomRight"
      content={
        <div className="fs-settle">
          <Radio.Group
            vertical
            value={word}
            aria-label={t('dispose')}
            onChange={(event) => setWord(event.target.value as DispositionWord)}
            options={DISPOSITIONS.map((one) => ({ value: one, label: t(`disposition.${one}`) }))}
          />
          <Input.TextArea
            aria-label={t(word === 'other' ? 'noteNeeded' : 'note')}
            placeholder={t(word === 'other' ? 'noteNeeded' : 'note')}
            autoSize={{ minRows: 2, maxRows: 4 }}
            maxLength={500}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
          <Button size="small" type="primary" disabled={isBlocked} onClick={give}>
            {t('give')}
          </Button>
        </div>
      }
    >
      <Button size="small" disabled={isDisabled} title={hint}>
        {label}
      </Button>
    </Popover>
  )
}

interface TakeBackProps {
  readonly isDisabled: boolean
  readonly onTakeBack: (reason: string) => Promise<boolean>
}

/** A button that asks why. */
export function TakeBackButton({ isDisabled, onTakeBack }: TakeBackProps) {
  const { t } = useTranslation('notices')
  const [isOpen, setIsOpen] = useState(false)
  const [reason, setReason] = useState('')
  const isShort = reason.trim().length < 2
  return (
    <Popover
      open={isOpen && !isDisabled}
      onOpenChange={setIsOpen}
      trigger="click"
      placement="bottomRight"
      content={
        <div className="fs-settle">
          <Input.TextArea
            aria-label={t('reason')}
            placeholder={t('reason')}
            autoSize={{ minRows: 2, maxRows: 4 }}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <Button
            size="small"
            danger
            disabled={isShort}
            onClick={() =>
              void onTakeBack(reason.trim()).then((done) => {
                if (!done) return
                setIsOpen(false)
                setReason('')
              })
            }
          >
            {t('takeBack')}
          </Button>
        </div>
      }
    >
      <Button size="small" disabled={isDisabled}>
        {t('takeBack')}
      </Button>
    </Popover>
  )
}
