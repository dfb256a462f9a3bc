// The second factor of an officer: a time-based one-time password (RFC 6238, SHA-1, six digits, 30 s: what authenticator programs
// take), and codes to be used once when the telephone is lost. Secrets stay at the server.
import * as z from 'zod'
import { ROLES } from './role.ts'

/** Codes handed out at enrolment. */
export const RECOVERY_CODES = 10
/** How long a secret that was shown may wait for its first code. */
export const ENROLMENT_MS = 15 * 60_000
/** How long after the factor was last given at a station the password alone lets the officer in there while it is cut off. */
export const FACTOR_MEMORY_MS = 14 * 24 * 3_600_000

/** How an officer stands: `due`: the role asks for it, and it is not there yet. */
export const FACTOR_STANDINGS = ['off', 'on', 'due'] as const
export type FactorStanding = (typeof FACTOR_STANDINGS)[number]

/** Roles that must have it. */
export const factorRule = z.array(z.enum(ROLES)).max(ROLES.length)

/** A code as typed: six digits, or a code to be used once. */
export const factorCode = z.string().trim().min(6).max(20)

/** What an officer does with the own factor. */
export const factorStep = z.discriminatedUnion('step', [
  /** Asks for a new secret; nothing counts before `confirm`. */
  z.object({ step: z.literal('begin') }),
  z.object({ step: z.literal('confirm'), code: factorCode }),
  z.object({ step: z.literal('drop'), code: factorCode }),
])
export type FactorStep = z.infer<typeof factorStep>

/** Told once: the secret and its otpauth address after `begin`, the codes to be used once after `confirm`. */
export const factorTold = z.object({
  secret: z.string().optional(),
  address: z.string().optional(),
  recovery: z.array(z.string()).optional(),
})
export type FactorTold = z.infer<typeof factorTold>
