// A tropical cyclone as agencies tell it: where it was, where it is expected, how far strong winds reach. Our own JSON
// (docs/interconnect/storm.md): no published form of Chinese agencies was found that one could cite.
import * as z from 'zod'
import { timeSchema } from '../../model/incident.ts'

/** Wind circles are told for forces 7, 10 and 12 of the Beaufort scale (GB/T 19201 and its forecasts). */
export const WIND_FORCES = ['7', '10', '12'] as const

const km = z.number().min(0).max(1_500)
/** Kilometres, the same all round or by quadrant. */
const radii = z.union([km, z.strictObject({ ne: km, se: km, sw: km, nw: km })])
export type Radii = z.infer<typeof radii>

const fixFields = {
  lon: z.number().min(-180).max(360),
  lat: z.number().min(-90).max(90),
  /** Greatest sustained wind near the centre, metres per second. */
  windMs: z.number().min(0).max(150).nullable().default(null),
  pressureHpa: z.number().min(800).max(1_100).nullable().default(null),
  /** 热带风暴, 强台风 … */
  grade: z.string().max(40).default(''),
  label: z.string().max(60).default(''),
  radiiKm: z.strictObject({ '7': radii, '10': radii, '12': radii }).partial().default({}),
} as const

const fixSchema = z.object({ at: timeSchema, ...fixFields })
export type Fix = z.infer<typeof fixSchema>

export const stormSchema = z.object({
  /** 2305: year and number in the year. */
  number: z.string().trim().min(1).max(40),
  name: z.string().trim().max(80).default(''),
  nameEn: z.string().trim().max(80).default(''),
  issuedBy: z.string().trim().max(120).default(''),
  issuedAt: timeSchema.nullable().default(null),
  /** What is no real storm never enters a live picture. */
  use: z.enum(['actual', 'exercise', 'test']).default('actual'),
  demonstration: z.boolean().default(false),
  /** No longer numbered. */
  ended: z.boolean().default(false),
  /** Where it was, in any order. */
  fixes: z.array(fixSchema).min(1).max(1_000),
  forecasts: z
    .array(z.object({ by: z.string().trim().max(120).default(''), fixes: z.array(fixSchema).min(1).max(100) }))
    .max(12)
    .default([]),
})
export type Storm = z.infer<typeof stormSchema>
