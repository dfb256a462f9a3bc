// The picture: records folded from changes, their digests and sums, everything derived from them. Records folded lately are
// kept parsed. A changed one is written when the picture is settled (before anyone reads), however many changes it got;
// until then table `unsettled` names the changes the picture on disk lacks, so that nothing is missing after a crash.
import { must } from '../../shared/base/assert.ts'
import { sameBytes } from '../../shared/base/bytes.ts'
import type { Kind, RecordId } from '../../shared/base/ids.ts'
import { sameJson } from '../../shared/base/json.ts'
import type { Change, SealedBytes } from '../../shared/journal/change.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { applyChange, conflictsOf, emptyRecord } from '../../shared/journal/merge.ts'
import { addDigest, recordDigest } from '../../shared/journal/picture-code.ts'
import { readRecord, writeRecord } from '../../shared/journal/record-text.ts'
import type { StationDatabase } from './database.ts'
import type { IncidentCells } from './derived-rows.ts'
import { DerivedRows } from './derived-rows.ts'
import type { IncidentColumns } from './incident-row.ts'
import { SHIFT } from './journal-book.ts'
import { plainBytes, sha256 } from './node-crypto.ts'
import type { Totals } from './space-state.ts'
import { textFields } from './word-index.ts'

/** Parsed records kept while much comes in: about 9 kB each. */
const MAX_PARSED = 16_000
/** With fewer changes in a transaction than this the work is an officer's, and fewer records are kept. */
const BULK = 500
const QUIET_PARSED = 1_000
/** So many more go with every quiet transaction: what a bulk has left goes by and by, and holds up nobody. */
const QUIET_STEP = 64
/** With more records than this the picture is settled at once: memory stays bounded. */
const MAX_UNSETTLED = 12_000
/** Up to this many records of one transaction are indexed at once; more wait for `drain`. */
const WORDS_AT_ONCE = 40
const utf8 = new TextEncoder()
const NO_FIELDS: ReadonlySet<string> = new Set()

/** A record in memory. */
export interface Entry {
  readonly key: string
  readonly subject: number
  readonly rec: number
  readonly picture: number
  state: RecordState
  /** A row is on disk, with this digest and number of conflicts. */
  stored: boolean
  digest: Uint8Array
  conflicts: number
  /** What is on disk of an incident, when known. */
  cells: IncidentCells | undefined
  dirty: boolean
  wordsDirty: boolean
  /** Newest touch of what was folded since it was written; 0 leaves an incident as read as it was. */
  touch: number
  /** When an incident came that officers are to be told of; null when not, undefined when nothing has come yet. */
  announceMs: number | null | undefined
}

/** A stored change whose effect the picture on disk lacks. */
export interface UnsettledRow extends SealedBytes {
  readonly touch: number
  readonly receivedMs: number
}

/** What settling wrote. */
export interface Written {
  readonly entry: Entry
  readonly isNew: boolean
  readonly incident: IncidentColumns | undefined
}

export class PictureBook {
  readonly derived: DerivedRows
  readonly #parsed = new Map<string, Entry>()
  readonly #byNumber = new Map<number, Entry>()
  readonly #textFields = new Map<Kind, ReadonlySet<string>>()
  #dirty: Entry[] = []
  #folds = 0
  readonly #findSubject
  readonly #insertSubject
  readonly #getRecord
  readonly #insertRecord
  readonly #updateRecord
  readonly #deleteRecord
  readonly #bucketDigests
  readonly #bucketRecords
  readonly #kindAndState
  readonly #underived
  readonly #ofKinds
  readonly #unsettle
  readonly #settled
  readonly #allUnsettled

