// What verifying reads: journals, seals and pictures of one moment, as they lie on disk. Over the station's own connection, or over
// one of its own that only reads (open-view.ts), beside the station's work.
import { must } from '../../shared/base/assert.ts'
import type { Kind, RecordId, SpaceId, StationId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Json } from '../../shared/base/json.ts'
import type { ChainRef, Seal } from '../../shared/journal/chain.ts'
import type { SealedBytes } from '../../shared/journal/change.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { SHIFT, markNumber } from './journal-book.ts'
import { plainBytes, sha256 } from './node-crypto.ts'
import { copyRecord } from './picture-book.ts'
import type { Branch, SpaceState } from './space-state.ts'
import { allBranches, branchesOf, missingJournal } from './space-state.ts'
import { isSqliteError } from './sqlite-file.ts'
import type { ChainTip } from './station-store.ts'
import type { StoreParts } from './store-parts.ts'

const AT_ONCE = 500

/** A record anybody ever wrote a change of. */
export interface Subject {
  readonly subject: number
  readonly kind: Kind
  readonly id: RecordId
}

/** A change as it lies in the journal. */
export interface StoredChange extends ChainRef {
  readonly seq: number
  readonly bytes: SealedBytes
  /** It came since the picture was settled, which does not hold it yet. */
  readonly isLate: boolean
}

export class JournalView {
  readonly station: StationId
  readonly publicKey: Uint8Array
  readonly #parts: StoreParts
  readonly #subjects
  readonly #changes
  readonly #stored
  readonly #journalRows
  readonly #pictureRows
  readonly #unsettled
  #waiting: readonly (readonly [first: number, last: number])[] | undefined

