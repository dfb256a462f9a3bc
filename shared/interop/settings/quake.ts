// Settings of the gateway `quake`: an earthquake summary feed in the form of the USGS (GeoJSON). All are shown on the map;
// strong ones nearby become incidents.
import * as z from 'zod'
import { polledFields, webAddress } from './polled.ts'

export const quakeSettings = z.strictObject({
  url: webAddress.default('https://earthquake.usgs.gov/earthquakes/feed/v1.0/summary/2.5_day.geojson'),
  ...polledFields,
  everyMinutes: polledFields.everyMinutes.default(2),
  showFromMagnitude: z.number().min(-2).max(10).default(2.5),
  /** Shown as old from then on. */
  staleAfterHours: z.number().min(0.1).max(8_760).default(24),

  reportIncidents: z.boolean().default(true),
  reportFromMagnitude: z.number().min(-2).max(10).default(4.5),
  /** Only what lies this near to the place; 0: everywhere. */
  withinKm: z.number().min(0).max(20_100).default(600),
  /** WGS-84. Fuzhou. */
  latitude: z.number().min(-90).max(90).default(26.08),
  longitude: z.number().min(-180).max(180).default(119.3),
  /** Older ones are shown and not reported: a gateway that is set up today reports nothing of last week. */
  reportWithinHours: z.number().min(0.1).max(720).default(24),
})
export type QuakeSettings = z.infer<typeof quakeSettings>
