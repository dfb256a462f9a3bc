import { randomBytes } from 'node:crypto'
// Who is signed in at this station: with the server's word when linked, from memory when not (decision 0004). One officer
// for all windows; nobody after a restart. A session ends without the officer's doing when nothing was done for long, after
// a shift, when the directory says so (switched off, sessions ended, another password, name, role or agency), and when the
// station was revoked; what the officer had typed stays in the views. Times: shared/model/session-rules.ts.
import { argon2Verify, argon2id } from 'hash-wasm'
import { Attempts } from '../../shared/base/attempts.ts'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { OfficerId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { shownFields } from '../../shared/journal/merge.ts'
import type { Agency, Officer, StationRecord } from '../../shared/model/directory.ts'
import {
  AGENCY,
  DIRECTORY,
  OFFICER,
  STATION,
  agencySchema,
  maySignInAt,
  officerSchema,
  stationSchema,
} from '../../shared/model/directory.ts'
import type { FactorStanding, FactorStep, FactorTold } from '../../shared/model/factor.ts'
import { FACTOR_MEMORY_MS } from '../../shared/model/factor.ts'
import { SESSION_LIMIT_MS, idleLimitMs } from '../../shared/model/session-rules.ts'
import type { OfficerView, SessionEnd, SessionEndReason } from '../../shared/rpc/rows.ts'
import type { AnswerOf, RequestName, RequestOf } from '../../shared/sync/protocol.ts'
import type { Viewer } from '../query/query-hub.ts'
import type { StationStore } from '../store/station-store.ts'
import { triesBook } from './tries-book.ts'

/** OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, 2 iterations, 1 lane. */
const ARGON2 = { parallelism: 1, iterations: 2, memorySize: 19_456, hashLength: 32 } as const
const VERIFIER = 'session.verifier.'
const FACTOR = 'session.factor.'
const REVOKED = 'session.revoked'
/** One keyboard, one count: whoever guesses at this station waits. */
const ANYONE = 'station'

export interface Session {
  readonly officer: OfficerId
  readonly name: string
  /** The server's; null when signed in from memory, or when the server no longer counts it. */
  readonly token: string | null
  readonly mustChangePassword: boolean
  /** As the server last said; 'off' when signed in from memory. */
  readonly factor: FactorStanding
  /** The credential version signed in with: a greater one in the directory ends the session. */
  readonly version: number
}

/** What ends a session when it becomes another. */
type Standing = Pick<Officer, 'name' | 'role' | 'agency'>

/** How often the views hear that a session was used: their clocks need no more. */
const TOLD_EVERY_MS = 30_000
/** How long a sign-in waits for the directory. */
const DIRECTORY_LIMIT_MS = 10_000

export interface SessionOptions {
  readonly store: StationStore
  readonly nowMs: () => number
  request<Name extends RequestName>(name: Name, request: RequestOf<Name>): Promise<Result<AnswerOf<Name>>>
  /** Who is signed in has changed, or how long for. */
  onChange(): void
  /** A session ended without the officer's doing. */
  onEnded?(end: SessionEnd): void
  /** The server answers this station with `stationRevoked`. */
  isRefusedAsRevoked?(): boolean
  /** The station has closed for want of a link. */
  isClosed?(): boolean
}

export interface SignInOptions {
  /** For the demonstration, whose password nobody knows: such a session does not end by the clock. */
  readonly isEndless?: boolean
  /** Of the second factor. */
  readonly code?: string | undefined
}

export class Sessions {
  readonly #options: SessionOptions
  #session: Session | null = null
  #standing: Standing | null = null
  #sinceMs = 0
  #usedMs = 0
  #toldMs = 0
  #isEndless = false
  /** A new password is on its way: its version may be heard in the directory before the answer. */
  #isChanging = false
  #ended: SessionEnd | null = null
  readonly #awaiting = new Set<() => void>()
  readonly #attempts: Attempts

  constructor(options: SessionOptions) {
    this.#options = options
    this.#attempts = new Attempts(triesBook(options.store, 'session'))
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
    const agency = this.agency(officer.agency)
    return {
      id: session.officer,
      name: officer.name,
      displayName: officer.displayName,
      role: officer.role,
      agency: officer.agency,
      agencyName: agency?.name ?? officer.agency,
      agencyNameEn: agency?.nameEn ?? officer.agency,
      offline: session.token === null,
      mustChangePassword: session.mustChangePassword,
      factor: session.factor,
      idleEndMs: this.#idleEndMs(officer),
      limitMs: this.#isEndless ? null : this.#sinceMs + SESSION_LIMIT_MS,
    }
  }

  /** The last session, when it ended by itself or by order and nobody has signed in since. */
  get ended(): SessionEnd | null {
    return this.#ended
  }

  /** Asks the server; cut off, looks into memory. Also how the officer on duty goes on: the session begins anew. */
  async signIn(
    name: string,
    password: string,
    { isEndless = false, code }: SignInOptions = {},
  ): Promise<Result<OfficerView>> {
    if (this.#isRevoked()) return refuse('stationRevoked', 'this station was revoked', this.#own())
    const may = this.#attempts.begin(ANYONE, this.#options.nowMs())
    if (!may.ok) return may
    const answer = await this.#options.request('signIn', { name, password, ...(code === undefined ? {} : { code }) })
    const signed = answer.ok
      ? await this.#remember(answer.value, name, password)
      : ['offline', 'linkLost', 'timeout'].includes(answer.fault.kind)
        ? await this.#fromMemory(name, password)
        : answer
    if (!signed.ok) {
      if (signed.fault.kind !== 'wrongCredentials' && signed.fault.kind !== 'wrongCode')
        this.#attempts.withdrawn(ANYONE)
      return signed
    }
    this.#attempts.succeeded(ANYONE)
    return this.#enter(signed.value, isEndless)
  }

  /** The page of the directory the server knows. */
  openIdBegin(): Promise<Result<AnswerOf<'openIdBegin'>>> {
    return this.#isRevoked()
      ? Promise.resolve(refuse('stationRevoked', 'this station was revoked', this.#own()))
      : this.#options.request('openIdBegin', {})
  }

  /**
   * Signs in whom the directory named, with the code its page showed. Nothing is kept for signing in without the link: the
   * station never saw a password.
   */
  async openIdFinish(id: string, code: string): Promise<Result<OfficerView>> {
    if (this.#isRevoked()) return refuse('stationRevoked', 'this station was revoked', this.#own())
    const answer = await this.#options.request('openIdFinish', { id, code })
    if (!answer.ok) return answer
    const { officer, credentialVersion, token, factor = 'off' } = answer.value
    if (!(await this.#heardOf(officer, credentialVersion))) {
      void this.#options.request('signOut', { token })
      return refuse('timeout', 'the directory has not arrived yet')
    }
    const name = this.officer(officer)?.name ?? officer
    return this.#enter(
      { officer: asId(officer), name, token, mustChangePassword: false, factor, version: credentialVersion },
      false,
    )
  }

  #enter(session: Session, isEndless: boolean): Result<OfficerView> {
    const before = this.#session?.token ?? null
    this.#begin(session, isEndless)
    this.#options.onChange()
    if (before !== null) void this.#options.request('signOut', { token: before })
    const view = this.view()
    return view === null ? refuse('officerUnknownOffline', 'the directory does not know this officer yet') : ok(view)
  }

  async signOut(): Promise<void> {
    const token = this.#session?.token
    this.#session = null
    this.#ended = null
    this.#options.onChange()
    if (token !== null && token !== undefined) await this.#options.request('signOut', { token })
  }

  async changePassword(password: string, newPassword: string): Promise<Result<null>> {
    const session = this.#session
    if (session === null) return refuse('notSignedIn', 'nobody is signed in')
    this.#isChanging = true
    try {
      const changed = await this.#options.request('changePassword', {
        ...{ name: session.name, password, newPassword },
        ...(session.token === null ? {} : { token: session.token }),
      })
      if (!changed.ok) return changed
      const version = changed.value.credentialVersion
      // The second factor was not given again: what is remembered of it stays as it is [SE-21].
      await this.#keepVerifier(session.officer, newPassword, version)
      if (this.#session?.officer === session.officer)
        this.#session = { ...this.#session, mustChangePassword: false, version }
      this.#options.onChange()
      return ok(null)
    } finally {
      this.#isChanging = false
      this.look()
    }
  }

  /** What the officer does with the own second factor; the server decides. */
  async factor(step: FactorStep): Promise<Result<FactorTold>> {
    const session = this.#session
    if (session === null) return refuse('notSignedIn', 'nobody is signed in')
    if (session.token === null)
      return refuse('sessionEnded', 'signed in from memory: the server has not seen the password')
    const { token } = session
    const answer = await this.#options.request('factor', { token, step })
    if (!answer.ok) {
      if (answer.fault.kind === 'sessionEnded') this.tokenEnded()
      return answer
    }
    const { factor, ...told } = answer.value
    if (this.#session?.token === token) this.#session = { ...this.#session, factor }
    this.#keepFactor(session.officer, factor)
    this.#options.onChange()
    return ok(told)
  }

  /** The officer did something here. */
  used(): void {
    const nowMs = this.#options.nowMs()
    this.#usedMs = nowMs
    if (this.#session === null || nowMs - this.#toldMs < TOLD_EVERY_MS) return
    this.#toldMs = nowMs
    this.#options.onChange()
  }

  /** The server no longer counts the token: the officer works on as if signed in from memory. */
  tokenEnded(): void {
    if (this.#session === null || this.#session.token === null) return
    this.#session = { ...this.#session, token: null }
    this.#options.onChange()
  }

  /** Ends the session when the clock, the directory or the server say so. Called every second and after their news. */
  look(): void {
    for (const one of [...this.#awaiting]) one()
    const why = this.#reason()
    if (why !== undefined) this.#end(why)
  }

  /**
   * A server says that this station is revoked. Said over a link whose server proved its key it is remembered, so that
   * pulling the plug is no way back in; said to a greeting it counts while it is said.
   */
  revoked(isProven: boolean): void {
    if (isProven) this.#options.store.setMeta(REVOKED, true)
    if (this.#session !== null) this.#end('revoked')
  }

  /** A server took this station in: it is not revoked. */
  admitted(): void {
    if (this.#options.store.meta(REVOKED) === true) this.#options.store.setMeta(REVOKED, false)
  }

  /** Resolves when the directory here knows the officer as the server does; false when it does not come. */
  #heardOf(id: string, version: number): Promise<boolean> {
    const isHere = (): boolean => (this.officer(id)?.credentialVersion ?? -1) >= version
    if (isHere()) return Promise.resolve(true)
    return new Promise((resolve) => {
      const end = (is: boolean): void => {
        clearTimeout(limit)
        this.#awaiting.delete(look)
        resolve(is)
      }
      const look = (): void => {
        if (isHere()) end(true)
      }
      const limit = setTimeout(() => end(false), DIRECTORY_LIMIT_MS)
      this.#awaiting.add(look)
    })
  }

  #begin(session: Session, isEndless: boolean): void {
    this.#session = session
    this.#standing = this.officer(session.officer) ?? null
    this.#sinceMs = this.#options.nowMs()
    this.#usedMs = this.#sinceMs
    this.#toldMs = this.#sinceMs
    this.#isEndless = isEndless
    this.#ended = null
  }

  #reason(): SessionEndReason | undefined {
    const session = this.#session
    if (session === null) return undefined
    if (this.#isRevoked()) return 'revoked'
    if (this.#options.isClosed?.() === true) return 'closed'
    const officer = this.officer(session.officer)
    if (officer !== undefined) {
      if (!officer.active) return 'switchedOff'
      if (officer.credentialVersion > session.version && !this.#isChanging) return 'ordered'
      if (!maySignInAt(this.#record(), session.officer)) return 'ordered'
      this.#standing ??= officer
      const { name, role, agency } = this.#standing
      if (officer.name !== name || officer.role !== role || officer.agency !== agency) return 'changed'
    }
    if (this.#isEndless) return undefined
    const nowMs = this.#options.nowMs()
    if (nowMs >= this.#sinceMs + SESSION_LIMIT_MS) return 'limit'
    const idleEndMs = this.#idleEndMs(officer)
    return idleEndMs !== null && nowMs >= idleEndMs ? 'idle' : undefined
  }

  #idleEndMs(officer: Officer | undefined): number | null {
    const limitMs = this.#isEndless || officer === undefined ? null : idleLimitMs(officer.role)
    return limitMs === null ? null : this.#usedMs + limitMs
  }

  #end(why: SessionEndReason): void {
    const session = this.#session
    if (session === null) return
    const displayName = this.officer(session.officer)?.displayName ?? session.name
    this.#session = null
    this.#ended = { officer: session.officer, name: session.name, displayName, why, atMs: this.#options.nowMs() }
    this.#options.onEnded?.(this.#ended)
    this.#options.onChange()
    if (session.token !== null) void this.#options.request('signOut', { token: session.token })
  }

  #isRevoked(): boolean {
    if (this.#options.store.meta(REVOKED) === true) return true
    if (this.#record()?.active === false) return true
    return this.#options.isRefusedAsRevoked?.() ?? false
  }

  /** What the directory says of this station. */
  #record(): StationRecord | undefined {
    const state = this.#options.store.read(DIRECTORY, STATION, asId(this.#options.store.station))
    const known = state === undefined ? undefined : stationSchema.safeParse(shownFields(state))
    return known?.success === true ? known.data : undefined
  }

  #own(): { readonly station: string } {
    return { station: this.#options.store.station }
  }

  async #remember(answer: AnswerOf<'signIn'>, name: string, password: string): Promise<Result<Session>> {
    const { officer, credentialVersion, token, mustChangePassword, factor = 'off' } = answer
    // A station that has only just joined, or comes back, may hear of the officer a moment later than of the sign-in.
    if (!(await this.#heardOf(officer, credentialVersion))) {
      void this.#options.request('signOut', { token })
      return refuse('timeout', 'the directory has not arrived yet')
    }
    // First: a verifier without it would let the password in alone for ever.
    this.#keepFactor(officer, factor)
    await this.#keepVerifier(officer, password, credentialVersion)
    this.#rememberName(name, officer)
    return ok({ officer: asId(officer), name, token, mustChangePassword, factor, version: credentialVersion })
  }

  async #keepVerifier(officer: string, password: string, version: number): Promise<void> {
    const salt = randomBytes(16)
    const argon2 = await argon2id({ ...ARGON2, password: password.normalize('NFKC'), salt, outputType: 'encoded' })
    this.#options.store.setMeta(`${VERIFIER}${officer}`, { argon2, version })
  }

  /** When the second factor was last given here; null while the officer has none. */
  #keepFactor(officer: string, factor: FactorStanding): void {
    this.#options.store.setMeta(`${FACTOR}${officer}`, factor === 'on' ? this.#options.nowMs() : null)
  }

  async #fromMemory(name: string, password: string): Promise<Result<Session>> {
    if (this.#options.isClosed?.() === true)
      return refuse('stationClosed', 'this station was not linked for too long', this.#own())
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
    if (!maySignInAt(this.#record(), id))
      return refuse('officerNotHere', 'this station is kept for other officers', this.#own())
    const fits = await argon2Verify({ password: password.normalize('NFKC'), hash: kept.argon2 })
    if (!fits) return refuse('wrongCredentials', 'name or password is wrong')
    // The secret stays at the server: for a while the station itself, where the factor was given, stands in for it [SE-21].
    const givenMs = this.#options.store.meta(`${FACTOR}${id}`)
    if (typeof givenMs === 'number' && Math.abs(this.#options.nowMs() - givenMs) > FACTOR_MEMORY_MS)
      return refuse('officerUnknownOffline', 'the second factor was last given here too long ago; the link is needed')
    return ok({
      ...{ officer: asId(id), name, token: null, mustChangePassword: false, factor: 'off' },
      version: kept.version,
    })
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
