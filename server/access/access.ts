// Who may take part: stations by key and join code, officers by password, sessions, and the judgement of every change by
// the same table the stations use. The directory is written here and nowhere else (decision 0005).
import { randomBytes } from 'node:crypto'
import { Attempts } from '../../shared/base/attempts.ts'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { fault, ok, refuse } from '../../shared/base/fault.ts'
import type { OfficerId, RecordId, SpaceId, StationId } from '../../shared/base/ids.ts'
import { asId, newRecordId } from '../../shared/base/ids.ts'
import type { JsonFields } from '../../shared/base/json.ts'
import { actionOf, may } from '../../shared/commands/rights.ts'
import type { Change } from '../../shared/journal/change.ts'
import type { Officer } from '../../shared/model/directory.ts'
import {
  AGENCY,
  DIRECTORY,
  OFFICER,
  SPACE,
  STATION,
  agencySchema,
  officerSchema,
  spaceSchema,
} from '../../shared/model/directory.ts'
import { VERDICT } from '../../shared/model/verdict.ts'
import type { AnswerOf, RequestOf } from '../../shared/sync/protocol.ts'
import type { AccessStore } from '../log/access-store.ts'
import type { Commit, Judge, OwnDraft, ServerLog } from '../log/server-log.ts'
import { Directory } from './directory.ts'
import { codeHash, hashPassword, newCode, newPassword, newToken, passwordFits, tokenHash } from './secrets.ts'

const SESSION_MS = 12 * 60 * 60_000
/** A verifier nobody's password fits: an unknown name takes as long to refuse as a wrong password. */
const DUMMY = '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'

export interface AccessOptions {
  readonly log: ServerLog
  readonly book: AccessStore
  readonly nowMs: () => number
  /** Commits the server made by itself: to be told to followers. */
  onCommits(commits: readonly Commit[]): void
}

export class Access implements Judge {
  readonly directory: Directory
  readonly #options: AccessOptions
  readonly #attempts = new Attempts()

  constructor(options: AccessOptions) {
    this.#options = options
    this.directory = new Directory(options.log)
  }

  // ---- stations ----

