// The archive file of old journal: changes whose bodies left a database, each with its header, so that the file verifies by
// itself, without the database it came from. One SQLite file, written once; only an order to destroy changes it again.
//
//   fact    name → value: format, id, madeMs, beforeMs, publicKey, signature; destroyed, destroyedSet: see ArchiveState
//   piece   one run of changes of one branch: what it follows, where it ends
//   change  at (its number in the database it came from), piece, header, body (NULL: destroyed)
//
// In the database the place of a moved body holds the number of its archive as CBOR; a body is a CBOR array, so that the first
// byte tells them apart. NULL stays what it is: destroyed.
import { decode, encode } from 'cborg'
import { fromHex, sameBytes, toHex } from '../base/bytes.ts'
import type { Result } from '../base/fault.ts'
import { ok, refuse } from '../base/fault.ts'
import type { ChangeId, SpaceId, StationId } from '../base/ids.ts'
import { stationIdOf } from '../base/ids.ts'
import type { Sha256, Sign, VerifySignature } from '../base/ports.ts'
import type { ChainRef } from '../journal/chain.ts'
import type { SealedBytes } from '../journal/change.ts'
import { changeIdOf, decodeHeader, readChange } from '../journal/change.ts'

type Cell = string | number | Uint8Array | null

/** What is needed of a SQLite connection. */
export interface ArchiveDb {
  exec(sql: string): unknown
  prepare(sql: string): {
    run(...params: Cell[]): unknown
    get(...params: Cell[]): unknown
    all(...params: Cell[]): unknown[]
    iterate(...params: Cell[]): Iterable<unknown>
  }
}

/** `application_id` of an archive file: "FSar". */
export const ARCHIVE_APPLICATION_ID = 0x46536172
const FORMAT = 1
const DIGEST_BYTES = 8
const UNTOUCHED: ArchiveState = { destroyed: 0, digest: '' }

/** Changes of one branch without gaps: what the first follows, and where the last ends. */
export interface ArchivePiece extends ChainRef {
  readonly space: SpaceId
  readonly branch: '' | ChangeId
  /** Number and header hash before the first change. */
  readonly afterSeq: number
  readonly afterHash: Uint8Array
  /** Number and header hash of the last. */
  readonly lastSeq: number
  readonly lastHash: Uint8Array
}

/** Which archive this is and who signs for it. */
export interface ArchiveFacts {
  readonly id: string
  readonly madeMs: number
  /** Changes that came before this time were meant. */
  readonly beforeMs: number
  readonly publicKey: Uint8Array
}

/** What orders to destroy made of an archive: nothing else changes one. */
export interface ArchiveState {
  /** How many bodies were destroyed in it: of two copies the one with more is the newer. */
  readonly destroyed: number
  /** Which: hexadecimal; '' while there are none. */
  readonly digest: string
}

export interface ArchiveReport extends ArchiveFacts {
  /** The station or server that signed it; null: it is unsigned, and only its chains prove its content. */
  readonly station: StationId | null
  readonly pieces: readonly ArchivePiece[]
  readonly changes: number
  /** Changes of which the body was destroyed. */
  readonly erased: number
}

const SCHEMA = `
PRAGMA application_id = ${ARCHIVE_APPLICATION_ID};
CREATE TABLE fact (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE piece (
  piece INTEGER PRIMARY KEY, space TEXT NOT NULL, station TEXT NOT NULL, chain INTEGER NOT NULL, branch TEXT NOT NULL,
  after_seq INTEGER NOT NULL, after_hash BLOB NOT NULL, last_seq INTEGER NOT NULL, last_hash BLOB NOT NULL) STRICT;
CREATE TABLE change (at INTEGER PRIMARY KEY, piece INTEGER NOT NULL, header BLOB NOT NULL, body BLOB) STRICT;
`

const PUT_CHANGE = 'INSERT INTO change (at, piece, header, body) VALUES (?, ?, ?, ?)'
const PUT_PIECE = 'INSERT INTO piece VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'

/** What stands in a database in the place of a body that lies in archive `number`. */
export function archiveMark(number: number): Uint8Array {
  return encode(number)
}

