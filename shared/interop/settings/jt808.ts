// Settings of the gateway `jt808`: where vehicle terminals call, which of them are let in, and what an emergency button does.
import * as z from 'zod'
import { eventCodeSchema } from '../../model/incident.ts'
import { DATUMS } from '../datum.ts'
import { doorSettings } from '../tls-files.ts'

/** Who may register: the terminals of the list, or every terminal that can reach the port. */
export const JT808_ADMITS = ['listed', 'everyone'] as const
export const JT808_EMERGENCY = ['incident', 'log', 'none'] as const

export const jt808Settings = z.strictObject({
  ...doorSettings,
  port: z.int().min(0).max(65_535).default(6_808),
  /** The standard says WGS-84; some makers send GCJ-02. */
  datum: z.enum(DATUMS).default('WGS84'),
  admits: z.enum(JT808_ADMITS).default('listed'),
  terminals: z
    .array(
      z.strictObject({
        /** The number in its messages, with or without leading zeros. */
        phone: z.string().regex(/^\d{1,20}$/),
        plate: z.string().max(20).default(''),
        /** Shown instead of the plate. */
        name: z.string().max(100).default(''),
      }),
    )
    .max(20_000)
    .default([]),
  /** Positions count only after the code given at registration was shown. */
  requiresAuthentication: z.boolean().default(true),
  /** What the emergency button leads to. */
  emergency: z.enum(JT808_EMERGENCY).default('incident'),
  emergencyCategory: eventCodeSchema.default('12H99'),
  emergencyQuietMinutes: z.number().min(1).max(10_080).default(60),
  emergencyMoveMetres: z.number().min(10).max(100_000).default(500),
  staleMinutes: z.number().min(1).max(1_440).default(5),
  removeMinutes: z.number().min(1).max(10_080).default(720),
  maxConnections: z.int().min(1).max(50_000).default(12_000),
  /** Messages of one terminal; what is beyond waits. */
  maxPerSecond: z.int().min(10).max(5_000).default(200),
  silentAfterMinutes: z.number().min(0).max(10_080).default(10),
})
export type Jt808Settings = z.infer<typeof jt808Settings>
