// The closed table of calls a view may make to its station: input schema and answer. An unknown name is a fault.
import * as z from 'zod'
import type { Fault } from '../base/fault.ts'
import type { Json } from '../base/json.ts'
import { isJson } from '../base/json.ts'
import { COMMANDS } from '../commands/commands.ts'
import type { CommandName } from '../commands/commands.ts'
import { EXPORTED, EXPORT_FORMS } from '../model/audit.ts'
import type { FactorTold } from '../model/factor.ts'
import { factorCode, factorStep } from '../model/factor.ts'
import { positionSchema } from '../model/incident.ts'
import type { DivisionMatch } from '../model/same-event.ts'
import type { Overview } from '../sync/protocol.ts'
import { adminOrder } from '../sync/protocol.ts'
import type { ArchiveReport, SearchAnswer, Statistics } from './finding.ts'
import { archiveSchema, searchSchema, statisticsSchema } from './finding.ts'
import type { GatewaysResult } from './gateway-orders.ts'
import { gatewaysSchema } from './gateway-orders.ts'
import type { ImportReport } from './import-report.ts'
import { typesetSchema } from './paper.ts'
import type { IncidentRow, MapSourceRow, OfficerView } from './rows.ts'
import type { VerifyReport } from './verify.ts'

/** Raised with every change of methods.ts, watches.ts, rows.ts or frames.ts: a test compares the hash. */
export const RPC_VERSION = 19

const id = z.string().min(1).max(200)
const space = z.string().min(1).max(60)
const json = z.custom<Json>((value) => isJson(value))
const path = z.string().min(1).max(1_000)
/** Chosen at random by the window. */
const upload = z.string().regex(/^[0-9a-f]{16,64}$/)
const offset = z.int().min(0)
/** Most bytes of a file in one part, each way. */
export const FILE_PART_BYTES = 512 * 1024
const filePart = z.string().max(4 * Math.ceil(FILE_PART_BYTES / 3))
const partLength = z.int().min(1).max(FILE_PART_BYTES)

/** Ties an input schema to the type of its answer. */
interface Method<Schema extends z.ZodType, Answer> {
  readonly input: Schema
  readonly answer?: Answer
}
function method<Answer>() {
  return <Schema extends z.ZodType>(input: Schema): Method<Schema, Answer> => ({ input })
}

export interface Nearby {
  readonly row: IncidentRow
  /** null when only the divisions say that it is near. */
  readonly distanceM: number | null
  /** How its division lies to the one asked about; null when they are strangers or one is not known. */
  readonly division: DivisionMatch | null
  readonly agoMs: number
}
/** Two recent incidents that look like one event; nobody has said yet whether they are. */
export interface LikelyPair {
  readonly incident: IncidentRow
  readonly other: IncidentRow
  /** null when one has no position. */
  readonly distanceM: number | null
  /** How the other's division lies to that of `incident`. */
  readonly division: DivisionMatch | null
  /** How much later `incident` was. */
  readonly apartMs: number
}
export interface BackupReport {
  /** The newest whole backup in this station's folder. */
  readonly last: {
    readonly path: string
    readonly madeMs: number
    readonly bytes: number
    /** Journal archives it, or its copy elsewhere, has to do without. */
    readonly lacks?: readonly string[]
  } | null
  /** The newest that was restored and held. */
  readonly proved: { readonly path: string; readonly madeMs: number } | null
  /** The newest copy outside this station's folder; null also when no place was named. */
  readonly elsewhere: { readonly path: string; readonly madeMs: number } | null
  /** What went wrong with the newest attempt: making it, copying it elsewhere, or restoring it for a proof. */
  readonly problem: {
    readonly atMs: number
    readonly step: 'make' | 'copy' | 'prove'
    readonly fault: Fault
  } | null
}
/** The second place of the backups. */
export interface BackupPlaceState {
  readonly folder: string | null
  readonly isEncrypted: boolean
  /** What keeps the passphrase; null where there is none, or it was given at the start. */
  readonly keeper: 'keyStore' | 'file' | null
  /** Named when the program was started, and not to be changed here. */
  readonly isGiven: boolean
  /** The place lies on the disk of the data folder. */
  readonly isSameDisk: boolean
  /** Why nothing is copied there now. */
  readonly fault: Fault | null
}
/** A certificate of an authority this station believes beside those of the system. */
export interface AuthorityView {
  readonly name: string
  /** SHA-256, as programs show it. */
  readonly fingerprint: string
  readonly endsMs: number
  readonly isAuthority: boolean
}
/** A backup in this station's folder, or a copy outside it. */
export interface BackupRow {
  readonly path: string
  readonly madeMs: number
  readonly bytes: number
  readonly isElsewhere: boolean
  /** Restored into a scratch folder by this station, and held. */
  readonly isProved: boolean
}
export interface BackupList {
  /** Newest first. */
  readonly rows: readonly BackupRow[]
  /** The last one that was put in the place of the database here. */
  readonly restored: RestoreReport | null
}
/** How this station's database is kept. */
export interface EncryptionState {
  readonly isEncrypted: boolean
  /** What opens a new key when the station starts again: the machine's key store, the passphrase it was started with, nothing. */
  readonly keeper: 'keyStore' | 'passphrase' | null
}
/** What came of an order to restore. */
export interface RestoreReport {
  readonly atMs: number
  readonly from: string
  /** Where the database that was there is now; null when nothing was changed. */
  readonly kept: string | null
  /** Changes the backup lacked and the database that was there gave. */
  readonly takenOver: number
  /** Journal archives that are not there, and did not lie beside the backup; left out by older programs. */
  readonly archivesAway?: readonly string[]
  /** Why nothing was changed. */
  readonly fault: Fault | null
}
/** A file a window has brought to its station, whole. */
export interface TakenFile {
  readonly sha256: string
  readonly bytes: number
  /** Told from its bytes. */
  readonly mime: string
}
/** A space written as one file, to be read in parts. */
export interface ExportReport {
  /** Suggested name. */
  readonly name: string
  /** Names the file in `exportBytes`; it is kept for a day. */
  readonly pack: string
  readonly bytes: number
  /** Attachments inside, and those whose file is not at this station. */
  readonly files: number
  readonly missing: number
}
export interface Draft {
  readonly id: string
  readonly savedMs: number
  readonly content: Json
}

