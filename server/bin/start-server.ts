import type { Server as HttpServer } from 'node:http'
import { createServer } from 'node:http'
import type { Server as TlsServer } from 'node:https'
import { createServer as createTlsServer } from 'node:https'
// Puts a server together and takes it apart again: journal, access, hub, health. The only place that knows all parts.
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { fault, ok } from '../../shared/base/fault.ts'
import { asId } from '../../shared/base/ids.ts'
import type { GatewayForm } from '../../shared/interop/gateways.ts'
import { FIRST_CLOSING_DAYS } from '../../shared/model/closing.ts'
import { DIRECTORY } from '../../shared/model/directory.ts'
import { Access } from '../access/access.ts'
import { setClosingDays } from '../access/closing.ts'
import { lookForResets } from '../access/factor-resets.ts'
import type { OpenIdSettings } from '../access/open-id-settings.ts'
import { OpenId } from '../access/open-id.ts'
import type { DemoSignIn } from '../admin/demonstration.ts'
import { renewDemoPassword, takeDemonstration } from '../admin/demonstration.ts'
import { CENTRE, firstStart } from '../admin/first-start.ts'
import { healthAnswers } from '../admin/health.ts'
import { openIdAnswers } from '../admin/open-id-page.ts'
import { BACKUP_FOLDER } from '../backup/make-backup.ts'
import { BackupSchedule } from '../backup/schedule.ts'
import { ServerFiles } from '../files/server-files.ts'
import { AmbientBook } from '../gateways/ambient-book.ts'
import type { Patience } from '../gateways/gateway-runner.ts'
import type { GatewayKind } from '../gateways/gateway.ts'
import { GatewayHost } from '../gateways/host.ts'
import { GATEWAY_KINDS } from '../gateways/kinds.ts'
import { Destroyer } from '../hub/destroyer.ts'
import { Hub } from '../hub/hub.ts'
import { saidFile } from '../hub/said-files.ts'
import { databaseFault } from '../log/database-check.ts'
import { diskFault } from '../log/disk-fault.ts'
import { openGatewayBook } from '../log/gateway-book.ts'
import { openStore } from '../log/open-store.ts'
import type { StoreLog } from '../log/server-log.ts'
import type { CertificateEnds } from '../tls/expiry.ts'
import { endsOf, noteEnds } from '../tls/expiry.ts'
import type { ServerTls } from '../tls/tls-door.ts'
import { readTls, watchTls } from '../tls/tls-door.ts'
import { checkApart, copyOutApart, proveApart } from './prove-apart.ts'

const EMBEDDED_CODE_MINUTES = 30
const FIRST_CODE_MINUTES = 24 * 60
const SOFTWARE = 'fengsui-server 0.1.0'
const DEMO_NOTE = 'demonstration'

export interface ServerOptions {
  readonly folder: string
  /** The connection string of a PostgreSQL database, in place of a SQLite file in the folder. */
  readonly store?: string | undefined
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly embedded: boolean
  /** Serves https: the certificate, renewed without a stop. */
  readonly tls?: ServerTls | undefined
  /** Folder of the demonstration's files when the data may begin with it. */
  readonly demo: string | undefined
  readonly logger: Logger
  readonly nowMs: () => number
  /** A database above so many bytes, closed in order, is checked beside the work. */
  readonly checkFirstBytes?: number
  /** Where scheduled backups go, when not into the data folder, and the secret they are encrypted with. */
  readonly backups?: { readonly folder: string | undefined; readonly secret: Uint8Array | undefined }
  /** An existing directory officers may sign in with. */
  readonly openId?: OpenIdSettings | undefined
  /** How gateways try again. */
  readonly patience?: Patience
  /** Other kinds of gateways than the program's own, with their forms. */
  readonly kinds?: readonly GatewayKind[]
  readonly forms?: ReadonlyMap<string, GatewayForm>
}

export interface RunningServer {
  readonly url: string
  readonly log: StoreLog
  readonly access: Access
  readonly hub: Hub
  readonly gateways: GatewayHost
  readonly files: ServerFiles
  /** Only on the first start. */
  readonly adminPassword: string | undefined
  /** A one-time code: on the first start, and at every start of an embedded server. */
  readonly joinCode: string | undefined
  readonly demo: DemoSignIn | undefined
  readonly backups: BackupSchedule
  readonly close: () => Promise<void>
}

/** Starts a server; refused when the folder is in use or damaged, or the port is taken. */
export async function startServer(options: ServerOptions): Promise<Result<RunningServer>> {
  const tls = options.tls === undefined ? undefined : readTls(options.tls)
  if (tls?.ok === false) return tls
  const opened = await openStore(options)
  if (!opened.ok) return opened
  const log = opened.value
  const https = tls === undefined ? undefined : createTlsServer(tls.value)
  const http = https ?? createServer()
  try {
    const secure = https === undefined || tls === undefined ? undefined : { https, ends: endsOf(tls.value) }
    const started = await startOn(options, log, http, secure)
    return started.ok ? started : { ok: false, fault: afterDamage(options, log, started.fault) }
  } catch (error) {
    http.close()
    await log.close()
    const why = afterDamage(options, log, diskFault(error))
    if (why.kind === 'storeCorrupt') return { ok: false, fault: why }
    throw error
  }
}

