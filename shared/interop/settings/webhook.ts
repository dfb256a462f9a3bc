// Settings of the gateway `webhook`: changes told to another program as signed CloudEvents.
import * as z from 'zod'
import { TOLD_AT_FIRST, TOLD_KINDS, tellableField } from '../told-fields.ts'

export const webhookSettings = z.strictObject({
  /** Where events are posted. */
  url: z.url({ protocol: /^https?$/ }).max(1_000),
  /** `whsec_` and base64 of 24 to 64 bytes (Standard Webhooks); the receiver has the same. */
  secret: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/)
    .meta({ secret: true }),
  /** PEM file of the authority that signed the receiver's certificate, when it is one of our own; '' for the usual ones. */
  caFile: z.string().max(500).default(''),
  /** Addresses inside (10/8, 172.16/12, 192.168/16, 127/8, fc00::/7 …) are reached only with this. */
  allowPrivateAddress: z.boolean().default(false),
  timeoutSeconds: z.int().min(1).max(60).default(10),
  kinds: z.array(z.enum(TOLD_KINDS)).min(1).default(['incident', 'alert']),
  /** Only these levels; empty: all, and those without one. */
  levels: z
    .array(z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]))
    .max(4)
    .default([]),
  /** Only categories that begin so (`11`, `12G`); empty: all. */
  categories: z
    .array(z.string().regex(/^\d{2}([0-9A-Z]\d{0,2})?$/))
    .max(100)
    .default([]),
  /** `kind.field` of what is told. */
  fields: z.array(tellableField).default([...TOLD_AT_FIRST]),
  /** Records marked sensitive are told as well. */
  withSensitive: z.boolean().default(false),
  /** Id of the gateway over which the receiver itself writes; '' when it only listens. */
  partner: z.string().max(60).default(''),
  /** What came in over the partner is told back as well. */
  echoOwn: z.boolean().default(false),
})
