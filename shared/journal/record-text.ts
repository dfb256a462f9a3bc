// A merged record as text for stores and snapshots: compact JSON in which each change is named once.
// The text is a cache of the journal, never a truth of its own.
import { must } from '../base/assert.ts'
import type { ChangeId, Kind, RecordId } from '../base/ids.ts'
import type { Json } from '../base/json.ts'
import type { ChangeMark, FieldState, RecordState } from './merge.ts'

// Quotes, backslashes, control characters and surrogates need JSON's escapes.
// oxlint-disable-next-line no-control-regex
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/
const MAX_NAMES = 1_000
/** With so many changes in one record a map is quicker. */
const FEW = 32
const names = new Map<string, string>()

type MarkText = readonly [ChangeId, ChangeMark['station'], number, number, number, number, ChangeMark['officer']]
interface RecordText {
  readonly c: readonly MarkText[]
  readonly f: { readonly [name: string]: readonly (readonly [number, Json])[] }
  readonly g?: { readonly [name: string]: readonly ChangeId[] }
}

/**
 * Writes a record's state. Equal states that were folded in the same order give equal text. Written straight as text, without the
 * objects of RecordText: stations and servers write a record for every change they take in.
 */
export function writeRecord(state: RecordState): string {
  const marks: ChangeMark[] = []
  let many: Map<ChangeId, number> | undefined
  let c = ''
  let f = ''
  let g = ''
  for (const [name, field] of state.fields) {
    const key = nameText(name)
    let heads = ''
    for (const { mark, value } of field.heads) {
      let index = many === undefined ? indexOf(marks, mark) : (many.get(mark.id) ?? -1)
      if (index < 0) {
        index = marks.length
        marks.push(mark)
        if (marks.length === FEW) many = new Map(marks.map(({ id }, at) => [id, at]))
        else many?.set(mark.id, index)
        c += `${index === 0 ? '' : ','}${markText(mark)}`
      }
      heads += `${heads === '' ? '' : ','}[${index},${valueText(value)}]`
    }
    f += `${f === '' ? '' : ','}${key}:[${heads}]`
    if (field.gone.length > 0) g += `${g === '' ? '' : ','}${key}:${JSON.stringify(field.gone)}`
  }
  return g === '' ? `{"c":[${c}],"f":{${f}}}` : `{"c":[${c}],"f":{${f}},"g":{${g}}}`
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

/** Few changes make up most records: looking at each beats a map. */
function indexOf(marks: readonly ChangeMark[], mark: ChangeMark): number {
  for (let index = 0; index < marks.length; index += 1) {
    const known = marks[index]
    if (known === mark || known?.id === mark.id) return index
  }
  return -1
}

function markText({ id, station, chain, seq, ms, counter, officer }: ChangeMark): string {
  return `["${id}",${stringText(station)},${chain},${seq},${ms},${counter},${stringText(officer)}]`
}

function nameText(name: string): string {
  let text = names.get(name)
  if (text === undefined) {
    text = JSON.stringify(name)
    if (names.size < MAX_NAMES) names.set(name, text)
  }
  return text
}

function valueText(value: Json): string {
  if (typeof value === 'string') return stringText(value)
  return value === null || typeof value === 'boolean' ? String(value) : JSON.stringify(value)
}

function stringText(text: string): string {
  return ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`
}