/** Damage that a start met in a database it opened unchecked is told as the check tells it, with what to do. */
function afterDamage({ folder }: ServerOptions, log: StoreLog, why: Fault): Fault {
  return (why.kind === 'storeCorrupt' && log.isUnchecked === true ? databaseFault(folder) : undefined) ?? why
}

async function startOn(
  options: ServerOptions,
  log: StoreLog,
  http: HttpServer,
  secure: { readonly https: TlsServer; ends: CertificateEnds } | undefined,
): Promise<Result<RunningServer>> {
  const { folder, nowMs, logger } = options
  let hub: Hub | undefined
  const openId =
    options.openId === undefined
      ? undefined
      : new OpenId(options.openId, nowMs, (detail, message) => logger.warn(detail, message))
  const access = new Access({
    log,
    ...(openId === undefined ? {} : { openId }),
    book: log.access,
    nowMs,
    linked: () => hub?.linked() ?? new Set(),
    disk: () => ({
      trouble: log.trouble?.kind ?? hub?.diskFault?.kind ?? null,
      archivesAway: [...(log.archivesAway?.() ?? [])],
    }),
    ...(secure === undefined ? {} : { certificates: () => secure.ends }),
    onCommits: (commits) => {
      hub?.tell(commits)
      hub?.directoryChanged()
    },
  })
  log.onOthers?.(async (commits) => {
    const isDirectory = commits.some(({ space }) => space === DIRECTORY)
    if (isDirectory) await access.directory.refresh()
    hub?.othersCommitted(commits)
    if (isDirectory) hub?.directoryChanged()
  })
  const begun = await begin(options, log, access)
  if (!begun.ok) {
    await log.close()
    return begun
  }
  const { adminPassword } = begun.value
  const demo = await demonstration(options, log, access)
  if (!demo.ok) {
    await log.close()
    return demo
  }
  const files = new ServerFiles({ folder: join(folder, 'files'), log })
  await files.sweep(nowMs())
  const book = openGatewayBook(folder)
  if (!book.ok) {
    await log.close()
    return book
  }
  const gateways = new GatewayHost({
    ...{
      log,
      access,
      nowMs,
      logger,
      kinds: options.kinds ?? GATEWAY_KINDS,
      book: book.value,
      folder: join(folder, 'gateways'),
    },
    ambient: new AmbientBook((told) => hub?.tellAmbient(told)),
    push: (batch) => running.take(batch),
    hub: {
      tell: (commits) => hub?.tell(commits),
      follows: (station, space) => hub?.follows(station, space) ?? false,
      cut: (station, space) => hub?.cut(station, space),
      tellFile(event) {
        hub?.tellFile(event)
        log.say?.(JSON.stringify(event))
      },
    },
    files,
    ...(options.forms === undefined ? {} : { forms: options.forms }),
    ...(options.patience === undefined ? {} : { patience: options.patience }),
  })
  const running = new Hub({
    ...{ http, log, access, software: SOFTWARE, nowMs, logger, files },
    relayFile: (event) => log.say?.(JSON.stringify(event)),
    gateways: {
      order: (order, by) => gateways.order(order, by),
      rows: (space, topic) => gateways.rows(space, topic),
      told: (event) => gateways.told(event),
      spaceOf: (gateway) => gateways.spaceOf(gateway),
      mayCarry: (space, request) => gateways.mayCarry(space, request),
      committed(commits) {
        gateways.committed(commits)
        destroyer.committed(commits)
      },
    },
  })
  hub = running
  log.onSaid?.((text) => {
    const event = saidFile(text)
    if (event === undefined) return
    if (event.file === 'whole') files.heardWhole(asId(event.space))
    running.tellFile(event)
  })
  const destroyer = new Destroyer({ log, files, nowMs, logger, tell: (commits) => running.tell(commits) })
  const startedMs = nowMs()
  const backups = new BackupSchedule({
    data: folder,
    folder: options.backups?.folder ?? join(folder, BACKUP_FOLDER),
    secret: options.backups?.secret,
    notes: log.access,
    nowMs,
    prove: proveApart,
    copyOut:
      options.store === undefined
        ? undefined
        : (work, signal) => copyOutApart({ store: options.store ?? '', folder: work }, signal),
    log: (detail, message, failed) => (failed ? logger.error(detail, message) : logger.info(detail, message)),
  })
  const health = healthAnswers({
    peers: () => running.peers,
    counts: () => ({ ...running.counts }),
    epoch: () => log.epoch,
    software: SOFTWARE,
    startedMs,
    isClosing: () => running.isClosing,
    diskFault: () => log.trouble?.kind ?? running.diskFault?.kind ?? null,
    backup: () => backups.state,
    archivesAway: () => log.archivesAway?.().length ?? 0,
    certificates: () => secure?.ends ?? null,
  })
  const cameBack = openId === undefined ? undefined : openIdAnswers(openId)
  http.on('request', (request, response) => {
    if (cameBack?.(request, response) !== true) health(request, response)
  })
  const listening = await listen(http, options.host, options.port)
  if (!listening.ok) {
    await gateways.close()
    await log.close()
    return listening
  }
  const unwatch =
    secure === undefined || options.tls === undefined
      ? undefined
      : watchTls(secure.https, options.tls, logger, (read) => (secure.ends = endsOf(read)))
  const stopNoting = secure === undefined ? undefined : noteEnds(() => secure.ends, nowMs, logger)
  // First: orders say what still lies in an archive, or no longer does.
  await settleArchives(options, log)
  await destroyer.open()
  await gateways.open()
  const joinCode = options.embedded
    ? await access.invite(CENTRE, '本机席位', EMBEDDED_CODE_MINUTES, 'embedded')
    : log.isNew
      ? await access.invite(CENTRE, '首个席位', FIRST_CODE_MINUTES)
      : undefined
  await backups.start()
  const stopResets = lookForResets(
    () => access.carryOutResets(),
    (error) => logger.error({ err: error }, 'a reset of a second factor could not be carried out'),
  )
  const stopped = new AbortController()
  if (log.isUnchecked === true) void checkOf(options, log, stopped.signal)
  for (const path of log.archivesAway?.() ?? [])
    logger.error({ path }, 'a journal archive is not there: stations that ask for the old changes in it are refused')
  logger.info({ port: listening.value, folder, epoch: log.epoch }, 'server started')
  return ok({
    url: `${secure === undefined ? 'http' : 'https'}://${options.host}:${listening.value}`,
    log,
    access,
    hub: running,
    gateways,
    files,
    adminPassword,
    joinCode,
    demo: demo.value,
    backups,
    async close() {
      stopped.abort()
      unwatch?.()
      stopNoting?.()
      const closing = running.close()
      await gateways.close()
      await Promise.all([closing, backups.stop(), stopResets()])
      await destroyer.idle()
      await log.close()
    },
  })
}

