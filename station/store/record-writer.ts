// record-text.ts's form written straight as text, without building the objects first: a busy station writes a record for
// every change it takes in. readRecord gives the same state as from writeRecord's text.
import type { Json } from '../../shared/base/json.ts'
import type { ChangeMark, RecordState } from '../../shared/journal/merge.ts'

// Quotes, backslashes, control characters and surrogates need JSON's escapes.
// oxlint-disable-next-line no-control-regex
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/
const MAX_NAMES = 1_000
const names = new Map<string, string>()

/** Text of a record's state, for readRecord. */
export function recordText(state: RecordState): string {
  const marks: ChangeMark[] = []
  let c = ''
  let f = ''
  let g = ''
  for (const [name, field] of state.fields) {
    const key = nameText(name)
    let heads = ''
    for (const { mark, value } of field.heads) {
      let index = indexOf(marks, mark)
      if (index < 0) {
        index = marks.length
        marks.push(mark)
        c += `${index === 0 ? '' : ','}${markText(mark)}`
      }
      heads += `${heads === '' ? '' : ','}[${index},${valueText(value)}]`
    }
    f += `${f === '' ? '' : ','}${key}:[${heads}]`
    if (field.gone.length > 0) g += `${g === '' ? '' : ','}${key}:${JSON.stringify(field.gone)}`
  }
  return g === '' ? `{"c":[${c}],"f":{${f}}}` : `{"c":[${c}],"f":{${f}},"g":{${g}}}`
}

/** Few changes make up a record: looking at each beats a map. */
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
