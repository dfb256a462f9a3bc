// A first picture from a server: its parts are written beside the present picture, under a picture number of their own, and
// become the picture at once when the digest is right. Changes of ours that the snapshot does not hold are folded on top.
import { fromHex, sameBytes, toHex } from '../../shared/base/bytes.ts'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { ChangeId, RecordId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Seal } from '../../shared/journal/chain.ts'
import { NO_PREVIOUS, changeIdOf, readChange } from '../../shared/journal/change.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { readRecord } from '../../shared/journal/record-text.ts'
import { VERDICT } from '../../shared/model/verdict.ts'
import type { StationDatabase } from './database.ts'
import { SHIFT } from './journal-book.ts'
import { sha256 } from './node-crypto.ts'
import type { Branch, SpaceState, Totals } from './space-state.ts'
import { allBranches, branchesOf, chainKey } from './space-state.ts'
import type { ChainTip, SnapshotHeader, SnapshotRow } from './station-store.ts'
import type { StoreParts } from './store-parts.ts'

const ROWS_AT_ONCE = 1_000

interface SnapshotState {
  readonly picture: number
  readonly header: SnapshotHeader
  readonly got: Set<number>
}

interface HeaderText extends Omit<SnapshotHeader, 'digest' | 'tips' | 'seals'> {
  readonly digest: string
  readonly tips: readonly (Omit<ChainTip, 'hash'> & { readonly hash: string })[]
  readonly seals: readonly (Omit<Seal, 'signature'> & { readonly signature: string })[]
}

export class Snapshots {
  readonly #parts: StoreParts
  readonly #get
  readonly #put
  readonly #drop
  readonly #dropParts
  readonly #dropPicture
  readonly #partsOf
  readonly #addPart
  readonly #totals
  readonly #verdicts

