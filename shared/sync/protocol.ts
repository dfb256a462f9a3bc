// The wire between a station and a coordination server (and between servers): names, shapes, version.
// Every frame is one CBOR value in one Socket.IO binary argument; every request is answered by one acknowledgement.
// SPEC.md beside this file says what each means. A change here must raise PROTOCOL_VERSION: a test compares the hash.
import * as z from 'zod'
import { FAULTS } from '../base/fault.ts'
import type { FaultKind } from '../base/fault.ts'
import type { ChangeId, StationId } from '../base/ids.ts'
import { closingDays } from '../model/closing.ts'
import { FACTOR_STANDINGS, factorCode, factorRule, factorStep, factorTold } from '../model/factor.ts'
import { FILE_REQUESTS, fileEvent } from './file-protocol.ts'
import { GATEWAY_REQUESTS, ambientEvent } from './gateway-protocol.ts'

/** Raised with every change of these schemas. */
export const PROTOCOL_VERSION = 11
/** Oldest version this program still speaks. */
export const OLDEST_PROTOCOL_VERSION = 1
/** Most changes in one push, page or live frame. */
export const MAX_CHANGES_PER_FRAME = 2_000
/** Most bytes of one frame. */
export const MAX_FRAME_BYTES = 8 * 1024 * 1024

const bytes = (length?: number) =>
  z.custom<Uint8Array>((value) => value instanceof Uint8Array && (length === undefined || value.length === length))
const id = z.string().min(1).max(200)
const count = z.int().min(0)
// The schema checks the form; the brands spare every reader a cast.
const branch = z.string().max(32) as unknown as z.ZodType<'' | ChangeId>
const station = id as unknown as z.ZodType<StationId>
const kind = z.string().min(1).max(60)

export const faultSchema = z.object({
  kind: z.enum(Object.keys(FAULTS) as [FaultKind, ...FaultKind[]]),
  message: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
})

export const sealSchema = z.object({ station, chain: count, seq: count, signature: bytes(64) })
/** Newest change of a branch of a chain. */
export const tipSchema = z.object({ station, chain: count, branch, seq: count, hash: bytes(32) })
export const cursorSchema = z.object({ epoch: id, pos: count })

/** Changes as alternating header, body, header, body …; a destroyed body is null. */
export const changesSchema = z
  .array(bytes().nullable())
  .max(2 * MAX_CHANGES_PER_FRAME)
  .refine((list) => list.length % 2 === 0, 'headers and bodies must alternate')

// ---- server → station, not asked for ----

/** First frame on every connection. The station signs `nonce` to prove its key. */
export const challengeEvent = z.object({
  protocol: count,
  oldest: count,
  nonce: bytes(32),
  server: id,
  publicKey: bytes(32),
  nowMs: count,
  software: z.string().max(60),
})
/** Newly committed changes; the first has position `from`, the others follow without gap. */
export const liveEvent = z.object({
  space: id,
  epoch: id,
  from: count,
  changes: changesSchema,
  seals: z.array(sealSchema),
})
/** The peer was too slow and frames were left out: pull up to `tip`. */
export const behindEvent = z.object({ space: id, epoch: id, tip: count })
/** Something the officers or the administrator must know. */
export const noticeEvent = z.object({
  notice: z.enum(['fork', 'revoked', 'closing', 'spacesChanged']),
  detail: z.record(z.string(), z.union([z.string(), z.number()])),
})

// ---- station → server, each with its answer ----

export const helloRequest = z.object({
  protocol: count,
  software: z.string().max(60),
  station: id,
  publicKey: bytes(32),
  name: z.string().max(80),
  nonce: bytes(32),
  /** Over helloMessage(challenge nonce, server, protocol). */
  signature: bytes(64),
  joinCode: z.string().max(60).optional(),
  nowMs: count,
})
export const spaceTipSchema = z.object({ space: id, epoch: id, tip: count })
export const helloAnswer = z.object({
  /** The server's signature over welcomeMessage(station's nonce). */
  signature: bytes(64),
  agency: id,
  spaces: z.array(spaceTipSchema),
  nowMs: count,
  /** After how many days without a link the station closes itself, and what codes are made with; left out: never. */
  closing: z.object({ days: closingDays, secret: bytes(32) }).optional(),
  /** Officers may sign in with an existing directory, called so; left out: there is none. */
  openId: z.object({ label: z.string().min(1).max(60) }).optional(),
})

/** Begins live frames of a space; the answer tells what must be pulled first. A null cursor asks for a snapshot. */
export const followRequest = z.object({ space: id, cursor: cursorSchema.nullable() })
export const followAnswer = z.object({ epoch: id, tip: count, mode: z.enum(['live', 'behind', 'epochUnknown']) })

