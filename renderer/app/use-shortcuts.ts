// The console's keys. Never while someone types, a dialog is open, or the map waits for a click.
import { App } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { may } from '../../shared/commands/rights.ts'
import { faultWords } from '../i18n/i18n.ts'
import { undoChange } from '../link/station.ts'
import { mapToolStore } from '../map/map-tool-store.ts'
import { ownChangesStore } from '../state/own-changes-store.ts'
import { closePanel, openConflict, openPanel, panelStore, setLayout } from '../state/panel-store.ts'
import { currentOfficer } from '../state/use-status.ts'
import { isTyping } from './typing.ts'

export interface Help {
  readonly isOpen: boolean
  readonly open: () => void
  readonly close: () => void
}

/** Listens to the console's keys while mounted; returns whether the help is open. */
export function useShortcuts(): Help {
  const { t } = useTranslation('app')
  const { message } = App.useApp()
  const [isOpen, setIsOpen] = useState(false)

  useEffect(() => {
    const undoLast = async (): Promise<void> => {
      const last = ownChangesStore.getState().changes.at(-1)
      if (last === undefined) return
      const done = await undoChange(last.space, last.change)
      if (done.ok) message.success(t('undone'))
      else message.error(faultWords(done.fault))
    }
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || isTyping(event.target) || isDialogOpen()) return
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'z') {
        event.preventDefault()
        void undoLast()
        return
      }
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === '?') setIsOpen(true)
      else if (!actOn(event.key)) return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [message, t])

  return { isOpen, open: () => setIsOpen(true), close: () => setIsOpen(false) }
}

/** Carries a key out; false when it means nothing here. */
function actOn(key: string): boolean {
  switch (key.toLowerCase()) {
    case 'n': {
      const officer = currentOfficer()
      if (officer === null || !may(officer.role, 'incident.report')) return false
      openPanel('intake')
      return true
    }
    case '/':
      focusSearch()
      return true
    case 'l':
      openPanel('log')
      return true
    case 'c':
      openConflict(null)
      return true
    case 'escape':
      if (isMapBusy() || panelStore.getState().panel === null) return false
      closePanel()
      return true
    default:
      return false
  }
}

/** The search field belongs to the list; a closed list is opened first. */
function focusSearch(): void {
  setLayout({ listOpen: true })
  requestAnimationFrame(() => document.getElementById('incident-search')?.focus())
}

function isDialogOpen(): boolean {
  return [...document.querySelectorAll('[role="dialog"][aria-modal="true"]')].some(
    (dialog) => dialog.getClientRects().length > 0,
  )
}

/** Esc ends a pick or a measurement first. */
function isMapBusy(): boolean {
  return mapToolStore.getState().tool.kind !== 'none'
}
