// Whether administration is open in this window, and at which part.
import { createStore } from 'zustand/vanilla'
import type { Slip } from '../../ui/once-dialog.tsx'

export const ADMIN_TABS = ['officers', 'agencies', 'stations', 'codes', 'spaces', 'rights', 'tables', 'audit'] as const
export type AdminTab = (typeof ADMIN_TABS)[number]

interface Admin {
  readonly isOpen: boolean
  readonly tab: AdminTab
  readonly slip: Slip | null
}

export const adminStore = createStore<Admin>(() => ({ isOpen: false, tab: 'officers', slip: null }))

/** Opens administration where it was left. */
export function openAdmin(): void {
  adminStore.setState({ isOpen: true })
}

export function closeAdmin(): void {
  adminStore.setState({ isOpen: false })
}

export function chooseTab(tab: AdminTab): void {
  adminStore.setState({ tab })
}

/** Shows a secret once; null when it was noted. */
export function showSlip(slip: Slip | null): void {
  adminStore.setState({ slip })
}
