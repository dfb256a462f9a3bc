// The database of one space, and what waits for seals, in SQLite: every question is one prepared statement.
import type Sqlite from 'better-sqlite3'
import type { ArchiveShelf } from '../../shared/archive/archive-shelf.ts'
import type { ChangeId, Kind, RecordId } from '../../shared/base/ids.ts'
import type { ChainRef } from '../../shared/journal/chain.ts'
import type { SealedBytes } from '../../shared/journal/change.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { addDigest, emptyDigest } from '../../shared/journal/picture-code.ts'
import { readRecord } from '../../shared/journal/record-text.ts'
import { SPACE_STRIDE } from './database.ts'
import { sha256 } from './node-crypto.ts'
import type { BranchRow, Entry, SpaceDisk, StagedRow, StagingDisk, SubjectRow } from './space-disk.ts'

interface StandingRow extends SealedBytes {
  readonly at: number
}

export class SqliteSpaceDisk implements SpaceDisk {
  readonly #space: number
  readonly #shelf: ArchiveShelf
  readonly #branches: Sqlite.Statement<[number], BranchRow>
  readonly #insertBranch: Sqlite.Statement<[number, string, number, string, number | null, number, number, Uint8Array]>
  readonly #saveBranch: Sqlite.Statement<[number, Uint8Array, number, Uint8Array | null, number]>
  readonly #header: Sqlite.Statement<[number, number], { readonly header: Uint8Array }>
  readonly #findSubject: Sqlite.Statement<[number, string, string], SubjectRow>
  readonly #insertSubject: Sqlite.Statement<[number, string, string, number]>
  readonly #saveSubject: Sqlite.Statement<[Uint8Array | null, string | null, number]>
  readonly #standing: Sqlite.Statement<[number], StandingRow>
  readonly #append: Sqlite.Statement<[number, number, number, number, number, number, Uint8Array, Uint8Array | null]>
  readonly #refusal: Sqlite.Statement<[number, string], { readonly fault: string }>
  readonly #refuse: Sqlite.Statement<[number, string, string]>
  readonly #markRefused: Sqlite.Statement<[number]>
  readonly #saveSpace: Sqlite.Statement<[number, number, Uint8Array, number]>
  readonly #ofKind: Sqlite.Statement<[number, string], { readonly id: string; readonly state: string }>
  readonly #digests: Sqlite.Statement<[number], { readonly bucket: number; readonly digest: Uint8Array }>
  readonly #bucket: Sqlite.Statement<
    [number, number],
    { readonly kind: string; readonly id: string; readonly digest: Uint8Array }
  >

