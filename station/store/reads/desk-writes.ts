// The desk's small writes: what an officer has seen, which notices were acknowledged, drafts. Nobody's picture, in no
// journal; each call is one durable transaction, and what the disk refuses comes back as a fault.
import type { Result } from '../../../shared/base/fault.ts'
import { ok } from '../../../shared/base/fault.ts'
import type { Json } from '../../../shared/base/json.ts'
import type { Draft } from '../../../shared/rpc/methods.ts'
import type { StationDatabase } from '../database.ts'
import { sqliteFault } from '../database.ts'
import type { Look } from './incident-filter.ts'

export class DeskWrites {
  readonly #db: StationDatabase
  readonly #see
  readonly #seeAll
  readonly #dropSeen
  readonly #acknowledge
  readonly #saveDraft
  readonly #drafts
  readonly #dropDraft

  constructor(db: StationDatabase) {
    this.#db = db
    this.#see = db.prepare<[string, number]>(
      'seen.mark',
      `INSERT INTO seen (officer, subject, touched)
        SELECT ?, i.rec & 4294967295, i.touched FROM incident i WHERE i.rec = ? AND i.touched > 0
        ON CONFLICT (officer, subject) DO UPDATE SET touched = max(touched, excluded.touched)`,
    )
    this.#seeAll = db.prepare<[string, number]>(
      'seen.markAll',
      `INSERT INTO seen_floor (officer, space, touched) SELECT ?, ?, touch FROM clock WHERE true
        ON CONFLICT (officer, space) DO UPDATE SET touched = max(touched, excluded.touched)`,
    )
    this.#dropSeen = db.prepare<[string, number]>(
      'seen.drop',
      'DELETE FROM seen WHERE officer = ? AND subject IN (SELECT subject FROM subject WHERE space = ?)',
    )
    this.#acknowledge = db.prepare<[number, string, number]>(
      'notice.acknowledge',
      'UPDATE notice SET acknowledged_ms = ?, acknowledged_by = ? WHERE notice = ? AND acknowledged_ms IS NULL',
    )
    this.#saveDraft = db.prepare<[string, string, number, string]>(
      'draft.save',
      `INSERT INTO draft (officer, id, saved_ms, content) VALUES (?, ?, ?, ?) ON CONFLICT (officer, id) DO UPDATE
        SET saved_ms = excluded.saved_ms, content = excluded.content`,
    )
    this.#drafts = db.prepareRaw<[string], [string, number, string]>(
      'draft.all',
      'SELECT id, saved_ms, content FROM draft WHERE officer = ? ORDER BY saved_ms DESC, id',
    )
    this.#dropDraft = db.prepare<[string, string]>('draft.drop', 'DELETE FROM draft WHERE officer = ? AND id = ?')
  }

  /** The officer has seen these records as they are now. */
  see(officer: string, recs: readonly number[]): Result<null> {
    return this.#write('desk.see', () => {
      for (const rec of recs) this.#see.run(officer, rec)
    })
  }

  /** The officer has seen everything of the space as it is now. */
  seeAll(look: Look): Result<null> {
    return this.#write('desk.seeAll', () => {
      this.#seeAll.run(look.officer, look.space)
      this.#dropSeen.run(look.officer, look.space)
    })
  }

  /** The first acknowledgement stays. */
  acknowledge(officer: string, notices: readonly number[], nowMs: number): Result<null> {
    return this.#write('desk.acknowledge', () => {
      for (const notice of notices) this.#acknowledge.run(nowMs, officer, notice)
    })
  }

  saveDraft(officer: string, id: string, content: Json, nowMs: number): Result<null> {
    return this.#write('desk.saveDraft', () => this.#saveDraft.run(officer, id, nowMs, JSON.stringify(content)))
  }

  /** The officer's drafts, latest saved first. */
  drafts(officer: string): readonly Draft[] {
    return this.#drafts
      .all(officer)
      .map(([id, savedMs, content]) => ({ id, savedMs, content: JSON.parse(content) as Json }))
  }

  dropDraft(officer: string, id: string): Result<null> {
    return this.#write('desk.dropDraft', () => this.#dropDraft.run(officer, id))
  }

  #write(name: string, work: () => unknown): Result<null> {
    try {
      this.#db.transaction(name, work)
      return ok(null)
    } catch (error) {
      const fault = sqliteFault(error)
      if (fault === undefined) throw error
      return { ok: false, fault }
    }
  }
}
