// What is wrong with an entered text, as a word of the `fields` namespace: one list, so that forms and editors say the same.
import { editorOf, limitOf, readValue } from './read-value.ts'
import type { ReadContext } from './read-value.ts'

export type FieldProblem =
  | 'needTitle'
  | 'needCategory'
  | 'needTime'
  | 'badCategory'
  | 'badDivision'
  | 'badPosition'
  | 'badArea'
  | 'badTime'
  | 'badCount'
  | 'tooLong'
  | 'badChoice'

/** Undefined when `text` can be read as the field's value. */
export function fieldProblem(field: string, text: string, context: ReadContext): FieldProblem | undefined {
  if (readValue(field, text, context).ok) return undefined
  const isEmpty = text.trim() === ''
  switch (editorOf(field)) {
    case 'category':
      return isEmpty ? 'needCategory' : 'badCategory'
    case 'division':
      return 'badDivision'
    case 'position':
      return 'badPosition'
    case 'area':
      return 'badArea'
    case 'time':
      return isEmpty ? 'needTime' : 'badTime'
    case 'count':
      return 'badCount'
    default:
      if (isEmpty) return field === 'title' ? 'needTitle' : 'badChoice'
      return text.trim().length > (limitOf(field) ?? Infinity) ? 'tooLong' : 'badChoice'
  }
}