/** SQL that is true for a column that holds a body, false for an archive's mark and for NULL. */
export function isBodySql(column: string): string {
  return `coalesce(substr(${column}, 1, 1) >= x'80', 0)`
}

/** Number of the archive a stored body lies in; undefined when it is a body, sound or altered. */
export function archiveOf(stored: Uint8Array): number | undefined {
  if ((stored[0] ?? 0xff) >= 0x20) return undefined
  try {
    return decode(stored) as number
  } catch {
    // A body of which the first byte was altered: whoever reads it finds that it does not fit its header.
    return undefined
  }
}

type OpenPiece = { -readonly [Name in keyof ArchivePiece]: ArchivePiece[Name] }

/** Writes an archive, change by change in the order of `at`; the caller opens, ends and syncs the file. */
export class ArchiveWriter {
  readonly #db: ArchiveDb
  readonly #sha256: Sha256
  readonly #put
  readonly #open = new Map<number, { readonly number: number; readonly piece: OpenPiece }>()
  readonly #pieces: OpenPiece[] = []
  changes = 0

  constructor(db: ArchiveDb, sha256: Sha256) {
    this.#db = db
    this.#sha256 = sha256
    db.exec(SCHEMA)
    this.#put = db.prepare(PUT_CHANGE)
  }

  /** Adds a change of a branch, which `branch` numbers. The fault names one that is not what its header says. */
  add(at: number, branch: number, name: '' | ChangeId, { header, body }: SealedBytes): Result<void> {
    const head = decodeHeader(header)
    if (!head.ok) return head
    const { space, station, chain, seq, previous, bodyHash } = head.value
    const hash = this.#sha256(header)
    if (body !== null && !sameBytes(this.#sha256(body), bodyHash))
      return refuse('hashMismatch', `body of change ${changeIdOf(hash)} does not match its header`)
    let open = this.#open.get(branch)
    if (open?.piece.lastSeq !== seq - 1) {
      const run = { lastSeq: seq - 1, lastHash: previous }
      const piece = { space, station, chain, branch: name, afterSeq: seq - 1, afterHash: previous, ...run }
      open = { number: this.#pieces.push(piece), piece }
      this.#open.set(branch, open)
    }
    if (!sameBytes(open.piece.lastHash, previous))
      return refuse('hashMismatch', `change ${changeIdOf(hash)} does not follow from the one before`)
    open.piece.lastSeq = seq
    open.piece.lastHash = hash
    this.#put.run(at, open.number, header, body)
    this.changes += 1
    return ok(undefined)
  }

  /** Writes what holds it together, signed. */
  finish(facts: ArchiveFacts, sign: Sign): void {
    const piece = this.#db.prepare(PUT_PIECE)
    for (const [index, one] of this.#pieces.entries()) piece.run(index + 1, ...pieceCells(one))
    const signature = sign(archiveMessage(facts, this.#pieces))
    const fact = this.#db.prepare('INSERT INTO fact VALUES (?, ?)')
    for (const [name, value] of Object.entries({ format: FORMAT, ...facts, signature })) fact.run(name, value)
  }
}

/** The bytes an archive's maker signs. */
function archiveMessage({ id, madeMs, beforeMs }: ArchiveFacts, pieces: readonly ArchivePiece[]): Uint8Array {
  return encode(['fengsui-archive-1', id, madeMs, beforeMs, pieces.map((piece) => pieceCells(piece))])
}

function pieceCells(piece: ArchivePiece): Cell[] {
  const { space, station, chain, branch, afterSeq, afterHash, lastSeq, lastHash } = piece
  return [space, station, chain, branch, afterSeq, afterHash, lastSeq, lastHash]
}

/** Which archive a file is; a fault when it is none, or of a newer program. Reads a few rows. */
export function readArchiveFacts(db: ArchiveDb): Result<ArchiveFacts> {
  const rows = db.prepare('SELECT name, value FROM fact').all() as { readonly name: string; readonly value: Cell }[]
  const facts = new Map(rows.map(({ name, value }) => [name, value]))
  const [format, id, publicKey] = [facts.get('format'), facts.get('id'), facts.get('publicKey')]
  if (typeof format !== 'number' || typeof id !== 'string' || !(publicKey instanceof Uint8Array))
    return refuse('fileUnreadable', 'it is no journal archive, or was never finished')
  if (format > FORMAT) return refuse('fileUnreadable', `it is a journal archive of form ${format}, of a newer program`)
  const [madeMs, beforeMs] = [Number(facts.get('madeMs')), Number(facts.get('beforeMs'))]
  return ok({ id, madeMs, beforeMs, publicKey: new Uint8Array(publicKey) })
}

/** The state of an archive; reads a few rows. Vouched for by nobody: it tells copies apart. */
export function readArchiveState(db: ArchiveDb): ArchiveState {
  const fact = db.prepare('SELECT value FROM fact WHERE name = ?')
  const valueOf = (name: string): unknown => (fact.get(name) as { readonly value: unknown } | undefined)?.value
  const [destroyed, digest] = [valueOf('destroyed'), valueOf('destroyedSet')]
  return typeof destroyed === 'number' && typeof digest === 'string' ? { destroyed, digest } : UNTOUCHED
}

interface ChangeRow {
  readonly piece: number
  readonly header: Uint8Array
  readonly body: Uint8Array | null
}

/**
 * Verifies an archive by itself: each change by its hash, each piece without gaps from what it follows to where it ends, and
 * the maker's signature over that. The fault names the first bad change.
 */
export function verifyArchive(db: ArchiveDb, sha256: Sha256, verifySignature: VerifySignature): Result<ArchiveReport> {
  const facts = readArchiveFacts(db)
  if (!facts.ok) return facts
  const pieces = readPieces(db)
  const found = db.prepare("SELECT value FROM fact WHERE name = 'signature'").get() as { value: Cell } | undefined
  const signature = found?.value
  const message = archiveMessage(facts.value, pieces)
  if (!(signature instanceof Uint8Array)) return refuse('fileUnreadable', 'its signature is missing')
  const isSigned = signature.length > 0
  if (isSigned && !verifySignature(facts.value.publicKey, message, signature))
    return refuse('signatureInvalid', 'the signature of its maker does not hold')
  const ends = pieces.map(({ afterSeq, afterHash }) => ({ seq: afterSeq, hash: afterHash }))
  let [changes, erased] = [0, 0]
  for (const row of db.prepare('SELECT piece, header, body FROM change ORDER BY at').iterate()) {
    const { piece, header, body } = row as ChangeRow
    const [of, end] = [pieces[piece - 1], ends[piece - 1]]
    const change = readChange({ header, body }, sha256)
    if (!change.ok) return change
    const { head, hash, id, content } = change.value
    const name = `change ${id} (${head.space} ${head.station}/${head.chain}, number ${head.seq})`
    const isOfPiece =
      of !== undefined && head.space === of.space && head.station === of.station && head.chain === of.chain
    if (!isOfPiece || end === undefined) return refuse('hashMismatch', `${name} is of no piece of this archive`)
    if (head.seq !== end.seq + 1) return refuse('chainGap', `${name} follows number ${end.seq}`)
    if (!sameBytes(head.previous, end.hash)) return refuse('hashMismatch', `${name} does not follow the one before`)
    ends[piece - 1] = { seq: head.seq, hash }
    changes += 1
    if (content === null) erased += 1
  }
  const cut = pieces.find((piece, index) => !sameBytes(ends[index]?.hash ?? piece.afterHash, piece.lastHash))
  if (cut !== undefined)
    return refuse('chainGap', `${cut.space} ${cut.station}/${cut.chain} does not go on to number ${cut.lastSeq}`)
  const station = isSigned ? stationIdOf(sha256(facts.value.publicKey)) : null
  return ok({ ...facts.value, station, pieces, changes, erased })
}

function readPieces(db: ArchiveDb): readonly ArchivePiece[] {
  const rows = db
    .prepare(
      'SELECT space, station, chain, branch, after_seq, after_hash, last_seq, last_hash FROM piece ORDER BY piece',
    )
    .all() as Record<string, Cell>[]
  return rows.map((row) => ({
    space: row['space'] as SpaceId,
    station: row['station'] as StationId,
    chain: row['chain'] as number,
    branch: row['branch'] as ChangeId,
    afterSeq: row['after_seq'] as number,
    afterHash: new Uint8Array(row['after_hash'] as Uint8Array),
    lastSeq: row['last_seq'] as number,
    lastHash: new Uint8Array(row['last_hash'] as Uint8Array),
  }))
}

/** Bodies read at once when they are asked for one after another. */
const AHEAD = 256

interface BodyRow {
  readonly at: number
  readonly body: Uint8Array | null
}

/** Reads bodies out of an open archive. */
export class ArchiveReader {
  readonly #from
  #last = Number.NaN
  #ahead = new Map<number, Uint8Array | null>()

  constructor(db: ArchiveDb) {
    this.#from = db.prepare('SELECT at, body FROM change WHERE at >= ? ORDER BY at LIMIT ?')
  }

  /** The body of the change with this number; null when it was destroyed, undefined when it is not in this archive. */
  body(at: number): Uint8Array | null | undefined {
    if (!this.#ahead.has(at)) {
      // Whole chains and pages are read in order, histories here and there.
      const rows = at === this.#last + 1 ? this.#readAhead(at) : this.#read(at, 1)
      this.#ahead = new Map(rows.map((row) => [row.at, row.body === null ? null : new Uint8Array(row.body)]))
    }
    this.#last = at
    return this.#ahead.get(at)
  }

  #readAhead(at: number): readonly BodyRow[] {
    try {
      return this.#read(at, AHEAD)
    } catch {
      // Damage further on is no reason to lose what lies before it.
      return this.#read(at, 1)
    }
  }

  #read(at: number, limit: number): readonly BodyRow[] {
    return this.#from.all(at, limit) as BodyRow[]
  }
}

/**
 * Copies an archive into an empty database without the bodies of these changes, each of which has one. Overwriting them where they lie would not do:
 * SQLite moves rows about within a page, and leaves bytes of them behind.
 */
export function copyWithout(from: ArchiveDb, to: ArchiveDb, numbers: readonly number[], sha256: Sha256): void {
  const destroyed = new Set(numbers)
  to.exec(SCHEMA)
  to.exec('BEGIN')
  const fact = to.prepare('INSERT OR REPLACE INTO fact VALUES (?, ?)')
  for (const row of from.prepare('SELECT name, value FROM fact').all() as { name: string; value: Cell }[])
    fact.run(row.name, row.value)
  const before = readArchiveState(from)
  fact.run('destroyed', before.destroyed + destroyed.size)
  fact.run('destroyedSet', digestWith(before.digest, destroyed, sha256))
  const piece = to.prepare(PUT_PIECE)
  for (const [index, one] of readPieces(from).entries()) piece.run(index + 1, ...pieceCells(one))
  const put = to.prepare(PUT_CHANGE)
  for (const row of from.prepare('SELECT at, piece, header, body FROM change ORDER BY at').iterate()) {
    const { at, piece: of, header, body } = row as ChangeRow & BodyRow
    put.run(at, of, header, destroyed.has(at) ? null : body)
  }
  to.exec('COMMIT')
}

/** The same for the same set, in whatever order and steps it came about: one is told from another copy's by it. */
function digestWith(digest: string, numbers: ReadonlySet<number>, sha256: Sha256): string {
  const sum = fromHex(digest || '00'.repeat(DIGEST_BYTES)) ?? new Uint8Array(DIGEST_BYTES)
  for (const at of numbers)
    for (const [index, byte] of sha256(encode(at)).subarray(0, DIGEST_BYTES).entries())
      sum[index] = (sum[index] ?? 0) ^ byte
  return toHex(sum)
}

/** Which of these changes still have a body in an archive. */
export function bodiesAmong(db: ArchiveDb, numbers: readonly number[]): readonly number[] {
  const has = db.prepare('SELECT 1 AS found FROM change WHERE at = ? AND body IS NOT NULL')
  return numbers.filter((at) => has.get(at) !== undefined)
}

/** A name for an archive file: `journal-YYYYMMDD-ID.fsarchive`, with the day it was made. */
export function archiveName(madeMs: number, id: string): string {
  return `journal-${new Date(madeMs).toISOString().slice(0, 10).replaceAll('-', '')}-${id.slice(0, 6)}.fsarchive`
}