  /** The agency of a station whose key was proved, or why it may not link [SY-4]. A code is used up by joining. */
  async admit(hello: RequestOf<'hello'>): Promise<Result<{ readonly agency: string; readonly joined: boolean }>> {
    const known = this.directory.stations.get(hello.station)
    if (known !== undefined && !known.active)
      return refuse('stationRevoked', 'this station was revoked', { station: hello.station })
    if (known !== undefined) return ok({ agency: known.agency, joined: false })
    if (hello.joinCode === undefined)
      return refuse('stationUnknown', 'this station has not joined', { station: hello.station })
    const { book, nowMs } = this.#options
    const now = nowMs()
    const may = this.#attempts.begin('join', now)
    if (!may.ok) return may
    const code = book.useJoinCode(codeHash(hello.joinCode), asId(hello.station), now)
    if (code === undefined) {
      return refuse('joinCodeInvalid', 'the code is unknown, used or expired')
    }
    this.#attempts.succeeded('join')
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

  /** A one-time code for a station of an agency; only the newest code for an embedding station counts. */
  invite(agency: string, name: string, minutes: number, purpose: 'station' | 'embedded' = 'station'): string {
    const code = newCode()
    const { book, nowMs } = this.#options
    book.addJoinCode({ codeHash: codeHash(code), agency, name, purpose, expiresMs: nowMs() + minutes * 60_000 })
    return code
  }

  // ---- officers ----

  async signIn(station: string, request: RequestOf<'signIn'>): Promise<Result<AnswerOf<'signIn'>>> {
    const found = await this.#checkPassword(station, request.name, request.password)
    if (!found.ok) return found
    const { id, officer, mustChange } = found.value
    const { book, nowMs } = this.#options
    const token = newToken()
    const expiresMs = nowMs() + SESSION_MS
    book.addSession(tokenHash(token), { officer: asId(id), station: asId(station), expiresMs })
    this.noteSignedIn(station, id)
    return ok({
      officer: id,
      credentialVersion: officer.credentialVersion,
      token,
      expiresMs,
      mustChangePassword: mustChange,
    })
  }

  signOut(token: string): void {
    this.#options.book.endSession(tokenHash(token))
  }

  async changePassword(
    station: string,
    request: RequestOf<'changePassword'>,
  ): Promise<Result<AnswerOf<'changePassword'>>> {
    const found = await this.#checkPassword(station, request.name, request.password)
    if (!found.ok) return found
    const { id, officer } = found.value
    const version = officer.credentialVersion + 1
    await this.setPassword(id, request.newPassword, version, false)
    await this.#write([{ kind: OFFICER, id: asId(id), fields: { credentialVersion: version } }], asId(id))
    return ok({ credentialVersion: version })
  }

  /** Keeps a new verifier; the caller raises credentialVersion in the directory. */
  async setPassword(officer: string, password: string, version: number, mustChange: boolean): Promise<void> {
    this.#options.book.setVerifier(asId(officer), { argon2: await hashPassword(password), version, mustChange })
  }

  /** Remembers that an officer has signed in through a station [SY-15]. */
  noteSignedIn(station: string, officer: string): void {
    this.#options.book.recordSignIn(asId(station), asId(officer), this.#options.nowMs())
  }

  async #checkPassword(
    station: string,
    name: string,
    password: string,
  ): Promise<Result<{ readonly id: string; readonly officer: Officer; readonly mustChange: boolean }>> {
    const { book, nowMs } = this.#options
    const key = `${station} ${name.trim().toLowerCase()}`
    const may = this.#attempts.begin(key, nowMs())
    if (!may.ok) return may
    const found = this.directory.officerNamed(name)
    const verifier = found === undefined ? undefined : book.verifier(asId(found.id))
    const fits = await passwordFits(password, verifier?.argon2 ?? DUMMY)
    if (found === undefined || verifier === undefined || !fits)
      return refuse('wrongCredentials', 'name or password is wrong')
    if (!found.officer.active) return refuse('officerInactive', 'this officer may not sign in any more')
    this.#attempts.succeeded(key)
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
    if (head.space === DIRECTORY || head.kind === VERDICT || action === 'directory.write')
      return this.isServer(head.station) ? undefined : fault('notAllowed', 'only a server writes this', { action })
    if (this.isServer(head.station)) return undefined
    const officer = this.directory.officers.get(head.officer)
    if (officer === undefined) return fault('notAllowed', 'the author is not in the directory', { action })
    if (!officer.active)
      return fault('officerInactive', `officer ${officer.name} is not active`, { officer: officer.name })
    if (!this.#options.book.hasSignedIn(head.station, head.officer))
      return fault('notAllowed', 'the officer never signed in at this station', { action })
    return may(officer.role, action) ? undefined : fault('notAllowed', `${officer.role} may not ${action}`, { action })
  }

  // ---- orders ----

  /** Carries out an administrator's order; the token says who orders. */
  async order(station: string, { token, order }: RequestOf<'admin'>): Promise<Result<AnswerOf<'admin'>>> {
    const who = this.#sessionOf(token, station)
    if (!who.ok) return who
    const by = who.value
    switch (order.order) {
      case 'inviteStation':
        if (!this.directory.agencies.has(order.agency))
          return refuse('notFound', `no agency ${order.agency}`, { id: order.agency })
        return ok({ id: order.agency, joinCode: this.invite(order.agency, order.name, order.minutes) })
      case 'revokeStation':
        return this.#revoke(order.station, order.reason, by)
      case 'saveAgency':
        return this.#save(AGENCY, order.agency, order.fields, by)
      case 'saveSpace':
        return this.#save(SPACE, order.space, order.fields, by)
      case 'saveOfficer':
        return this.#saveOfficer(order.officer, order.fields, order.password, by)
      default:
        this.#options.book.endSessionsOf(asId(order.officer))
        return ok({ id: order.officer })
    }
  }

  #sessionOf(token: string, station: string): Result<OfficerId> {
    const { book, nowMs } = this.#options
    const session = book.session(tokenHash(token), nowMs())
    if (session === undefined || session.station !== station) return refuse('sessionEnded', 'sign in again')
    const officer = this.directory.officers.get(session.officer)
    if (officer === undefined || !officer.active) return refuse('officerInactive', 'this officer may not act any more')
    if (!may(officer.role, 'directory.write'))
      return refuse('notAllowed', `${officer.role} may not directory.write`, { action: 'directory.write' })
    return ok(session.officer)
  }

