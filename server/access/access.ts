// Who may take part: stations by key and join code, officers by password, sessions, and the judgement of every change by
// the same table the stations use. The directory is written here and nowhere else (decision 0005).
import { Attempts } from '../../shared/base/attempts.ts'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { fault, ok, refuse } from '../../shared/base/fault.ts'
import type { OfficerId, SpaceId, StationId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { RateLimit } from '../../shared/base/rate-limit.ts'
import { actionOf, isStationsOwn, may } from '../../shared/commands/rights.ts'
import type { Change } from '../../shared/journal/change.ts'
import { isDestructionReason } from '../../shared/model/destruction.ts'
import type { Officer } from '../../shared/model/directory.ts'
import { DIRECTORY, OFFICER, STATION, maySignInAt } from '../../shared/model/directory.ts'
import { weaknessOf } from '../../shared/model/password-rules.ts'
import { SESSION_LIMIT_MS } from '../../shared/model/session-rules.ts'
import { SIGN_IN, signInRecordId } from '../../shared/model/sign-in.ts'
import { VERDICT } from '../../shared/model/verdict.ts'
import { markedCode, readJoinCode } from '../../shared/sync/join-code.ts'
import type { AnswerOf, RequestOf } from '../../shared/sync/protocol.ts'
import type { AccessBook } from '../log/access-book.ts'
import type { Commit, Judge, OwnDraft, ServerLog, StoreLog } from '../log/server-log.ts'
import type { CertificateEnds } from '../tls/expiry.ts'
import { closingDaysOf, closingSecret, extensionCode } from './closing.ts'
import { Directory } from './directory.ts'
import { carryOutResets } from './factor-resets.ts'
import { Factors } from './factors.ts'
import { fieldsJudged, notImported, writtenAgain } from './judged-fields.ts'
import { KeptAttempts } from './kept-attempts.ts'
import type { LinkDoor } from './link-doors.ts'
import { LinkDoors } from './link-doors.ts'
import { LinkedServers } from './linked-servers.ts'
import type { OpenId } from './open-id.ts'
import type { DiskState } from './orders.ts'
import { carryOut, dueFactor, ordererOf } from './orders.ts'
import { codeHash, hashPassword, newCode, newToken, passwordFits, tokenHash } from './secrets.ts'
import { SignInTries } from './sign-in-tries.ts'

/** How long after a restore identities are waited for: a station may be away that long and alone hold one (decision 0007). */
const IDENTITIES_AWAITED_MS = 30 * 24 * 3_600_000
/** Passwords one station may have checked in a minute, whoever's: each costs the server some of its time [AD-10]. */
const PASSWORDS_PER_MINUTE = 30
/** A verifier nobody's password fits: an unknown name takes as long to refuse as a wrong password. */
const DUMMY = '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'

export interface AccessOptions {
  readonly log: ServerLog & Pick<Partial<StoreLog>, 'catchUp' | 'alone'>
  readonly book: AccessBook
  readonly nowMs: () => number
  /** Commits the server made by itself: to be told to followers. */
  onCommits(commits: readonly Commit[]): void
  /** Stations linked at this moment. */
  readonly linked?: () => ReadonlySet<string>
  /** Left out: nothing is wrong with the disk. */
  readonly disk?: () => DiskState
  /** Left out where nothing is encrypted on the way. */
  readonly certificates?: () => CertificateEnds
  /** Left out where officers sign in with their passwords alone. */
  readonly openId?: OpenId
}

export class Access implements Judge {
  readonly directory: Directory
  /** Where linked servers come in. */
  readonly links = new LinkDoors()
  readonly linkedServers: LinkedServers
  readonly #options: AccessOptions
  /** Of join codes. */
  readonly #attempts = new Attempts()
  readonly #tries: SignInTries
  /** Of officers' passwords and codes. */
  readonly #kept: KeptAttempts
  readonly #passwords = new RateLimit(PASSWORDS_PER_MINUTE)
  readonly #factors: Factors
  #last: Promise<void> = Promise.resolve()

  constructor(options: AccessOptions) {
    this.#options = options
    this.directory = new Directory(options.log)
    this.#kept = new KeptAttempts(options.book)
    this.#tries = new SignInTries(this.#kept)
    this.#factors = new Factors(options.book, options.nowMs)
    this.linkedServers = new LinkedServers({
      ...{ directory: this.directory, doors: this.links },
      write: (draft) =>
        this.#inTurn(async () => {
          const drafted = draft()
          if (drafted !== undefined) await this.#write([drafted])
        }),
    })
  }

  // ---- stations ----

  /**
   * The agency of a station whose key was proved, or why it may not link [SY-4]. A code is used up by joining. Wrong codes
   * are counted by the address they came from and by station, so that nobody's guessing keeps others out.
   */
  async admit(
    hello: RequestOf<'hello'>,
    address: string,
  ): Promise<Result<{ readonly agency: string; readonly joined: boolean }>> {
    // Another process that shares the database may have let it in, or revoked it, just now.
    await this.#options.log.catchUp?.()
    const known = this.directory.stations.get(hello.station)
    // A linked server that was cut off comes back by another invitation, and by nothing else.
    if (known?.only !== undefined && hello.joinCode !== undefined) {
      const door = this.links.forCode(hello.joinCode, this.#options.nowMs())
      if (door !== undefined) return this.#joinLink(hello, door)
    }
    if (known !== undefined && !known.active)
      return refuse('stationRevoked', 'this station was revoked', { station: hello.station })
    const barred = known === undefined ? undefined : this.links.refusal(known)
    if (barred !== undefined) return { ok: false, fault: barred }
    if (known !== undefined) return ok({ agency: known.agency, joined: false })
    if (hello.joinCode === undefined)
      return refuse('stationUnknown', 'this station has not joined', { station: hello.station })
    const { book, nowMs } = this.#options
    const now = nowMs()
    // The address first: stations cost nothing to invent.
    const keys = [`join from ${address}`, `join ${hello.station}`]
    for (const key of keys) {
      const may = this.#attempts.begin(key, now)
      if (!may.ok) return may
    }
    const door = this.links.forCode(hello.joinCode, now)
    if (door !== undefined) {
      for (const key of keys) this.#attempts.succeeded(key)
      return this.#joinLink(hello, door)
    }
    const code = await book.useJoinCode(codeHash(readJoinCode(hello.joinCode).code), asId(hello.station), now)
    if (code === undefined) {
      return refuse('joinCodeInvalid', 'the code is unknown, used or expired')
    }
    for (const key of keys) this.#attempts.succeeded(key)
    await this.#write([
      {
        kind: STATION,
        id: asId(hello.station),
        fields: {
          name: hello.name.trim() === '' ? code.name : hello.name.trim(),
          agency: code.agency,
          role: 'station',
          publicKey: Buffer.from(hello.publicKey).toString('base64'),
          active: true,
        },
      },
    ])
    return ok({ agency: code.agency, joined: true })
  }

  async #joinLink(hello: RequestOf<'hello'>, door: LinkDoor): ReturnType<Access['admit']> {
    const added = await this.linkedServers.add(hello.station, hello.publicKey, door)
    return added.ok ? ok({ agency: door.agency, joined: true }) : added
  }

  /** A one-time code for a station of an agency; only the newest code for an embedding station counts. */
  async invite(
    agency: string,
    name: string,
    minutes: number,
    purpose: 'station' | 'embedded' = 'station',
  ): Promise<string> {
    const code = newCode()
    const { log, book, nowMs } = this.#options
    await book.addJoinCode({ codeHash: codeHash(code), agency, name, purpose, expiresMs: nowMs() + minutes * 60_000 })
    return markedCode(code, log.station)
  }

  /** What a station is told of closing itself; nothing where it never does. */
  async closingOf(station: string): Promise<Pick<AnswerOf<'hello'>, 'closing'>> {
    const { book, log } = this.#options
    const days = await closingDaysOf(book)
    return days === 0 ? {} : { closing: { days, secret: closingSecret((message) => log.sign(message), station) } }
  }

  /** A proven station came or went: when it was last heard is for the administrators. */
  sawStation(station: StationId): void {
    void this.#options.book.sawStation(station, this.#options.nowMs())
  }

  // ---- officers ----

  async signIn(station: string, request: RequestOf<'signIn'>): Promise<Result<AnswerOf<'signIn'>>> {
    const found = await this.#checkPassword(station, request.name, request.password, (id) =>
      this.#factors.check(id, request.code),
    )
    return found.ok ? this.#beginSession(station, found.value) : found
  }

  /** That officers may sign in with an existing directory, and what it is called. */
  get openIdOffer(): Pick<AnswerOf<'hello'>, 'openId'> {
    const { openId } = this.#options
    return openId === undefined ? {} : { openId: { label: openId.label } }
  }

  async openIdBegin(station: string): Promise<Result<AnswerOf<'openIdBegin'>>> {
    const room = this.#passwords.take(station, this.#options.nowMs())
    if (!room.ok) return room
    return this.#options.openId?.begin(station) ?? noOpenId()
  }

  async openIdFinish(station: string, { id, code }: RequestOf<'openIdFinish'>): Promise<Result<AnswerOf<'signIn'>>> {
    const name = this.#options.openId?.finish(station, id, code) ?? noOpenId()
    return name.ok ? this.#signInByDirectory(station, name.value) : name
  }

  /** Somebody the existing directory has vouched for, second factor and all. `officerUnknown`: nobody here has that name. */
  async #signInByDirectory(station: string, name: string): Promise<Result<AnswerOf<'signIn'>>> {
    await this.#options.log.catchUp?.()
    const found = this.directory.officerNamed(name)
    if (found === undefined) return refuse('officerUnknown', `no officer is called ${name}`, { name })
    if (!found.officer.active) return refuse('officerInactive', 'this officer may not sign in any more')
    return this.#beginSession(station, { ...found, mustChange: false })
  }

  async #beginSession(
    station: string,
    { id, officer, mustChange }: { readonly id: string; readonly officer: Officer; readonly mustChange: boolean },
  ): Promise<Result<AnswerOf<'signIn'>>> {
    const { book, nowMs } = this.#options
    if (!maySignInAt(this.directory.stations.get(station), id))
      return refuse('officerNotHere', `station ${station} is kept for other officers`, { station })
    const token = newToken()
    const expiresMs = nowMs() + SESSION_LIMIT_MS
    await book.dropExpiredSessions(nowMs())
    // A station that was killed said nobody's farewell: whoever sits there now is the only one [AD-15].
    await book.endSessionsAt(asId(station))
    await book.addSession(tokenHash(token), { officer: asId(id), station: asId(station), expiresMs })
    await this.noteSignedIn([{ station: asId(station), officer: asId(id) }])
    return ok({
      officer: id,
      credentialVersion: officer.credentialVersion,
      token,
      expiresMs,
      mustChangePassword: mustChange,
      factor: await this.#factors.standing(id, officer.role),
    })
  }

  async signOut(token: string): Promise<void> {
    await this.#options.book.endSession(tokenHash(token))
  }

  /** Another password ends the officer's sessions at other stations. */
  changePassword(station: string, request: RequestOf<'changePassword'>): Promise<Result<AnswerOf<'changePassword'>>> {
    return this.#inTurn(() => this.#changePassword(station, request))
  }

  async #changePassword(
    station: string,
    request: RequestOf<'changePassword'>,
  ): Promise<Result<AnswerOf<'changePassword'>>> {
    const found = await this.#checkPassword(station, request.name, request.password, async (id) =>
      (await this.#holds(id, station, request.token)) ? undefined : this.#factors.check(id, undefined),
    )
    if (!found.ok) return found
    const { id, officer } = found.value
    const why = weaknessOf(request.newPassword, officer.name, request.password)
    if (why !== undefined)
      return refuse('invalidInput', `the new password is too weak: ${why}`, { field: 'newPassword', why })
    const version = officer.credentialVersion + 1
    await this.setPassword(id, request.newPassword, version, false)
    await this.#write([{ kind: OFFICER, id: asId(id), fields: { credentialVersion: version } }], asId(id))
    await this.#options.book.endSessionsElsewhere(asId(id), asId(station))
    return ok({ credentialVersion: version })
  }

  /** What an officer does with the own second factor, signed in at that station. */
  async factor(station: string, { token, step }: RequestOf<'factor'>): Promise<Result<AnswerOf<'factor'>>> {
    const { book, nowMs } = this.#options
    const session = await book.session(tokenHash(token), nowMs())
    const officer = session === undefined ? undefined : this.directory.officers.get(session.officer)
    if (session === undefined || session.station !== station || officer === undefined)
      return refuse('sessionEnded', 'sign in again')
    const key = `${session.officer}/factor`
    const may = await this.#kept.begin(key, nowMs())
    if (!may.ok) return may
    const { role, name } = officer
    const done =
      step.step === 'begin'
        ? await this.#factors.begin(session.officer, name)
        : step.step === 'confirm'
          ? await this.#factors.confirm(session.officer, name, step.code)
          : await this.#factors.drop(session.officer, role, step.code)
    if (done.ok) await this.#kept.succeeded(key)
    else if (done.fault.kind !== 'wrongCode') await this.#kept.withdrawn(key)
    return done.ok ? ok({ ...done.value, factor: await this.#factors.standing(session.officer, role) }) : done
  }

  async #holds(officer: string, station: string, token: string | undefined): Promise<boolean> {
    if (token === undefined) return false
    const session = await this.#options.book.session(tokenHash(token), this.#options.nowMs())
    return session?.officer === officer && session.station === station
  }

  /** Keeps a new verifier; the caller raises credentialVersion in the directory. What was tried with the old one is forgotten. */
  async setPassword(officer: string, password: string, version: number, mustChange: boolean): Promise<void> {
    await this.#kept.forget(`${officer}/`)
    await this.#options.book.setVerifier(asId(officer), { argon2: await hashPassword(password), version, mustChange })
  }

  /** Writes into the directory that officers have signed in through stations [SY-15]: the first time of each pair. */
  async noteSignedIn(pairs: readonly { readonly station: StationId; readonly officer: OfficerId }[]): Promise<void> {
    const drafts = new Map<string, OwnDraft>()
    for (const { station, officer } of pairs) {
      const id = signInRecordId(station, officer)
      if (!this.directory.signIns.has(id)) drafts.set(id, { kind: SIGN_IN, id, fields: { officer, station } })
    }
    if (drafts.size > 0) await this.#write([...drafts.values()])
  }

  async #checkPassword(
    station: string,
    name: string,
    password: string,
    second: (officer: string) => Promise<Fault | undefined>,
  ): Promise<Result<{ readonly id: string; readonly officer: Officer; readonly mustChange: boolean }>> {
    const { book, nowMs } = this.#options
    await this.#options.log.catchUp?.()
    const found = this.directory.officerNamed(name)
    const isOwn = found !== undefined && this.directory.signIns.has(signInRecordId(asId(station), asId(found.id)))
    const tries = await this.#tries.begin({ station, name, officer: found?.id, isOwn }, nowMs())
    if (!tries.ok) return tries
    const { withdraw, forget } = tries.value
    const room = this.#passwords.take(station, nowMs())
    if (!room.ok) {
      await withdraw()
      return room
    }
    const verifier = found === undefined ? undefined : await book.verifier(asId(found.id))
    const fits = await passwordFits(password, verifier?.argon2 ?? DUMMY)
    if (found === undefined || verifier === undefined || !fits)
      return refuse('wrongCredentials', 'name or password is wrong')
    if (!found.officer.active) return refuse('officerInactive', 'this officer may not sign in any more')
    // A guessed code counts as a guessed password does; that one is asked for at all does not.
    const wrong = await second(found.id)
    if (wrong !== undefined) {
      if (wrong.kind === 'codeNeeded') await withdraw()
      return { ok: false, fault: wrong }
    }
    await forget()
    return ok({ ...found, mustChange: verifier.mustChange })
  }

  // ---- judging changes ----

  keyOf(station: StationId): Result<Uint8Array> {
    const { log } = this.#options
    if (station === log.station) return ok(log.publicKey)
    const key = this.directory.keyOf(station)
    return key === undefined
      ? refuse('stationUnknown', `nobody knows the key of station ${station}`, { station })
      : ok(key)
  }

  isServer(station: StationId): boolean {
    return station === this.#options.log.station || this.directory.stations.get(station)?.role === 'server'
  }

  judge(change: Change, isFirst: boolean): Fault | undefined {
    const { head, content } = change
    const action = actionOf(head.kind, fieldsJudged(content), isFirst)
    const linked = this.directory.stations.get(head.station)
    // In the space of its link a linked server is believed as it speaks (nothing there is shown as it is), and nowhere else.
    if (linked?.only !== undefined)
      return linked.only.includes(head.space)
        ? undefined
        : fault('notAllowed', 'a linked server writes in the spaces of its links alone', { action })
    if (head.space === DIRECTORY || head.kind === VERDICT || action === 'directory.write')
      return this.isServer(head.station) ? undefined : fault('notAllowed', 'only a server writes this', { action })
    if (this.isServer(head.station)) return undefined
    if (head.officer === '' && isStationsOwn(head.kind, fieldsJudged(content))) return writtenAgain(change)
    const officer = this.directory.officers.get(head.officer)
    if (officer === undefined)
      return fault('notAllowed', 'the author is not in the directory', { action, missing: 'officer' })
    if (!officer.active)
      return fault('officerInactive', `officer ${officer.name} is not active`, { officer: officer.name })
    // Whoever is not cleared writes nothing in there either, over whatever road it comes [SY-38].
    const cleared = this.directory.spaces.get(head.space)?.officers ?? null
    if (cleared !== null && !cleared.includes(head.officer))
      return fault('notAllowed', 'the officer is not cleared for this space', { action, missing: 'clearance' })
    if (!this.directory.signIns.has(signInRecordId(head.station, head.officer)))
      return fault('notAllowed', 'the officer never signed in at this station', { action, missing: 'signIn' })
    // What names people may be written over by order, also where it is written once.
    const isDestroying = isDestructionReason(content?.reason) && may(officer.role, 'personal.destroy')
    const again = isDestroying ? undefined : writtenAgain(change)
    if (again !== undefined) return again
    // An order says once more where values are from, which is no import.
    const asked = isDestroying ? actionOf(head.kind, fieldsJudged(content).filter(notImported), isFirst) : action
    return may(officer.role, asked)
      ? undefined
      : fault('notAllowed', `${officer.role} may not ${asked}`, { action: asked })
  }

  /** True while this server may lack identities that stations still hold: some time after it was restored. */
  get mayLackIdentities(): boolean {
    const { log, nowMs } = this.#options
    return log.restoredAtMs > 0 && nowMs() - log.restoredAtMs < IDENTITIES_AWAITED_MS
  }

  waits(fault: Fault, refilling: boolean): boolean {
    if (!this.mayLackIdentities) return false
    return refilling || fault.kind === 'stationUnknown' || fault.detail?.['missing'] !== undefined
  }

  // ---- orders ----

  /** Carries out an administrator's order; the token says who orders. One after another: each is checked against what is. */
  order(station: string, request: RequestOf<'admin'>): Promise<Result<AnswerOf<'admin'>>> {
    const { book, nowMs, linked, disk, certificates } = this.#options
    return this.#inTurn(() =>
      carryOut(
        {
          disk: disk ?? (() => ({ trouble: null, archivesAway: [] })),
          certificates,
          directory: this.directory,
          book,
          nowMs,
          linked: linked ?? (() => new Set()),
          write: (drafts, by) => this.#write(drafts, by),
          setPassword: (officer, password, version, mustChange) =>
            this.setPassword(officer, password, version, mustChange),
          factors: this.#factors,
          extensionCode: (station, number) =>
            extensionCode((message) => this.#options.log.sign(message), station, number),
          invite: (agency, name, minutes) => this.invite(agency, name, minutes),
        },
        station,
        request,
      ),
    )
  }

  /** Ends sessions of officers whose second factor was taken off on the server's machine. */
  carryOutResets(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#options.log.catchUp?.()
      await carryOutResets(this.#options.book, this.directory, (drafts) => this.#write(drafts))
    })
  }

  /** The administrator a session's token stands for at this station; any officer for what is `everyones`. */
  async orderer(station: StationId, token: string, isEveryones = false): Promise<Result<OfficerId>> {
    const { book, nowMs } = this.#options
    const who = await ordererOf({ book, directory: this.directory, nowMs }, token, station, isEveryones)
    if (!who.ok) return who
    return (await dueFactor({ directory: this.directory, factors: this.#factors }, who.value)) ?? who
  }

  /** What reads the directory and then writes it waits for what did so before. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const { log } = this.#options
    const done = this.#last.then(() => log.alone?.(work) ?? work())
    this.#last = done.then(
      () => undefined,
      () => undefined,
    )
    return done
  }

  /** Writes directory records in an administrator's name (or the server's own) and believes them at once. */
  async #write(drafts: readonly OwnDraft[], by: OfficerId = asId('')): Promise<void> {
    const commits = await this.#options.log.write(DIRECTORY, drafts, by, this.#options.nowMs())
    await this.directory.refresh()
    this.#options.onCommits(commits)
  }

  /** Writes directory records for the server's own setting up, or for what an administrator set up with it. */
  async setUp(drafts: readonly OwnDraft[], by?: OfficerId): Promise<void> {
    await this.#write(drafts, by)
  }

  spacesFor(station: string, agency: string): readonly SpaceId[] {
    return this.directory.spacesFor(station, agency)
  }
}

function noOpenId(): Result<never> {
  return refuse('unknownMethod', 'this server knows no directory to sign in with')
}
