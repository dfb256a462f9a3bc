// Orders to gateways, and what only the server knows of them (settings, addresses, how much lies in quarantine), as of when
// it was last asked: when an administrator opens the page, and after an order. It is not a watch.
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Fault, Result } from '../../../shared/base/fault.ts'
import type { GatewayOrderInput, GatewaysResult } from '../../../shared/rpc/gateway-orders.ts'
import type { GatewayView } from '../../../shared/sync/gateway-protocol.ts'
import { call } from '../../link/station.ts'
import { useNow } from '../../state/clock-store.ts'
import { obstacleOf } from '../../state/order-gate.ts'
import { useMay, useStatusPart } from '../../state/use-status.ts'
import { shortTimeText } from '../../ui/time-text.ts'

interface Known {
  readonly gateways: readonly GatewayView[]
  /** Kinds the server can run. */
  readonly kinds: readonly string[]
  readonly isAsking: boolean
  readonly fault: Fault | null
}

const store = createStore<Known>(() => ({ gateways: [], kinds: [], isAsking: false, fault: null }))

/** Asks the server again. What was known before stays when it cannot answer. */
export async function refreshGateways(): Promise<void> {
  if (store.getState().isAsking) return
  store.setState({ isAsking: true })
  const answer = await call('gateways', { order: { order: 'list' } })
  if (answer.ok)
    store.setState({
      isAsking: false,
      fault: null,
      gateways: answer.value.gateways ?? [],
      kinds: answer.value.kinds ?? [],
    })
  else store.setState({ isAsking: false, fault: answer.fault })
}

/** Gives an order; what changes gateways asks for them anew. */
export async function orderGateway(order: GatewayOrderInput): Promise<Result<GatewaysResult>> {
  const answer = await call('gateways', { order })
  if (answer.ok && CHANGING.has(order.order)) await refreshGateways()
  return answer
}

const CHANGING: ReadonlySet<string> = new Set([
  'save',
  'pause',
  'resume',
  'remove',
  'retake',
  'drop',
  'resend',
  'forget',
])

/** True when nobody knows whether the order was carried out. */
export function isUnsure({ kind }: Fault): boolean {
  return kind === 'timeout' || kind === 'linkLost'
}

/** What is known of gateways; an administrator's window asks as soon as it can. */
export function useGateways(): Known & { readonly isAdministrator: boolean; readonly why: string | null } {
  const known = useStore(store)
  const isAdministrator = useMay('directory.write')
  const why = useObstacle()
  const canAsk = isAdministrator && why === null
  useEffect(() => {
    if (canAsk) void refreshGateways()
  }, [canAsk])
  return { ...known, isAdministrator, why }
}

/** Why no order can be given now, in a sentence; null when it can. */
export function useObstacle(): string | null {
  const { t } = useTranslation('admin')
  const obstacle = useStatusPart(obstacleOf)
  const sinceMs = useStatusPart((status) => status?.linkSinceMs ?? 0)
  const now = useNow(60_000)
  return obstacle === null ? null : t(`gate.${obstacle}`, { time: shortTimeText(sinceMs, now) })
}
