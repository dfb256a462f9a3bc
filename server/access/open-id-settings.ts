// How the server is told of an existing directory: from the command line, checked at the door.
import * as z from 'zod'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { isLoopback } from '../../shared/base/loopback.ts'

/** Where the browser comes back to, below the server's own address. */
export const CALLBACK_PATH = '/openid/callback'

const address = z.url({ protocol: /^https?$/ }).max(400)

export const openIdSettingsSchema = z.strictObject({
  /** The directory's issuer, without `.well-known`. */
  issuer: address,
  clientId: z.string().min(1).max(200),
  /** Left out: a public client. */
  clientSecret: z.string().min(1).max(400).optional(),
  /** The server's own address as browsers of workstations reach it. */
  publicUrl: address,
  scope: z.string().min(1).max(200).default('openid profile'),
  /** Which claim is the officer's sign-in name. The directory must not let people choose it themselves. */
  claim: z.string().min(1).max(80).default('preferred_username'),
  /** What the button says. */
  label: z.string().trim().min(1).max(60).default('OpenID'),
})
export type OpenIdSettings = z.infer<typeof openIdSettingsSchema>

/** Settings as given; refused with the option's name. Over plain http only on this machine. */
export function readOpenIdSettings(given: z.input<typeof openIdSettingsSchema>): Result<OpenIdSettings> {
  const read = openIdSettingsSchema.safeParse(given)
  if (!read.success) {
    const field = String(read.error.issues[0]?.path[0] ?? '')
    return refuse('invalidInput', `openid: ${field} does not fit: ${read.error.issues[0]?.message ?? ''}`, { field })
  }
  for (const field of ['issuer', 'publicUrl'] as const) {
    const url = new URL(read.data[field])
    if (url.protocol === 'http:' && !isLoopback(url.hostname))
      return refuse('invalidInput', `openid: ${field} must be https: over http anybody on the line could sign in`, {
        field,
      })
  }
  return ok(read.data)
}
