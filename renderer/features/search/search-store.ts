// What is searched for in this window: kept while the officer looks at what was found and comes back.
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

export interface Conditions {
  readonly text: string
  /** Only these kinds; empty: everything. */
  readonly kinds: readonly string[]
  /** Days like 2026-11-25, both included; null: any. */
  readonly from: string | null
  readonly until: string | null
}

export const NO_CONDITIONS: Conditions = { text: '', kinds: [], from: null, until: null }

const store = createStore<Conditions>(() => NO_CONDITIONS)

export function setConditions(change: Partial<Conditions>): void {
  store.setState(change)
}

export function useConditions(): Conditions {
  return useStore(store)
}

/** Kinds in the order they are shown; others come behind, places and the directory last. */
const ORDER = [
  'incident',
  'report',
  'directive',
  'receipt',
  'logEntry',
  'call',
  'delivery',
  'unreported',
  'transfer',
  'alert',
  'attachment',
  'shift',
  'handover',
  'disposition',
]
const LAST = ['officer', 'agency', 'place']

/** Where a kind stands among the others. */
export function orderOf(kind: string): number {
  const [first, last] = [ORDER.indexOf(kind), LAST.indexOf(kind)]
  return first >= 0 ? first : last >= 0 ? 1_000 + last : 500
}
