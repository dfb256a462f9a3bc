// The frames of the local RPC. JSON, the same over MessagePort and WebSocket.
import * as z from 'zod'
import type { Fault } from '../base/fault.ts'
import type { Json } from '../base/json.ts'

const callId = z.int().min(1)

/** View → station. */
export const viewFrameSchema = z.discriminatedUnion('t', [
  z.strictObject({ t: z.literal('call'), id: callId, method: z.string().max(40), params: z.unknown() }),
  z.strictObject({ t: z.literal('watch'), id: callId, watch: z.string().max(40), params: z.unknown() }),
  z.strictObject({ t: z.literal('unwatch'), id: callId }),
  /** The view has taken in everything up to `seq`; the next difference may come. */
  z.strictObject({ t: z.literal('ack'), id: callId, seq: z.int().min(0) }),
  z.strictObject({ t: z.literal('ping') }),
])
export type ViewFrame = z.infer<typeof viewFrameSchema>

/** Station → view. */
export type StationFrame =
  | { readonly t: 'result'; readonly id: number; readonly value: Json }
  | { readonly t: 'fault'; readonly id: number; readonly fault: Fault }
  | RowsFrame
  | { readonly t: 'pong' }

/**
 * Rows of a watch. `reset` begins a first (or renewed) answer; `done` ends it. Afterwards `put` adds or replaces by key,
 * `del` removes, and `order`, where the watch is ordered, lists all keys anew when their order changed.
 */
export interface RowsFrame {
  readonly t: 'rows'
  readonly id: number
  readonly seq: number
  readonly reset: boolean
  readonly done: boolean
  readonly put: readonly Json[]
  readonly del: readonly string[]
  readonly order?: readonly string[]
  readonly meta?: Json
}
