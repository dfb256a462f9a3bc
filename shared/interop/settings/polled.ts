// Settings that all gateways share which ask for a file again and again.
import * as z from 'zod'

export const webAddress = z
  .string()
  .max(2_000)
  .regex(/^https?:\/\/\S+$/)

export const polledFields = {
  everyMinutes: z.number().min(0.01).max(1_440),
  /** Sent as `Authorization`, when the other side wants one: `Bearer …`, `Basic …`. */
  authorization: z.string().max(2_000).default('').meta({ secret: true }),
  maxMegabytes: z.number().min(0.01).max(64).default(16),
} as const
