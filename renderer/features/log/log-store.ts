// What the log view of this window shows: which book, and the conditions both books share.
import { createStore } from 'zustand/vanilla'
import type { ItemFilter } from '../../../shared/rpc/watches.ts'
import { showView } from '../../state/view-store.ts'
import { dayStart } from '../../ui/local-time.ts'

export interface LogChoice {
  readonly book: 'lines' | 'calls'
  /** 2026-11-25; null: every day. */
  readonly day: string | null
  readonly incident: string | null
  readonly text: string
}

export const logStore = createStore<LogChoice>(() => ({ book: 'lines', day: null, incident: null, text: '' }))

/** The telephone rings: the book is opened, and the form has the keyboard. */
export function openCallBook(): void {
  logStore.setState({ book: 'calls' })
  showView('log')
  document.querySelector<HTMLInputElement>('.fs-call-new .fs-call-caller input')?.focus()
}

const DAY_MS = 86_400_000

/** The conditions as the station is asked. */
export function filterOf({ day, incident, text }: LogChoice): ItemFilter {
  const fromMs = day === null ? null : dayStart(day)
  return {
    ...(fromMs === null ? {} : { fromMs, toMs: fromMs + DAY_MS }),
    ...(incident === null ? {} : { incident }),
    ...(text.trim() === '' ? {} : { text: text.trim() }),
  }
}
