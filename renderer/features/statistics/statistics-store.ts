// What is counted in this window: kept while the officer looks at something else and comes back.
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { StatisticsQuestion } from '../../../shared/rpc/finding.ts'
import type { Period } from './periods.ts'

export interface Choice {
  readonly period: Period
  readonly from: string | null
  readonly until: string | null
  readonly division: string
  readonly category: string
  readonly digits: 4 | 6
  /** null: what fits the stretch of time. */
  readonly unit: StatisticsQuestion['unit'] | null
}

const store = createStore<Choice>(() => ({
  period: 'year',
  from: null,
  until: null,
  division: '',
  category: '',
  digits: 4,
  unit: null,
}))

export function setChoice(change: Partial<Choice>): void {
  store.setState(change)
}

export function useChoice(): Choice {
  return useStore(store)
}
