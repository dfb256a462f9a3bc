import './command-palette.css'
// Ctrl+K: every action, any incident by number or words, any place, any space, from one field. What cannot be done now is
// shown greyed with the reason.
import { Command } from 'cmdk'
import { useDeferredValue, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConsoleAction } from './console-actions.ts'
import { usePaletteGroups } from './palette-groups.tsx'

interface Props {
  readonly actions: readonly ConsoleAction[]
  readonly onClose: () => void
}

/** The palette; open while mounted. */
export function CommandPalette({ actions, onClose }: Props) {
  const { t } = useTranslation('app')
  const dialog = useRef<HTMLDialogElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  // Where the officer went; until then the first that can be done is chosen, whatever arrives late from the station.
  const [goneTo, setGoneTo] = useState<string | null>(null)
  const isOfficers = useRef(false)
  const groups = usePaletteGroups(actions, useDeferredValue(text.trim()))
  const items = groups.flatMap((group) => group.items)
  const chosen = items.find(({ value }) => value === goneTo) ?? items.find(({ isDisabled }) => !isDisabled)

  // A real modal dialog: the focus stays inside, Esc closes, and the focus goes back to where it was.
  useEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    field.current?.focus()
    return () => shown?.close()
  }, [])
  return (
    <dialog ref={dialog} className="fs-palette" aria-label={t('palette.label')} onClose={onClose}>
      <Command
        label={t('palette.label')}
        shouldFilter={false}
        loop
        value={chosen?.value ?? ''}
        onValueChange={(value) => {
          if (isOfficers.current) setGoneTo(value)
        }}
        onKeyDownCapture={() => {
          isOfficers.current = true
        }}
        onPointerMoveCapture={() => {
          isOfficers.current = true
        }}
      >
        <Command.Input
          ref={field}
          value={text}
          maxLength={200}
          placeholder={t('palette.hint')}
          aria-label={t('palette.hint')}
          onValueChange={(next) => {
            isOfficers.current = false
            setGoneTo(null)
            setText(next)
          }}
        />
        <Command.List label={t('palette.label')}>
          <Command.Empty>{t('palette.none')}</Command.Empty>
          {groups.map(({ heading, items: members }) => (
            <Command.Group key={heading} heading={heading}>
              {members.map(({ value, isDisabled, shown, run }) => (
                <Command.Item
                  key={value}
                  value={value}
                  disabled={isDisabled}
                  onSelect={() => {
                    onClose()
                    run()
                  }}
                >
                  {shown}
                </Command.Item>
              ))}
            </Command.Group>
          ))}
        </Command.List>
        <p className="fs-palette-keys">{t('palette.keys')}</p>
      </Command>
    </dialog>
  )
}
