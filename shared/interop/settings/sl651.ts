// Settings of the gateway `sl651`: where hydrological stations call, where they stand, what their elements mean here, and from
// what values on they ask for attention or are dangerous.
import * as z from 'zod'
import { DATUMS } from '../datum.ts'
import { thresholdSchema } from '../readings/thresholds.ts'
import { doorSettings } from '../tls-files.ts'

export const sl651Settings = z.strictObject({
  ...doorSettings,
  port: z.int().min(0).max(65_535).default(6_510),
  /** Four hexadecimal digits every frame must carry; '' takes any. */
  password: z
    .string()
    .regex(/^([0-9A-Fa-f]{4})?$/)
    .default('')
    .meta({ secret: true }),
  /** Frames of stations that are not in the list are refused. */
  onlyListed: z.boolean().default(true),
  /** Of the positions below. */
  datum: z.enum(DATUMS).default('CGCS2000'),
  stations: z
    .array(
      z.strictObject({
        /** Ten digits, as in its frames. */
        station: z.string().regex(/^[0-9A-Fa-f]{1,10}$/),
        name: z.string().min(1).max(100),
        latitude: z.number().min(-90).max(90).nullable().default(null),
        longitude: z.number().min(-180).max(180).nullable().default(null),
      }),
    )
    .max(5_000)
    .default([]),
  thresholds: z.array(thresholdSchema).max(5_000).default([]),
  /** Elements of provinces and makers, or other words for those of the standard. */
  elements: z
    .array(
      z.strictObject({
        /** Two hexadecimal digits; FF and two more for a maker's own. */
        element: z.string().regex(/^([Ff]{2})?[0-9A-Fa-f]{2}$/),
        quantity: z.string().min(1).max(40),
        unit: z.string().max(20),
      }),
    )
    .max(500)
    .default([]),
  /** A reading that turns dangerous goes to the duty log as well; the same one at most once in half an hour. */
  logsCrossings: z.boolean().default(true),
  /** A sensor heard before and not for so long leaves a line in the duty log; 0: none does. */
  sensorSilentMinutes: z.number().min(0).max(10_080).default(0),
  /** Whether a station is told to stay on the line after a report, or that it may hang up. */
  staysOnline: z.boolean().default(true),
  answersKeepAlive: z.boolean().default(true),
  removeHours: z.number().min(1).max(720).default(48),
  maxConnections: z.int().min(1).max(10_000).default(2_000),
  silentAfterMinutes: z.number().min(0).max(10_080).default(90),
})
export type Sl651Settings = z.infer<typeof sl651Settings>