/** What cannot be destroyed in an archive now is tried again at the next order or start. */
async function settleArchives({ logger }: ServerOptions, log: StoreLog): Promise<void> {
  try {
    await log.settleArchives?.()
  } catch (error) {
    logger.error({ err: error }, 'what is to be destroyed in journal archives could not be looked after')
  }
}

/** Checks a database that was opened at once; damage is said where those who watch over the server look. */
async function checkOf({ folder, logger }: ServerOptions, log: StoreLog, signal: AbortSignal): Promise<void> {
  const beganMs = performance.now()
  const found = await checkApart({ checkFolder: folder }, signal)
  if (signal.aborted) return
  log.checked?.(found)
  if (found.ok) logger.info({ ms: Math.round(performance.now() - beganMs) }, 'the database was checked: sound')
  else logger.error({ kind: found.fault.kind }, found.fault.message)
}

/** Reads the directory, and writes what a new server begins with; refused when the disk takes nothing. */
async function begin(
  { logger, embedded, demo }: ServerOptions,
  log: StoreLog,
  access: Access,
): Promise<Result<{ readonly adminPassword: string | undefined }>> {
  try {
    await access.directory.refresh()
    await access.noteSignedIn(await log.access.oldSignIns())
    // A lone workstation, and who only looks, are closed out by nobody [AD-14].
    if (log.isNew && !embedded && demo === undefined) await setClosingDays(log.access, FIRST_CLOSING_DAYS)
    return ok({ adminPassword: log.isNew ? await firstStart(log, access) : undefined })
  } catch (error) {
    logger.error({ err: error }, 'the server could not begin')
    return { ok: false, fault: diskFault(error) }
  }
}

/** A one-time code made on a folder, whether a server runs on it or not (SQLite lets one more writer in). */
async function demonstration(
  options: ServerOptions,
  log: StoreLog,
  access: Access,
): Promise<Result<DemoSignIn | undefined>> {
  const begun = await log.access.note(DEMO_NOTE)
  if (begun !== undefined) return renewDemoPassword(access, begun)
  if (options.demo === undefined || !log.isNew) return ok(undefined)
  const taken = await takeDemonstration(options.demo, log, access, options.nowMs())
  if (taken.ok) await log.access.setNote(DEMO_NOTE, taken.value.name)
  return taken
}

function listen(http: HttpServer, host: string, port: number): Promise<Result<number>> {
  return new Promise((resolve) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? fault('busy', `port ${port} on ${host} is taken by another program`, { port })
          : fault('busy', `cannot listen on ${host}:${port}: ${error.message}`, { port })
      resolve({ ok: false, fault: why })
    })
    http.listen({ host, port }, () => resolve(ok((http.address() as AddressInfo).port)))
  })
}

/** Where the demonstration's files are. */
export function demoFolder(root: string): string {
  return join(root, 'seeds/demo')
}
