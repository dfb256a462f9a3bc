// One form being filled in: what is entered, what is wrong with it, how far its draft is. Each entry may bring others with
// it: the first one notes the time of receipt, a position its division, a category without grades takes the grade away.
import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import type { Fault } from '../../../shared/base/fault.ts'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import type { Position } from '../../../shared/model/incident.ts'
import { isGraded } from '../../../shared/model/level.ts'
import type { Place } from '../../../shared/model/places.ts'
import { pointText } from '../../ui/fields/area-text.ts'
import { hasPoint } from '../../ui/fields/field-sources.ts'
import { writeTime } from '../../ui/fields/read-time.ts'
import type { ReadContext } from '../../ui/fields/read-value.ts'
import { readValue } from '../../ui/fields/read-value.ts'
import type { DraftState } from './draft-keeper.ts'
import type { Entered, IntakeField, Problems } from './intake-entry.ts'
import { readIntake } from './intake-entry.ts'

/** One sitting at the form: the record it will become, its draft, and what it starts with. */
export interface Session {
  /** Also the id of the incident, so that saving twice after a lost answer is one incident. */
  readonly record: string
  readonly start: Entered
  readonly isKept: boolean
}

/** What the last choice of a place gave: its point, or only its division. */
export interface PlaceNote {
  readonly kind: 'point' | 'division'
  readonly name: string
}

export interface IntakeState {
  readonly entered: Entered
  /** The division was written by the officer, so a position no longer changes it. */
  readonly isDivisionOwn: boolean
  readonly placeNote: PlaceNote | null
  /** Saving was tried: from then on problems are shown as they come and go. */
  readonly isTried: boolean
  readonly problems: Problems
  readonly fault: Fault | null
  readonly isSaving: boolean
  readonly draft: DraftState
}

/** What an entry needs besides its text. */
export interface EntryHelp {
  readonly nowMs: number
  readonly codeOf: NonNullable<ReadContext['codeOf']>
  /** The division a position lies in as it stands in the field ("350102 …"); '' when unknown. */
  readonly divisionAt: (position: Position) => string
  /** A division's code with its name. */
  readonly divisionText: (code: string) => string
}

export type IntakeStore = StoreApi<IntakeState>

export function createIntakeStore(entered: Entered, isDivisionOwn: boolean): IntakeStore {
  return createStore<IntakeState>(() => ({
    entered,
    isDivisionOwn,
    placeNote: null,
    isTried: false,
    problems: {},
    fault: null,
    isSaving: false,
    draft: { kind: 'none' },
  }))
}

type Filled = Pick<IntakeState, 'entered' | 'isDivisionOwn' | 'placeNote'>

/** What the form says after `text` was entered into `field`. */
export function afterEntry(before: Filled, field: IntakeField, text: string, help: EntryHelp): Filled {
  const entered: { [name in IntakeField]: string } = { ...before.entered, [field]: text }
  if (entered.receivedAt === '' && field !== 'receivedAt') entered.receivedAt = writeTime(isoWithOffset(help.nowMs))
  let { isDivisionOwn, placeNote } = before
  if (field === 'division') isDivisionOwn = text.trim() !== ''
  if (field === 'place') placeNote = null
  if (field === 'position') {
    placeNote = null
    if (!isDivisionOwn) {
      const position = positionOf(text, help.nowMs)
      if (position !== null) entered.division = help.divisionAt(position)
      else if (text.trim() === '') entered.division = ''
    }
  }
  if (field === 'category') {
    const read = readValue('category', text, help)
    if (read.ok && typeof read.value === 'string' && !isGraded(read.value)) entered.level = 'none'
  }
  return { entered, isDivisionOwn, placeNote }
}

/** What the form says after a place of the gazetteer was chosen: its point where it has one, else its division. */
export function afterPlace(before: Filled, place: Place, name: string, help: EntryHelp): Filled {
  const named = afterEntry(before, 'place', name, help)
  const division = place.division === null ? '' : help.divisionText(place.division)
  if (!hasPoint(place)) {
    const entered = { ...named.entered, division: division === '' ? named.entered.division : division }
    return { entered, isDivisionOwn: division !== '', placeNote: { kind: 'division', name } }
  }
  const at = afterEntry({ ...named, isDivisionOwn: false }, 'position', pointText(place.lon, place.lat), help)
  const entered = { ...at.entered, division: division === '' ? at.entered.division : division }
  return { entered, isDivisionOwn: false, placeNote: { kind: 'point', name } }
}

/** The position a text says, or null. */
export function positionOf(text: string, nowMs: number): Position | null {
  const read = text.trim() === '' ? undefined : readValue('position', text, { nowMs })
  return read?.ok === true && read.value !== null ? (read.value as unknown as Position) : null
}

/** Puts `filled` into the store; problems are looked at anew once saving was tried. */
export function fill(store: IntakeStore, filled: Filled, help: EntryHelp): void {
  const { isTried } = store.getState()
  store.setState({ ...filled, ...(isTried ? { problems: problemsOf(filled.entered, help) } : {}) })
}

/** What is wrong with the form. */
export function problemsOf(entered: Entered, help: EntryHelp): Problems {
  const read = readIntake(entered, help)
  return read.ok ? {} : read.problems
}
