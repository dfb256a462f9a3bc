// Hands an administrator's order to the server's gateways, and what any officer may ask of them; only with the server's own word that the officer is signed in.
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { may } from '../../shared/commands/rights.ts'
import type { GatewayOrderInput, GatewaysResult } from '../../shared/rpc/gateway-orders.ts'
import type { GatewayOrder } from '../../shared/sync/gateway-protocol.ts'
import { isOpenOrder } from '../../shared/sync/gateway-protocol.ts'
import type { Viewer } from '../query/query-hub.ts'
import type { SyncClient } from '../sync/sync-client.ts'
import type { Sessions } from './sessions.ts'

export interface OrderParts {
  readonly sync: Pick<SyncClient, 'request' | 'status'>
  readonly sessions: Pick<Sessions, 'used' | 'session' | 'tokenEnded'>
}

/** The server's answer, its bytes as base64; or why the order was not given. */
export async function orderGateways(
  { sync, sessions }: OrderParts,
  order: GatewayOrderInput,
  viewer: Viewer,
): Promise<Result<GatewaysResult>> {
  if (viewer.role === null) return refuse('notSignedIn', 'nobody is signed in')
  if (!isOpenOrder(order) && !may(viewer.role, 'directory.write'))
    return refuse('notAllowed', `${viewer.role} may not order gateways`, { action: 'directory.write' })
  sessions.used()
  if (sync.status.state !== 'linked') return refuse('offline', 'orders need the server')
  const token = sessions.session?.token ?? null
  if (token === null) return refuse('sessionEnded', 'signed in from memory: the server has not seen the password')
  const answer = await sync.request('gateways', { token, order: onWire(order) })
  if (!answer.ok) {
    if (answer.fault.kind === 'sessionEnded') sessions.tokenEnded()
    return answer
  }
  const { original, ...rest } = answer.value
  return ok({ ...rest, ...(original === undefined ? {} : { original: Buffer.from(original).toString('base64') }) })
}

function onWire(order: GatewayOrderInput): GatewayOrder {
  return order.order === 'test' ? { ...order, message: new Uint8Array(Buffer.from(order.message, 'base64')) } : order
}
