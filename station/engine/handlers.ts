// What every method of the RPC does at this station. Commands are decided by shared/commands and committed by the store;
// everything else is handed to the part it belongs to.
import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { Kind, RecordId, SpaceId } from '../../shared/base/ids.ts'
import { asId, newRecordId } from '../../shared/base/ids.ts'
import { isJson } from '../../shared/base/json.ts'
import type { RandomBytes } from '../../shared/base/ports.ts'
import type { CommandContext } from '../../shared/commands/command.ts'
import { decide } from '../../shared/commands/commands.ts'
import { movedDeadlines } from '../../shared/commands/moved-deadlines.ts'
import type { Action } from '../../shared/commands/rights.ts'
import { may } from '../../shared/commands/rights.ts'
import { shownValue } from '../../shared/journal/merge.ts'
import { saysNothing } from '../../shared/model/destruction.ts'
import { DIRECTORY, SPACE } from '../../shared/model/directory.ts'
import { INCIDENT } from '../../shared/model/incident.ts'
import { TILE_CACHE_SETTING } from '../../shared/model/map-settings.ts'
import type { Role } from '../../shared/model/role.ts'
import type { MethodAnswer } from '../../shared/rpc/methods.ts'
import type { StationFiles } from '../files/station-files.ts'
import type { QueryHub, Viewer } from '../query/query-hub.ts'
import type { HandlerInput, Handlers } from '../rpc/rpc-server.ts'
import type { StationStore } from '../store/station-store.ts'
import type { SyncClient } from '../sync/sync-client.ts'
import type { Alerts } from './alerts.ts'
import { typesetApart } from './apart.ts'
import { archiveIncident } from './archive/archive-handler.ts'
import type { BundleParts } from './archive/write-bundle.ts'
import { checkAttachFile, fileHandlers } from './attachments.ts'
import { authorityOf, keepAuthority } from './authority.ts'
import type { BackupPlaces } from './backup-place.ts'
import type { BackupSchedule } from './backup-schedule.ts'
import type { Closing } from './closing.ts'
import type { Encryption } from './encryption.ts'
import { orderGateways } from './gateway-orders.ts'
import type { MapSources } from './map-sources.ts'
import type { Sessions } from './sessions.ts'
import type { Verifying } from './verifying.ts'

export interface HandlerParts {
  readonly closing: Closing
  readonly backups: BackupSchedule
  readonly places: BackupPlaces
  readonly encryption: Encryption
  readonly verifying: Verifying
  readonly store: StationStore
  readonly sync: SyncClient
  readonly sessions: Sessions
  readonly maps: MapSources
  readonly alerts: Alerts
  readonly hub: QueryHub
  readonly files: StationFiles
  readonly folder: string
  readonly nowMs: () => number
  /** By the server's clock: what officers sign by and deadlines are counted with. Stamps of changes are the machine's own. */
  readonly serverNowMs: () => number
  readonly random: RandomBytes
}

