// Settings of the gateway `ais`: where NMEA sentences come from, what is shown of them, and what a distress beacon leads to.
import * as z from 'zod'
import { eventCodeSchema } from '../../model/incident.ts'
import { doorSettings } from '../tls-files.ts'

/** Whether the gateway calls a feed, is called by receivers, or hears datagrams. */
export const AIS_MODES = ['client', 'server', 'udp'] as const

const degrees = (most: number) => z.number().min(-most).max(most)

export const aisSettings = z.strictObject({
  mode: z.enum(AIS_MODES).default('client'),
  ...doorSettings,
  /** 10110 is the port registered for NMEA 0183 over IP. */
  port: z.int().min(0).max(65_535).default(10_110),
  /** Only units inside are shown; distress beacons always. */
  area: z
    .strictObject({ west: degrees(180), south: degrees(90), east: degrees(180), north: degrees(90) })
    .nullable()
    .default(null),
  /** Base stations and aids to navigation. */
  showsFixed: z.boolean().default(true),
  /** Not heard for so long, a unit is shown as old, and then no more. */
  staleMinutes: z.number().min(1).max(1_440).default(10),
  removeMinutes: z.number().min(1).max(10_080).default(60),
  /** A distress beacon reports an incident. */
  reportsDistress: z.boolean().default(true),
  /** Default: ship in distress at sea. */
  distressCategory: eventCodeSchema.default('12J08'),
  /** A beacon silent for so long that calls again reports a new incident. */
  distressQuietHours: z.number().min(0.1).max(720).default(12),
  /** Moved less, a beacon's incident is not moved. */
  distressMoveMetres: z.number().min(10).max(10_000).default(200),
  /** Safety texts of ships and coast stations go to the duty log. */
  logsSafetyTexts: z.boolean().default(true),
  /** Sentences of one connection; what is beyond waits. Of all senders of datagrams; what is beyond is not heard. */
  maxPerSecond: z.int().min(10).max(50_000).default(5_000),
  silentAfterMinutes: z.number().min(0).max(10_080).default(10),
})
export type AisSettings = z.infer<typeof aisSettings>
