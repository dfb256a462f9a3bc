// Settings of the gateway `cap`: alerts of the Common Alerting Protocol polled from feeds or posted to us, and our own alerts
// served as a feed of signed CAP documents.
import * as z from 'zod'
import { doorSettings } from '../tls-files.ts'
import { polledFields, webAddress } from './polled.ts'

/** An event's word or code in the messages of others, and our event code for it. */
export const categoryRule = z.strictObject({
  match: z.string().trim().min(1).max(100),
  category: z.string().regex(/^\d{2}[0-9A-Z]\d{2}$/),
})

export const levelOfUnknown = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]).default(4)

export const capSettings = z.strictObject({
  /** Feeds (Atom, RSS), single CAP documents or zip archives of them. */
  feeds: z.array(webAddress).max(20).default([]),
  ...polledFields,
  everyMinutes: polledFields.everyMinutes.default(1),
  /** Hosts besides a feed's own that its links may lead to. */
  linkHosts: z.array(z.string().min(1).max(253)).max(50).default([]),
  /** Languages read here, best first. */
  languages: z.array(z.string().min(2).max(35)).min(1).max(10).default(['zh', 'en']),
  categories: z.array(categoryRule).max(500).default([]),
  /** Level of an alert whose severity is Unknown, where the law demands a level. */
  levelOfUnknown,
  /** PEM files of issuers' certificates: only what fits one of them counts as signed by a known key. */
  certificates: z.array(z.string().min(1).max(500)).max(50).default([]),
  /** Kept messages as they came; the oldest go. */
  keepOriginals: z.int().min(100).max(1_000_000).default(20_000),

  /** Opens the door: others may post alerts, and read our feed. */
  serves: z.boolean().default(false),
  ...doorSettings,
  /** Whoever posts alerts or reads kept messages sends it. Needed unless it listens on this machine only. */
  apiKey: z.string().max(200).default('').meta({ secret: true }),
  requestsPerMinute: z.int().min(1).max(100_000).default(300),
  /** Serves the alerts of this space. */
  publishes: z.boolean().default(false),
  /** Also those that came from linked systems. */
  passesOn: z.boolean().default(false),
  signs: z.boolean().default(true),
  /** Who sends, as CAP names senders: no blank, comma, `<` or `&`. */
  sender: z
    .string()
    .regex(/^[^\s,<&]{1,200}$/)
    .default('fengsui'),
  /** How the feed is reached from outside; '' takes the address it listens on. */
  publicUrl: z
    .string()
    .max(500)
    .regex(/^(https?:\/\/\S+)?$/)
    .default(''),
  /** Heard nothing for so long, it counts as silent; 0 where nothing regular is to be expected. */
  silentAfterMinutes: z.int().min(0).max(100_000).default(30),
})
export type CapSettings = z.infer<typeof capSettings>
