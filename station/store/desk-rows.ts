// What a write leaves on this desk and nowhere else: notices of new incidents, and what an officer has seen because the
// officer wrote it. (Acknowledging and marking as seen are the reads' own.)
import type { StationId } from '../../shared/base/ids.ts'
import type { ChangeHeader } from '../../shared/journal/change.ts'
import { INCIDENT } from '../../shared/model/incident.ts'
import type { StationDatabase } from './database.ts'

/** Incidents older than this on arrival give no notice: a station that was away for long is not shouted at. */
const NOTICE_MAX_AGE_MS = 72 * 3_600_000

/** When officers are to be told of the incident a first change makes: made elsewhere, and not long ago. Null when not. */
export function announceMs(head: ChangeHeader, own: StationId, nowMs: number): number | null {
  return head.kind === INCIDENT && head.station !== own && nowMs - head.stamp.ms <= NOTICE_MAX_AGE_MS ? nowMs : null
}

export class DeskRows {
  readonly #notice
  readonly #dropNotice
  readonly #saw

  constructor(db: StationDatabase) {
    this.#notice = db.prepare<[number, number, number]>(
      'notice.add',
      'INSERT OR IGNORE INTO notice (space, subject, received_ms) VALUES (?, ?, ?)',
    )
    this.#dropNotice = db.prepare<[number, number]>(
      'notice.drop',
      'DELETE FROM notice WHERE space = ? AND subject = ? AND acknowledged_ms IS NULL',
    )
    this.#saw = db.prepare<[string, number, number]>(
      'seen.wrote',
      `INSERT INTO seen (officer, subject, touched) VALUES (?, ?, ?) ON CONFLICT (officer, subject) DO UPDATE
        SET touched = excluded.touched`,
    )
  }

  notice(space: number, subject: number, receivedMs: number): void {
    this.#notice.run(space, subject, receivedMs)
  }

  dropNotice(space: number, subject: number): void {
    this.#dropNotice.run(space, subject)
  }

  saw(officer: string, subject: number, touched: number): void {
    this.#saw.run(officer, subject, touched)
  }
}
