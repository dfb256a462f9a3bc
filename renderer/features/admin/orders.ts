// Giving orders: whether they can be given now, and the words when they cannot. Orders are carried out by the server, so
// they need the link and its own word that the administrator is signed in; nothing here waits for a refusal to find out.
import { useTranslation } from 'react-i18next'
import type { Fault, Result } from '../../../shared/base/fault.ts'
import type { MethodAnswer } from '../../../shared/rpc/methods.ts'
import type { AdminOrder } from '../../../shared/sync/protocol.ts'
import { call } from '../../link/station.ts'
import { useNow } from '../../state/clock-store.ts'
import type { Obstacle } from '../../state/order-gate.ts'
import { obstacleOf } from '../../state/order-gate.ts'
import { useStatusPart } from '../../state/use-status.ts'
import { shortTimeText } from '../../ui/time-text.ts'

export interface Gate {
  readonly obstacle: Obstacle | null
  /** The obstacle in a sentence; null when there is none. */
  readonly why: string | null
}

/** Whether orders can be given now. */
export function useGate(): Gate {
  const { t } = useTranslation('admin')
  const obstacle = useStatusPart(obstacleOf)
  const sinceMs = useStatusPart((status) => status?.linkSinceMs ?? 0)
  const now = useNow(60_000)
  if (obstacle === null) return { obstacle, why: null }
  return { obstacle, why: t(`gate.${obstacle}`, { time: shortTimeText(sinceMs, now) }) }
}

/** Has the server carry an order out. */
export function giveOrder(order: AdminOrder): Promise<Result<MethodAnswer<'admin'>>> {
  return call('admin', { order })
}

/** True when nobody knows whether the order was carried out. */
export function isUnsure({ kind }: Fault): boolean {
  return kind === 'timeout' || kind === 'linkLost'
}
