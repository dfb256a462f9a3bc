// Builds a station out of its parts and takes it apart again: store, queries, RPC, sync, sessions. The only place that knows
// them all. Views come in through `accept`, whatever link they use.
import { randomBytes } from 'node:crypto'
import { uptime } from 'node:os'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import type { Logger } from 'pino'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { ok } from '../../shared/base/fault.ts'
import { newRecordId } from '../../shared/base/ids.ts'
import type { StationHost } from '../../shared/host/host.ts'
import { DIRECTORY } from '../../shared/model/directory.ts'
import type { StationFrame } from '../../shared/rpc/frames.ts'
import type { Link } from '../../shared/rpc/link.ts'
import { StationFiles } from '../files/station-files.ts'
import { NO_STANDING } from '../query/attachment-groups.ts'
import { createQueryHub } from '../query/create-query-hub.ts'
import type { QueryHub } from '../query/query-hub.ts'
import { RpcServer } from '../rpc/rpc-server.ts'
import type { BackupPlace } from '../store/backup-settings.ts'
import { readBackupSettings } from '../store/backup-settings.ts'
import type { StoreLog } from '../store/database.ts'
import { sha256, verifySignature } from '../store/node-crypto.ts'
import type { Recovery } from '../store/open-store.ts'
import { DATABASE_FILE, openStore } from '../store/open-store.ts'
import { createReads } from '../store/reads/station-reads.ts'
import type { StationStore } from '../store/station-store.ts'
import { socketIoWith } from '../sync/socket-io.ts'
import { SyncClient } from '../sync/sync-client.ts'
import { Alerts } from './alerts.ts'
import { checkApart, proveApart } from './apart.ts'
import { Arrivals } from './arrivals.ts'
import { Audit } from './audit.ts'
import { audited } from './audited.ts'
import { BackupPlaces } from './backup-place.ts'
import { BackupSchedule } from './backup-schedule.ts'
import { Closing } from './closing.ts'
import { Destroyer } from './destroyer.ts'
import { EmbeddedLink, belongs } from './embedded-link.ts'
import { Encryption } from './encryption.ts'
import { createHandlers } from './handlers.ts'
import { MapSources } from './map-sources.ts'
import { restoreAsOrdered, settleRestore } from './ordered-restore.ts'
import { QuietTimer } from './quiet-timer.ts'
import { ServerClock } from './server-clock.ts'
import { Sessions } from './sessions.ts'
import { guarded } from './station-rights.ts'
import { clientEndMs, tlsTexts } from './tls-texts.ts'
import { Verifying } from './verifying.ts'

export const SOFTWARE = 'fengsui 0.1.0'
const SESSION_LOOK_MS = 1_000
const STORE_LOOK_MS = 60_000
const CERTIFICATE_LOOK_MS = 24 * 3_600_000
/** From so long before its end the station's certificate is spoken of. */
const CERTIFICATE_TOLD_MS = 30 * 24 * 3_600_000
const WORDS_BUDGET_MS = 15
/** Settling and indexing wait until nothing has come for so long, and no longer than the second. */
const QUIET_MS = 50
const SETTLE_LATEST_MS = 1_000
/** With few records waiting it is done sooner: what little costs nobody is held up by, and never adds up to a pause. */
const FEW_RECORDS = 64
const SETTLE_FEW_MS = 100

export interface EngineOptions {
  readonly folder: string
  readonly host: StationHost
  readonly logger: Logger
  readonly nowMs: () => number
  /** Since the machine was started; for tests. */
  readonly uptimeMs?: () => number
  /** Servers given on the command line; otherwise those remembered. */
  readonly servers: readonly string[]
  readonly stationName: string | undefined
  /** Passphrase or recovery code of an encrypted database, where no key store opens it. */
  readonly databaseSecret?: Uint8Array | undefined
  /** Copies of the scheduled backups outside the folder; left out, the console names the place. */
  readonly backups?: BackupPlace | undefined
  /** Ends this engine and starts another on the folder; left out where nothing does. */
  readonly restart?: () => void
  /** For tests: databases above this size that were closed in order are checked beside the work. */
  readonly checkFirstBytes?: number
}

