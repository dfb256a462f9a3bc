// The text one administrator hands to another to link two servers: where, who, a code that counts once, and what is offered.
// Whoever reads it may use it: it goes over a way both trust. The server's key in it is what the other side pins.
import * as z from 'zod'
import { fromHex, toHex } from '../../base/bytes.ts'
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'
import { termsSchema } from './terms.ts'

const MARK = 'fengsui-link-1.'

export const invitationSchema = z.strictObject({
  /** The link, and the space both will hold. */
  link: z.string().regex(/^[0-9a-z]{10,20}$/),
  url: z.url({ protocol: /^https?$/ }),
  /** The inviting server and its raw Ed25519 key. */
  server: z.string().min(1).max(60),
  publicKey: z.string().regex(/^[0-9a-f]{64}$/),
  code: z.string().min(16).max(60),
  expiresMs: z.int().min(0),
  /** SHA-256 of the certificate at the address; '' when it is no https. */
  certificate: z.string().regex(/^$|^[0-9a-f]{64}$/),
  /** What the inviting side offers at this time; what counts is in the shared space. */
  terms: termsSchema,
})
export type Invitation = z.infer<typeof invitationSchema>

/** As one word without spaces. */
export function writeInvitation(invitation: Invitation): string {
  return MARK + toHex(new TextEncoder().encode(JSON.stringify(invitation)))
}

/** What was pasted; blanks and line ends inside are forgiven. */
export function readInvitation(text: string): Result<Invitation> {
  const word = text.replace(/\s+/g, '')
  const bytes = word.startsWith(MARK) ? fromHex(word.slice(MARK.length)) : undefined
  if (bytes === undefined) return refuse('invalidInput', 'not an invitation to a link', { field: 'invitation' })
  try {
    const parsed = invitationSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)))
    if (parsed.success) return ok(parsed.data)
  } catch {
    // Told below.
  }
  return refuse('invalidInput', 'the invitation is damaged or of another version', { field: 'invitation' })
}

const LINK_SPACE = 'link-'

/** Id of the space a link carries. */
export function linkSpace(link: string): string {
  return `${LINK_SPACE}${link}`
}

/** True for the space of a link. */
export function isLinkSpace(space: string): boolean {
  return space.startsWith(LINK_SPACE)
}
