// The picture of one space as the server sees it: every record's merged state and digest, and their sum. Records touched
// in a transaction are folded in memory and written once, at its end. A record without heads is not in the picture.
import type { Kind, RecordId } from '../../shared/base/ids.ts'
import type { Change } from '../../shared/journal/change.ts'
import { readChange } from '../../shared/journal/change.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { applyChange, emptyRecord } from '../../shared/journal/merge.ts'
import { addDigest, recordDigest } from '../../shared/journal/picture-code.ts'
import { readRecord, writeRecord } from '../../shared/journal/record-text.ts'
import { sha256 } from './node-crypto.ts'
import type { SubjectDisk } from './space-disk.ts'

const CACHED = 4_000
const text = new TextEncoder()

/** One record while it is worked on. */
export interface Subject {
  readonly row: number
  readonly kind: Kind
  readonly id: RecordId
  state: RecordState
  digest: Uint8Array | null
}

/** The bucket a record is compared in [SY-21]. */
export function bucketOf(kind: Kind, id: RecordId): number {
  return sha256(text.encode(`${kind}\n${id}`))[0] ?? 0
}

export class PictureTable {
  readonly #disk: SubjectDisk
  readonly #cache = new Map<string, Subject>()
  readonly #dirty = new Set<Subject>()
  records: number
  sum: Uint8Array

  constructor(disk: SubjectDisk, records: number, sum: Uint8Array) {
    this.#disk = disk
    this.records = records
    this.sum = sum
  }

  /** A record to work on, or undefined when nothing was ever said about it. */
  find(kind: Kind, id: RecordId): Subject | undefined {
    const key = `${kind}\n${id}`
    const cached = this.#cache.get(key)
    if (cached !== undefined) return cached
    const row = this.#disk.findSubject(kind, id)
    if (row === undefined) return undefined
    const state = row.state === null ? emptyRecord(kind, id) : readRecord(kind, id, row.state)
    return this.#keep(key, { row: row.subject, kind, id, state, digest: row.digest })
  }

  /** A record to work on; begins it when it is new. */
  ensure(kind: Kind, id: RecordId): Subject {
    const known = this.find(kind, id)
    if (known !== undefined) return known
    const row = this.#disk.insertSubject(kind, id, bucketOf(kind, id))
    const subject = { row, kind, id, state: emptyRecord(kind, id), digest: null }
    return this.#keep(`${kind}\n${id}`, subject)
  }

  fold(subject: Subject, change: Change): void {
    applyChange(subject.state, change)
    this.#dirty.add(subject)
  }

  /** Folds a record again from the journal, refused changes left out. */
  refold(subject: Subject): void {
    subject.state = emptyRecord(subject.kind, subject.id)
    for (const bytes of this.#disk.standing(subject.row)) {
      const change = readChange(bytes, sha256)
      if (change.ok) applyChange(subject.state, change.value)
    }
    this.#dirty.add(subject)
  }

  /** Writes what was touched and brings the sum up to date; part of the caller's transaction. */
  flush(): void {
    for (const subject of this.#dirty) {
      const isThere = [...subject.state.fields.values()].some((field) => field.heads.length > 0)
      const digest = isThere ? recordDigest(subject.state, sha256) : null
      if (subject.digest !== null) addDigest(this.sum, subject.digest, -1)
      if (digest !== null) addDigest(this.sum, digest, 1)
      this.records += (digest === null ? 0 : 1) - (subject.digest === null ? 0 : 1)
      subject.digest = digest
      const state = isThere || subject.state.fields.size > 0 ? writeRecord(subject.state) : null
      this.#disk.saveSubject(subject.row, digest, state)
    }
    this.#dirty.clear()
    while (this.#cache.size > CACHED) {
      const oldest = this.#cache.keys().next()
      if (oldest.done === true) break
      this.#cache.delete(oldest.value)
    }
  }

  /** After a rollback: what the disk says counts again. */
  forget(records: number, sum: Uint8Array): void {
    this.#cache.clear()
    this.#dirty.clear()
    this.records = records
    this.sum = sum
  }

  #keep(key: string, subject: Subject): Subject {
    this.#cache.set(key, subject)
    return subject
  }
}
