// What a store says later about an order it has carried out: that bodies which lay in an archive that was away are gone too. Its
// first word stands, because it is written once; each later one is a record of its own beside it.
import type { JsonFields } from '../base/json.ts'
import type { RecordState } from '../journal/merge.ts'
import { shownFields } from '../journal/merge.ts'
import { erasureId } from './destruction.ts'

/** Ids of the words of a store about an order, the first one first. */
export function* wordIds(destruction: string, station: string): Generator<string, never> {
  const first = erasureId(destruction, station)
  yield first
  for (let number = 2; ; number += 1) yield `${first}.${number}`
}

/** How many bodies still lay in an archive by a store's last word. */
export function waitingBy(word: RecordState): number {
  const { waiting } = shownFields(word)
  return typeof waiting === 'number' ? waiting : 0
}

/** A later word: of `before` that waited, `now` still do. */
export function laterWord(destruction: string, station: string, at: string, before: number, now: number): JsonFields {
  return { destruction, station, at, erased: before - now, absent: 0, ...(now > 0 && { waiting: now }) }
}
