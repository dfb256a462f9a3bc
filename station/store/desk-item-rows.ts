// The rows of `desk_item`: written with every record of a kind of the duty desk, a cache of its fields.
import type { RecordState } from '../../shared/journal/merge.ts'
import { shownFields } from '../../shared/journal/merge.ts'
import { DESK_KINDS } from '../../shared/model/desk-item.ts'
import type { Cell, StationDatabase } from './database.ts'

const COLUMNS = ['incident', 'parent', 'state', 'agency', 'officer', 'number', 'at_ms', 'due_ms'] as const

export class DeskItemRows {
  readonly #put
  readonly #get
  readonly #remove
  readonly #removeRange

  constructor(db: StationDatabase) {
    this.#put = db.prepare<Cell[]>(
      'deskItem.put',
      `INSERT INTO desk_item (rec, picture, kind, id, ${COLUMNS.join(', ')}) VALUES (?, ?, ?, ?, ${COLUMNS.map(() => '?').join(', ')})
        ON CONFLICT (rec) DO UPDATE SET ${COLUMNS.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    )
    this.#get = db.prepareRaw<[number], Cell[]>(
      'deskItem.get',
      `SELECT ${COLUMNS.join(', ')} FROM desk_item WHERE rec = ?`,
    )
    this.#remove = db.prepare<[number]>('deskItem.remove', 'DELETE FROM desk_item WHERE rec = ?')
    this.#removeRange = db.prepare<[number, number]>(
      'deskItem.removeRange',
      'DELETE FROM desk_item WHERE rec BETWEEN ? AND ?',
    )
  }

  put(rec: number, picture: number, state: RecordState): void {
    const cells = cellsOf(state)
    if (cells !== undefined) this.#put.run(rec, picture, state.kind, state.id, ...cells)
  }

  /** True when the row is what the state gives; kinds in no list have none. */
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
  const item = DESK_KINDS.get(state.kind)?.(shownFields(state))
  if (item === undefined) return undefined
  const { incident, parent, agency, officer, number, dueMs } = item
  return [
    incident,
    parent,
    item.state,
    agency,
    officer,
    number,
    Math.round(item.atMs ?? firstMs(state)),
    rounded(dueMs),
  ]
}

/** The oldest stamp among the values shown: when nothing better says when a record counts. */
function firstMs(state: RecordState): number {
  let first = Infinity
  for (const { heads } of state.fields.values()) first = Math.min(first, heads[0]?.mark.ms ?? Infinity)
  return Number.isFinite(first) ? first : 0
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms)
}
