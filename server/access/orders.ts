// What administrators order, carried out one at a time: checked against the whole directory, written in their name, and
// what follows from it done at once: sessions end, codes are drawn, passwords set. An order that is refused changes nothing.
import { randomBytes } from 'node:crypto'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { fault, ok, refuse } from '../../shared/base/fault.ts'
import type { OfficerId, RecordId } from '../../shared/base/ids.ts'
import { asId, newRecordId } from '../../shared/base/ids.ts'
import type { JsonFields } from '../../shared/base/json.ts'
import { may } from '../../shared/commands/rights.ts'
import type { Officer } from '../../shared/model/directory.ts'
import {
  AGENCY,
  OFFICER,
  SPACE,
  SPACE_ID,
  STATION,
  agencySchema,
  officerSchema,
  spaceSchema,
} from '../../shared/model/directory.ts'
import { weaknessOf } from '../../shared/model/password-rules.ts'
import type { AnswerOf, Overview, RequestOf } from '../../shared/sync/protocol.ts'
import { rememberedBackups } from '../backup/schedule.ts'
import type { AccessBook } from '../log/access-book.ts'
import type { OwnDraft } from '../log/server-log.ts'
import type { CertificateEnds } from '../tls/expiry.ts'
import { closingDaysOf, setClosingDays } from './closing.ts'
import type { Directory } from './directory.ts'
import type { Factors } from './factors.ts'
import { officersWithFactor } from './factors.ts'
import { newPassword, tokenHash } from './secrets.ts'

type Order = RequestOf<'admin'>['order']
type Answer = Result<AnswerOf<'admin'>>
type Schema = typeof agencySchema | typeof officerSchema | typeof spaceSchema

/** What is wrong with the disk or the database, and paths of journal archives that are not there. */
export type DiskState = NonNullable<Overview['disk']>

export interface OrderParts {
  readonly directory: Directory
  readonly book: AccessBook
  readonly factors: Factors
  readonly extensionCode: (station: string, number: number) => string
  readonly nowMs: () => number
  readonly disk: () => DiskState
  readonly certificates?: (() => CertificateEnds) | undefined
  /** Stations linked at this moment. */
  readonly linked: () => ReadonlySet<string>
  readonly write: (drafts: readonly OwnDraft[], by: OfficerId) => Promise<void>
  readonly setPassword: (officer: string, password: string, version: number, mustChange: boolean) => Promise<void>
  readonly invite: (agency: string, name: string, minutes: number) => Promise<string>
}

/** Carries out one order; the token says who orders, and counts only at the station it was given to. */
export async function carryOut(
  parts: OrderParts,
  station: string,
  { token, order }: RequestOf<'admin'>,
): Promise<Answer> {
  const who = await ordererOf(parts, token, station)
  if (!who.ok) return who
  const by = who.value
  const due = order.order === 'overview' ? undefined : await dueFactor(parts, by)
  if (due !== undefined) return due
  switch (order.order) {
    case 'inviteStation':
      if (!parts.directory.agencies.has(order.agency)) return unknown('agency', order.agency)
      return ok({ id: order.agency, joinCode: await parts.invite(order.agency, order.name, order.minutes) })
    case 'withdrawCode':
      return (await parts.book.withdrawCode(order.code)) ? ok({ id: order.code }) : unknown('code', order.code)
    case 'revokeStation':
      return revoke(parts, order, by)
    case 'keepStation':
      return keepStation(parts, order, by)
    case 'saveAgency':
      return saveAgency(parts, order, by)
    case 'saveSpace':
      return saveSpace(parts, order, by)
    case 'saveOfficer':
      return saveOfficer(parts, order, by)
    case 'endSessions':
      return endSessions(parts, order.officer, by)
    case 'resetFactor':
      if (!parts.directory.officers.has(order.officer)) return unknown('officer', order.officer)
      if (!(await parts.factors.reset(order.officer)))
        return refuse('nothingToChange', 'this officer has no second factor')
      // Whoever has the telephone may be signed in.
      return endSessions(parts, order.officer, by)
    case 'saveClosingDays':
      await setClosingDays(parts.book, order.days)
      return ok({ id: '' })
    case 'extendStation': {
      const station = parts.directory.stations.get(order.station)
      if (station === undefined) return unknown('station', order.station)
      // A revoked station stays closed: that is what closing is for.
      if (!station.active) return refuse('stationRevoked', 'this station is revoked', { station: order.station })
      return ok({ id: order.station, joinCode: parts.extensionCode(order.station, order.number) })
    }
    case 'saveFactorRule':
      await parts.factors.setRule(order.roles)
      return ok({ id: '' })
    default:
      return ok({ id: '', overview: await overview(parts) })
  }
}

