// A merged record as text for stores and snapshots: compact JSON in which each change is named once.
// The text is a cache of the journal, never a truth of its own.
import { must } from '../base/assert.ts'
import type { ChangeId, Kind, RecordId } from '../base/ids.ts'
import type { Json } from '../base/json.ts'
import type { ChangeMark, FieldState, RecordState } from './merge.ts'

type MarkText = readonly [ChangeId, ChangeMark['station'], number, number, number, number, ChangeMark['officer']]
interface RecordText {
  readonly c: readonly MarkText[]
  readonly f: { readonly [name: string]: readonly (readonly [number, Json])[] }
  readonly g?: { readonly [name: string]: readonly ChangeId[] }
}

/** Writes a record's state. Equal states that were folded in the same order give equal text. */
export function writeRecord(state: RecordState): string {
  const marks: MarkText[] = []
  const indexOf = new Map<ChangeId, number>()
  // Field names are anyone's: `toString` and `__proto__` are names like others, so nothing is inherited here.
  const f = Object.create(null) as { [name: string]: (readonly [number, Json])[] }
  let g: { [name: string]: readonly ChangeId[] } | undefined
  for (const [name, field] of state.fields) {
    f[name] = field.heads.map(({ mark, value }) => {
      let index = indexOf.get(mark.id)
      if (index === undefined) {
        index = marks.length
        indexOf.set(mark.id, index)
        marks.push([mark.id, mark.station, mark.chain, mark.seq, mark.ms, mark.counter, mark.officer])
      }
      return [index, value]
    })
    if (field.gone.length > 0) (g ??= Object.create(null) as { [name: string]: readonly ChangeId[] })[name] = field.gone
  }
  const text: RecordText = g === undefined ? { c: marks, f } : { c: marks, f, g }
  return JSON.stringify(text)
}

/** Reads what writeRecord wrote. Throws on text it did not write: the store's integrity check comes first. */
export function readRecord(kind: Kind, id: RecordId, text: string): RecordState {
  const { c, f, g } = JSON.parse(text) as RecordText
  const marks = c.map(([change, station, chain, seq, ms, counter, officer]): ChangeMark => ({
    id: change,
    station,
    chain,
    seq,
    ms,
    counter,
    officer,
  }))
  const fields = new Map<string, FieldState>()
  for (const [name, values] of Object.entries(f)) {
    const heads = values.map(([index, value]) => ({ mark: must(marks[index], 'mark of a head'), value }))
    fields.set(name, { heads, gone: g !== undefined && Object.hasOwn(g, name) ? (g[name] ?? []) : [] })
  }
  return { kind, id, fields }
}