/** One function for every method. */
export function createHandlers(parts: HandlerParts): Handlers {
  const { store, sync, sessions, maps, alerts, hub, folder, nowMs } = parts
  const { methods } = hub
  const done = (): Result<null> => ok(null)
  return {
    signIn: ({ name, password, code }) => sessions.signIn(name, password, { code }),
    openIdBegin: () => sessions.openIdBegin(),
    openIdFinish: ({ id, code }) => sessions.openIdFinish(id, code),
    factor: ({ step }) => sessions.factor(step),
    extendOpening: ({ code }) => parts.closing.extend(code),
    async signOut() {
      await sessions.signOut()
      return done()
    },
    stillHere() {
      sessions.used()
      return done()
    },
    changePassword: ({ password, newPassword }) => sessions.changePassword(password, newPassword),
    async run(input, viewer) {
      const checked = input.command === 'attachFile' ? await checkAttachFile(parts.files, input) : ok(null)
      return checked.ok ? runCommand(parts, input, viewer) : checked
    },
    undo: (input, viewer) => undo(parts, input, viewer),
    nearby: (input, viewer) => ok(methods.nearby(viewer, input)),
    likelyPairs: ({ space }, viewer) => ok(methods.likelyPairs(viewer, space)),
    markSeen: ({ space, incidents }, viewer) => methods.markSeen(viewer, space, incidents),
    acknowledge({ notices }, viewer) {
      alerts.acknowledge(sessions.view()?.displayName ?? viewer.officer, notices)
      return methods.acknowledge(viewer, notices)
    },
    saveDraft: ({ id, content }, viewer) => methods.saveDraft(viewer, id, content),
    drafts: (_input, viewer) => ok(methods.drafts(viewer)),
    dropDraft: ({ id }, viewer) => methods.dropDraft(viewer, id),
    setting: ({ name }) => ok(methods.setting(name)),
    async saveSetting({ name, value }) {
      const saved = methods.saveSetting(name, value)
      if (saved.ok && name === TILE_CACHE_SETTING) await maps.limitChanged()
      return saved
    },
    setServers({ servers }) {
      store.setMeta('sync.servers', [...servers])
      sync.setServers(servers)
      return done()
    },
    async join({ server, code, stationName }) {
      store.setMeta('station.name', stationName)
      const joined = await sync.join(server, code)
      const known = (store.meta('sync.servers') ?? []) as readonly string[]
      if (joined.ok) store.setMeta('sync.servers', [server, ...known.filter((one) => one !== server)])
      return joined
    },
    relink() {
      sync.relink()
      return done()
    },
    setCutOff({ cutOff }) {
      sync.setCutOff(cutOff)
      return done()
    },
    admin: ({ order }, viewer) => carryOutOrder(parts, order, viewer),
    gateways: ({ order }, viewer) => orderGateways(parts, order, viewer),
    async typeset(paper) {
      const set = await typesetApart(paper)
      return set.ok ? ok({ base64: Buffer.from(set.value).toString('base64') }) : set
    },
    digest: ({ space }) => ok(methods.digest(space)),
    verify: () => parts.verifying.verify(),
    async stopVerify() {
      await parts.verifying.stop()
      return done()
    },
    async backup({ path }, viewer) {
      // A path of the caller's own takes everything out of this folder, and must not be a way to write over other files.
      const allowed = path === null ? ok(null) : withRight(viewer, 'space.export', () => newFile(path))
      return allowed.ok ? parts.backups.make(path) : allowed
    },
    backups: () => ok(parts.backups.report),
    backupList: () => ok(parts.backups.list()),
    async proveBackup({ path }, viewer) {
      const allowed = withRight(viewer, 'space.export', () => ok(null))
      return allowed.ok ? parts.backups.proveOne(path) : allowed
    },
    restoreBackup: ({ path }) => parts.backups.order(path),
    backupPlace: () => ok(parts.places.state),
    setBackupPlace: ({ folder: place, passphrase }) => parts.places.set(place, passphrase),
    authority: () => ok(authorityOf(folder)),
    setAuthority({ pem }) {
      const kept = keepAuthority(folder, pem, nowMs())
      if (kept.ok) sync.relink()
      return kept
    },
    encryption: async () => ok(await parts.encryption.state()),
    encryptDatabase: () => parts.encryption.order(),
    tellExport: ({ space }) =>
      store.spaces().includes(asId(space)) ? done() : refuse('spaceUnknown', `no space ${space}`),
    search: (question) => ok(methods.search(question)),
    statistics: (question) => ok(methods.statistics(question)),
    archive: (question, viewer) => archive(parts, question, viewer),
    ...fileHandlers({ store, files: parts.files, attachments: hub.attachments, folder: join(folder, 'files'), nowMs }),
    addMapPack: (input) => maps.addPack(input),
    addMapAddress: (input) => maps.addAddress(input),
    removeMapSource: ({ source }) => maps.remove(source),
    packBytes: (input) => maps.packBytes(input),
    tile: (input) => maps.tile(input),
  }
}

/** Hands an administrator's order to the server; only with the server's own word that the officer is signed in. */
async function carryOutOrder(
  { sync, sessions }: HandlerParts,
  order: HandlerInput<'admin'>['order'],
  viewer: Viewer,
): Promise<Result<MethodAnswer<'admin'>>> {
  const allowed = withRight(viewer, 'directory.write', () => ok(null))
  if (!allowed.ok) return allowed
  sessions.used()
  if (sync.status.state !== 'linked') return refuse('offline', 'orders need the server')
  const token = sessions.session?.token ?? null
  if (token === null) return refuse('sessionEnded', 'signed in from memory: the server has not seen the password')
  const answer = await sync.request('admin', { token, order })
  if (!answer.ok) {
    if (answer.fault.kind === 'sessionEnded') sessions.tokenEnded()
    return answer
  }
  const { id, joinCode, password, overview } = answer.value
  return ok({
    id,
    ...(joinCode === undefined ? {} : { joinCode }),
    ...(password === undefined ? {} : { password }),
    ...(overview === undefined ? {} : { overview }),
  })
}

async function archive(
  { store, hub, files, folder, nowMs }: HandlerParts,
  question: HandlerInput<'archive'>,
  viewer: Viewer,
): Promise<Result<MethodAnswer<'archive'>>> {
  const allowed = withRight(viewer, 'space.export', () => ok(null))
  if (!allowed.ok) return allowed
  const bundle: BundleParts = {
    store,
    list: (space, kind, of) => hub.methods.list(space, kind, of),
    attachments: hub.attachments,
    content: files.content,
    nowMs: nowMs(),
  }
  return archiveIncident(bundle, files, folder, question)
}

