// What only the server knows (who is linked, who is signed in where, which codes are open), as of when it was last asked:
// when administration is opened, after an order, and when the administrator wants it. It is not a watch.
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Overview } from '../../../shared/sync/protocol.ts'
import { giveOrder } from './orders.ts'

interface Known {
  readonly overview: Overview | null
  readonly isAsking: boolean
}

const overviewStore = createStore<Known>(() => ({ overview: null, isAsking: false }))

/** Asks the server. What was known before stays when it cannot answer. */
export async function refreshOverview(): Promise<void> {
  if (overviewStore.getState().isAsking) return
  overviewStore.setState({ isAsking: true })
  const answer = await giveOrder({ order: 'overview' })
  overviewStore.setState({
    isAsking: false,
    ...(answer.ok ? { overview: answer.value.overview ?? null } : {}),
  })
}

/** What was last heard; asks as soon as it can. */
export function useOverview(canAsk: boolean): Known {
  useEffect(() => {
    if (canAsk) void refreshOverview()
  }, [canAsk])
  return useStore(overviewStore)
}

/** The overview without asking for it. */
export function useKnownOverview(): Overview | null {
  return useStore(overviewStore, ({ overview }) => overview)
}
