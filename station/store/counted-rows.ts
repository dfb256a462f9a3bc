// The rows of `counted`: written with every record statistics look at, a cache of its fields.
import type { RecordState } from '../../shared/journal/merge.ts'
import { shownFields, shownValue } from '../../shared/journal/merge.ts'
import { COUNTED_KINDS } from '../../shared/model/counted.ts'
import { INCIDENT } from '../../shared/model/incident.ts'
import type { Cell, StationDatabase } from './database.ts'

const COLUMNS = ['incident', 'agency', 'rule', 'receiver', 'channel', 'at_ms', 'due_ms', 'done_ms'] as const

export class CountedRows {
  readonly #put
  readonly #get
  readonly #remove
  readonly #removeRange

  constructor(db: StationDatabase) {
    this.#put = db.prepare<Cell[]>(
      'counted.put',
      `INSERT INTO counted (rec, picture, kind, ${COLUMNS.join(', ')}) VALUES (?, ?, ?, ${COLUMNS.map(() => '?').join(', ')})
        ON CONFLICT (rec) DO UPDATE SET ${COLUMNS.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    )
    this.#get = db.prepareRaw<[number], Cell[]>(
      'counted.get',
      `SELECT ${COLUMNS.join(', ')} FROM counted WHERE rec = ?`,
    )
    this.#remove = db.prepare<[number]>('counted.remove', 'DELETE FROM counted WHERE rec = ?')
    this.#removeRange = db.prepare<[number, number]>(
      'counted.removeRange',
      'DELETE FROM counted WHERE rec BETWEEN ? AND ?',
    )
  }

  /** `isNew`: nothing of the record is on disk, so nothing need be taken out. */
  put(rec: number, picture: number, state: RecordState, isNew: boolean): void {
    if (!COUNTED_KINDS.has(state.kind)) return
    const cells = cellsOf(state)
    if (cells !== undefined) this.#put.run(rec, picture, state.kind, ...cells)
    else if (!isNew) this.#remove.run(rec)
  }

  /** True when the row is what the state gives. */
  holds(rec: number, state: RecordState): boolean {
    const wanted = cellsOf(state)
    const stored = this.#get.get(rec)
    if (wanted === undefined || stored === undefined) return wanted === stored
    return wanted.every((cell, index) => cell === stored[index])
  }

  remove(rec: number): void {
    this.#remove.run(rec)
  }

  removeRange(from: number, to: number): void {
    this.#removeRange.run(from, to)
  }
}

function cellsOf(state: RecordState): readonly Cell[] | undefined {
  // Incidents are most of what is written: nothing is gathered of those nobody is in charge of.
  if (state.kind === INCIDENT && typeof shownValue(state, 'agencyInCharge') !== 'string') return undefined
  const counted = COUNTED_KINDS.get(state.kind)?.(shownFields(state))
  if (counted === undefined) return undefined
  const { incident, agency, rule, receiver, channel, atMs, dueMs, doneMs } = counted
  return [incident, agency, rule, receiver, channel, rounded(atMs), rounded(dueMs), rounded(doneMs)]
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms)
}