  constructor(parts: StoreParts, own: { readonly station: StationId; readonly publicKey: Uint8Array }) {
    this.station = own.station
    this.publicKey = own.publicKey
    this.#parts = parts
    const { db } = parts
    this.#subjects = db.prepareRaw<[number, number, number], [number, string, string]>(
      'view.subjects',
      'SELECT subject, kind, id FROM subject WHERE space = ? AND subject > ? ORDER BY subject LIMIT ?',
    )
    this.#changes = db.prepareRaw<[number, number, number], [number, Uint8Array, Uint8Array | null]>(
      'view.changes',
      'SELECT at, header, body FROM journal WHERE subject = ? AND at > ? ORDER BY at LIMIT ?',
    )
    this.#stored = db.prepareRaw<[number], [number, Uint8Array, string | null, string | null]>(
      'view.stored',
      'SELECT mark, header, kind, id FROM journal LEFT JOIN subject USING (subject) WHERE at = ?',
    )
    this.#journalRows = db.prepareRaw<[number, number], [number]>(
      'view.journalRows',
      'SELECT count(*) FROM journal WHERE at BETWEEN ? AND ?',
    )
    this.#pictureRows = db.prepareRaw<[number, number], [number]>(
      'view.pictureRows',
      'SELECT count(*) FROM record WHERE rec BETWEEN ? AND ?',
    )
    this.#unsettled = db.prepareRaw<[], [number, number]>(
      'view.unsettled',
      'SELECT first_at, last_at FROM unsettled ORDER BY first_at',
    )
  }

  spaces(): readonly SpaceId[] {
    return this.#parts.spaces.all().map(({ id }) => id)
  }

  meta(name: string): Json | undefined {
    return this.#parts.small.meta(name)
  }

  /** Every branch with its newest change. */
  tips(space: SpaceId): readonly ChainTip[] {
    return tipsOf(this.#space(space))
  }

  /** Older journal is still on its way. */
  isPartial(space: SpaceId): boolean {
    return missingJournal(this.#space(space)) !== undefined
  }

  links(space: SpaceId, tip: ChainTip): Iterable<SealedBytes> {
    return this.#parts.journal.links(this.#branch(space, tip), tip.seq)
  }

  seals(space: SpaceId): readonly Seal[] {
    return this.#parts.seals.all(this.#space(space))
  }

  /** SHA-256 of the header stored at a number of a branch or of its parents. */
  hashAt(space: SpaceId, tip: ChainTip, seq: number): Uint8Array | undefined {
    if (seq < 1 || seq > tip.seq) return undefined
    const row = this.#row(space, tip, seq)
    return row === undefined ? undefined : sha256(row[1])
  }

  /**
   * What lies at a number of a branch: the header, the record it was filed under, and whether the header is still the one the journal
   * took in, as far as the number it is found by says.
   */
  stored(
    space: SpaceId,
    tip: ChainTip,
    seq: number,
  ):
    | { readonly header: Uint8Array; readonly subject: Omit<Subject, 'subject'> | null; readonly isSame: boolean }
    | undefined {
    const row = this.#row(space, tip, seq)
    if (row === undefined) return undefined
    const [mark, header, kind, id] = row
    const subject = kind === null || id === null ? null : { kind, id: asId<RecordId>(id) }
    return { header: plainBytes(header), subject, isSame: mark === markNumber(sha256(header)) }
  }

  /** Every record a change was ever written of, one after another. */
  *subjects(space: SpaceId): Iterable<Subject> {
    const { space: number } = this.#space(space)
    for (let after = 0; ;) {
      const rows = this.#subjects.all(number, after, AT_ONCE)
      for (const [subject, kind, id] of rows) yield { subject, kind, id: asId(id) }
      const last = rows.at(-1)
      if (last === undefined) return
      after = last[0]
    }
  }

  /** The changes of one record. Throws FaultError where a body lies in an archive that is away. */
  *changes(space: SpaceId, { subject }: Subject): Iterable<StoredChange> {
    const byNumber = new Map([...allBranches(this.#space(space))].map((branch) => [branch.branch, branch]))
    const { shelf } = this.#parts.db
    for (let after = -1; ;) {
      const rows = this.#changes.all(subject, after, AT_ONCE)
      for (const [at, header, body] of rows) {
        const branch = byNumber.get(Math.floor(at / SHIFT))
        if (branch === undefined) continue
        const stored = shelf.body(at, body)
        const bytes = { header: plainBytes(header), body: stored === null ? null : plainBytes(stored) }
        const { station, chain } = branch
        yield { station, chain, seq: at % SHIFT, bytes, isLate: this.#isLate(at) }
      }
      const last = rows.at(-1)
      if (last === undefined) return
      after = last[0]
    }
  }

  /** How many changes the journals of a space hold. */
  journalRows(space: SpaceId): number {
    let count = 0
    for (const { branch } of allBranches(this.#space(space)))
      count += must(this.#journalRows.get(branch * SHIFT, (branch + 1) * SHIFT - 1), 'a count')[0]
    return count
  }

  /** What the picture says it is, and how many records lie in it. */
  picture(space: SpaceId): { readonly records: number; readonly digest: Uint8Array; readonly rows: number } {
    const { totals } = this.#space(space)
    const { picture, records, digest } = totals
    const rows = must(this.#pictureRows.get(picture * SHIFT, (picture + 1) * SHIFT - 1), 'a count')[0]
    return { records, digest: digest.slice(), rows }
  }

  /** True when a record, and everything derived of it, is on disk as `expected` says; past all caches. */
  holds(space: SpaceId, expected: RecordState): boolean {
    const state = this.#space(space)
    return this.#parts.pictures.holds(state.space, state.totals.picture, expected)
  }

  /** A record as the picture has it; undefined also when it cannot be read there. */
  read(space: SpaceId, kind: Kind, id: RecordId): RecordState | undefined {
    const state = this.#parts.spaces.find(space)
    if (state === undefined) return undefined
    try {
      const record = this.#parts.pictures.peek(state.space, state.totals.picture, kind, id)
      return record === undefined ? undefined : copyRecord(record)
    } catch (error) {
      // Altered text of a record: what it was called cannot be said.
      if (isSqliteError(error)) throw error
      return undefined
    }
  }

  #isLate(at: number): boolean {
    this.#waiting ??= this.#unsettled.all()
    let [from, to] = [0, this.#waiting.length]
    while (from < to) {
      const middle = (from + to) >> 1
      const [first, last] = must(this.#waiting[middle], 'a stretch of journal')
      if (at < first) to = middle
      else if (at > last) from = middle + 1
      else return true
    }
    return false
  }

  #row(space: SpaceId, tip: ChainTip, seq: number): [number, Uint8Array, string | null, string | null] | undefined {
    let at: Branch = this.#branch(space, tip)
    while (at.parent !== null && seq <= at.baseSeq) at = at.parent
    return this.#stored.get(at.branch * SHIFT + seq)
  }

  #space(id: SpaceId): SpaceState {
    return must(this.#parts.spaces.find(id), `space ${id}`)
  }

  #branch(space: SpaceId, tip: ChainTip): Branch {
    return must(
      branchesOf(this.#space(space), tip).find(({ name }) => name === tip.branch),
      'branch of a tip',
    )
  }
}

/** Every branch of a space that has a change, with its newest. */
export function tipsOf(space: SpaceState): readonly ChainTip[] {
  const tips: ChainTip[] = []
  for (const { station, chain, name, tipSeq, tipHash } of allBranches(space))
    if (tipSeq > 0) tips.push({ station, chain, branch: name, seq: tipSeq, hash: tipHash })
  return tips
}