/** A path is written to only where nothing lies yet. */
function newFile(path: string): Result<null> {
  if (!isAbsolute(path)) return refuse('invalidInput', 'a whole path is needed', { field: 'path' })
  return existsSync(path) ? refuse('alreadyExists', `${path} exists already`, { field: 'path' }) : ok(null)
}

function withRight<T>(viewer: Viewer, action: Action, work: () => Result<T>): Result<T> {
  if (viewer.role === null) return refuse('notSignedIn', 'nobody is signed in')
  return may(viewer.role, action) ? work() : refuse('notAllowed', `${viewer.role} may not ${action}`, { action })
}

function runCommand(parts: HandlerParts, input: HandlerInput<'run'>, viewer: Viewer): Result<MethodAnswer<'run'>> {
  const { store, sessions } = parts
  if (viewer.role === null) return refuse('notSignedIn', 'nobody is signed in')
  const space: SpaceId = asId(input.space)
  if (!store.spaces().includes(space)) return refuse('spaceUnknown', `no space ${space}`, { space })
  if (isClosed(store, space)) return refuse('spaceClosed', `space ${space} is closed`, { space })
  if (!isJson(input.input)) return refuse('invalidInput', 'the input is not JSON', { field: 'input' })
  sessions.used()
  const context = contextOf(parts, space, { ...viewer, role: viewer.role })
  const decided = decide(input.command, context, input.input)
  if (!decided.ok) return decided
  const { drafts, subject } = decided.value
  const committed = store.commit(space, drafts, { officer: viewer.officer, nowMs: parts.nowMs() })
  if (!committed.ok) return committed
  // What is written besides (a line of the log that says what a change moved) is not the officer's to take back.
  const own = committed.value.filter(({ head }) => head.kind === subject.kind && head.record === subject.id)
  return ok({ kind: subject.kind, id: subject.id, changes: own.map((change) => change.id) })
}

/** What a command of this officer may know. */
function contextOf(
  { store, hub, sessions, nowMs, serverNowMs, random }: HandlerParts,
  space: SpaceId,
  viewer: Viewer & { readonly role: Role },
): CommandContext {
  const officer = sessions.officer(viewer.officer)
  const agency = officer === undefined ? undefined : sessions.agency(officer.agency)
  return {
    nowMs: serverNowMs(),
    station: store.station,
    officer: viewer.officer,
    role: viewer.role,
    agency: asId(officer?.agency ?? ''),
    agencyCode: agency?.code ?? 'XX',
    newId: () => newRecordId(nowMs(), random),
    nextCount: (name) => store.nextCount(name),
    numberMark: store.numberMark,
    isNumberTaken: (number) => store.hasNumber(number),
    numbersElsewhere: (kind, agency) => hub.methods.numbersElsewhere(space, kind, agency),
    read: (kind, id) => store.read(space, kind, id),
    list: (kind, of) => hub.methods.list(space, kind, of),
    changesOf: (kind, id) => changesOf(store, space, kind, id),
  }
}

/** What a command may know of how a record came about; null while the journal is not all here. */
function changesOf(
  store: StationStore,
  space: SpaceId,
  kind: Kind,
  id: RecordId,
): ReturnType<NonNullable<CommandContext['changesOf']>> {
  if (store.facts(space).backfill !== null) return null
  return store.history(space, { kind, id }).flatMap(({ change, refused }) =>
    refused !== null || change.content === null
      ? []
      : [
          {
            id: change.id,
            fields: change.content.sets.filter(({ value }) => !saysNothing(value)).map(({ name }) => name),
          },
        ],
  )
}

/** Nothing new is begun in a closed space; a server still takes what was written before a station heard of it. */
function isClosed(store: StationStore, space: SpaceId): boolean {
  const record = store.read(DIRECTORY, SPACE, asId(space))
  return record !== undefined && shownValue(record, 'closed') === true
}

function undo(parts: HandlerParts, input: HandlerInput<'undo'>, viewer: Viewer): Result<MethodAnswer<'undo'>> {
  const { store, hub, nowMs } = parts
  if (isClosed(store, asId(input.space))) return refuse('spaceClosed', `space ${input.space} is closed`)
  const draft = hub.methods.undoDraft(viewer, input.space, input.change)
  if (!draft.ok) return draft
  const { kind, id, fields } = draft.value
  const before = kind === INCIDENT ? store.read(asId(input.space), kind, id) : undefined
  const context = viewer.role === null ? null : contextOf(parts, asId(input.space), { ...viewer, role: viewer.role })
  const moved = before === undefined || context === null ? [] : movedDeadlines(context, before, fields)
  const committed = store.commit(asId(input.space), [draft.value, ...moved], {
    officer: viewer.officer,
    nowMs: nowMs(),
  })
  return committed.ok ? ok({ changes: committed.value.slice(0, 1).map((change) => change.id) }) : committed
}
