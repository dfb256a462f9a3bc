// Second factors of officers: enrolment, checking, resetting. A code counts once, also with several processes over one
// database; secrets and what was used are kept beside the password verifiers and never journaled or sent [AD-12].
import { Secret, TOTP } from 'otpauth'
import * as z from 'zod'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { fault, ok, refuse } from '../../shared/base/fault.ts'
import type { OfficerId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { FactorStanding, FactorTold } from '../../shared/model/factor.ts'
import { ENROLMENT_MS, RECOVERY_CODES, factorRule } from '../../shared/model/factor.ts'
import type { Role } from '../../shared/model/role.ts'
import type { AccessBook } from '../log/access-book.ts'
import { newCode, tokenHash } from './secrets.ts'

const ISSUER = 'Fengsui'
const STEP_S = 30
/** Steps a telephone's clock may be off, each way. */
const WINDOW = 1
/** RFC 4226, section 4: 160 bits. */
const SECRET_BYTES = 20
const FACTOR = 'factor.'
const RULE = 'factor-rule'
/** Letters of a code that is used once: 40 bits. */
const RECOVERY_LETTERS = 8

const factorSchema = z.object({
  /** The sign-in name then: by it the officer is found on the server's machine. */
  name: z.string(),
  secret: z.string(),
  sinceMs: z.number(),
  recovery: z.array(z.string()),
})
const pendingSchema = z.object({ secret: z.string(), atMs: z.number() })
type Factor = z.infer<typeof factorSchema>

export class Factors {
  readonly #book: AccessBook
  readonly #nowMs: () => number

  constructor(book: AccessBook, nowMs: () => number) {
    this.#book = book
    this.#nowMs = nowMs
  }

  /** Roles that must have one. */
  async rule(): Promise<readonly Role[]> {
    const read = factorRule.safeParse(parsed(await this.#book.note(RULE)))
    return read.success ? read.data : []
  }

  async setRule(roles: readonly Role[]): Promise<void> {
    await this.#book.setNote(RULE, JSON.stringify(roles))
  }

  async standing(officer: string, role: Role): Promise<FactorStanding> {
    if ((await this.#factor(officer)) !== undefined) return 'on'
    return (await this.rule()).includes(role) ? 'due' : 'off'
  }

  /** Nothing when the officer has no factor, or `code` is one of it that was not used yet. */
  async check(officer: string, code: string | undefined): Promise<Fault | undefined> {
    const factor = await this.#factor(officer)
    if (factor === undefined) return undefined
    if (code === undefined) return fault('codeNeeded', 'this officer signs in with a code as well')
    const isGood = (await this.#takeCode(officer, factor.secret, code)) || (await this.#takeOnce(officer, factor, code))
    return isGood ? undefined : fault('wrongCode', 'the code is wrong, or was used already')
  }

  /** A new secret to be put into an authenticator program; counts once `confirm` has seen a code of it. */
  async begin(officer: string, name: string): Promise<Result<FactorTold>> {
    if ((await this.#factor(officer)) !== undefined) return refuse('alreadyExists', 'the factor is on already')
    const secret = new Secret({ size: SECRET_BYTES }).base32
    await this.#book.setNote(pendingName(officer), JSON.stringify({ secret, atMs: this.#nowMs() }))
    return ok({ secret, address: totp(secret, name).toString() })
  }

  async confirm(officer: string, name: string, code: string): Promise<Result<FactorTold>> {
    const pending = pendingSchema.safeParse(parsed(await this.#book.note(pendingName(officer))))
    if (!pending.success || this.#nowMs() - pending.data.atMs > ENROLMENT_MS)
      return refuse('wrongState', 'begin again: no secret waits for a code', { state: 'factor' })
    const { secret } = pending.data
    if (!(await this.#takeCode(officer, secret, code))) return refuse('wrongCode', 'the code is wrong')
    const recovery = Array.from({ length: RECOVERY_CODES }, () => newCode().slice(0, RECOVERY_LETTERS + 1))
    const factor: Factor = { name, secret, sinceMs: this.#nowMs(), recovery: recovery.map(hashOf) }
    await this.#book.setNote(factorName(officer), JSON.stringify(factor))
    await this.#book.setNote(pendingName(officer), '')
    return ok({ recovery })
  }

  /** The officer's own doing, with a code of it; refused where the role must have one. */
  async drop(officer: string, role: Role, code: string): Promise<Result<FactorTold>> {
    if ((await this.#factor(officer)) === undefined) return refuse('nothingToChange', 'there is no factor')
    if ((await this.rule()).includes(role))
      return refuse('notAllowed', `${role} must have a factor`, { action: 'factor' })
    const wrong = await this.check(officer, code)
    if (wrong !== undefined) return { ok: false, fault: wrong }
    await this.reset(officer)
    return ok({})
  }

  /** Takes it off, when the telephone is lost. False when there was none. */
  async reset(officer: string): Promise<boolean> {
    const had = (await this.#factor(officer)) !== undefined
    if (had) await this.#book.setNote(factorName(officer), '')
    return had
  }

  async #factor(officer: string): Promise<Factor | undefined> {
    const read = factorSchema.safeParse(parsed(await this.#book.note(factorName(officer))))
    return read.success ? read.data : undefined
  }

  async #takeCode(officer: string, secret: string, code: string): Promise<boolean> {
    const token = code.replace(/\s/g, '')
    if (!/^\d{6}$/.test(token)) return false
    const timestamp = this.#nowMs()
    const delta = totp(secret, officer).validate({ token, timestamp, window: WINDOW })
    if (delta === null) return false
    // RFC 6238, section 5.2: a code is accepted once.
    return this.#book.raiseNote(`factor-step.${officer}`, Math.floor(timestamp / 1_000 / STEP_S) + delta)
  }

  async #takeOnce(officer: string, { recovery, sinceMs }: Factor, code: string): Promise<boolean> {
    const at = recovery.indexOf(hashOf(code))
    return at >= 0 && this.#book.raiseNote(`factor-once.${officer}.${sinceMs}.${at}`, 1)
  }
}

/** Who has one, with the sign-in name of then. */
export async function officersWithFactor(
  book: AccessBook,
): Promise<readonly { readonly officer: OfficerId; readonly name: string }[]> {
  const notes = await book.notes(FACTOR)
  return notes.flatMap(([officer, text]) => {
    const read = factorSchema.safeParse(parsed(text))
    return read.success ? [{ officer: asId<OfficerId>(officer), name: read.data.name }] : []
  })
}

function totp(secret: string, label: string): TOTP {
  return new TOTP({
    issuer: ISSUER,
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: STEP_S,
    secret: Secret.fromBase32(secret),
  })
}

function factorName(officer: string): string {
  return `${FACTOR}${officer}`
}

function pendingName(officer: string): string {
  return `factor-new.${officer}`
}

function hashOf(code: string): string {
  return Buffer.from(tokenHash(code.toUpperCase().replace(/[^0-9A-Z]/g, ''))).toString('hex')
}

function parsed(text: string | undefined): unknown {
  if (text === undefined || text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