export interface Engine {
  readonly store: StationStore
  readonly sync: SyncClient
  readonly sessions: Sessions
  readonly embedded: EmbeddedLink
  readonly recovery: Recovery | null
  accept(link: Link<StationFrame, unknown>): void
  health(): { readonly [name: string]: string | number | boolean | null }
  stop(): Promise<void>
}

/** Opens the folder and starts; refused when the folder is in use, damaged beyond repair or of a newer program. */
export async function createEngine(options: EngineOptions): Promise<Result<Engine>> {
  const { folder, host, logger, nowMs } = options
  const random = (count: number): Uint8Array => new Uint8Array(randomBytes(count))
  const place = {
    folder,
    nowMs,
    random,
    protect: (secret: Uint8Array) => host.protect(secret),
    unprotect: (wrapped: Uint8Array) => host.unprotect(wrapped),
    databaseSecret: options.databaseSecret,
  }
  const keptPlace = await readBackupSettings(folder, place)
  const ordered = await restoreAsOrdered(place, (options.backups ?? keptPlace).secret)
  if (ordered !== undefined) logger.warn(ordered, 'a backup was to be restored')
  const log: StoreLog = (event, detail) => logger.info(detail, event)
  const opened = await openStore({ ...place, log, checkFirstBytes: options.checkFirstBytes })
  if (!opened.ok) return opened
  const { store, db, recovery, drainWords, unsettled, isUnchecked, checked } = opened.value
  if (recovery !== null) logger.warn(recovery, 'the database was damaged and recovered')
  if (ordered !== undefined) settleRestore(store, ordered, nowMs())
  if (options.stationName !== undefined) store.setMeta('station.name', options.stationName)
  if (options.servers.length > 0) store.setMeta('sync.servers', [...options.servers])
  const stationName = (): string => {
    const name = store.meta('station.name')
    return typeof name === 'string' ? name : 'Fengsui'
  }
  const servers = (store.meta('sync.servers') ?? []) as readonly string[]
  const differs = new Map<string, boolean>()

  let hub: QueryHub | undefined
  let rpc: RpcServer | undefined
  let files: StationFiles | undefined
  const statusChanged = (): void => hub?.changed('status')
  // A disk that refuses must not take the link or the station down with it.
  const aboutSession = (work: () => void): void => {
    try {
      work()
    } catch (error) {
      logger.error({ err: error }, 'the session could not be looked at')
    }
  }
  const closing: Closing = new Closing({
    store,
    nowMs,
    isLinked: () => sync.status.state === 'linked',
    onChange: statusChanged,
  })
  /** As the server last said. */
  let openId: string | null = null
  const serverClock = new ServerClock({
    store,
    nowMs,
    uptimeMs: options.uptimeMs ?? (() => uptime() * 1_000),
    onChange: statusChanged,
  })
  const alerts = new Alerts({ store, nowMs, onChange: statusChanged })
  const sync = new SyncClient({
    store,
    ports: {
      nowMs,
      random,
      chance: Math.random,
      sha256,
      verify: verifySignature,
      unzstd: (bytes, maxBytes) => new Uint8Array(zstdDecompressSync(bytes, { maxOutputLength: maxBytes })),
      log: {
        info: (detail, message) => logger.info(detail, message),
        warn: (detail, message) => logger.warn(detail, message),
      },
    },
    software: SOFTWARE,
    stationName,
    servers,
    openSocket: socketIoWith(() => tlsTexts(folder)),
    onGreeted(hello, clockOffsetMs) {
      serverClock.learn(clockOffsetMs)
      openId = hello.openId?.label ?? null
      closing.told(hello.closing)
    },
    onStatus(status) {
      aboutSession(() => {
        if (status.state === 'linked') sessions.admitted()
        sessions.look()
      })
      if (status.state === 'linked') for (const space of store.spaces()) hub?.ambient.restart(space)
      files?.onLink(status.state === 'linked')
      statusChanged()
    },
    onFile: (event) => files?.onFile(event),
    onAmbient: (event) => hub?.ambient.take(event),
    onNotice(notice) {
      logger.info(notice, 'notice')
      if (notice.notice === 'revoked') aboutSession(() => sessions.revoked(sync.status.state === 'linked'))
      alerts.note(notice)
    },
    onDiffers(space, value) {
      differs.set(space, value)
      statusChanged()
    },
  })
  const audit = new Audit({
    ...{ store, nowMs, random },
    log: (fault) => logger.error({ fault }, 'an audit record could not be written'),
  })
  const sessions: Sessions = new Sessions({
    store,
    onEnded: ({ officer, displayName, why }) =>
      audit.note({ event: 'sessionEnded', officer, name: displayName, about: why, refused: null }),
    nowMs,
    request: (name, request) => sync.request(name, request),
    isClosed: () => closing.isClosed,
    isRefusedAsRevoked: () => sync.status.state === 'refused' && sync.status.fault?.kind === 'stationRevoked',
    onChange() {
      rpc?.viewerChanged()
      statusChanged()
    },
  })
  const verifying = new Verifying({
    place: {
      database: join(folder, DATABASE_FILE),
      databaseKey: db.databaseKey,
      station: store.station,
      publicKey: store.publicKey,
    },
    settle: () => void store.view(),
    onChange: statusChanged,
  })
  const embedded = new EmbeddedLink({ store, sync, sessions, nowMs, onChange: statusChanged })
  const maps = new MapSources({
    store,
    folder: join(folder, 'maps'),
    nowMs,
    newId: () => newRecordId(nowMs(), random),
    onChange: () => hub?.changed('mapSources'),
    log: (detail, message) => logger.warn(detail, message),
  })
  const drain = (): void => {
    if (drainWords(WORDS_BUDGET_MS) > 0 || queries.warm(WORDS_BUDGET_MS)) quiet.soon()
  }
  const quiet = new QuietTimer(drain, QUIET_MS, () => (unsettled() <= FEW_RECORDS ? SETTLE_FEW_MS : SETTLE_LATEST_MS))
  const queries = createQueryHub({
    onIdleWork: () => quiet.soon(),
    store,
    reads: createReads(db),
    nowMs: serverClock.nowMs,
    sources: {
      status: () => ({
        stationName: stationName(),
        software: SOFTWARE,
        link: sync.status.state,
        linkSinceMs: sync.status.sinceMs,
        server: sync.status.server,
        servers: sync.servers,
        linkFault: embedded.fault ?? sync.status.fault,
        lastHeardMs: sync.status.lastHeardMs,
        clockOffsetMs: serverClock.offsetMs,
        officer: sessions.view(),
        filesWaiting: files?.waiting ?? 0,
        verifying: verifying.progress,
        sessionEnd: sessions.ended,
        openId,
        closing: closing.view(),
        alerts: alerts.rows(),
      }),
      differs: (space) => differs.get(space) ?? false,
      mapSources: () => maps.rows(),
      fileStanding: (entry) => files?.standing(entry) ?? NO_STANDING,
    },
  })
  hub = queries
  const stationFiles = await StationFiles.open({
    folder: join(folder, 'files'),
    databaseKey: db.databaseKey,
    store,
    attachments: queries.attachments,
    ask: (name, request) => sync.request(name, request),
    nowMs,
    log: {
      info: (detail, message) => logger.info(detail, message),
      warn: (detail, message) => logger.warn(detail, message),
    },
    onChange() {
      hub?.changed('files')
      // The bar counts what waits.
      statusChanged()
    },
  })
  files = stationFiles
  const places = new BackupPlaces({
    folder,
    hooks: place,
    given: options.backups,
    kept: keptPlace,
    onChange: () => backups.placeChanged(),
  })
  const backups: BackupSchedule = new BackupSchedule({
    store,
    shelf: db.shelf,
    folder,
    place: () => places.place,
    nowMs,
    prove: (job, signal) => proveApart({ ...job, databaseKey: db.databaseKey }, signal),
    log: (event, detail) => logger.info(detail, event),
    onFailed: (fault) => alerts.backupFailed(fault),
    restart: options.restart,
  })
  const encryption = new Encryption({
    folder,
    databaseKey: db.databaseKey,
    secret: options.databaseSecret,
    hooks: place,
    random,
    restart: options.restart,
  })
  const handlers = createHandlers({
    closing,
    backups,
    places,
    encryption,
    verifying,
    store,
    sync,
    sessions,
    maps,
    alerts,
    hub: queries,
    files: stationFiles,
    folder,
    nowMs,
    serverNowMs: serverClock.nowMs,
    random,
  })
  const server = new RpcServer({
    hub: queries,
    handlers: audited(
      guarded(handlers, () => belongs(store)),
      {
        audit,
        who: () => ({ officer: sessions.session?.officer ?? '', name: sessions.view()?.displayName ?? '' }),
      },
    ),
    viewer: () => sessions.viewer(),
    log: (detail, message) => logger.error(detail, message),
  })
  rpc = server
  const arrivals = new Arrivals({
    store,
    methods: queries.methods,
    nowMs,
    log: (detail, message) => logger.warn(detail, message),
  })

  const destroyer = new Destroyer({
    store,
    files: stationFiles,
    letGo: () => void verifying.stop(),
    list: (space, kind) => queries.methods.list(space, kind, {}),
    nowMs,
    log: (detail, message) => logger.info(detail, message),
  })
  let lastFault: Fault | null = null
  const storeTimer = setInterval(() => {
    const fault = store.storeFault()
    if (fault !== lastFault) statusChanged()
    lastFault = fault
  }, STORE_LOOK_MS)
  backups.start()
  db.shelf.settleDue()
  for (const { path } of db.shelf.away()) alerts.archiveAway(path)
  const lookAtCertificate = (): void => {
    const endMs = clientEndMs(folder)
    if (endMs !== null && endMs - nowMs() < CERTIFICATE_TOLD_MS) alerts.certificateEnds(endMs)
  }
  lookAtCertificate()
  const certificateTimer = setInterval(lookAtCertificate, CERTIFICATE_LOOK_MS)
  const stopped = new AbortController()
  if (isUnchecked)
    void checkApart({ database: join(folder, DATABASE_FILE), databaseKey: db.databaseKey }, stopped.signal).then(
      (found) => {
        if (stopped.signal.aborted) return
        logger.info(found, 'check beside the work')
        checked(found.ok)
        if (!found.ok && found.fault.kind === 'storeCorrupt') alerts.databaseDamaged(found.fault)
      },
    )
  const stopTouched = store.onTouched(() => quiet.soon())
  const stopDirectory = store.onTouched(({ space }) => {
    if (space === DIRECTORY) aboutSession(() => sessions.look())
  })
  const sessionTimer = setInterval(() => {
    aboutSession(() => {
      serverClock.look()
      closing.look()
      sessions.look()
    })
  }, SESSION_LOOK_MS)
  const stopPower = host.onPower((event) => sync.onPower(event))
  destroyer.start()
  sync.start()
  drain()

  return ok({
    store,
    sync,
    sessions,
    embedded,
    recovery,
    accept: (link) => server.accept(link),
    health: () => ({ status: 'ok', software: SOFTWARE, station: store.station, link: sync.status.state }),
    async stop() {
      stopped.abort()
      clearInterval(storeTimer)
      clearInterval(certificateTimer)
      backups.stop()
      clearInterval(sessionTimer)
      stopDirectory()
      destroyer.stop()
      arrivals.stop()
      quiet.stop()
      stopTouched()
      stopPower()
      server.close()
      await verifying.stop()
      await sync.stop()
      stationFiles.stop()
      queries.close()
      maps.close()
      store.close()
    },
  })
}
