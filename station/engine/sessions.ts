import { randomBytes } from 'node:crypto'
// Who is signed in at this station: with the server's word when linked, from memory when not (decision 0004). One officer
// for all windows. Only a session of the demonstration is remembered across a restart.
import { argon2Verify, argon2id } from 'hash-wasm'
import { Attempts } from '../../shared/base/attempts.ts'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { OfficerId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { shownFields } from '../../shared/journal/merge.ts'
import type { Agency, Officer } from '../../shared/model/directory.ts'
import { AGENCY, DIRECTORY, OFFICER, agencySchema, officerSchema } from '../../shared/model/directory.ts'
import type { OfficerView } from '../../shared/rpc/rows.ts'
import type { AnswerOf, RequestName, RequestOf } from '../../shared/sync/protocol.ts'
import type { Viewer } from '../query/query-hub.ts'
import type { StationStore } from '../store/station-store.ts'

/** OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, 2 iterations, 1 lane. */
const ARGON2 = { parallelism: 1, iterations: 2, memorySize: 19_456, hashLength: 32 } as const
const VERIFIER = 'session.verifier.'
/** One keyboard, one count: whoever guesses at this station waits. */
const ANYONE = 'station'

export interface Session {
  readonly officer: OfficerId
  readonly name: string
  /** The server's; null when signed in from memory. */
  readonly token: string | null
  readonly mustChangePassword: boolean
}

export interface SessionOptions {
  readonly store: StationStore
  readonly nowMs: () => number
  request<Name extends RequestName>(name: Name, request: RequestOf<Name>): Promise<Result<AnswerOf<Name>>>
  /** Who is signed in has changed. */
  onChange(): void
}

export class Sessions {
  readonly #options: SessionOptions
  #session: Session | null = null
  readonly #attempts = new Attempts()

  constructor(options: SessionOptions) {
    this.#options = options
  }

  get session(): Session | null {
    return this.#session
  }

  viewer(): Viewer {
    const officer = this.#session === null ? undefined : this.officer(this.#session.officer)
    if (this.#session === null || officer === undefined || !officer.active) return { officer: asId(''), role: null }
    return { officer: this.#session.officer, role: officer.role }
  }

  officer(id: string): Officer | undefined {
    const state = this.#options.store.read(DIRECTORY, OFFICER, asId(id))
    const parsed = state === undefined ? undefined : officerSchema.safeParse(shownFields(state))
    return parsed?.success === true ? parsed.data : undefined
  }

  agency(id: string): Agency | undefined {
    const state = this.#options.store.read(DIRECTORY, AGENCY, asId(id))
    const parsed = state === undefined ? undefined : agencySchema.safeParse(shownFields(state))
    return parsed?.success === true ? parsed.data : undefined
  }

  view(): OfficerView | null {
    const session = this.#session
    const officer = session === null ? undefined : this.officer(session.officer)
    if (session === null || officer === undefined) return null
    return {
      id: session.officer,
      name: officer.name,
      displayName: officer.displayName,
      role: officer.role,
      agency: officer.agency,
      agencyName: this.agency(officer.agency)?.name ?? officer.agency,
      offline: session.token === null,
      mustChangePassword: session.mustChangePassword,
    }
  }

  /** Asks the server; cut off, looks into memory. */
  async signIn(name: string, password: string): Promise<Result<OfficerView>> {
    const may = this.#attempts.begin(ANYONE, this.#options.nowMs())
    if (!may.ok) return may
    const answer = await this.#options.request('signIn', { name, password })
    const signed = answer.ok
      ? await this.#remember(answer.value, name, password)
      : ['offline', 'linkLost', 'timeout'].includes(answer.fault.kind)
        ? await this.#fromMemory(name, password)
        : answer
    if (!signed.ok) {
      if (signed.fault.kind !== 'wrongCredentials') this.#attempts.withdrawn(ANYONE)
      return signed
    }
    this.#attempts.succeeded(ANYONE)
    this.#session = signed.value
    this.#options.onChange()
    const view = this.view()
    return view === null ? refuse('officerUnknownOffline', 'the directory does not know this officer yet') : ok(view)
  }

  async signOut(): Promise<void> {
    const token = this.#session?.token
    this.#session = null
    this.#options.onChange()
    if (token !== null && token !== undefined) await this.#options.request('signOut', { token })
  }

  async changePassword(password: string, newPassword: string): Promise<Result<null>> {
    const session = this.#session
    if (session === null) return refuse('notSignedIn', 'nobody is signed in')
    const changed = await this.#options.request('changePassword', { name: session.name, password, newPassword })
    if (!changed.ok) return changed
    await this.#keepVerifier(session.officer, newPassword, changed.value.credentialVersion)
    this.#session = { ...session, mustChangePassword: false }
    this.#options.onChange()
    return ok(null)
  }

  async #remember(answer: AnswerOf<'signIn'>, name: string, password: string): Promise<Result<Session>> {
    const { officer, credentialVersion, token, mustChangePassword } = answer
    await this.#keepVerifier(officer, password, credentialVersion)
    this.#rememberName(name, officer)
    return ok({ officer: asId(officer), name, token, mustChangePassword })
  }

  async #keepVerifier(officer: string, password: string, version: number): Promise<void> {
    const salt = randomBytes(16)
    const argon2 = await argon2id({ ...ARGON2, password: password.normalize('NFKC'), salt, outputType: 'encoded' })
    this.#options.store.setMeta(`${VERIFIER}${officer}`, { argon2, version })
  }

  async #fromMemory(name: string, password: string): Promise<Result<Session>> {
    const unknown = refuse(
      'officerUnknownOffline',
      'this station has not seen this officer sign in; the link is needed once',
    )
    const id = this.#idOf(name)
    if (id === undefined) return unknown
    const kept = this.#options.store.meta(`${VERIFIER}${id}`) as { argon2: string; version: number } | undefined
    const officer = this.officer(id)
    if (kept === undefined || officer === undefined || kept.version !== officer.credentialVersion) return unknown
    if (!officer.active) return refuse('officerInactive', 'this officer may not sign in any more')
    const fits = await argon2Verify({ password: password.normalize('NFKC'), hash: kept.argon2 })
    if (!fits) return refuse('wrongCredentials', 'name or password is wrong')
    return ok({ officer: asId(id), name, token: null, mustChangePassword: false })
  }

  /** Names are remembered beside their verifiers: the directory is not searched by name on a station. */
  #idOf(name: string): string | undefined {
    const names = (this.#options.store.meta('session.names') ?? {}) as Readonly<Record<string, string>>
    return names[name.trim().toLowerCase()]
  }

  /** Remembers which officer a name belongs to, for signing in without the link. */
  #rememberName(name: string, officer: string): void {
    const names = (this.#options.store.meta('session.names') ?? {}) as Readonly<Record<string, string>>
    this.#options.store.setMeta('session.names', { ...names, [name.trim().toLowerCase()]: officer })
  }
}