export const pullRequest = z.object({ space: id, epoch: id, after: count, upTo: count.optional(), limit: count })
/** zstd: the CBOR of pullPage is compressed. */
export const pullAnswer = z.object({ zstd: z.boolean(), page: bytes() })
export const pullPage = z.object({
  after: count,
  upTo: count,
  tip: count,
  changes: changesSchema,
  seals: z.array(sealSchema),
})

export const pushRequest = z.object({ space: id, changes: changesSchema, seals: z.array(sealSchema) })
export const pushAnswer = z.object({
  /** Per branch: every change up to `seq` is committed (or was before). */
  agreed: z.array(z.object({ station, chain: count, branch, seq: count })),
  /** Changes that got a verdict. */
  refused: z.array(z.object({ change: id, fault: faultSchema })),
  /** Chains of which earlier changes are missing: the server has `haveSeq`. */
  gaps: z.array(z.object({ station, chain: count, haveSeq: count })),
  /** Chains that forked at `seq`. */
  forks: z.array(z.object({ station, chain: count, seq: count })),
})

export const haveRequest = z.object({ space: id, tips: z.array(tipSchema) })
export const haveAnswer = z.object({ epoch: id, tip: count, tips: z.array(tipSchema) })

export const openSnapshotRequest = z.object({ space: id })
export const openSnapshotAnswer = z.object({
  snapshot: id,
  epoch: id,
  pos: count,
  parts: count,
  records: count,
  bytes: count,
  digest: bytes(32),
  tips: z.array(tipSchema),
  seals: z.array(sealSchema),
})
export const snapshotPartRequest = z.object({ space: id, snapshot: id, part: count })
/** `rows` is zstd of CBOR of snapshotRows. */
export const snapshotPartAnswer = z.object({ part: count, rows: bytes() })
/** [kind, id, record text (record-text.ts), digest] */
export const snapshotRows = z.array(z.tuple([kind, id, z.string(), bytes(32)]))

/** All stored changes of one record, in order of arrival: for healing and for the history of a record not yet backfilled. */
export const historyRequest = z.object({ space: id, kind, record: id, after: count })
export const historyAnswer = z.object({ changes: changesSchema, positions: z.array(count), more: z.boolean() })

/** Compares pictures. Equal positions must have equal digests. */
export const checkRequest = z.object({ space: id })
export const checkAnswer = z.object({ epoch: id, pos: count, digest: bytes(32) })
/** Narrows a difference down: lane sums of records whose digest starts with `prefix` nibbles, then the records themselves. */
export const bucketsRequest = z.object({ space: id })
/** 256 sums by the first byte of SHA-256(kind LF id). */
export const bucketsAnswer = z.object({ epoch: id, pos: count, buckets: z.array(bytes(32)).length(256) })
export const bucketRequest = z.object({ space: id, bucket: z.int().min(0).max(255) })
export const bucketAnswer = z.object({ epoch: id, pos: count, records: z.array(z.tuple([kind, id, bytes(32)])) })

export const signInRequest = z.object({
  name: z.string().min(1).max(40),
  password: z.string().min(1).max(200),
  /** Of the second factor; asked for by `codeNeeded`. */
  code: factorCode.optional(),
})
export const signInAnswer = z.object({
  officer: id,
  credentialVersion: count,
  token: id,
  expiresMs: count,
  mustChangePassword: z.boolean(),
  /** Left out by servers that know no second factor. */
  factor: z.enum(FACTOR_STANDINGS).optional(),
})
/** Signing in with an existing directory: where, and then the code its page showed. */
export const openIdBeginRequest = z.object({})
export const openIdBeginAnswer = z.object({ id, url: z.url().max(4_000), expiresMs: count })
export const openIdFinishRequest = z.object({ id, code: z.string().regex(/^\d{6}$/) })
export const signOutRequest = z.object({ token: id })
export const signOutAnswer = z.object({})
export const changePasswordRequest = z.object({
  name: z.string().min(1).max(40),
  password: z.string().min(1).max(200),
  newPassword: z.string().min(8).max(200),
  /** The session's: with it no code of the second factor is asked for. */
  token: id.optional(),
})
export const changePasswordAnswer = z.object({ credentialVersion: count })

/** An officer's own second factor. */
export const factorRequest = z.object({ token: id, step: factorStep })
export const factorAnswer = factorTold.extend({ factor: z.enum(FACTOR_STANDINGS) })

