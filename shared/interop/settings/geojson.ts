// Settings of the gateway `geojson`: a GeoJSON file or a collection of OGC API - Features asked for again and again, shown as
// features of the map or taken as incidents. Paths say where a value stands in a feature: `$.properties.name`.
import * as z from 'zod'
import { eventCodeSchema } from '../../model/incident.ts'
import { DATUMS } from '../datum.ts'
import { parsePath } from '../mapping/json-path.ts'
import { polledFields, webAddress } from './polled.ts'

/** A path, or nothing: then it is found by usual names, or left out. */
const path = z
  .string()
  .max(300)
  .default('')
  .refine((text) => text === '' || parsePath(text).ok, 'no path such as $.properties.name')

export const geojsonSettings = z.strictObject({
  url: webAddress,
  ...polledFields,
  everyMinutes: polledFields.everyMinutes.default(5),
  datum: z.enum(DATUMS).default('WGS84'),
  /** Pages of a collection that are followed (`next`). */
  maxPages: z.int().min(1).max(100).default(20),
  show: z.enum(['features', 'incidents']).default('features'),
  idPath: path,
  namePath: path,
  timePath: path,

  // shown as features
  sort: z.enum(['layer', 'marker', 'shape']).default('layer'),
  /** After so long without news of it a feature is shown as old; 0: never. */
  staleAfterMinutes: z.int().min(0).max(525_600).default(0),
  maxFeatures: z.int().min(1).max(10_000).default(2_000),

  // taken as incidents
  category: eventCodeSchema.default('19000'),
  categoryPath: path,
  /** What the source says → our code; what is not here gets `category`. */
  categories: z
    .array(z.strictObject({ said: z.string().max(200), code: eventCodeSchema }))
    .max(500)
    .default([]),
  levelPath: path,
  levels: z
    .array(z.strictObject({ said: z.string().max(200), level: z.int().min(1).max(4) }))
    .max(100)
    .default([]),
  placePath: path,
  descriptionPath: path,
})
export type GeojsonSettings = z.infer<typeof geojsonSettings>
