// Orders to gateways as a view gives them to its station: those of the wire (shared/sync/gateway-protocol.ts), with bytes as
// base64, since rows and calls of the RPC are JSON.
import * as z from 'zod'
import type { GatewaysAnswer } from '../sync/gateway-protocol.ts'
import { MAX_ORIGINAL_BYTES, gatewayOrder } from '../sync/gateway-protocol.ts'

const base64 = z.base64().max(4 * Math.ceil(MAX_ORIGINAL_BYTES / 3))
/** An order without bytes is the same here and on the wire. */
const plain = gatewayOrder.options.filter((option) => option.shape.order.value !== 'test')
type Plain = Exclude<z.infer<typeof gatewayOrder>, { readonly order: 'test' }>

const testOrder = z.object({
  order: z.literal('test'),
  gateway: z.string().min(1).max(200),
  name: z.string().max(200),
  /** The message, base64. */
  message: base64,
})
export type GatewayOrderInput = Plain | z.infer<typeof testOrder>

export const gatewaysSchema = z.strictObject({
  order: z.union([testOrder, ...plain]) as unknown as z.ZodType<GatewayOrderInput, GatewayOrderInput>,
})

/** What the server answered; the original as base64. */
export type GatewaysResult = Omit<GatewaysAnswer, 'original'> & { readonly original?: string }
