// API keys of a REST gateway as administrators see and make them: through the order `ask` with the questions `keys`, `newKey`
// and `dropKey`. What a key is made of, and that only its hash is kept, is the server's affair.
import * as z from 'zod'
import { SOURCE_KINDS } from '../model/incident.ts'

export const KEY_RIGHTS = ['incidents.read', 'incidents.report', 'incidents.amend', 'dispatch.tell'] as const
export type KeyRight = (typeof KEY_RIGHTS)[number]

/** What an administrator says of a new key. */
export const newKeySchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  rights: z.array(z.enum(KEY_RIGHTS)).min(1),
  perMinute: z.int().min(1).max(100_000).default(600),
  /** Identity of the sender; the key's own id when it has none. Two keys of one system share it. */
  system: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,60}$/)
    .optional(),
  sourceKind: z.enum(SOURCE_KINDS).default('agency'),
  /** Milliseconds since 1970; the key ends then. */
  endsMs: z.number().min(0).nullable().default(null),
})

/** A key as it is listed. */
export const shownKeySchema = newKeySchema.required({ system: true }).extend({ id: z.string(), madeMs: z.number() })
export type ShownKey = z.infer<typeof shownKeySchema>

/** Answer to `keys`. */
export const shownKeysSchema = z.object({ keys: z.array(shownKeySchema) })
/** Answer to `newKey`: the key itself, told this once. */
export const madeKeySchema = shownKeySchema.extend({ key: z.string() })
