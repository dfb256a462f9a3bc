// Settings of the gateway `gt`: China's warning form (国突, 12379) as files in a folder or posted over HTTP, both ways.
import * as z from 'zod'
import { doorSettings } from '../tls-files.ts'
import { levelOfUnknown } from './cap.ts'
import { webAddress } from './polled.ts'

export const GT_DATUMS = ['CGCS2000', 'WGS84', 'GCJ02', 'BD09'] as const

export const gtSettings = z.strictObject({
  /** A folder on this server that others write messages into; '' for none. */
  folderIn: z.string().max(500).default(''),
  /** How often it is looked through. */
  everySeconds: z.number().min(0.05).max(3_600).default(5),
  maxMegabytes: z.number().min(0.01).max(64).default(4),
  /** The datum of polygons and circles in messages, in and out. */
  datum: z.enum(GT_DATUMS).default('CGCS2000'),
  /** Level of an alert without a colour, where the law demands a level. */
  levelOfUnknown,
  keepOriginals: z.int().min(100).max(1_000_000).default(20_000),

  /** Opens the door: others may post messages. */
  serves: z.boolean().default(false),
  ...doorSettings,
  apiKey: z.string().max(200).default('').meta({ secret: true }),
  requestsPerMinute: z.int().min(1).max(100_000).default(300),

  /** 14 characters: division, department, unit (GB/T 2260, GB/T 4657). Needed to send. */
  senderCode: z
    .string()
    .regex(/^([0-9]{6}[0-9A-Z]{8})?$/)
    .default(''),
  /** Name of the sending unit; '' names the issuer of each alert. */
  senderName: z.string().max(120).default(''),
  /** A folder on this server that messages are written into; '' for none. */
  folderOut: z.string().max(500).default(''),
  /** Where messages are posted; '' for nowhere. */
  postUrl: z.union([webAddress, z.literal('')]).default(''),
  /** Sent as `Authorization` with what is posted. */
  authorization: z.string().max(2_000).default('').meta({ secret: true }),
  /** Channels the receiver is to use: SMS, LED, WEB, SPEAKER … */
  methods: z
    .array(z.string().regex(/^[A-Z]{2,20}$/))
    .max(20)
    .default([]),
  /** Also alerts that came from linked systems, never those this gateway brought. */
  passesOn: z.boolean().default(false),
  silentAfterMinutes: z.int().min(0).max(100_000).default(0),
})
export type GtSettings = z.infer<typeof gtSettings>
