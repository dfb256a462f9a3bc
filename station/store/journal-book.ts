import type { ArchiveShelf } from '../../shared/archive/archive-shelf.ts'
// The journal on disk: appending changes as their authors wrote them, finding them by number, by id and by record.
//
// journal.at = branch * 2^32 + seq; journal.mark = the first 6 bytes of the change's hash (to find it by id; the id itself
// decides); journal.flags as below; journal.body is NULL once destroyed, and an archive's number once it lies in that file
// (shared/archive/archive-file.ts), from where it is then read: FaultError when the file is not there.
import { sameBytes } from '../../shared/base/bytes.ts'
import type { ChangeId } from '../../shared/base/ids.ts'
import type { SealedBytes } from '../../shared/journal/change.ts'
import { NO_PREVIOUS, changeIdOf } from '../../shared/journal/change.ts'
import type { Cell, StationDatabase } from './database.ts'
import { plainBytes, sha256 } from './node-crypto.ts'
import type { Branch, SpaceState } from './space-state.ts'
import { hasHole } from './space-state.ts'

/** A verdict names this change: it counts in no picture. */
export const FLAG_REFUSED = 1
/** Came from below a snapshot: the snapshot's picture already held it. */
export const FLAG_HISTORY = 2

export const SHIFT = 2 ** 32
const LINKS_AT_ONCE = 500

/** A stored change as raw columns. */
export interface JournalRow extends SealedBytes {
  readonly at: number
  readonly flags: number
  readonly receivedMs: number
}

type RawRow = [at: number, flags: number, receivedMs: number, header: Uint8Array, body: Uint8Array | null]

/** Number by which a change is found: the first 48 bits of its hash (of which its id are the first 128). */
export function markNumber(hash: Uint8Array): number {
  let number = 0
  for (let index = 0; index < 6; index += 1) number = number * 256 + (hash[index] ?? 0)
  return number
}

/** markNumber of a change id. */
export function markOfId(id: ChangeId): number {
  return Number.parseInt(id.slice(0, 12), 16)
}

export class JournalBook {
  readonly #shelf: ArchiveShelf
  readonly #append
  readonly #header
  readonly #ofSubject
  readonly #ofMark
  readonly #setFlags
  readonly #eraseBody
  readonly #range
  readonly #receivedAt