/** Who must have a second factor gives no orders before it is there; a program that was altered could pass the dialog by. */
export async function dueFactor(
  { directory, factors }: Pick<OrderParts, 'directory' | 'factors'>,
  officer: OfficerId,
): Promise<{ readonly ok: false; readonly fault: Fault } | undefined> {
  const role = directory.officers.get(officer)?.role
  if (role === undefined || (await factors.standing(officer, role)) !== 'due') return undefined
  return { ok: false, fault: fault('codeNeeded', 'set the second factor up first') }
}

/** Who may give orders with this token at this station: an administrator whose session stands. */
export async function ordererOf(
  { book, directory, nowMs }: Pick<OrderParts, 'book' | 'directory' | 'nowMs'>,
  token: string,
  station: string,
  isEveryones = false,
): Promise<Result<OfficerId>> {
  const session = await book.session(tokenHash(token), nowMs())
  if (session === undefined || session.station !== station) return refuse('sessionEnded', 'sign in again')
  const officer = directory.officers.get(session.officer)
  if (officer === undefined || !officer.active) return refuse('officerInactive', 'this officer may not act any more')
  return isEveryones || may(officer.role, 'directory.write')
    ? ok(session.officer)
    : refuse('notAllowed', `${officer.role} may not directory.write`, { action: 'directory.write' })
}

async function revoke(parts: OrderParts, order: Order & { order: 'revokeStation' }, by: OfficerId): Promise<Answer> {
  const { directory, book, write } = parts
  const known = directory.stations.get(order.station)
  const reason = order.reason.trim()
  if (known === undefined) return unknown('station', order.station)
  if (known.role === 'server') return refuse('notAllowed', 'a server is no workstation', { station: order.station })
  if (!known.active) return refuse('nothingToChange', 'this station is revoked already', { station: order.station })
  if (reason === '') return refuse('invalidInput', 'a reason is needed', { field: 'reason' })
  await book.endSessionsAt(asId(order.station))
  await write([{ kind: STATION, id: asId(order.station), fields: { active: false }, reason }], by)
  return ok({ id: order.station })
}

/** Nobody but these officers signs in there from now on; whoever else is, is signed out [AD-19]. */
async function keepStation(parts: OrderParts, order: Order & { order: 'keepStation' }, by: OfficerId): Promise<Answer> {
  const { directory, book, nowMs, write } = parts
  const { station, officers } = order
  const known = directory.stations.get(station)
  if (known === undefined) return unknown('station', station)
  if (known.role !== 'station') return refuse('notAllowed', 'nobody signs in at a server', { station })
  if (officers?.length === 0) return refuse('invalidInput', 'kept for nobody', { field: 'officers' })
  const stranger = officers?.find((officer) => !directory.officers.has(officer))
  if (stranger !== undefined) return refuse('notFound', `no officer ${stranger}`, { field: 'officers' })
  await write(
    [{ kind: STATION, id: asId(station), fields: { officers: officers === null ? null : [...officers] } }],
    by,
  )
  const others = (await book.sessions(nowMs())).filter(
    (one) => one.station === station && officers !== null && !officers.includes(one.officer),
  )
  if (others.length > 0) await book.endSessionsAt(asId(station))
  return ok({ id: station })
}