/** What a window may run: taking in another server's records is a server's own. */
const RUNNABLE = Object.entries(COMMANDS).flatMap(([name, { action }]) => (action === 'record.import' ? [] : [name]))

export const METHODS = {
  /** Signs an officer in at this station, with the server's word when linked, from memory when not. */
  signIn: method<OfficerView>()(
    z.strictObject({
      name: z.string().min(1).max(40),
      password: z.string().min(1).max(200),
      /** Of the second factor; asked for by `codeNeeded`. */
      code: factorCode.optional(),
    }),
  ),
  /** Begins signing in with the directory the server knows: the page to open, and until when the sign-in waits. */
  openIdBegin: method<{ readonly id: string; readonly url: string; readonly expiresMs: number }>()(z.strictObject({})),
  /** Signs in the officer the directory named, with the code its page showed. */
  openIdFinish: method<OfficerView>()(z.strictObject({ id, code: z.string().regex(/^\d{6}$/) })),
  /** Opens a station that closed for want of a link, with an administrator's code. */
  extendOpening: method<null>()(z.strictObject({ code: z.string().trim().min(8).max(40) })),
  /** The own second factor: a new secret, its first code, or taking it off. */
  factor: method<FactorTold>()(z.strictObject({ step: factorStep })),
  signOut: method<null>()(z.strictObject({})),
  /** The officer does something here: the session does not end for want of use. */
  stillHere: method<null>()(z.strictObject({})),
  changePassword: method<null>()(
    z.strictObject({ password: z.string().max(200), newPassword: z.string().min(8).max(200) }),
  ),
  /** Runs a command; answers once it is durable here. `callId` makes a repeated call the same call. */
  // `changes`: those of the record the command is about.
  run: method<{ readonly kind: string; readonly id: string; readonly changes: readonly string[] }>()(
    z.strictObject({
      space,
      command: z.enum(RUNNABLE as [CommandName, ...CommandName[]]),
      input: json,
      callId: id,
    }),
  ),
  /** Takes a change back: sets its fields to what they were, if nobody has written them since. */
  undo: method<{ readonly changes: readonly string[] }>()(z.strictObject({ space, change: id, callId: id })),
  /** Incidents near a place and time that may be the same event, likeliest first. */
  nearby: method<readonly Nearby[]>()(
    z.strictObject({
      space,
      /** Of the event, or the seat of its division; null when there is none. */
      position: positionSchema.nullable(),
      /** Also what lies in it, is of the same family and has no position is found. */
      division: z.string().max(12).nullable(),
      category: z.string().max(10).nullable(),
      atMs: z.number(),
      radiusM: z.number().min(1).max(100_000),
      withinMs: z.number().min(0),
    }),
  ),
  /** Recent incidents that look like one event, likeliest first. */
  likelyPairs: method<readonly LikelyPair[]>()(z.strictObject({ space })),
  markSeen: method<null>()(z.strictObject({ space, incidents: z.array(id).max(1_000).nullable() })),
  acknowledge: method<null>()(z.strictObject({ notices: z.array(id).max(1_000) })),
  /** Drafts survive a closed window, not a lost disk; they are nobody's picture. */
  saveDraft: method<null>()(z.strictObject({ id, content: json })),
  drafts: method<readonly Draft[]>()(z.strictObject({})),
  dropDraft: method<null>()(z.strictObject({ id })),
  setting: method<Json>()(z.strictObject({ name: z.string().min(1).max(60) })),
  saveSetting: method<null>()(z.strictObject({ name: z.string().min(1).max(60), value: json })),
  /** Links this station to servers, in order of preference. */
  setServers: method<null>()(z.strictObject({ servers: z.array(z.url().max(300)).max(8) })),
  join: method<null>()(
    z.strictObject({
      server: z.url().max(300),
      code: z.string().trim().min(4).max(60),
      stationName: z.string().trim().min(1).max(80),
    }),
  ),
  relink: method<null>()(z.strictObject({})),
  /** Pulls the plug on purpose (exercises, demonstrations) or puts it back. */
  setCutOff: method<null>()(z.strictObject({ cutOff: z.boolean() })),
  admin: method<{
    readonly id: string
    readonly joinCode?: string
    readonly password?: string
    readonly overview?: Overview
  }>()(z.strictObject({ order: adminOrder })),
  /** Administrators' orders to the gateways of the server. */
  gateways: method<GatewaysResult>()(gatewaysSchema),
  digest: method<{ readonly code: string; readonly records: number }>()(z.strictObject({ space })),
  /**
   * Verifies every chain, seal and picture beside the station's work; one at a time: who asks while one runs is told its result.
   * null: it was stopped. How far it is stands in the status.
   */
  verify: method<VerifyReport | null>()(z.strictObject({})),
  stopVerify: method<null>()(z.strictObject({})),
  /** Writes a consistent copy of the station's database and proves it by restoring it into a scratch folder. */
  backup: method<{ readonly path: string; readonly bytes: number }>()(z.strictObject({ path: path.nullable() })),
  /** What is known of this station's backups. */
  backups: method<BackupReport>()(z.strictObject({})),
  /** All of them that can be restored here. */
  backupList: method<BackupList>()(z.strictObject({})),
  /** Restores one of the list into a scratch folder and checks it. */
  proveBackup: method<null>()(z.strictObject({ path })),
  /**
   * Puts one of the list in the place of the database: proved first, then the station starts again on it. The database that is
   * there is kept beside it, and what it can give that the backup lacks is taken over.
   */
  restoreBackup: method<null>()(z.strictObject({ path })),
  backupPlace: method<BackupPlaceState>()(z.strictObject({})),
  /**
   * Names the second place of the backups, or none. The passphrase stays when it is left out; null: copies are not encrypted.
   */
  setBackupPlace: method<BackupPlaceState>()(
    z.strictObject({ folder: path.nullable(), passphrase: z.string().max(1_000).nullable().optional() }),
  ),
  /** The authority of a closed network, in PEM, that servers' certificates may be of; null takes it away. */
  authority: method<AuthorityView | null>()(z.strictObject({})),
  setAuthority: method<AuthorityView | null>()(z.strictObject({ pem: z.string().max(65_536).nullable() })),
  encryption: method<EncryptionState>()(z.strictObject({})),
  /**
   * Encrypts the database, or gives an encrypted one a new key, and starts the station again. The recovery code is told this once.
   */
  encryptDatabase: method<{ readonly recoveryCode: string }>()(z.strictObject({})),
  /** A space with its files as one sealed file, written at this station; `exportBytes` reads it. */
  exportSpace: method<ExportReport>()(z.strictObject({ space })),
  /** A window saved or printed records by itself: nothing but an audit record comes of it. `subject`: the one record, if it is one. */
  tellExport: method<null>()(
    z.strictObject({
      space,
      what: z.enum(EXPORTED),
      how: z.enum(EXPORT_FORMS),
      count: z.int().min(0).max(10_000_000),
      subject: z.string().max(100).optional(),
    }),
  ),
  /** Records of every kind that hold the words, the newest of each kind; agencies and officers of the directory. */
  search: method<SearchAnswer>()(searchSchema),
  /** Incidents of a period by time of occurrence, and how reports and answers kept their time. */
  statistics: method<Statistics>()(statisticsSchema),
  /** Everything of one incident as a bundle that can be read without this program and verified with it. */
  archive: method<ArchiveReport>()(archiveSchema),
  /** A document as PDF, base64. Nothing is kept. */
  typeset: method<{ readonly base64: string }>()(typesetSchema),
  exportBytes: method<{ readonly base64: string }>()(z.strictObject({ pack: upload, offset, length: partLength })),
  /** Brings a pack in parts; answers how much is here. `importSpace` then takes it in. */
  putPack: method<{ readonly have: number }>()(
    z.strictObject({ upload, total: z.int().min(1), offset, base64: filePart }),
  ),
  importSpace: method<ImportReport>()(z.strictObject({ upload })),
  /**
   * The next part of a file an officer attaches. Answers how much is here: a part that does not follow changes nothing.
   * `file` is told with the last part: only then the command `attachFile` can name it.
   */
  putAttachment: method<{ readonly have: number; readonly file: TakenFile | null }>()(
    z.strictObject({ upload, name: z.string().min(1).max(1_000), total: z.int().min(1), offset, base64: filePart }),
  ),
  /** Gives an upload up. */
  dropUpload: method<null>()(z.strictObject({ upload })),
  /** A part of an attachment's file that is here. */
  attachmentBytes: method<{ readonly base64: string; readonly bytes: number }>()(
    z.strictObject({ space, attachment: id, offset, length: partLength }),
  ),
  /** The file is wanted here: it comes as soon as the link and somebody who has it allow. */
  fetchAttachment: method<null>()(z.strictObject({ space, attachment: id })),
  cancelAttachment: method<null>()(z.strictObject({ space, attachment: id })),
  /** Base maps: packs on disk and tile addresses. */
  addMapPack: method<MapSourceRow>()(
    z.strictObject({
      name: z.string().min(1).max(80),
      fileName: z.string().max(200),
      base64: z.string().nullable(),
      path: path.nullable(),
      system: z.enum(['WGS84', 'GCJ02']),
    }),
  ),
  addMapAddress: method<MapSourceRow>()(
    z.strictObject({
      name: z.string().min(1).max(80),
      source: z.enum(['xyz', 'wmts']),
      address: z.string().min(8).max(500),
      attribution: z.string().max(300),
      minZoom: z.int().min(0).max(24),
      maxZoom: z.int().min(0).max(24),
      system: z.enum(['WGS84', 'GCJ02']),
    }),
  ),
  removeMapSource: method<null>()(z.strictObject({ source: id })),
  /** Bytes of a pack (pmtiles), base64. */
  packBytes: method<{ readonly base64: string }>()(
    z.strictObject({
      source: id,
      offset: z.int().min(0),
      length: z
        .int()
        .min(1)
        .max(8 * 1024 * 1024),
    }),
  ),
  /** One tile of a pack or address, base64; null when the source has none there. Fetched tiles are cached on disk. */
  tile: method<{ readonly base64: string | null; readonly mime: string; readonly cached: boolean }>()(
    z.strictObject({ source: id, z: z.int().min(0).max(24), x: z.int().min(0), y: z.int().min(0) }),
  ),
} as const

export type MethodName = keyof typeof METHODS
export type MethodInput<Name extends MethodName> = z.input<(typeof METHODS)[Name]['input']>
export type MethodAnswer<Name extends MethodName> =
  (typeof METHODS)[Name] extends Method<z.ZodType, infer Answer> ? Answer : never

/** Methods a caller may use before anyone has signed in. */
export const OPEN_METHODS: readonly MethodName[] = [
  'signIn',
  'openIdBegin',
  'openIdFinish',
  'extendOpening',
  'setting',
  'saveSetting',
  'setServers',
  'join',
  'authority',
  'setAuthority',
  'relink',
  'packBytes',
  'tile',
]