  constructor(db: StationDatabase) {
    this.#shelf = db.shelf
    this.#append = db.prepare<[number, number, number, number, number, Uint8Array, Uint8Array | null]>(
      'journal.append',
      'INSERT INTO journal (at, subject, mark, flags, received_ms, header, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    this.#header = db.prepareRaw<[number], [Uint8Array]>('journal.header', 'SELECT header FROM journal WHERE at = ?')
    this.#ofSubject = db.prepareRaw<[number], RawRow>(
      'journal.ofSubject',
      `SELECT at, flags, received_ms, header, body FROM journal WHERE subject = ?
        ORDER BY flags & ${FLAG_HISTORY} DESC, received_ms, at`,
    )
    this.#ofMark = db.prepareRaw<[number], [...RawRow, subject: number]>(
      'journal.ofMark',
      'SELECT at, flags, received_ms, header, body, subject FROM journal WHERE mark = ?',
    )
    this.#setFlags = db.prepare<[number, number]>(
      'journal.setFlags',
      'UPDATE journal SET flags = flags | ? WHERE at = ?',
    )
    this.#eraseBody = db.prepare<[number]>('journal.eraseBody', 'UPDATE journal SET body = NULL WHERE at = ?')
    this.#range = db.prepareRaw<[number, number, number], RawRow>(
      'journal.range',
      'SELECT at, flags, received_ms, header, body FROM journal WHERE at BETWEEN ? AND ? ORDER BY at LIMIT ?',
    )
    this.#receivedAt = db.prepareRaw<[number], [number]>(
      'journal.receivedAt',
      'SELECT received_ms FROM journal WHERE at = ?',
    )
  }

  /** Stores a change; gives its journal number. */
  append(
    branch: Branch,
    seq: number,
    subject: number,
    hash: Uint8Array,
    flags: number,
    receivedMs: number,
    bytes: SealedBytes,
  ): number {
    const at = branch.branch * SHIFT + seq
    this.#append.run(at, subject, markNumber(hash), flags, receivedMs, bytes.header, bytes.body)
    return at
  }

  /** Hash of the header stored at a number of a branch, following it to its parents; undefined when it is not here. */
  hashAt(branch: Branch, seq: number): Uint8Array | undefined {
    let at: Branch | null = branch
    while (at.parent !== null && seq <= at.baseSeq) at = at.parent
    if (seq === 0) return NO_PREVIOUS
    if (seq === at.tipSeq) return at.tipHash
    if (hasHole(at)) {
      if (seq === at.snapshotSeq) return at.snapshotHash
      if (seq === at.haveSeq) return at.haveHash
    }
    const row = this.#header.get(at.branch * SHIFT + seq)
    return row === undefined ? undefined : sha256(row[0])
  }

  /** True when these very header bytes are stored at a number of a branch or, below its beginning, of its parents. */
  isHeld(branch: Branch, seq: number, header: Uint8Array): boolean {
    let at: Branch | null = branch
    while (at.parent !== null && seq <= at.baseSeq) at = at.parent
    const row = seq > at.tipSeq ? undefined : this.#header.get(at.branch * SHIFT + seq)
    return row !== undefined && sameBytes(row[0], header)
  }

  /** Where the changes of a record lie, and their flags. */
  marksOf(subject: number): readonly { readonly at: number; readonly flags: number }[] {
    return this.#ofSubject.all(subject).map(([at, flags]) => ({ at, flags }))
  }

  ofSubject(subject: number): JournalRow[] {
    return this.#ofSubject.all(subject).map((raw) => this.#row(raw))
  }

  /** The same, but for bodies in archives that are not there: those changes are `away`, with nothing but their headers. */
  ofSubjectHere(subject: number): { readonly here: readonly JournalRow[]; readonly away: readonly Uint8Array[] } {
    const here: JournalRow[] = []
    const away: Uint8Array[] = []
    for (const raw of this.#ofSubject.all(subject))
      if (this.#shelf.whereAway(raw[0], raw[4]) === undefined) here.push(this.#row(raw))
      else away.push(raw[3])
    return { here, away }
  }

  /** Where a change lies: its branch and number within this space. Its body as it is stored, not read from an archive. */
  find(space: SpaceState, id: ChangeId): (JournalRow & { readonly subject: number }) | undefined {
    for (const raw of this.#ofMark.all(markOfId(id))) {
      const [at, flags, receivedMs, header, body, subject] = raw
      if (changeIdOf(sha256(header)) !== id) continue
      const branchNumber = Math.floor(at / SHIFT)
      for (const branches of space.chains.values())
        if (branches.some((branch) => branch.branch === branchNumber))
          return { at, flags, receivedMs, header, body, subject }
    }
    return undefined
  }

  eraseBody(at: number): void {
    this.#eraseBody.run(at)
  }

  setFlag(at: number, flag: number): void {
    this.#setFlags.run(flag, at)
  }

  receivedMs(branch: Branch, seq: number): number | undefined {
    return this.#receivedAt.get(branch.branch * SHIFT + seq)?.[0]
  }

  /** Changes (after, upTo] stored under one branch itself, at most `limit`. */
  range(branch: Branch, after: number, upTo: number, limit: number): JournalRow[] {
    return this.#range
      .all(branch.branch * SHIFT + after + 1, branch.branch * SHIFT + upTo, limit)
      .map((raw) => this.#row(raw))
  }

  /** How many changes after `after` can be read before the first whose body lies in an archive that is not there. */
  readable(branch: Branch, after: number, upTo: number, limit: number): number {
    if (this.#shelf.isEmpty) return limit
    const raw = this.#range.all(branch.branch * SHIFT + after + 1, branch.branch * SHIFT + upTo, limit)
    const first = raw.findIndex((row) => this.#shelf.whereAway(row[0], row[4]) !== undefined)
    return first === -1 ? raw.length : first
  }

  #row(raw: readonly Cell[]): JournalRow {
    const [at, flags, receivedMs, header, stored] = raw as RawRow
    const body = this.#shelf.body(at, stored)
    return { at, flags, receivedMs, header: plainBytes(header), body: body === null ? null : plainBytes(body) }
  }

  /** A branch from number 1 to `lastSeq`, through its parents; read in pages, so that others may use the connection. */
  *links(branch: Branch, lastSeq: number): Iterable<SealedBytes> {
    const path: { readonly part: Branch; readonly upTo: number }[] = []
    let upTo = Math.min(lastSeq, branch.tipSeq)
    for (let part: Branch | null = branch; part !== null; part = part.parent) {
      if (upTo > part.baseSeq) path.unshift({ part, upTo })
      upTo = Math.min(upTo, part.baseSeq)
    }
    for (const { part, upTo: last } of path) {
      for (let after = part.baseSeq; after < last;) {
        const rows = this.range(part, after, last, LINKS_AT_ONCE)
        for (const row of rows) yield { header: row.header, body: row.body }
        const end = rows.at(-1)
        if (end === undefined) break
        after = end.at % SHIFT
      }
    }
  }
}
