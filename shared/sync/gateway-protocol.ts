// The part of the wire about linked systems: rows that are shown and not journaled, and administrators' orders to gateways.
import * as z from 'zod'
import { FAULTS } from '../base/fault.ts'
import type { FaultKind } from '../base/fault.ts'
import { TOPICS, systemRow } from '../model/ambient.ts'
import type { SystemRow, Topic } from '../model/ambient.ts'

/** First version of the protocol that has these. */
export const GATEWAYS_SINCE_PROTOCOL = 6
/** Most rows of one event. */
export const MAX_AMBIENT_ROWS = 2_000
/** Most bytes of a message that is tested, kept in quarantine or shown. */
export const MAX_ORIGINAL_BYTES = 1024 * 1024

const id = z.string().min(1).max(200)
const count = z.int().min(0)
const topic = z.enum(TOPICS as [Topic, ...Topic[]])
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= MAX_ORIGINAL_BYTES)
const faultOfGateway = z.object({
  kind: z.enum(Object.keys(FAULTS) as [FaultKind, ...FaultKind[]]),
  message: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
})

/** Newest rows of a topic of a space. `full`: what is not in this and the frames that follow with `more` is gone. */
export const ambientEvent = z.object({
  topic,
  space: id,
  full: z.boolean(),
  more: z.boolean(),
  /** Rows of shared/model/ambient.ts; each is checked by itself, so that one odd row hides no other. */
  put: z.array(z.json()).max(MAX_AMBIENT_ROWS),
  gone: z.array(id).max(MAX_AMBIENT_ROWS),
})

/** Begins the events of a space; a full one of each topic follows the answer. */
export const ambientRequest = z.object({ space: id, topics: z.array(topic).max(TOPICS.length) })
export const ambientAnswer = z.object({})

export const tellAmbientAnswer = z.object({})
/** First version of the protocol in which linked servers tell each other rows. */
export const LINKED_ROWS_SINCE_PROTOCOL = 8
/** First version whose systems tell every trouble by its source, and the last one after it is over. */
export const TROUBLES_SINCE_PROTOCOL = 10

/** A system's row as an older peer takes it: it refuses a row with fields it does not know. */
export function systemRowFor(protocol: number, row: SystemRow): SystemRow {
  if (protocol >= TROUBLES_SINCE_PROTOCOL) return row
  const { troubles: _troubles, lastTrouble: _lastTrouble, ...rest } = row
  return rest
}

const items = z.array(id).min(1).max(500)
/** What an administrator may order of gateways. Secrets are never told; an empty secret leaves it as it is. */
export const gatewayOrder = z.discriminatedUnion('order', [
  z.object({ order: z.literal('list') }),
  z.object({
    order: z.literal('save'),
    gateway: id.optional(),
    kind: z.string().min(1).max(40),
    name: z.string().trim().min(1).max(80),
    agency: id,
    space: id,
    settings: z.record(z.string(), z.json()),
  }),
  z.object({ order: z.literal('pause'), gateway: id }),
  z.object({ order: z.literal('resume'), gateway: id }),
  z.object({ order: z.literal('remove'), gateway: id, reason: z.string().trim().min(1).max(500) }),
  /** Reads a message without writing anything. */
  z.object({ order: z.literal('test'), gateway: id, name: z.string().max(200), message: bytes }),
  z.object({ order: z.literal('quarantine'), gateway: id, before: id.optional() }),
  z.object({ order: z.literal('original'), gateway: id, item: id }),
  /** Takes a kept original once more, for real. */
  z.object({ order: z.literal('retake'), gateway: id, item: id }),
  z.object({ order: z.literal('drop'), gateway: id, items }),
  z.object({ order: z.literal('dead'), gateway: id, before: id.optional() }),
  z.object({ order: z.literal('resend'), gateway: id, items }),
  z.object({ order: z.literal('forget'), gateway: id, items }),
  /** Anything a kind offers beyond these: a new key, an invitation. The answer's `told` is shown once. */
  z.object({ order: z.literal('ask'), gateway: id, question: z.string().min(1).max(60), input: z.json() }),
])
export type GatewayOrder = z.infer<typeof gatewayOrder>

/**
 * Questions that change nothing and tell no secret, which every officer of the gateway's space may ask: how a link stands and
 * what it gives and takes, and a warning as it came.
 */
const OPEN_QUESTIONS: ReadonlySet<string> = new Set(['state', 'kept'])

/** The answer to `kept`: a warning as it came, as text where it is one. */
export const keptAnswer = z.object({ text: z.string(), base64: z.base64() })

/** True for what any officer of the space may ask; everything else is for administrators. */
export function isOpenOrder<Order extends { readonly order: string }>(
  order: Order,
): order is Order & { readonly order: 'ask'; readonly gateway: string } {
  return order.order === 'ask' && 'question' in order && OPEN_QUESTIONS.has(String(order.question))
}

export const gatewayView = z.object({
  id,
  kind: z.string(),
  name: z.string(),
  agency: id,
  space: id,
  settings: z.record(z.string(), z.json()),
  /** Secret settings that have a value. */
  secrets: z.array(z.string()),
  listens: z.array(z.string()),
  /** Whether it can read a message given by hand. */
  tests: z.boolean(),
  quarantined: count,
  row: systemRow,
})
export type GatewayView = z.infer<typeof gatewayView>

export const quarantinedItem = z.object({
  item: id,
  atMs: count,
  name: z.string(),
  bytes: count,
  fault: faultOfGateway,
})
export const deadItem = z.object({
  item: id,
  atMs: count,
  about: z.string(),
  attempts: count,
  fault: faultOfGateway.nullable(),
})

export const gatewaysRequest = z.object({ token: id, order: gatewayOrder })
export const gatewaysAnswer = z.object({
  /** Of the gateway the order was about; '' for `list`. */
  id: z.string(),
  /** Kinds this server can run, and the gateways it has. */
  kinds: z.array(z.string()).optional(),
  gateways: z.array(gatewayView).optional(),
  reading: z.object({ lines: z.array(z.string()), odd: z.array(z.string()) }).optional(),
  quarantine: z.array(quarantinedItem).optional(),
  dead: z.array(deadItem).optional(),
  original: bytes.optional(),
  told: z.json().optional(),
})
export type GatewaysAnswer = z.infer<typeof gatewaysAnswer>

export const GATEWAY_REQUESTS = {
  ambient: [ambientRequest, ambientAnswer],
  /** A linked server that called tells its rows itself: nobody follows it. */
  tellAmbient: [ambientEvent, tellAmbientAnswer],
  gateways: [gatewaysRequest, gatewaysAnswer],
} as const
