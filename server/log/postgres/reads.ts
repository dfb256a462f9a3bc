// What PostgreSQL's log answers without writing: each answer comes from one statement, so it is of one position.
import type pg from 'pg'
import type { Kind, RecordId, SpaceId } from '../../../shared/base/ids.ts'
import type { Seal } from '../../../shared/journal/chain.ts'
import type { SealedBytes } from '../../../shared/journal/change.ts'
import type { RecordState } from '../../../shared/journal/merge.ts'
import { addDigest, emptyDigest } from '../../../shared/journal/picture-code.ts'
import { readRecord } from '../../../shared/journal/record-text.ts'
import { branchOf, sealOf, tipOf } from '../chain-table.ts'
import type { ChainTip, HistoryPage, LogPage, PictureAt } from '../server-log.ts'
import type { BranchRow } from '../space-disk.ts'
import type { PostgresArchives } from './archives.ts'
import { ask, fromText, toText } from './connection.ts'
import { fetchBranches, fetchBranchesOf } from './fetch.ts'
import { subjectKey } from './subject-key.ts'

const HISTORY_PAGE = 500

interface EntryRow extends pg.QueryResultRow {
  readonly pos: number
  readonly branch: number
  readonly header: Uint8Array
  readonly body: Uint8Array | null
}

export class PostgresReads {
  readonly #pool: pg.Pool
  readonly #archives: PostgresArchives
  readonly #numbers = new Map<SpaceId, number>()

  constructor(pool: pg.Pool, archives: PostgresArchives) {
    this.#pool = pool
    this.#archives = archives
  }