const newName = z.string().trim().min(1).max(80)
/** What an administrator may order; carried out by the server, which writes the directory. */
export const adminOrder = z.discriminatedUnion('order', [
  z.object({
    order: z.literal('inviteStation'),
    agency: id,
    name: newName,
    minutes: z
      .int()
      .min(1)
      .max(7 * 24 * 60),
  }),
  z.object({ order: z.literal('revokeStation'), station: id, reason: z.string().max(500) }),
  /** Keeps a station for officers; null: for all of whoever may sign in. */
  z.object({ order: z.literal('keepStation'), station: id, officers: z.array(id).max(500).nullable() }),
  z.object({ order: z.literal('saveAgency'), agency: id.optional(), fields: z.record(z.string(), z.json()) }),
  z.object({
    order: z.literal('saveOfficer'),
    officer: id.optional(),
    fields: z.record(z.string(), z.json()),
    password: z.string().min(8).max(200).optional(),
  }),
  z.object({ order: z.literal('saveSpace'), space: id, fields: z.record(z.string(), z.json()) }),
  z.object({ order: z.literal('endSessions'), officer: id }),
  /** Takes an officer's second factor off: the telephone is lost. */
  z.object({ order: z.literal('resetFactor'), officer: id }),
  z.object({ order: z.literal('saveFactorRule'), roles: factorRule }),
  z.object({ order: z.literal('saveClosingDays'), days: closingDays }),
  /** A code that opens a closed station for a week, for the number it shows. */
  z.object({ order: z.literal('extendStation'), station: id, number: count }),
  /** Changes nothing: asks for `overview`. */
  z.object({ order: z.literal('overview') }),
  /** Takes back a join code nobody has used; `code` is its id in the overview. */
  z.object({ order: z.literal('withdrawCode'), code: id }),
])
export type AdminOrder = z.infer<typeof adminOrder>
export const adminRequest = z.object({ token: id, order: adminOrder })
/** What the server knows beside the directory. Codes are named, never told again. */
export const overviewSchema = z.object({
  atMs: count,
  stations: z.array(z.object({ station: id, linked: z.boolean(), seenMs: count })),
  sessions: z.array(z.object({ officer: id, station: id, expiresMs: count })),
  codes: z.array(z.object({ code: id, agency: id, name: z.string(), expiresMs: count })),
  /** Who has a second factor, and whose role must have one; left out by servers that know none. */
  factors: z.object({ officers: z.array(id), roles: factorRule }).optional(),
  /** After how many days without a link stations close; 0: never. */
  closingDays: closingDays.optional(),
  /** The server's own backups; left out by servers that make none, or are older than backups. */
  backup: z
    .object({
      madeMs: count.nullable(),
      provedMs: count.nullable(),
      problem: z.enum(['make', 'prove']).nullable(),
      /** Paths of journal archives the newest has to do without; left out by older servers. */
      lacks: z.array(z.string()).optional(),
    })
    .optional(),
  /** What is wrong with the server's disk or database, and paths of journal archives that are not there; left out by older servers. */
  disk: z.object({ trouble: faultSchema.shape.kind.nullable(), archivesAway: z.array(z.string()) }).optional(),
  /** When the server's certificate ends, and the authority of stations' certificates (null: none asked for); left out without TLS. */
  certificates: z.object({ serverMs: count.nullable(), clientAuthorityMs: count.nullable() }).optional(),
})
export type Overview = z.infer<typeof overviewSchema>
/** `id` of the record written; `joinCode` and `password` are shown once. */
export const adminAnswer = z.object({
  id: z.string(),
  joinCode: z.string().optional(),
  password: z.string().optional(),
  overview: overviewSchema.optional(),
})

/** Every request with its answer. */
export const REQUESTS = {
  hello: [helloRequest, helloAnswer],
  follow: [followRequest, followAnswer],
  pull: [pullRequest, pullAnswer],
  push: [pushRequest, pushAnswer],
  have: [haveRequest, haveAnswer],
  openSnapshot: [openSnapshotRequest, openSnapshotAnswer],
  snapshotPart: [snapshotPartRequest, snapshotPartAnswer],
  history: [historyRequest, historyAnswer],
  check: [checkRequest, checkAnswer],
  buckets: [bucketsRequest, bucketsAnswer],
  bucket: [bucketRequest, bucketAnswer],
  signIn: [signInRequest, signInAnswer],
  openIdBegin: [openIdBeginRequest, openIdBeginAnswer],
  openIdFinish: [openIdFinishRequest, signInAnswer],
  signOut: [signOutRequest, signOutAnswer],
  changePassword: [changePasswordRequest, changePasswordAnswer],
  factor: [factorRequest, factorAnswer],
  admin: [adminRequest, adminAnswer],
  ...FILE_REQUESTS,
  ...GATEWAY_REQUESTS,
} as const

export const EVENTS = {
  challenge: challengeEvent,
  live: liveEvent,
  behind: behindEvent,
  notice: noticeEvent,
  file: fileEvent,
  ambient: ambientEvent,
} as const

export type RequestName = keyof typeof REQUESTS
export type RequestOf<Name extends RequestName> = z.infer<(typeof REQUESTS)[Name][0]>
export type AnswerOf<Name extends RequestName> = z.infer<(typeof REQUESTS)[Name][1]>
export type EventName = keyof typeof EVENTS
export type EventOf<Name extends EventName> = z.infer<(typeof EVENTS)[Name]>
