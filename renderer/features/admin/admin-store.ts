// Whether administration is open in this window, and at which part.
import { createStore } from 'zustand/vanilla'

export const ADMIN_TABS = ['officers', 'agencies', 'stations', 'codes', 'spaces', 'rights', 'audit'] as const
export type AdminTab = (typeof ADMIN_TABS)[number]

/** A password or code that is told once, and what is printed with it. */
export interface Slip {
  /** Title of the dialog. */
  readonly title: string
  /** Head of the printed slip. */
  readonly head: string
  readonly secretName: string
  readonly secret: string
  /** Name and value of what else the receiver needs. */
  readonly lines: readonly (readonly [name: string, value: string])[]
}

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