  constructor(sqlite: Sqlite.Database, space: number, shelf: ArchiveShelf) {
    this.#space = space
    this.#shelf = shelf
    this.#branches = sqlite.prepare(
      'SELECT branch, station, chain, name, parent, base_seq, tip_seq, tip_hash, seal_seq, seal FROM branch WHERE space = ? ORDER BY branch',
    )
    this.#insertBranch = sqlite.prepare(
      'INSERT INTO branch (space, station, chain, name, parent, base_seq, tip_seq, tip_hash, seal_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)',
    )
    this.#saveBranch = sqlite.prepare(
      'UPDATE branch SET tip_seq = ?, tip_hash = ?, seal_seq = ?, seal = ? WHERE branch = ?',
    )
    this.#header = sqlite.prepare('SELECT header FROM journal WHERE branch = ? AND seq = ?')
    this.#findSubject = sqlite.prepare(
      'SELECT subject, digest, state FROM subject WHERE space = ? AND kind = ? AND id = ?',
    )
    this.#insertSubject = sqlite.prepare('INSERT INTO subject (space, kind, id, bucket) VALUES (?, ?, ?, ?)')
    this.#saveSubject = sqlite.prepare('UPDATE subject SET digest = ?, state = ? WHERE subject = ?')
    this.#standing = sqlite.prepare(
      'SELECT at, header, body FROM journal WHERE subject = ? AND refused = 0 ORDER BY at',
    )
    this.#append = sqlite.prepare(
      'INSERT INTO journal (at, subject, branch, seq, refused, received_ms, header, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    this.#refusal = sqlite.prepare('SELECT fault FROM refusal WHERE space = ? AND change = ?')
    this.#refuse = sqlite.prepare('INSERT OR IGNORE INTO refusal (space, change, fault) VALUES (?, ?, ?)')
    this.#markRefused = sqlite.prepare('UPDATE journal SET refused = 1 WHERE at = ?')
    this.#saveSpace = sqlite.prepare('UPDATE space SET tip = ?, records = ?, digest = ? WHERE space = ?')
    this.#ofKind = sqlite.prepare(
      'SELECT id, state FROM subject WHERE space = ? AND kind = ? AND state IS NOT NULL ORDER BY subject',
    )
    this.#digests = sqlite.prepare('SELECT bucket, digest FROM subject WHERE space = ? AND digest IS NOT NULL')
    this.#bucket = sqlite.prepare(
      'SELECT kind, id, digest FROM subject WHERE space = ? AND bucket = ? AND digest IS NOT NULL ORDER BY kind, id',
    )
  }

  branches(): readonly BranchRow[] {
    return this.#branches.all(this.#space)
  }

  insertBranch(
    { station, chain }: ChainRef,
    name: '' | ChangeId,
    parent: number | null,
    baseSeq: number,
    hash: Uint8Array,
  ): number {
    return Number(
      this.#insertBranch.run(this.#space, station, chain, name, parent, baseSeq, baseSeq, hash).lastInsertRowid,
    )
  }

  saveBranch(branch: number, tipSeq: number, tipHash: Uint8Array, sealSeq: number, seal: Uint8Array | null): void {
    this.#saveBranch.run(tipSeq, tipHash, sealSeq, seal, branch)
  }

  hashAt(branch: number, seq: number): Uint8Array | undefined {
    const row = this.#header.get(branch, seq)
    return row === undefined ? undefined : sha256(row.header)
  }

  findSubject(kind: Kind, id: RecordId): SubjectRow | undefined {
    return this.#findSubject.get(this.#space, kind, id)
  }

  insertSubject(kind: Kind, id: RecordId, bucket: number): number {
    return Number(this.#insertSubject.run(this.#space, kind, id, bucket).lastInsertRowid)
  }

  saveSubject(subject: number, digest: Uint8Array | null, state: string | null): void {
    this.#saveSubject.run(digest, state, subject)
  }

  *standing(subject: number): Iterable<SealedBytes & { readonly pos: number }> {
    const base = this.#space * SPACE_STRIDE
    for (const { at, header, body } of this.#standing.iterate(subject))
      yield { pos: at - base, header, body: this.#shelf.body(at, body) }
  }

  append({ pos, subject, branch, seq, refused, receivedMs, header, body }: Entry): void {
    this.#append.run(this.#space * SPACE_STRIDE + pos, subject, branch, seq, refused ? 1 : 0, receivedMs, header, body)
  }

  refusal(change: ChangeId): string | undefined {
    return this.#refusal.get(this.#space, change)?.fault
  }

  refuse(change: ChangeId, fault: string): void {
    this.#refuse.run(this.#space, change, fault)
  }

  markRefused(pos: number): void {
    this.#markRefused.run(this.#space * SPACE_STRIDE + pos)
  }

  saveSpace(tip: number, records: number, digest: Uint8Array): void {
    this.#saveSpace.run(tip, records, digest, this.#space)
  }

  // ---- the picture as it stands, for those who ask ----

  ofKind(kind: Kind): readonly RecordState[] {
    return this.#ofKind.all(this.#space, kind).map((row) => readRecord(kind, row.id as RecordId, row.state))
  }

  buckets(): readonly Uint8Array[] {
    const sums = Array.from({ length: 256 }, () => emptyDigest())
    for (const { bucket, digest } of this.#digests.iterate(this.#space)) {
      const sum = sums[bucket]
      if (sum !== undefined) addDigest(sum, digest, 1)
    }
    return sums
  }

  bucket(bucket: number): readonly (readonly [Kind, RecordId, Uint8Array])[] {
    return this.#bucket.all(this.#space, bucket).map((row) => [row.kind, row.id as RecordId, row.digest])
  }
}

export class SqliteStaging implements StagingDisk {
  readonly #put: Sqlite.Statement<[number, string, number, number, number, string, Uint8Array, Uint8Array | null]>
  readonly #of: Sqlite.Statement<[number, string, number], SealedBytes>
  readonly #drop: Sqlite.Statement<[number, string, number, number]>
  readonly #sums: Sqlite.Statement<[], ReturnType<StagingDisk['sums']>[number]>
  readonly #chains: Sqlite.Statement<[], ReturnType<StagingDisk['chains']>[number]>

  constructor(sqlite: Sqlite.Database) {
    this.#put = sqlite.prepare(
      'INSERT INTO staged (space, station, chain, seq, staged_ms, brought_by, header, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    this.#of = sqlite.prepare(
      'SELECT header, body FROM staged WHERE space = ? AND station = ? AND chain = ? ORDER BY seq',
    )
    this.#drop = sqlite.prepare('DELETE FROM staged WHERE space = ? AND station = ? AND chain = ? AND seq <= ?')
    this.#sums = sqlite.prepare(
      'SELECT brought_by, COUNT(*) AS changes, SUM(LENGTH(header) + IFNULL(LENGTH(body), 0)) AS bytes FROM staged GROUP BY brought_by',
    )
    this.#chains = sqlite.prepare('SELECT DISTINCT space, station, chain FROM staged')
  }

  put(space: number, { station, chain, seq, stagedMs, broughtBy, header, body }: StagedRow): void {
    this.#put.run(space, station, chain, seq, stagedMs, broughtBy, header, body)
  }

  of(space: number, { station, chain }: ChainRef): readonly SealedBytes[] {
    return this.#of.all(space, station, chain)
  }

  drop(space: number, { station, chain }: ChainRef, upTo: number): void {
    this.#drop.run(space, station, chain, upTo)
  }

  sums(): ReturnType<StagingDisk['sums']> {
    return this.#sums.all()
  }

  chains(): ReturnType<StagingDisk['chains']> {
    return this.#chains.all()
  }
}