  async #revoke(station: string, reason: string, by: OfficerId): Promise<Result<AnswerOf<'admin'>>> {
    if (!this.directory.stations.has(station)) return refuse('notFound', `no station ${station}`, { id: station })
    await this.#write([{ kind: STATION, id: asId(station), fields: { active: false }, reason }], by)
    return ok({ id: station })
  }

  async #saveOfficer(
    given: string | undefined,
    fields: JsonFields,
    password: string | undefined,
    by: OfficerId,
  ): Promise<Result<AnswerOf<'admin'>>> {
    const id = given ?? newRecordId(this.#options.nowMs(), (count) => new Uint8Array(randomBytes(count)))
    const before = this.directory.officers.get(id)
    const named = typeof fields['name'] === 'string' ? this.directory.officerNamed(fields['name']) : undefined
    if (named !== undefined && named.id !== id)
      return refuse('alreadyExists', 'another officer has this name', { field: 'name' })
    const setsPassword = password !== undefined || before === undefined
    const version = (before?.credentialVersion ?? 0) + (setsPassword ? 1 : 0)
    const { credentialVersion: _never, ...rest } = fields
    const merged = { ...before, active: true, ...rest, credentialVersion: version }
    const saved = await this.#save(OFFICER, id, merged, by)
    if (!saved.ok || !setsPassword) return saved
    const secret = password ?? newPassword()
    await this.setPassword(id, secret, version, true)
    return ok({ id, password: secret })
  }

  async #save(
    kind: string,
    given: string | undefined,
    fields: JsonFields,
    by: OfficerId,
  ): Promise<Result<AnswerOf<'admin'>>> {
    const checked = checkRecord(kind, given === undefined ? undefined : this.#fieldsOf(kind, given), fields)
    if (!checked.ok) return checked
    const id: RecordId = asId(
      given ?? newRecordId(this.#options.nowMs(), (count) => new Uint8Array(randomBytes(count))),
    )
    await this.#write([{ kind, id, fields: checked.value }], by)
    return ok({ id })
  }

  #fieldsOf(kind: string, id: string): JsonFields | undefined {
    const of = {
      [AGENCY]: this.directory.agencies,
      [OFFICER]: this.directory.officers,
      [SPACE]: this.directory.spaces,
    }[kind]
    return of?.get(id)
  }

  /** Writes directory records in an administrator's name (or the server's own) and believes them at once. */
  async #write(drafts: readonly OwnDraft[], by: OfficerId = asId('')): Promise<void> {
    const commits = await this.#options.log.write(DIRECTORY, drafts, by, this.#options.nowMs())
    await this.directory.refresh()
    this.#options.onCommits(commits)
  }

  /** Writes directory records for the server's own setting up. */
  async setUp(drafts: readonly OwnDraft[]): Promise<void> {
    await this.#write(drafts)
  }

  spacesOf(agency: string): readonly SpaceId[] {
    return this.directory.spacesOf(agency)
  }
}

/**
 * The fields a change is judged by. A whole report may arrive after another station's amendment of it: its empty voidReason,
 * replacing nothing, voids nothing and takes no voiding back.
 */
function fieldsJudged(content: Change['content']): readonly string[] {
  const sets = content?.sets ?? []
  return sets
    .filter(({ name, value, over }) => !(name === 'voidReason' && value === null && over.length === 0))
    .map(({ name }) => name)
}

const SCHEMAS: Readonly<Record<string, typeof agencySchema | typeof officerSchema | typeof spaceSchema>> = {
  [AGENCY]: agencySchema,
  [OFFICER]: officerSchema,
  [SPACE]: spaceSchema,
}

/** Merges with what is there and checks the whole record against its schema. */
function checkRecord(kind: string, before: JsonFields | undefined, fields: JsonFields): Result<JsonFields> {
  const schema = SCHEMAS[kind]
  if (schema === undefined) return refuse('invalidInput', `no record of kind ${kind} is saved so`)
  const parsed = schema.safeParse({ ...before, ...fields })
  if (parsed.success) return ok(parsed.data as JsonFields)
  const issue = parsed.error.issues[0]
  return refuse('invalidInput', issue?.message ?? 'does not fit', { field: issue?.path.join('.') ?? '' })
}
