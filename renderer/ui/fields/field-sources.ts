// What the editors of fields choose from and name things by; features bring it from renderer/state.
import type { EventCode } from '../../../shared/model/event-codes.ts'
import type { Division, Place } from '../../../shared/model/places.ts'
import type { ReadContext } from './read-value.ts'
import type { WordSources } from './value-words.ts'

export interface FieldSources extends WordSources {
  readonly language: 'zh-CN' | 'en'
  readonly codes: readonly EventCode[]
  readonly divisions: readonly Division[]
  readonly places: readonly Place[]
  readonly agencies: readonly {
    readonly id: string
    readonly code: string
    readonly name: string
    readonly nameEn: string
  }[]
  readonly codeOf: NonNullable<ReadContext['codeOf']>
}

/** Kinds of places whose own point is no point of an event: too long or too wide. */
const WIDE = new Set(['province', 'river', 'sea'])

/** True when the place's point may stand for the event's until someone knows better. */
export function hasPoint(place: Place): boolean {
  return place.approximate !== true && !WIDE.has(place.kind)
}