  constructor(db: StationDatabase, parts: StoreParts) {
    this.#parts = parts
    this.#get = db.prepare<[number], { readonly picture: number; readonly header: Uint8Array }>(
      'snapshot.get',
      'SELECT picture, header FROM snapshot WHERE space = ?',
    )
    this.#put = db.prepare<[number, number, Uint8Array]>(
      'snapshot.put',
      'INSERT INTO snapshot (space, picture, header) VALUES (?, ?, ?)',
    )
    this.#drop = db.prepare<[number]>('snapshot.drop', 'DELETE FROM snapshot WHERE space = ?')
    this.#dropParts = db.prepare<[number]>('snapshotPart.drop', 'DELETE FROM snapshot_part WHERE space = ?')
    this.#dropPicture = db.prepare<[number]>('picture.drop', 'DELETE FROM picture WHERE picture = ?')
    this.#partsOf = db.prepareRaw<[number], [number]>(
      'snapshotPart.of',
      'SELECT part FROM snapshot_part WHERE space = ?',
    )
    this.#addPart = db.prepare<[number, number]>(
      'snapshotPart.add',
      'INSERT INTO snapshot_part (space, part) VALUES (?, ?)',
    )
    this.#totals = db.prepare<
      [number],
      { readonly records: number; readonly conflicts: number; readonly digest: Uint8Array }
    >('picture.totals', 'SELECT records, conflicts, digest FROM picture WHERE picture = ?')
    this.#verdicts = db.prepareRaw<[number, number, string], [string]>(
      'record.ofKind',
      'SELECT id FROM subject JOIN record ON rec = ? + subject WHERE space = ? AND kind = ?',
    )
  }

  of(space: SpaceState): SnapshotState | undefined {
    const row = this.#get.get(space.space)
    if (row === undefined) return undefined
    const got = new Set(this.#partsOf.all(space.space).map(([part]) => part))
    return { picture: row.picture, header: headerOf(row.header), got }
  }

  missing({ header, got }: SnapshotState): readonly number[] {
    return Array.from({ length: header.parts }, (_, part) => part).filter((part) => !got.has(part))
  }

  begin(space: SpaceState, header: SnapshotHeader): void {
    this.abandon(space)
    this.#put.run(space.space, this.#parts.spaces.createPicture(space.space), bytesOf(header))
  }

  /** Drops an unfinished snapshot with its rows. */
  abandon(space: SpaceState): void {
    const state = this.#get.get(space.space)
    if (state === undefined) return
    this.#dropParts.run(space.space)
    this.#drop.run(space.space)
    this.#parts.pictures.removePicture(state.picture)
    this.#dropPicture.run(state.picture)
  }

  /** Rows that cannot be read are left out: the digest then tells. */
  addPart(space: SpaceState, part: number, rows: readonly SnapshotRow[]): void {
    const state = this.of(space)
    if (state === undefined || part >= state.header.parts || state.got.has(part)) return
    this.#parts.settleNow()
    const totals = this.#totalsOf(state.picture)
    const { pictures, spaces } = this.#parts
    for (const [kind, id, text] of rows) {
      const record = readRow(kind, asId(id), text)
      if (record === undefined) continue
      if (!pictures.load(space.space, state.picture, record, text, totals))
        pictures.replace(pictures.entry(space.space, state.picture, kind, record.id), record, 0)
    }
    pictures.settle(() => totals)
    spaces.saveTotals(totals)
    this.#addPart.run(space.space, part)
  }

  /** Makes the snapshot the picture, or drops it when it is not what was announced. */
  finish(space: SpaceState): Result<void> {
    const state = this.of(space)
    if (state === undefined) return refuse('notFound', 'no snapshot is being loaded')
    const missing = this.missing(state)
    if (missing.length > 0)
      return refuse('notFound', `${missing.length} parts of the snapshot are missing`, { parts: missing.length })
    this.#parts.settleNow()
    const totals = this.#totalsOf(state.picture)
    const { header } = state
    if (totals.records !== header.records || !sameBytes(totals.digest, header.digest)) {
      this.abandon(space)
      return refuse('hashMismatch', 'the snapshot does not give the announced picture', {
        records: totals.records,
        announced: header.records,
      })
    }
    this.#dropParts.run(space.space)
    this.#drop.run(space.space)
    const before = space.totals.picture
    space.totals = totals
    space.cursor = header.cursor
    space.backfill = { epoch: header.cursor.epoch, pos: 0, upTo: header.cursor.pos }
    space.dirty = true
    for (const [id] of this.#verdicts.all(totals.picture * SHIFT, space.space, VERDICT))
      this.#parts.spaces.refuse(space, asId<ChangeId>(id))
    this.#takeTips(space, header.tips)
    this.#parts.seals.save(space, header.seals)
    this.#parts.pictures.removePicture(before)
    this.#dropPicture.run(before)
    return ok(undefined)
  }

  /** Chains go on behind the snapshot's tips; what we have beyond them is folded on top. */
  #takeTips(space: SpaceState, tips: readonly ChainTip[]): void {
    const held = new Map<Branch, number>()
    for (const tip of tips) {
      const branch = this.#branchFor(space, tip)
      held.set(branch, Math.max(held.get(branch) ?? 0, tip.seq))
      if (tip.seq <= branch.tipSeq) continue
      // Ours ends before the snapshot's: the rest is there in the picture and still wanted as journal.
      branch.haveSeq = branch.tipSeq
      branch.haveHash = branch.tipHash
      branch.snapshotSeq = tip.seq
      branch.snapshotHash = tip.hash
      branch.tipSeq = tip.seq
      branch.tipHash = tip.hash
      branch.agreedSeq = tip.seq
      branch.dirty = true
      if (chainKey(branch) === `${this.#parts.ports.station}/${space.ownChain}`) this.#parts.beginNewChain(space)
    }
    for (const branch of allBranches(space)) this.#foldBeyond(space, branch, held.get(branch) ?? branch.baseSeq)
    this.#parts.pictures.settle(() => space.totals)
  }

  #branchFor(space: SpaceState, tip: ChainTip): Branch {
    const { journal, spaces } = this.#parts
    const branches = branchesOf(space, tip)
    for (const branch of branches) {
      const hash = tip.seq <= branch.tipSeq ? journal.hashAt(branch, tip.seq) : undefined
      if (hash !== undefined && sameBytes(hash, tip.hash)) return branch
    }
    const shorter = branches.find((branch) => branch.name === tip.branch && branch.tipSeq < tip.seq)
    if (shorter !== undefined) return shorter
    const isTaken = branches.some((branch) => branch.name === tip.branch)
    return spaces.addBranch(space, tip, isTaken ? changeIdOf(tip.hash) : tip.branch, null, 0, NO_PREVIOUS)
  }

  #foldBeyond(space: SpaceState, branch: Branch, after: number): void {
    const { journal, pictures } = this.#parts
    for (let from = after; ;) {
      const rows = journal.range(branch, from, branch.tipSeq, ROWS_AT_ONCE)
      for (const row of rows) {
        const change = readChange(row, sha256)
        if (!change.ok || space.refused.has(change.value.id)) continue
        const { kind, record } = change.value.head
        pictures.fold(pictures.entry(space.space, space.totals.picture, kind, record), change.value, 0)
      }
      const last = rows.at(-1)
      if (last === undefined) return
      from = last.at % SHIFT
    }
  }

  #totalsOf(picture: number): Totals {
    const row = this.#totals.get(picture)
    return {
      picture,
      records: row?.records ?? 0,
      conflicts: row?.conflicts ?? 0,
      digest: row === undefined ? new Uint8Array(32) : new Uint8Array(row.digest),
    }
  }
}

function readRow(kind: string, id: RecordId, text: string): RecordState | undefined {
  try {
    return readRecord(kind, id, text)
  } catch {
    return undefined
  }
}

function bytesOf(header: SnapshotHeader): Uint8Array {
  const text: HeaderText = {
    ...header,
    digest: toHex(header.digest),
    tips: header.tips.map((tip) => ({ ...tip, hash: toHex(tip.hash) })),
    seals: header.seals.map((seal) => ({ ...seal, signature: toHex(seal.signature) })),
  }
  return Buffer.from(JSON.stringify(text))
}

function headerOf(bytes: Uint8Array): SnapshotHeader {
  const text = JSON.parse(Buffer.from(bytes).toString('utf8')) as HeaderText
  return {
    ...text,
    digest: hex(text.digest),
    tips: text.tips.map((tip) => ({ ...tip, hash: hex(tip.hash) })),
    seals: text.seals.map((seal) => ({ ...seal, signature: hex(seal.signature) })),
  }
}

function hex(text: string): Uint8Array {
  return fromHex(text) ?? new Uint8Array()
}