  constructor(db: StationDatabase) {
    this.derived = new DerivedRows(db)
    this.#findSubject = db.prepareRaw<[number, string, string], [number]>(
      'subject.find',
      'SELECT subject FROM subject WHERE space = ? AND kind = ? AND id = ?',
    )
    this.#insertSubject = db.prepareRaw<[number, string, string, number], [number]>(
      'subject.insert',
      'INSERT INTO subject (space, kind, id, bucket) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING subject',
    )
    this.#getRecord = db.prepareRaw<[number], [number, Uint8Array, string]>(
      'record.get',
      'SELECT conflicts, digest, state FROM record WHERE rec = ?',
    )
    this.#insertRecord = db.prepare<[number, number, Uint8Array, string]>(
      'record.insert',
      'INSERT INTO record (rec, conflicts, digest, state) VALUES (?, ?, ?, ?)',
    )
    this.#updateRecord = db.prepare<[number, Uint8Array, string, number]>(
      'record.update',
      'UPDATE record SET conflicts = ?, digest = ?, state = ? WHERE rec = ?',
    )
    this.#deleteRecord = db.prepare<[number]>('record.delete', 'DELETE FROM record WHERE rec = ?')
    this.#bucketDigests = db.prepareRaw<[number, number, number], [number, Uint8Array]>(
      'record.bucketDigests',
      `SELECT bucket, digest FROM record JOIN subject ON subject = rec - ? WHERE rec BETWEEN ? AND ?`,
    )
    this.#bucketRecords = db.prepareRaw<[number, number, number, number], [string, string, Uint8Array]>(
      'record.bucketRecords',
      `SELECT kind, id, digest FROM record JOIN subject ON subject = rec - ?
        WHERE rec BETWEEN ? AND ? AND bucket = ? ORDER BY kind, id`,
    )
    this.#kindAndState = db.prepareRaw<[number, number], [string, string, string]>(
      'record.kindAndState',
      'SELECT kind, id, state FROM record JOIN subject ON subject = ? WHERE rec = ?',
    )
    this.#underived = db.prepareRaw<[string], [number, number, string, string, string]>(
      'record.underived',
      `SELECT r.rec, p.picture, s.kind, s.id, r.state FROM picture p JOIN subject s USING (space)
          JOIN record r ON r.rec = (p.picture << 32) + s.subject
        WHERE s.kind IN (SELECT value FROM json_each(?))
          AND NOT EXISTS (SELECT 1 FROM desk_item d WHERE d.rec = r.rec)`,
    )
    this.#ofKinds = db.prepareRaw<[string], [number, number, string, string, string]>(
      'record.ofKinds',
      `SELECT r.rec, p.picture, s.kind, s.id, r.state FROM picture p JOIN subject s USING (space)
          JOIN record r ON r.rec = (p.picture << 32) + s.subject WHERE s.kind IN (SELECT value FROM json_each(?))`,
    )
    this.#unsettle = db.prepare<[number, number, number]>(
      'unsettled.add',
      'INSERT INTO unsettled (first_at, last_at, touch) VALUES (?, ?, ?)',
    )
    this.#settled = db.prepare<[]>('unsettled.drop', 'DELETE FROM unsettled')
    this.#allUnsettled = db.prepareRaw<[], [number, number, Uint8Array, Uint8Array | null]>(
      'unsettled.all',
      `SELECT touch, received_ms, header, body FROM unsettled JOIN journal ON at BETWEEN first_at AND last_at
        WHERE flags = 0 ORDER BY touch, at`,
    )
  }

  /** Records that the picture on disk lacks something of. */
  get unsettled(): number {
    return this.#dirty.length
  }

  get isFull(): boolean {
    return this.#dirty.length > MAX_UNSETTLED
  }

  /** After a rollback. */
  forget(): void {
    this.#parsed.clear()
    this.#byNumber.clear()
    this.#dirty = []
  }

  /** Subject number of a record; undefined when nothing was ever heard of it. */
  subject(space: number, kind: Kind, id: RecordId): number | undefined {
    return this.#findSubject.get(space, kind, id)?.[0]
  }

  /** A record of a picture, empty when there is none. Gives it a subject number: call inside a transaction. */
  entry(space: number, picture: number, kind: Kind, id: RecordId): Entry {
    const key = entryKey(picture, kind, id)
    const parsed = this.#parsed.get(key)
    if (parsed !== undefined) return parsed
    const known = this.subject(space, kind, id)
    if (known !== undefined) return this.#load(key, known, picture, kind, id)
    const inserted = this.#insertSubject.get(space, kind, id, bucketOf(kind, id))
    // Nobody ever heard of it: there is no row to look for.
    return this.#keep(key, must(inserted, 'number of a new record')[0], picture, emptyRecord(kind, id), undefined)
  }

  /**
   * Writes a record of a snapshot nobody here has heard of, as it came: `text` is its state's, and it is not kept in memory.
   * False when something is known of it; it must then go by way of an entry. Call inside a transaction.
   */
  load(space: number, picture: number, state: RecordState, text: string, totals: Totals): boolean {
    const { kind, id } = state
    const made = this.#insertSubject.get(space, kind, id, bucketOf(kind, id))
    if (made === undefined) return false
    if (!hasHeads(state)) return true
    const rec = picture * SHIFT + made[0]
    const digest = recordDigest(state, sha256)
    const conflicts = conflictsOf(state).length
    totals.records += 1
    totals.conflicts += conflicts
    addDigest(totals.digest, digest, 1)
    this.#insertRecord.run(rec, conflicts, digest, text)
    this.derived.put(rec, picture, state, true, conflicts, 0, undefined)
    if (this.#searched(kind).size > 0) this.derived.words.pend(rec)
    return true
  }

  /** A record as it is, or undefined; writes nothing. The state is the living one: copy it before giving it away. */
  peek(space: number, picture: number, kind: Kind, id: RecordId): RecordState | undefined {
    const parsed = this.#parsed.get(entryKey(picture, kind, id))
    if (parsed !== undefined) return parsed.state.fields.size === 0 ? undefined : parsed.state
    const subject = this.subject(space, kind, id)
    if (subject === undefined) return undefined
    const row = this.#getRecord.get(picture * SHIFT + subject)
    return row === undefined ? undefined : readRecord(kind, id, row[2])
  }

  /** True when what is on disk of a record, with everything derived of it, is what `expected` says. */
  holds(space: number, picture: number, expected: RecordState): boolean {
    const subject = this.subject(space, expected.kind, expected.id)
    const rec = picture * SHIFT + (subject ?? 0)
    const row = subject === undefined ? undefined : this.#getRecord.get(rec)
    if (row === undefined) return !hasHeads(expected)
    const [conflicts, digest, text] = row
    if (conflicts !== conflictsOf(expected).length || !sameBytes(digest, recordDigest(expected, sha256))) return false
    try {
      if (!sameHeads(readRecord(expected.kind, expected.id, text), expected)) return false
    } catch {
      return false
    }
    return this.derived.holds(rec, expected, conflicts)
  }

  /**
   * Says that changes folded in this transaction, by their journal numbers in ascending order, are still to be settled.
   * Call inside the transaction.
   */
  unsettle(numbers: readonly number[], touch: number): void {
    let first = 0
    for (let index = 1; index <= numbers.length; index += 1) {
      const last = must(numbers[index - 1], 'journal number')
      if (numbers[index] === last + 1) continue
      this.#unsettle.run(must(numbers[first], 'journal number'), last, touch)
      first = index
    }
  }

  /** Changes the picture on disk lacks, as they were written down; refused ones and history are in no picture. */
  *missing(): Iterable<UnsettledRow> {
    for (const [touch, receivedMs, header, body] of this.#allUnsettled.all())
      yield { touch, receivedMs, header: plainBytes(header), body: body === null ? null : plainBytes(body) }
  }

  /** Folds a change into its record; a `touch` above 0 makes an incident unread. */
  fold(entry: Entry, change: Change, touch: number): void {
    this.#folds += 1
    if (change.content === null || change.content.sets.length === 0) return
    applyChange(entry.state, change)
    if (touch > entry.touch) entry.touch = touch
    this.#soil(entry)
    if (entry.wordsDirty) return
    const searched = this.#searched(entry.state.kind)
    if (searched.size === 0) return
    for (const { name } of change.content.sets) if (searched.has(name)) entry.wordsDirty = true
  }

  /** Puts another state in the place of a record's; a `touch` above 0 makes an incident unread. */
  replace(entry: Entry, state: RecordState, touch: number): void {
    entry.state = state
    entry.touch = Math.max(entry.touch, touch)
    entry.wordsDirty = this.#searched(state.kind).size > 0
    this.#soil(entry)
  }

  /** Writes all changed records and brings the sums of their pictures up to date. Call inside a transaction. */
  settle(totalsOf: (picture: number) => Totals): readonly Written[] {
    const dirty = this.#dirty
    this.#dirty = []
    const indexNow = dirty.length <= WORDS_AT_ONCE
    const written: Written[] = []
    for (const entry of dirty) {
      const totals = totalsOf(entry.picture)
      entry.dirty = false
      if (hasHeads(entry.state)) written.push(this.#write(entry, totals, indexNow))
      else if (this.#remove(entry, totals)) written.push({ entry, isNew: false, incident: undefined })
      entry.touch = 0
    }
    if (dirty.length > 0) this.#settled.run()
    return written
  }

  /** Drops parsed records beyond the limit, save those not settled; call after a transaction. */
  trim(): void {
    const folds = this.#folds
    this.#folds = 0
    const quiet = Math.max(QUIET_PARSED, this.#parsed.size - QUIET_STEP - folds)
    const limit = folds >= BULK ? MAX_PARSED : Math.min(MAX_PARSED, quiet)
    if (this.#parsed.size <= limit) return
    let over = this.#parsed.size - limit
    for (const [key, entry] of this.#parsed) {
      if (over === 0) break
      over -= 1
      if (entry.dirty) continue
      this.#parsed.delete(key)
      this.#byNumber.delete(entry.rec)
    }
  }

  /** Takes all records of a picture out. */
  removePicture(picture: number): void {
    this.derived.removePicture(picture * SHIFT, (picture + 1) * SHIFT - 1)
    for (const [key, entry] of this.#parsed)
      if (entry.picture === picture) {
        this.#parsed.delete(key)
        this.#byNumber.delete(entry.rec)
      }
  }

  buckets(picture: number): readonly Uint8Array[] {
    const sums = Array.from({ length: 256 }, () => new Uint8Array(32))
    const from = picture * SHIFT
    for (const [bucket, digest] of this.#bucketDigests.iterate(from, from, from + SHIFT - 1))
      addDigest(must(sums[bucket], 'bucket'), digest, 1)
    return sums
  }

  bucket(picture: number, bucket: number): readonly [string, string, Uint8Array][] {
    const from = picture * SHIFT
    return this.#bucketRecords
      .all(from, from, from + SHIFT - 1, bucket)
      .map(([kind, id, digest]) => [kind, id, plainBytes(digest)])
  }

  /**
   * Gives records their lists and words that were stored when this program did not know their kind yet. Call inside a
   * transaction; gives how many there were.
   */
  deriveMissing(kinds: readonly Kind[]): number {
    const missing = this.#underived.all(JSON.stringify(kinds))
    for (const [rec, picture, kind, id, text] of missing) {
      this.derived.put(rec, picture, readRecord(kind, id as RecordId, text), false, 0, 0, undefined)
      this.derived.words.pend(rec)
    }
    return missing.length
  }

  /** Counts records that were stored before statistics counted their kinds. Call inside a transaction. */
  countStored(kinds: readonly Kind[]): void {
    for (const [rec, picture, kind, id, text] of this.#ofKinds.all(JSON.stringify(kinds)))
      this.derived.putCounted(rec, picture, readRecord(kind, id as RecordId, text))
  }

  /** Indexes up to `limit` records that wait for it; gives how many still did. Call inside a transaction. */
  indexPending(limit: number): number {
    const pending = this.derived.words.nextPending(limit)
    for (const rec of pending) {
      const parsed = this.#byNumber.get(rec)
      if (parsed !== undefined && parsed.stored && !parsed.dirty) {
        this.derived.putWords(rec, parsed.state, false)
        continue
      }
      const row = this.#kindAndState.get(rec % SHIFT, rec)
      if (row === undefined) this.derived.words.remove(rec)
      else this.derived.putWords(rec, readRecord(row[0], row[1] as RecordId, row[2]), false)
    }
    return pending.length
  }

  #write(entry: Entry, totals: Totals, indexNow: boolean): Written {
    const { rec, picture, state } = entry
    const isNew = !entry.stored
    const digest = recordDigest(state, sha256)
    const conflicts = conflictsOf(state).length
    if (isNew) totals.records += 1
    else addDigest(totals.digest, entry.digest, -1)
    addDigest(totals.digest, digest, 1)
    totals.conflicts += conflicts - entry.conflicts
    if (isNew) this.#insertRecord.run(rec, conflicts, digest, writeRecord(state))
    else this.#updateRecord.run(conflicts, digest, writeRecord(state), rec)
    const incident = this.derived.put(rec, picture, state, isNew, conflicts, entry.touch, entry.cells)
    entry.cells = incident?.cells
    if (entry.wordsDirty) {
      if (indexNow) this.derived.putWords(rec, state, isNew)
      else this.derived.words.pend(rec)
      entry.wordsDirty = false
    }
    entry.stored = true
    entry.digest = digest
    entry.conflicts = conflicts
    return { entry, isNew, incident: incident?.columns }
  }

  #remove(entry: Entry, totals: Totals): boolean {
    if (!entry.stored) return false
    addDigest(totals.digest, entry.digest, -1)
    totals.records -= 1
    totals.conflicts -= entry.conflicts
    this.derived.remove(entry.rec)
    this.#deleteRecord.run(entry.rec)
    entry.stored = false
    entry.conflicts = 0
    entry.cells = undefined
    entry.wordsDirty = false
    return true
  }

  #load(key: string, subject: number, picture: number, kind: Kind, id: RecordId): Entry {
    const row = this.#getRecord.get(picture * SHIFT + subject)
    const state = row === undefined ? emptyRecord(kind, id) : readRecord(kind, id, row[2])
    return this.#keep(key, subject, picture, state, row)
  }

  #keep(
    key: string,
    subject: number,
    picture: number,
    state: RecordState,
    row: readonly [conflicts: number, digest: Uint8Array, state: string] | undefined,
  ): Entry {
    const entry: Entry = {
      key,
      subject,
      rec: picture * SHIFT + subject,
      picture,
      state,
      stored: row !== undefined,
      digest: row?.[1] ?? new Uint8Array(32),
      conflicts: row?.[0] ?? 0,
      cells: undefined,
      dirty: false,
      wordsDirty: false,
      touch: 0,
      announceMs: row === undefined ? undefined : null,
    }
    this.#parsed.set(key, entry)
    this.#byNumber.set(entry.rec, entry)
    return entry
  }

  #soil(entry: Entry): void {
    if (entry.dirty) return
    entry.dirty = true
    this.#dirty.push(entry)
  }

  #searched(kind: Kind): ReadonlySet<string> {
    let fields = this.#textFields.get(kind)
    if (fields === undefined) {
      const names = textFields(kind)
      fields = names.length === 0 ? NO_FIELDS : new Set(names)
      if (fields.size > 0) this.#textFields.set(kind, fields)
    }
    return fields
  }
}

/** True when both have the same heads with the same values, whatever order they were folded or written in. */
function sameHeads(one: RecordState, other: RecordState): boolean {
  const names = new Set([...one.fields.keys(), ...other.fields.keys()])
  for (const name of names) {
    const [heads, others] = [one.fields.get(name)?.heads ?? [], other.fields.get(name)?.heads ?? []]
    if (heads.length !== others.length) return false
    const isSame = heads.every(({ mark, value }, index) => {
      const there = others[index]
      return there !== undefined && sameJson({ ...mark }, { ...there.mark }) && sameJson(value, there.value)
    })
    if (!isSame) return false
  }
  return true
}

/** A copy of a record that later folding does not change. */
export function copyRecord(state: RecordState): RecordState {
  const copy = emptyRecord(state.kind, state.id)
  for (const [name, { heads, gone }] of state.fields) copy.fields.set(name, { heads, gone })
  return copy
}

/** True when some field has a value: a record of which every change was refused or destroyed is in no picture. */
export function hasHeads(state: RecordState): boolean {
  for (const field of state.fields.values()) if (field.heads.length > 0) return true
  return false
}

function entryKey(picture: number, kind: Kind, id: RecordId): string {
  return `${picture}\n${kind}\n${id}`
}

function bucketOf(kind: Kind, id: RecordId): number {
  return sha256(utf8.encode(`${kind}\n${id}`))[0] ?? 0
}
