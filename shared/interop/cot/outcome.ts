// How one file of CoT was read, as a line of a report.
import type { Fault } from '../../base/fault.ts'
import { featureOf, trackOf } from './ambient-rows.ts'
import type { CotEvent } from './event.ts'
import { callsignOf, isExercise } from './event.ts'
import { readCotBytes } from './frames.ts'
import type { Meaning } from './meaning.ts'
import { meaningOf } from './meaning.ts'

export type Outcome =
  | { readonly is: 'read'; readonly what: string; readonly odd: readonly string[] }
  | { readonly is: 'refused'; readonly fault: Fault }

/** Reads a file as one message: what it is and what was odd, or why it was refused. Never throws. */
export function cotOutcome(bytes: Uint8Array, nowMs: number): Outcome {
  const read = readCotBytes(bytes, nowMs)
  if (!read.ok) return { is: 'refused', fault: read.fault }
  if (read.value === null) return { is: 'read', what: 'control of a mesh', odd: [] }
  const { event, odd } = read.value
  return { is: 'read', what: describe(event), odd }
}

/** One line on what an event is and becomes. */
export function describe(event: CotEvent): string {
  const meaning = meaningOf(event)
  const marks = isExercise(event) ? ' [exercise]' : ''
  return `${event.type} ${callsignOf(event) || event.uid}: ${becomes(event, meaning)}${marks}`
}

function becomes(event: CotEvent, meaning: Meaning): string {
  const maker = { gateway: 'x', heardMs: 0 }
  switch (meaning.is) {
    case 'position':
      return `unit (${trackOf(event, maker, false)?.sort ?? 'nowhere'})`
    case 'feature':
      return featureOf(event, maker)?.row.sort ?? 'feature too large'
    case 'incident':
      return `${meaning.isEmergency ? 'emergency' : 'incident'} ${meaning.facts.category} "${meaning.facts.title}"`
    case 'emergencyOver':
      return `emergency over: ${meaning.who}`
    case 'chat':
      return `chat of ${meaning.chat.sender} in ${meaning.chat.room}`
    case 'receipt':
      return `receipt: ${meaning.receipt.isRead ? 'read' : 'delivered'}`
    case 'notice':
      return `notice: ${meaning.text}`
    case 'gone':
      return `gone: ${meaning.uids.join(', ')}`
    case 'control':
      return 'control of the connection'
    default:
      return `passed on only: ${meaning.why}`
  }
}