  async spaces(): Promise<readonly SpaceId[]> {
    const rows = await ask<{ id: SpaceId }>(this.#pool, 'SELECT id FROM space ORDER BY space')
    return rows.map(({ id }) => id)
  }

  async tip(space: SpaceId): Promise<number> {
    const [row] = await ask<{ tip: number }>(this.#pool, 'SELECT tip FROM space WHERE id = $1', [toText(space)])
    return row?.tip ?? 0
  }

  async page(space: SpaceId, after: number, upTo: number, limit: number, maxBytes: number): Promise<LogPage> {
    const number = await this.#numberOf(space)
    if (number === undefined) return { after, upTo: after, tip: 0, changes: [], seals: [] }
    const rows = await ask<EntryRow>(
      this.#pool,
      `SELECT pos, branch, header, body FROM (
         SELECT pos, branch, header, body,
           sum(length(header) + coalesce(length(body), 0)) OVER (ORDER BY pos) AS bytes, row_number() OVER (ORDER BY pos) AS nth
         FROM (SELECT pos, branch, header, body FROM journal
           WHERE space = $1 AND pos > $2 AND pos <= $3 ORDER BY pos LIMIT $4) AS stretch) AS counted
       WHERE bytes <= $5 OR nth = 1 ORDER BY pos`,
      [number, after, upTo, limit, maxBytes],
    )
    const changes = this.#whole(number, rows, maxBytes)
    // Read after the changes, so never below them.
    const tip = await this.tip(space)
    const inPage = rows.slice(0, changes.length)
    const branches = await fetchBranchesOf(this.#pool, number, [...new Set(inPage.map(({ branch }) => branch))])
    return {
      after,
      upTo: after + changes.length,
      tip,
      changes,
      seals: branches.map(branchOf).flatMap(sealOf),
    }
  }

  /** With the bodies that lie in archives, which the database counted as a byte each; as many as the page may hold. */
  #whole(space: number, rows: readonly EntryRow[], maxBytes: number): readonly SealedBytes[] {
    const changes: SealedBytes[] = []
    let bytes = 0
    for (const { pos, header, body: stored } of rows) {
      const body = this.#archives.body(space, pos, stored)
      bytes += header.length + (body?.length ?? 0)
      if (changes.length > 0 && bytes > maxBytes) break
      changes.push({ header, body })
    }
    return changes
  }

  async tips(space: SpaceId): Promise<readonly ChainTip[]> {
    return (await this.#branches(space)).map(branchOf).map(tipOf)
  }

  async seals(space: SpaceId): Promise<readonly Seal[]> {
    return (await this.#branches(space)).map(branchOf).flatMap(sealOf)
  }

  async record(space: SpaceId, kind: Kind, id: RecordId): Promise<RecordState | undefined> {
    const number = await this.#numberOf(space)
    if (number === undefined) return undefined
    const [row] = await ask<{ state: string | null; digest: Uint8Array | null }>(
      this.#pool,
      'SELECT state, digest FROM subject WHERE space = $1 AND key = $2',
      [number, Buffer.from(subjectKey(kind, id))],
    )
    return row === undefined || row.digest === null || row.state === null ? undefined : readRecord(kind, id, row.state)
  }

  async records(space: SpaceId, kind: Kind): Promise<readonly RecordState[]> {
    const number = await this.#numberOf(space)
    if (number === undefined) return []
    const rows = await ask<{ id: string; state: string }>(
      this.#pool,
      'SELECT id, state FROM subject WHERE space = $1 AND kind = $2 AND state IS NOT NULL ORDER BY subject',
      [number, toText(kind)],
    )
    return rows.map(({ id, state }) => readRecord(kind, fromText(id) as RecordId, state))
  }

  async picture(space: SpaceId): Promise<PictureAt> {
    const [row] = await ask<{ tip: number; records: number; digest: Uint8Array }>(
      this.#pool,
      'SELECT tip, records, digest FROM space WHERE id = $1',
      [toText(space)],
    )
    return { pos: row?.tip ?? 0, records: row?.records ?? 0, digest: row?.digest ?? emptyDigest() }
  }

  async buckets(space: SpaceId): Promise<{ readonly pos: number; readonly buckets: readonly Uint8Array[] }> {
    const rows = await ask<{ tip: number; bucket: number | null; digest: Uint8Array }>(
      this.#pool,
      `SELECT space.tip, subject.bucket, subject.digest FROM space
       LEFT JOIN subject ON subject.space = space.space AND subject.digest IS NOT NULL WHERE space.id = $1`,
      [toText(space)],
    )
    const buckets = Array.from({ length: 256 }, () => emptyDigest())
    for (const { bucket, digest } of rows) {
      const sum = bucket === null ? undefined : buckets[bucket]
      if (sum !== undefined) addDigest(sum, digest, 1)
    }
    return { pos: rows[0]?.tip ?? 0, buckets }
  }

  async bucket(
    space: SpaceId,
    bucket: number,
  ): Promise<{ readonly pos: number; readonly records: readonly (readonly [Kind, RecordId, Uint8Array])[] }> {
    const rows = await ask<{ tip: number; kind: string | null; id: string; digest: Uint8Array }>(
      this.#pool,
      `SELECT space.tip, subject.kind, subject.id, subject.digest FROM space
       LEFT JOIN subject ON subject.space = space.space AND subject.bucket = $2 AND subject.digest IS NOT NULL
       WHERE space.id = $1 ORDER BY subject.kind, subject.id`,
      [toText(space), bucket],
    )
    const records = rows.flatMap(({ kind, id, digest }) =>
      kind === null ? [] : [[fromText(kind), fromText(id) as RecordId, digest] as const],
    )
    return { pos: rows[0]?.tip ?? 0, records }
  }

  async history(space: SpaceId, kind: Kind, id: RecordId, after: number): Promise<HistoryPage> {
    const number = await this.#numberOf(space)
    if (number === undefined) return { changes: [], positions: [], more: false }
    const rows = await ask<EntryRow>(
      this.#pool,
      `SELECT pos, branch, header, body FROM journal
       WHERE space = $1 AND subject = (SELECT subject FROM subject WHERE space = $1 AND key = $2) AND pos > $3
       ORDER BY pos LIMIT $4`,
      [number, Buffer.from(subjectKey(kind, id)), after, HISTORY_PAGE + 1],
    )
    const page = rows.slice(0, HISTORY_PAGE)
    return {
      changes: page.map(({ pos, header, body }) => ({ header, body: this.#archives.body(number, pos, body) })),
      positions: page.map(({ pos }) => pos),
      more: rows.length > page.length,
    }
  }

  async #branches(space: SpaceId): Promise<readonly BranchRow[]> {
    const number = await this.#numberOf(space)
    return number === undefined ? [] : fetchBranches(this.#pool, number)
  }

  async #numberOf(space: SpaceId): Promise<number | undefined> {
    const known = this.#numbers.get(space)
    if (known !== undefined) return known
    const [row] = await ask<{ space: number }>(this.#pool, 'SELECT space FROM space WHERE id = $1', [toText(space)])
    if (row !== undefined) this.#numbers.set(space, row.space)
    return row?.space
  }
}