async function saveAgency(parts: OrderParts, order: Order & { order: 'saveAgency' }, by: OfficerId): Promise<Answer> {
  const { agencies } = parts.directory
  const before = order.agency === undefined ? undefined : agencies.get(order.agency)
  if (order.agency !== undefined && before === undefined) return unknown('agency', order.agency)
  const checked = checkRecord(agencySchema, before, order.fields)
  if (!checked.ok) return checked
  const { code, name, parent } = checked.value
  const id = order.agency ?? newId(parts)
  for (const [other, agency] of agencies) {
    if (other === id) continue
    if (agency.code === code) return taken('code')
    if (agency.name === name) return taken('name')
  }
  for (let above = parent; above !== null; above = agencies.get(above)?.parent ?? null) {
    if (above === id) return refuse('invalidInput', 'an agency cannot stand below itself', { field: 'parent' })
    if (!agencies.has(above)) return refuse('notFound', `no agency ${above}`, { field: 'parent' })
  }
  await parts.write([{ kind: AGENCY, id: asId(id), fields: checked.value }], by)
  return ok({ id })
}

async function saveSpace(parts: OrderParts, order: Order & { order: 'saveSpace' }, by: OfficerId): Promise<Answer> {
  const { spaces, agencies, officers } = parts.directory
  const before = spaces.get(order.space)
  if (before === undefined && !SPACE_ID.test(order.space))
    return refuse('invalidInput', 'not an id for a space', { field: 'id' })
  const checked = checkRecord(spaceSchema, { closed: false, ...(before as JsonFields | undefined) }, order.fields)
  if (!checked.ok) return checked
  const { name, members } = checked.value
  for (const [other, space] of spaces) if (other !== order.space && space.name === name) return taken('name')
  const uncleared = checked.value.officers?.find((officer) => !officers.has(officer))
  if (uncleared !== undefined) return refuse('notFound', `no officer ${uncleared}`, { field: 'officers' })
  const stranger = members === '*' ? undefined : members.find((agency) => !agencies.has(agency))
  if (stranger !== undefined) return refuse('notFound', `no agency ${stranger}`, { field: 'members' })
  if (before !== undefined && before.kind !== checked.value.kind)
    return refuse('invalidInput', 'what a space is stays: an exercise never becomes real', { field: 'kind' })
  await parts.write([{ kind: SPACE, id: asId(order.space), fields: checked.value }], by)
  return ok({ id: order.space })
}

async function saveOfficer(parts: OrderParts, order: Order & { order: 'saveOfficer' }, by: OfficerId): Promise<Answer> {
  const { directory, book } = parts
  const before = order.officer === undefined ? undefined : directory.officers.get(order.officer)
  if (order.officer !== undefined && before === undefined) return unknown('officer', order.officer)
  const id = order.officer ?? newId(parts)
  const setsPassword = order.password !== undefined || before === undefined
  const version = (before?.credentialVersion ?? 0) + (setsPassword ? 1 : 0)
  const given = order.fields['name']
  const checked = checkRecord(
    officerSchema,
    { active: true, ...before },
    {
      ...order.fields,
      ...(typeof given === 'string' ? { name: given.trim().toLowerCase() } : {}),
      credentialVersion: version,
    },
  )
  if (!checked.ok) return checked
  const after = checked.value
  const named = directory.officerNamed(after.name)
  if (named !== undefined && named.id !== id) return taken('name')
  if (!directory.agencies.has(after.agency)) return refuse('notFound', `no agency ${after.agency}`, { field: 'agency' })
  if (
    before !== undefined &&
    (await governs(parts, id, before)) &&
    !(await governs(parts, id, after)) &&
    !(await othersGovern(parts, id))
  )
    return refuse('lastAdministrator', 'this is the last administrator who can sign in', { officer: after.name })
  const why = order.password === undefined ? undefined : weaknessOf(order.password, after.name)
  if (why !== undefined) return refuse('invalidInput', `the password is too weak: ${why}`, { field: 'password', why })
  const secret = setsPassword ? (order.password ?? newPassword()) : undefined
  // The password first: were it last, the old one would open a session of the new version in between.
  if (secret !== undefined) await parts.setPassword(id, secret, version, true)
  await parts.write([{ kind: OFFICER, id: asId(id), fields: after }], by)
  if (secret !== undefined || before === undefined || endsSessions(before, after)) await book.endSessionsOf(asId(id))
  return ok({ id, ...(secret === undefined ? {} : { password: secret }) })
}

