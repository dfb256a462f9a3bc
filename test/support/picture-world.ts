import type { Stamp } from '../../shared/base/hybrid-clock.ts'
import { nextStamp, seeStamp } from '../../shared/base/hybrid-clock.ts'
// A small world of stations that write without always seeing each other, for property tests of the journal:
// every station has its own chain, clock and picture; `deliver` carries what another station knows.
import type { ChangeId, SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Json } from '../../shared/base/json.ts'
import type { Change } from '../../shared/journal/change.ts'
import { NO_PREVIOUS, makeChange } from '../../shared/journal/change.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { applyChange, emptyRecord, headsOf } from '../../shared/journal/merge.ts'
import { sha256 } from './shared-crypto.ts'

export const TEST_SPACE: SpaceId = asId('test')
export type Picture = Map<string, RecordState>

/** Folds one change into a picture. */
export function fold(picture: Picture, change: Change): void {
  const key = `${change.head.kind}/${change.head.record}`
  let state = picture.get(key)
  if (state === undefined) {
    state = emptyRecord(change.head.kind, change.head.record)
    picture.set(key, state)
  }
  applyChange(state, change)
}

export class WorldStation {
  readonly name: string
  readonly known = new Map<ChangeId, Change>()
  readonly picture: Picture = new Map()
  readonly own: Change[] = []
  #clock: Stamp = { ms: 0, counter: 0 }

  constructor(name: string) {
    this.name = name
  }

  write(record: string, fields: { readonly [name: string]: Json }, nowMs: number): Change {
    this.#clock = nextStamp(this.#clock, nowMs)
    const state = this.picture.get(`incident/${record}`)
    const last = this.own.at(-1)
    const change = makeChange(
      {
        space: TEST_SPACE,
        station: asId(this.name),
        chain: 7,
        seq: this.own.length + 1,
        stamp: this.#clock,
        officer: asId(`officer-${this.name}`),
        kind: 'incident',
        record: asId(record),
        previous: last?.hash ?? NO_PREVIOUS,
      },
      { sets: Object.entries(fields).map(([name, value]) => ({ name, value, over: headsOf(state, name) })) },
      sha256,
    )
    this.own.push(change)
    this.receive(change, nowMs)
    return change
  }

  receive(change: Change, nowMs: number): void {
    if (this.known.has(change.id)) return
    this.known.set(change.id, change)
    this.#clock = seeStamp(this.#clock, change.head.stamp, nowMs)
    fold(this.picture, change)
  }

  receiveAll(from: WorldStation, nowMs: number): void {
    for (const change of from.known.values()) this.receive(change, nowMs)
  }
}

/** The slow and obvious oracle: a field's heads are the changes that set it and that no change of the set replaces there. */
export function oracleHeads(changes: Iterable<Change>): Map<string, Map<string, readonly Change[]>> {
  const all = [...changes]
  const fields = new Map<string, Map<string, readonly Change[]>>()
  for (const change of all) {
    const record = `${change.head.kind}/${change.head.record}`
    for (const set of change.content?.sets ?? []) {
      const replaced = all.some(
        (other) =>
          other.head.record === change.head.record &&
          other.head.kind === change.head.kind &&
          other.content?.sets.some((otherSet) => otherSet.name === set.name && otherSet.over.includes(change.id)),
      )
      if (replaced) continue
      const byName = fields.get(record) ?? new Map<string, readonly Change[]>()
      byName.set(set.name, [...(byName.get(set.name) ?? []), change])
      fields.set(record, byName)
    }
  }
  return fields
}

/** Heads as text, sorted, comparable between a picture and the oracle. */
export function picturesHeads(picture: Picture): readonly string[] {
  const lines: string[] = []
  for (const [record, state] of picture)
    for (const [name, field] of state.fields)
      for (const head of field.heads) lines.push(`${record} ${name} ${head.mark.id} ${JSON.stringify(head.value)}`)
  return lines.sort()
}

export function oracleLines(changes: Iterable<Change>): readonly string[] {
  const lines: string[] = []
  for (const [record, byName] of oracleHeads(changes))
    for (const [name, heads] of byName)
      for (const head of heads) {
        lines.push(
          `${record} ${name} ${head.id} ${JSON.stringify(head.content?.sets.find((set) => set.name === name)?.value)}`,
        )
      }
  return lines.sort()
}
