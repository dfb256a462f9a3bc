// Settings of the gateway `storm`: tracks of tropical cyclones with forecasts and wind circles, from an address or from a file
// on this server, in the form docs/interconnect/storm.md describes.
import * as z from 'zod'
import { DATUMS } from '../datum.ts'
import { polledFields } from './polled.ts'

export const stormSettings = z.strictObject({
  /** One of the two. */
  url: z
    .string()
    .max(2_000)
    .regex(/^(https?:\/\/\S+)?$/)
    .default(''),
  file: z.string().max(1_000).default(''),
  ...polledFields,
  everyMinutes: polledFields.everyMinutes.default(10),
  datum: z.enum(DATUMS).default('WGS84'),
  /** A storm without news for so long is shown as old. */
  staleAfterHours: z.number().min(0.1).max(8_760).default(12),
})
export type StormSettings = z.infer<typeof stormSettings>