/** What a session stands on: when it becomes another, the officer signs in anew. */
function endsSessions(before: Officer, after: Officer): boolean {
  return !after.active || before.name !== after.name || before.role !== after.role || before.agency !== after.agency
}

/** True for an administrator who can sign in. */
async function governs({ book }: OrderParts, id: string, { role, active }: Officer): Promise<boolean> {
  return active && may(role, 'directory.write') && (await book.verifier(asId(id))) !== undefined
}

async function othersGovern(parts: OrderParts, id: string): Promise<boolean> {
  for (const [other, officer] of parts.directory.officers)
    if (other !== id && (await governs(parts, other, officer))) return true
  return false
}

/** Ends sessions everywhere: tokens here at once, stations when they hear that what they remember no longer counts. */
async function endSessions(parts: OrderParts, officer: string, by: OfficerId): Promise<Answer> {
  const known = parts.directory.officers.get(officer)
  if (known === undefined) return unknown('officer', officer)
  await parts.book.endSessionsOf(asId(officer))
  const fields = { credentialVersion: known.credentialVersion + 1 }
  await parts.write([{ kind: OFFICER, id: asId(officer), fields }], by)
  return ok({ id: officer })
}

async function overview({
  book,
  nowMs,
  linked,
  factors,
  disk,
  certificates,
}: OrderParts): Promise<AnswerOf<'admin'>['overview']> {
  const atMs = nowMs()
  const here = linked()
  const seen = new Map(await book.seenStations())
  for (const station of here) seen.set(station, atMs)
  const backup = await rememberedBackups(book)
  return {
    atMs,
    ...(backup === undefined
      ? {}
      : {
          backup: {
            madeMs: backup.last?.madeMs ?? null,
            provedMs: backup.proved?.madeMs ?? null,
            problem: backup.problem?.step ?? null,
            lacks: [...(backup.last?.lacks ?? [])],
          },
        }),
    stations: [...seen].map(([station, seenMs]) => ({ station, linked: here.has(station), seenMs })),
    sessions: [...(await book.sessions(atMs))],
    closingDays: await closingDaysOf(book),
    factors: {
      officers: (await officersWithFactor(book)).map(({ officer }) => officer),
      roles: [...(await factors.rule())],
    },
    codes: [...(await book.openCodes(atMs))],
    disk: disk(),
    ...(certificates === undefined ? {} : { certificates: certificates() }),
  }
}

/** Merges with what is there and checks the whole record against its schema. */
function checkRecord<Checked extends Schema>(
  schema: Checked,
  before: JsonFields | undefined,
  fields: JsonFields,
): Result<ReturnType<Checked['parse']> & JsonFields> {
  const parsed = schema.safeParse({ ...before, ...fields })
  if (parsed.success) return ok(parsed.data as ReturnType<Checked['parse']> & JsonFields)
  const issue = parsed.error.issues[0]
  return refuse('invalidInput', issue?.message ?? 'does not fit', { field: issue?.path.join('.') ?? '' })
}

function newId({ nowMs }: OrderParts): RecordId {
  return newRecordId(nowMs(), (count) => new Uint8Array(randomBytes(count)))
}

function unknown(what: string, id: string): Answer {
  return refuse('notFound', `no ${what} ${id}`, { id })
}

function taken(field: string): Answer {
  return refuse('alreadyExists', `another has this ${field}`, { field })
}
